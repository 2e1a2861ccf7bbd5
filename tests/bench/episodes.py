"""What is told in a made-up passage: a meeting, a position, a proposal, a denial, a ruling.

Each keeps to what the check rules want: nothing is told before it happened, nothing comes before
what it follows, nobody contradicts himself, and what two sources date differently is in no order.

Must not know: files, sizes.
"""

from collections.abc import Callable
from datetime import timedelta

from bench.dealings import advice, forecast, misprint, plan, request, sides, tie
from bench.documents import Document, Triple, edtf, xsd
from bench.world import Happened, World


def meeting(doc: Document) -> None:
    """An event with its participants, its day and its topic, and where it stands in an order."""
    world, day = doc.world, doc.day()
    event, before = world.event(), [e for e in world.talks.events[-20:] if e.day < day]
    kind = world.rng.choice(("kg:Meeting", "kg:Call", "kg:Talks", "kg:Contact"))
    contents = [
        [(event, "a", kind), *((event, "kg:involves", world.state()) for _ in range(2))],
        [(event, "kg:when", edtf(day))],
        [(event, "kg:topic", world.issue())],
    ]
    if before:
        how = world.rng.choice(("kg:before", "kg:before", "kg:ledTo", "kg:caused"))
        contents.append([(world.rng.choice(before).name, how, event)])
    told = doc.tell(day, *contents)
    world.talks.told += [doc.outside(t) for t in told[3:]]
    world.talks.events.append(Happened(event, day))


def retelling(doc: Document) -> None:
    """An event of another document, told again with the same day."""
    if known := [e for e in doc.world.talks.events if e.day < doc.issued - timedelta(3)]:
        event = doc.world.rng.choice(known)
        exists = [(event.name, "a", "kg:Event")]
        doc.tell(event.day, exists, [(event.name, "kg:when", edtf(event.day))])


def stand(doc: Document, holder: str, stance: str, issue: str, option: str) -> list[Triple]:
    name = f"position:p{doc.world.number()}"
    return [
        (name, "a", "kg:Position"),
        (name, "kg:holder", holder),
        (name, "kg:issue", issue),
        (name, "kg:option", option),
        (name, "kg:stance", stance),
    ]


def position(doc: Document) -> None:
    """A position, dated by itself or by the statement that made it known."""
    world, day = doc.world, doc.day()
    holder, issue = world.person(), world.issue()
    if not free(world, holder, issue, str(day)):
        return
    stance = world.rng.choice(("kg:Supports", "kg:Accepts", "kg:Considers", "kg:Opposes"))
    triples = stand(doc, holder, stance, issue, world.option(issue))
    name, contents = triples[0][0], [triples]
    if world.rng.random() < 0.3:
        event = world.event()
        triples.append((name, "kg:statement", event))
        contents.append([(event, "a", "kg:Statement"), (event, "kg:author", holder)])
        contents.append([(event, "kg:when", edtf(day))])
    else:
        triples.append((name, "kg:from", edtf(day)))
    if world.rng.random() < 0.2:
        triples.append((name, "kg:onBehalfOf", world.home(holder)))
    if (moved := [e for e in world.talks.events[-20:] if e.day < day]) and world.rng.random() < 0.3:
        contents.append([(name, "kg:promptedBy", world.rng.choice(moved).name)])
    if (sent := [p for row in world.talks.proposals.values() for p in row if p.day < day]) and (
        world.rng.random() < 0.2
    ):
        triples.append((name, "kg:respondsTo", world.rng.choice(sent[-20:]).name))
    world.talks.told.append(doc.outside(doc.tell(day, *contents)[0]))


def free(world: World, holder: str, issue: str, when: str) -> bool:
    """Take the place of a position on *issue* from *when* on; say whether it was free."""
    place = (holder, issue, when)
    found = place not in world.taken
    world.taken.add(place)
    return found


def mixed_signal(doc: Document) -> None:
    """Two positions of one holder, for and against one option, from the same month on."""
    world, day = doc.world, doc.day()
    holder, issue, month = world.person(), world.issue(), str(day)[:7]
    if free(world, holder, issue, month):
        option = world.option(issue)
        pair = [stand(doc, holder, s, issue, option) for s in ("kg:Supports", "kg:Opposes")]
        for triples in pair:
            triples.append((triples[0][0], "kg:from", edtf(month)))
        doc.tell(day, *pair)


def stated_shift(doc: Document) -> None:
    world, day = doc.world, doc.day()
    issue, name = world.issue(), f"stated-shift:s{world.number()}"
    moved = [e.name for e in world.talks.events[-20:] if e.day < day]
    triples = [
        (name, "a", "kg:StatedShift"),
        (name, "kg:holder", world.person()),
        (name, "kg:issue", issue),
        (name, "kg:beforeOption", "kg:Unstated"),
        (name, "kg:afterOption", world.option(issue)),
    ]
    triples += [(name, "kg:promptedBy", world.rng.choice(moved))] if moved else []
    doc.tell(day, triples)


