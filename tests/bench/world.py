"""What the made-up documents speak of: actors, issues, events, and who said what of them.

Must not know: documents, claims, files.
"""

import random
from dataclasses import dataclass, field
from datetime import date

SYLLABLES = {
    "ar": "アル",
    "ben": "ベン",
    "cor": "コル",
    "dun": "ダン",
    "el": "エル",
    "fen": "フェン",
    "gar": "ガル",
    "hol": "ホル",
    "is": "イス",
    "kal": "カル",
    "lor": "ロル",
    "mer": "メル",
    "nor": "ノル",
    "os": "オス",
    "pel": "ペル",
    "ran": "ラン",
}


NEW_TALKS = 1 / 8  # of the documents are the first about their talks
SHARED = 0.3  # of the actors named are known to all talks


@dataclass(frozen=True)
class Told:
    """A content claim that others may speak of: its IRI, its claimant, its day."""

    claim: str
    claimant: str
    day: date


@dataclass(frozen=True)
class Happened:
    """An event, or what a proposal was sent by, with its day."""

    name: str
    day: date


@dataclass
class Talks:
    """One negotiation among many, with people and issues of its own."""

    number: int
    documents: int = 0
    events: list[Happened] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    denied: list[Told] = field(default_factory=list)
    proposals: dict[int, list[Happened]] = field(default_factory=dict)


@dataclass
class World:
    """What all documents speak of; what is named here stands in the reference data.

    The more documents there are, the more talks they are about; some talks have many, most have
    few. What is named comes from the talks at hand, or from what all talks share.
    """

    rng: random.Random
    reference: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    taken: set[tuple[str, str, str]] = field(default_factory=set)
    talks: Talks = field(default_factory=lambda: Talks(0))
    homes: dict[str, str] = field(default_factory=dict)
    size: int = 0
    count: int = 0
    _by_document: list[Talks] = field(default_factory=list)

    def turn(self) -> None:
        """Turn to the talks that the next document is about, the likelier the more it has."""
        if not self._by_document or self.rng.random() < NEW_TALKS:
            self.talks = Talks(len({talks.number for talks in self._by_document}))
        else:
            self.talks = self.rng.choice(self._by_document)
        self.talks.documents += 1
        self._by_document.append(self.talks)

    def number(self) -> int:
        self.count += 1
        return self.count

    def named(self, thing: str, kind: str | None, english: str, japanese: str, *more: str) -> str:
        """Name *thing* in the reference data, once; return it."""
        file = self.reference.setdefault(thing.partition(":")[0] + "s", {})
        label = "skos:prefLabel" if kind in ("kg:Issue", "kg:Option") else "rdfs:label"
        lines = [f"a {kind}"] if kind else []
        lines += [f'{label} "{english}"@en', f'{label} "{japanese}"@ja', *more]
        if thing not in file:
            file[thing] = lines
            self.size += len(lines)
        return thing

    def spoken(self, prefix: str, kind: str, pool: int, start: int) -> str:
        """Return one of a *pool* of actors or places, the first ones more often than the others."""
        number = start + int(pool * self.rng.random() ** 2)
        syllables = [list(SYLLABLES)[number // 16**place % 16] for place in (3, 2, 1, 0)]
        english = "".join(syllables).capitalize()
        japanese = "".join(SYLLABLES[syllable] for syllable in syllables)
        return self.named(f"{prefix}:{english.lower()}", kind, english, japanese)

    def shared(self) -> bool:
        """Say whether the next actor is one that all talks share."""
        return self.rng.random() < SHARED

    def person(self) -> str:
        start = 0 if self.shared() else 4096 + 32 * self.talks.number
        return self.spoken("person", "kg:Person", 32, start)

    def author(self) -> str:
        return self.spoken("person", "kg:Person", 60, 1000)

    def state(self) -> str:
        start = 0 if self.shared() else 8 + 8 * self.talks.number
        return self.spoken("state", "kg:State", 8, start)

    def home(self, person: str) -> str:
        """Return the state that *person* serves, the same one for good."""
        return self.homes.setdefault(person, self.state())

    def outlet(self) -> str:
        return self.spoken("organisation", "kg:Organisation", 40, 2000)

    def issue(self) -> str:
        number = f"{self.talks.number}-{int(12 * self.rng.random() ** 1.5)}"
        return self.named(f"issue:i{number}", "kg:Issue", f"question {number}", f"争点{number}")

    def option(self, issue: str) -> str:
        """Return an option of *issue*; each excludes the one that was named before it."""
        number = self.rng.randrange(4)
        lower = f"option:{issue[6:]}-{number - 1}"
        known = lower in self.reference.get("options", {})
        more = [f"kg:optionOf {issue}"] + ([f"kg:incompatibleWith {lower}"] if known else [])
        name = f"option:{issue[6:]}-{number}"
        return self.named(name, "kg:Option", f"answer {number}", f"選択肢{number}", *more)

    def event(self) -> str:
        number = self.number()
        return self.named(f"event:e{number}", None, f"event {number}", f"出来事{number}")

    def post(self, state: str) -> str:
        more = (f"org:postIn {state}", f"kg:makesPolicyFor {state}")
        name = f"post:foreign-minister-{state[6:]}"
        return self.named(
            name, "org:Post", f"Foreign Minister, {state[6:]}", f"{state[6:]}の外相", *more
        )
