"""What is said of a thing, and who says so: in which passage, on whose word.

Must not know: kinds of things, commands, the protocol.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg.chains import Evidence, evidence
from kg.entry import Article
from kg.errors import BadInput
from kg.facts import Fact, describe, kinds
from kg.graph import Graph
from kg.mcp.answers import Answer, Head, Row, Value, Window, called, cell, cut, shortened
from kg.names import Labels, find
from kg.terms import GRAPH, KG, SOURCE, Term, plain

_SHOWN = ("part", "property", "value", "class", "when", "became", "details", "claims")
_CLAIMED = ("claim", "says", "standing", "commitment", "chain", "passages")
_CLAIM, _PASSAGE, _SAYS = KG + "Claim", KG + "Passage", NamedNode(KG + "says")
_INNERMOST, _IN_PASSAGE = NamedNode(KG + "innermost"), NamedNode(KG + "inPassage")
_CHAINS = GRAPH + "derived/chain"
_HELD = 30  # statements of a claim that are shown


def show(graph: Graph, thing: str, lang: str, window: Window) -> Answer:
    """Return what the record holds of *thing*: facts, what is derived, what speaks of it.

    Raise BadInput with candidates or near misses if it is not one thing.
    """
    article = graph.show(thing, lang)
    labels = article.labels
    told = [("fact", f) for f in article.facts] + [("derived", f) for f in article.derived]
    told += [("mention", f) for f in article.mentions]
    head = _head(NamedNode(article.iri), article.kinds, labels)
    head |= _derivation(article)
    if not told:
        head["hint"] = "no claim speaks of it; of a passage or a claim, call evidence"
    named = Head(head, called(article.kinds, labels))
    return cut(named, _SHOWN, told, lambda pair: _fact(*pair, labels, graph.prefixes), window)


def _head(node: NamedNode, classes: list[str], labels: Labels) -> dict[str, object]:
    short = list(map(labels.short, classes))
    return {"thing": labels.short(node.value), "label": labels.known(node.value), "classes": short}


def _derivation(article: Article) -> dict[str, object]:
    """Return from which claims a rule derives the thing, if one does."""
    sources = list(map(article.labels.short, article.entry.sources))
    return {"derivedFrom": sources} if sources else {}


def _fact(part: str, fact: Fact, labels: Labels, prefixes: Mapping[str, str]) -> Row:
    claims: dict[str, list[list[Value]]] = {}
    for found in fact.evidence:
        claims.setdefault(labels.short(found.claim), []).append(_evidence(found, labels))
    details: list[Value] = [[labels.short(p), cell(v, prefixes)] for p, v in fact.details]
    cells: list[Value] = [
        part,
        labels.short(fact.predicate),
        cell(fact.value, prefixes),
        labels.short(fact.kind) or None,
        fact.days.edtf or None,
        labels.short(fact.became) or None,
        details or None,
        list(claims),
    ]
    names: list[Term | str] = [fact.predicate, fact.value, fact.kind, fact.became]
    names += [term for pair in fact.details for term in pair]
    return Row(cells, called([*names, *_names(fact.evidence)], labels), claims)


def _evidence(found: Evidence, labels: Labels) -> list[Value]:
    """Return standing, commitment, the chain from the document inwards, and the passages."""
    chain: list[Value] = []
    for link in found.chain:
        told = [labels.short(link.claimant), link.on, labels.short(link.document or "") or None]
        chain.append(told if link.document else told[: 2 if link.on else 1])
    passages: list[Value] = list(map(labels.short, found.passages))
    return [labels.short(found.standing), labels.short(found.commitment), chain, passages]


def _names(found: Iterable[Evidence]) -> list[str]:
    """Return what stands in *found* and may have a label."""
    names: list[str] = []
    for each in found:
        names += [each.standing, each.commitment]
        names += [iri for link in each.chain for iri in (link.claimant, link.document) if iri]
    return names


@dataclass(frozen=True)
class _Told:
    """A claim, and one chain to it, if there is one."""

    claim: str
    chain: Evidence | None


def proof(graph: Graph, thing: str, lang: str, window: Window) -> Answer:
    """Return the evidence: of a claim, of the claims in a passage, or of those about a thing.

    Of a claim *content* is what it holds; of claims and passages *statements* are what the source
    says of them, *named by* what names them there. Raise BadInput with candidates or near misses
    if *thing* is not one thing.
    """
    node = find(graph.store, thing, graph.prefixes)
    labels = graph.labels(lang)
    classes = kinds(graph.store, node)
    head = _head(node, classes, labels)
    if _CLAIM in classes:
        head |= _own(graph, node) | _naming(graph, node)
    elif _PASSAGE in classes:
        head |= _own(graph, node)
    told = _told(graph, node, classes)
    if not told and _PASSAGE not in classes:
        raise BadInput(f"no claim speaks of {labels.short(node.value)}: show tells what is known")
    named = Head(head, called(classes, labels))
    return cut(named, _CLAIMED, told, lambda each: _row(graph, each, labels), window)


def _told(graph: Graph, node: NamedNode, classes: list[str]) -> list[_Told]:
    """Return the claims that *node* is, holds or is the subject of, with each chain to them."""
    store = graph.store
    if _CLAIM in classes:
        chains = evidence(store, [node]).get(node.value, [])
        return [_Told(node.value, chain) for chain in chains] or [_Told(node.value, None)]
    if _PASSAGE in classes:
        found = [e for e in _in_passage(graph, node) if node.value in e.passages]
    else:
        entry = describe(store, node)
        found = [e for fact in [*entry.facts, *entry.mentions] for e in fact.evidence]
    return [_Told(e.claim, e) for e in sorted(dict.fromkeys(found), key=lambda e: e.claim)]


def _in_passage(graph: Graph, node: NamedNode) -> list[Evidence]:
    chains = {plain(quad.subject) for quad in graph.store.about(None, _IN_PASSAGE, node)}
    innermost = (q.object for c in chains for q in graph.store.about(NamedNode(c), _INNERMOST))
    return [e for found in evidence(graph.store, set(innermost)).values() for e in found]


def _row(graph: Graph, told: _Told, labels: Labels) -> Row:
    proven = _evidence(told.chain, labels) if told.chain else [None] * 4
    names = _names([told.chain] if told.chain else [])
    says = _words(graph, told.claim, labels.lang)
    return Row([labels.short(told.claim), says, *proven], called(names, labels))


def _words(graph: Graph, claim: str, lang: str) -> str | None:
    """Return what *claim* says, in *lang* or else in English."""
    quads = graph.store.about(NamedNode(claim), _SAYS)
    found = {q.object.language: q.object.value for q in quads if isinstance(q.object, Literal)}
    says = found.get(lang, found.get("en"))
    return says and shortened(says)


def _own(graph: Graph, node: NamedNode) -> dict[str, object]:
    """Return what the claim *node* holds, and what the source says of the claim or passage."""
    content = [_cells(quad, graph) for quad in graph.store.graph(node)]
    statements = [_cells(quad, graph)[1:] for quad in graph.store.about(node) if _in_source(quad)]
    return _few("content", content) | _few("statements", statements)


def _naming(graph: Graph, node: NamedNode) -> dict[str, object]:
    """Return which other claims name the claim *node*, as what they deny or pass on."""
    quads = graph.store.about(None, None, node)
    return _few("namedBy", [_cells(quad, graph)[:2] for quad in quads if _in_source(quad)])


def _cells(quad: Quad, graph: Graph) -> list[Value]:
    return [cell(term, graph.prefixes) for term in (quad.subject, quad.predicate, quad.object)]


def _few(name: str, found: list[list[Value]]) -> dict[str, object]:
    """Return the first of *found*, and how many are left out, if some are."""
    more = len(found) - _HELD
    parts: dict[str, object] = {name: sorted(found, key=str)[:_HELD]} if found else {}
    return parts | ({f"{name}LeftOut": more} if more > 0 else {})


def _in_source(quad: Quad) -> bool:
    """Say whether *quad* stands in a source file, outside of its claims."""
    name = plain(quad.graph_name)
    return name.startswith(SOURCE) and "#" not in name
