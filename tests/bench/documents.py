"""A made-up document: its passages, and chains of one to three claims that end in content.

Must not know: what the content is about, files.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bench.world import Told, World

START = date(2001, 1, 1)
CURATORS = "organisation:parley-curators"

Triple = tuple[str, str, str]


def edtf(day: date | str) -> str:
    return f'"{day}"^^edtf:EDTF'


def xsd(day: date | str) -> str:
    return f'"{day}"^^xsd:date'


@dataclass
class Document:
    """One document: its own graph, and the graphs of its claims."""

    world: World
    number: int
    own: list[Triple] = field(default_factory=list)
    content: dict[str, list[Triple]] = field(default_factory=dict)
    passages: int = 0
    claims: int = 0

    def __post_init__(self) -> None:
        self.slug = f"essay-{self.number}"
        self.issued = START + timedelta(60 + 8 * self.number)
        self.author = self.world.author()
        self.world.named(
            f"source:{self.slug}", "kg:Source", f"essay {self.number}", f"論考{self.number}"
        )

    def __len__(self) -> int:
        return len(self.own) + sum(map(len, self.content.values()))

    def day(self) -> date:
        """Return a day of the two months before the document was issued."""
        return self.issued - timedelta(self.world.rng.randrange(3, 63))

    def passage(self) -> str:
        start, self.passages = 100 * self.passages, self.passages + 1
        name = f"<#p{self.passages}>"
        self.own += [
            (name, "a", "kg:Passage"),
            (name, "dcterms:isPartOf", "<>"),
            (name, "kg:passageKind", "kg:ParagraphPart"),
            (name, "oa:start", str(start)),
            (name, "oa:end", str(start + 100)),
            (name, "kg:digest", f'"sha256:{self.world.rng.getrandbits(256):064x}"'),
        ]
        return name

    def claim(self, claimant: str, commitment: str, *more: tuple[str, str]) -> str:
        self.claims += 1
        name = f"<#c{self.claims}>"
        pairs = [("a", "kg:Claim"), ("kg:claimant", claimant), ("kg:commitment", commitment), *more]
        self.own += [(name, predicate, value) for predicate, value in pairs]
        return name

    def tell(self, day: date, *contents: list[Triple], speaker: str = "") -> list[Told]:
        """Tell *contents*, each in a claim of its own, by one chain; none is said before *day*.

        The *speaker* is the author, an outlet or a person unless an outlet is to hear it of one.
        """
        place = ("kg:inPassage", self.passage())
        hops = 2 if speaker else self.world.rng.choice((0, 0, 1, 1, 2))
        if hops == 0:
            return [self._hold(self.author, day, triples, place) for triples in contents]
        said = min(self.issued, day + timedelta(1))
        outlet = self.world.outlet()
        name = f"source:{outlet.split(':')[1]}-{said}"
        self.world.named(name, "kg:Source", f"report of {said}", f"{said}の報道")
        on = (("kg:inDocument", name), ("kg:claimedOn", xsd(said)))
        speaker = speaker or (outlet if hops == 1 else self.world.person())
        inner = [self._hold(speaker, said, triples, *on[hops - 1 :]) for triples in contents]
        links = [told.claim for told in inner]
        if hops > 1:
            links = [self.relay(outlet, links, *on)]
        self.relay(self.author, links, place)
        return inner

    def relay(self, claimant: str, links: list[str], *more: tuple[str, str]) -> str:
        """Pass the claims *links* on."""
        mode = ("kg:mode", self.world.rng.choice(("kg:Paraphrase", "kg:Quotation", "kg:Summary")))
        return self.claim(claimant, "kg:Relays", mode, *more, *(("kg:relays", c) for c in links))

    def rule(self, what: tuple[str, str] | None, content: list[Triple]) -> None:
        """Let the curators claim *content*, or do *what* to another claim."""
        place = ("kg:inPassage", self.passage())
        name = self.claim(CURATORS, "kg:Infers", place, *([what] if what else []))
        if content:
            self.content[name] = content

    def _hold(
        self, claimant: str, day: date, triples: list[Triple], *more: tuple[str, str]
    ) -> Told:
        name = self.claim(claimant, "kg:Asserts", *more)
        self.content[name] = triples
        return Told(name, claimant, day)

    def outside(self, told: Told) -> Told:
        """Return *told* under the name by which other documents know it."""
        return Told(f"<{self.slug}{told.claim[1:-1]}>", told.claimant, told.day)