def proposal(doc: Document) -> None:
    """A version of a plan, with two terms, what it revises, and the event that sent it."""
    world, day = doc.world, doc.day()
    plan = world.rng.randrange(3 + world.talks.documents)
    versions = world.talks.proposals.setdefault(plan, [])
    number, event = world.number(), world.event()
    name = world.named(
        f"proposal:v{number}", None, f"plan {plan} ({number})", f"案{plan}（{number}）"
    )
    proposer, addressee = world.state(), world.person()
    contents = [
        [(name, "a", "kg:Proposal"), (name, "kg:proposer", proposer)],
        *(term(doc, name) for _ in range(2)),
        [
            (event, "a", "kg:Transmission"),
            (event, "kg:content", name),
            (event, "kg:sender", proposer),
            (event, "kg:recipient", addressee),
        ],
        [(event, "kg:when", edtf(day))],
    ]
    if versions and versions[-1].day < day:
        contents.append([(name, "prov:wasRevisionOf", versions[-1].name)])
    world.talks.told += [doc.outside(t) for t in doc.tell(day, *contents)[1:3]]
    versions.append(Happened(name, day))


def term(doc: Document, plan: str) -> list[Triple]:
    number, issue = doc.world.number(), doc.world.issue()
    name = f"term:t{number}"
    return [
        (plan, "kg:containsTerm", name),
        (name, "a", "kg:Term"),
        (name, "rdfs:label", f'"term {number}"@en'),
        (name, "rdfs:label", f'"条項{number}"@ja'),
        (name, "kg:issue", issue),
        (name, "kg:option", doc.world.option(issue)),
        (name, "kg:obliges", doc.world.state()),
    ]


def tenure(doc: Document) -> None:
    """Somebody in a post, and a word in that capacity."""
    world, day = doc.world, doc.day()
    name, person, event = f"tenure:t{world.number()}", world.person(), world.event()
    post = world.post(world.home(person))
    doc.tell(
        day,
        [
            (name, "a", "org:Membership"),
            (name, "org:member", person),
            (name, "kg:inPost", post),
            (name, "kg:from", edtf(day - timedelta(400))),
        ],
        [(event, "a", "kg:Speech"), (event, "kg:author", person), (event, "kg:inCapacityOf", post)],
        [(event, "kg:when", edtf(day))],
    )


def denial(doc: Document) -> None:
    """A denial of what another claimant said, in this document or in another one."""
    world = doc.world
    claimable = [t for t in world.talks.told[-200:] if t.day < doc.issued - timedelta(3)]
    if claimable:
        target = world.rng.choice(claimable)
        speaker = world.person()
        if speaker != target.claimant:
            on = ("kg:claimedOn", xsd(doc.issued - timedelta(1)))
            inner = doc.claim(speaker, "kg:Asserts", on, ("kg:denies", target.claim))
            doc.relay(doc.author, [inner], ("kg:inPassage", doc.passage()))
            world.talks.denied.append(target)


def ruling(doc: Document) -> None:
    """The curators uphold what was denied."""
    if doc.world.talks.denied:
        doc.rule(("kg:upholds", doc.world.talks.denied.pop(0).claim), [])


def dated_twice(doc: Document) -> None:
    """Two days for one event, by two claimants; the curators correct some of the first ones."""
    world, day = doc.world, doc.day()
    event = world.event()
    exists = [(event, "a", "kg:Visit"), (event, "kg:involves", world.state())]
    first = doc.tell(day, exists, [(event, "kg:when", edtf(day))])[1]
    other = world.spoken("person", "kg:Person", 40, 3000)
    inner = doc.claim(other, "kg:Asserts", ("kg:claimedOn", xsd(doc.issued)))
    doc.content[inner] = [(event, "kg:when", edtf(day - timedelta(2)))]
    doc.relay(doc.author, [inner], ("kg:inPassage", doc.passage()))
    if world.rng.random() < 0.5:
        doc.rule(("kg:corrects", first.claim), [(event, "kg:when", edtf(day - timedelta(2)))])


def rumour(doc: Document) -> None:
    """An event and a part of it, as an outlet hears from somebody unknown; others may deny it."""
    world, day = doc.world, doc.day()
    event, part = world.event(), world.event()
    number = world.number()
    unknown = world.named(
        f"person:unknown-{number}", "kg:UnknownAgent", f"somebody {number}", f"某{number}"
    )
    exists = [(event, "a", "kg:Consultation"), (event, "kg:participant", world.person())]
    told = doc.tell(
        day,
        exists,
        [(event, "kg:when", edtf(day))],
        [(part, "a", "kg:Session"), (part, "kg:partOfEvent", event)],
        speaker=unknown,
    )
    world.talks.told.append(doc.outside(told[0]))


def identity(doc: Document) -> None:
    """An event under a second name, which the curators identify with the first one."""
    if doc.world.talks.events:
        known, event = doc.world.rng.choice(doc.world.talks.events), doc.world.event()
        doc.tell(doc.issued, [(event, "a", "kg:Contact")])
        doc.rule(None, [(event, "kg:identifiedWith", known.name)])


def assessment(doc: Document) -> None:
    """A quality of an event, by the author's own inference."""
    if doc.world.talks.events:
        event = doc.world.rng.choice(doc.world.talks.events[-20:])
        name = doc.claim(doc.author, "kg:Infers", ("kg:inPassage", doc.passage()))
        quality = doc.world.rng.choice(("kg:Tense", "kg:Positive", "kg:Frank"))
        doc.content[name] = [(event.name, "kg:assessedAs", quality)]


EPISODES: dict[Callable[[Document], None], int] = {
    meeting: 8, position: 10, retelling: 4, proposal: 3, assessment: 3, denial: 2, stated_shift: 1,
    mixed_signal: 1, tenure: 1, dated_twice: 1, ruling: 1, identity: 1, rumour: 1, tie: 1, sides: 1,
    request: 1, plan: 1, forecast: 1, advice: 1, misprint: 1,
}  # fmt: skip
