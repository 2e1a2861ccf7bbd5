"""What else is told in a made-up passage: ties, sides, requests, measures, plans, expectations,
advice, and what is wrong with the passage itself.

Must not know: files, sizes, how often anything is told.
"""

from datetime import timedelta

from bench.documents import Document, Triple, edtf

TIES = ("kg:FriendOf", "kg:AdviserOf", "kg:EmissaryOf", "kg:BusinessPartnerOf", "kg:SupporterOf")


def tie(doc: Document) -> None:
    """What one person is to another."""
    world = doc.world
    one, other = world.person(), world.person()
    if one != other:
        name = f"tie:t{world.number()}"
        kind = world.rng.choice(TIES)
        ends = [(name, "kg:tieFrom", one), (name, "kg:tieKind", kind), (name, "kg:tieTo", other)]
        doc.tell(doc.day(), [(name, "a", "kg:Tie"), *ends])


def sides(doc: Document) -> None:
    """Talks of two delegations, what they were about, and what came of them."""
    world, day, event = doc.world, doc.day(), doc.world.event()
    sides = []
    for _ in range(2):
        name = f"delegation:d{world.number()}"
        sides += [
            (name, "a", "kg:Delegation"),
            (name, "kg:headedBy", world.person()),
            (name, "kg:onBehalfOf", world.state()),
            (event, "kg:delegation", name),
        ]
    outcome, issue = f"outcome:o{world.number()}", world.issue()
    code = world.rng.choice(("kg:Agreed", "kg:Discussed", "kg:NoAgreement", "kg:Understanding"))
    doc.tell(
        day,
        [(event, "a", "kg:Talks"), *sides],
        [(event, "kg:when", edtf(day))],
        [(event, "kg:topic", issue)],
        [
            (event, "kg:outcome", outcome),
            (outcome, "a", "kg:Outcome"),
            (outcome, "kg:issue", issue),
            (outcome, "kg:outcomeCode", code),
        ],
    )


def request(doc: Document) -> None:
    """What somebody asks of somebody else, or does against a state."""
    world, day, event = doc.world, doc.day(), doc.world.event()
    if world.rng.random() < 0.5:
        told = [(event, "a", "kg:Request"), (event, "kg:addressee", world.person())]
    else:
        kind = world.rng.choice(("kg:Sanctions", "kg:Tariff"))
        told = [(event, "a", kind), (event, "kg:target", world.state())]
    told += [(event, "kg:author", world.person()), (event, "kg:topic", world.issue())]
    doc.tell(day, told, [(event, "kg:when", edtf(day))])


def plan(doc: Document) -> None:
    """A summit that is agreed upon, and called off or not."""
    world, day, event = doc.world, doc.day(), doc.world.event()
    summit = [
        (event, "a", "kg:Summit"),
        (event, "kg:occurrence", "kg:Planned"),
        *((event, "kg:participant", person) for person in {world.person(), world.person()}),
    ]
    doc.tell(day, sorted(summit))
    if world.rng.random() < 0.5:
        off, later = world.event(), day + timedelta(2)
        called_off = [(off, "a", "kg:Cancellation"), (off, "kg:author", world.person())]
        called_off.append((off, "kg:concerns", event))
        doc.tell(later, called_off, [(off, "kg:when", edtf(later))])


def forecast(doc: Document) -> None:
    """What the author expects, in the author's own words."""
    world, event = doc.world, doc.world.event()
    forecast = f"forecast:f{world.number()}"
    name = doc.claim(doc.author, "kg:Forecasts", ("kg:inPassage", doc.passage()))
    doc.content[name] = [
        (event, "a", "kg:Event"),
        (event, "kg:author", world.state()),
        (event, "kg:occurrence", "kg:Possible"),
        (forecast, "a", "kg:Forecast"),
        (forecast, "kg:foresees", event),
        (forecast, "kg:likelihood", world.rng.choice(("kg:Likely", "kg:Unlikely"))),
    ]


def advice(doc: Document) -> None:
    """A course open to a state, by the author, and the interest that it serves."""
    world, state = doc.world, doc.world.state()
    number = world.number()
    course, interest = f"policy-option:p{number}", f"interest:i{number}"
    place = ("kg:inPassage", doc.passage())
    opening, serving = (doc.claim(doc.author, "kg:Suggests", place) for _ in range(2))
    doc.content[opening] = [
        (course, "a", "kg:PolicyOption"),
        *_labels(course, f"course {number}", f"方針{number}"),
        (course, "kg:openTo", state),
    ]
    doc.content[serving] = [
        (course, "kg:serves", interest),
        (interest, "a", "kg:Interest"),
        *_labels(interest, f"interest {number}", f"利益{number}"),
        (interest, "kg:holder", state),
    ]


def misprint(doc: Document) -> None:
    """A wrong word in a passage, with what is likely meant, by the curators."""
    number = doc.world.number()
    anomaly = f"anomaly:a{number}"
    doc.rule(
        None,
        [
            (anomaly, "a", "kg:Anomaly"),
            *_labels(anomaly, f"misprint {number}", f"誤植{number}"),
            (anomaly, "kg:anomalyKind", "kg:WordingFault"),
            (anomaly, "kg:reads", f'"teh {number}"@en'),
            (anomaly, "kg:likelyMeant", f'"the {number}"@en'),
        ],
    )


def _labels(thing: str, english: str, japanese: str) -> list[Triple]:
    return [(thing, "rdfs:label", f'"{english}"@en'), (thing, "rdfs:label", f'"{japanese}"@ja')]
