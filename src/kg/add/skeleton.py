"""The source file of a document that is cut into passages, and holds no claim yet.

It has positions and digests, and not a word of the document.

Must not know: files, how a document is cut.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from kg.add.passages import Part
from kg.terms import SOURCE

_HEAD = """\
@base <{source}{slug}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kg:      <https://w3id.org/parley/ns/> .
@prefix oa:      <http://www.w3.org/ns/oa#> .
@prefix void:    <http://rdfs.org/ns/void#> .
@prefix xsd:     <http://www.w3.org/2001/XMLSchema#> .

# The document, its passages, and how many things of each kind this file must hold.
<> {{
    <>
        a kg:Source , void:Dataset ;
        dcterms:language "{language}" ;
        kg:characterCount {characters} ;
        kg:recordedOn "{day}"^^xsd:date ;
        void:classPartition
            <#expected-claims> ,
            <#expected-passages> ;
    .

    <#expected-claims>
        void:class kg:Claim ;
        void:entities 0 ;
    .

    <#expected-passages>
        void:class kg:Passage ;
        void:entities {passages} ;
    .
"""


def skeleton(slug: str, language: str, parts: Sequence[Part], day: date) -> str:
    """Return the source file, in TriG, of the document *slug* that falls into *parts*."""
    head = _HEAD.format(
        source=SOURCE,
        slug=slug,
        language=language,
        characters=parts[-1].passage.end,
        day=day.isoformat(),
        passages=len(parts),
    )
    return head + "".join(map(_described, parts)) + "}\n"


def _described(part: Part) -> str:
    lines = "".join(f"        {line} ;\n" for line in _facts(part))
    return f"\n    <#{part.passage.name}>\n{lines}    .\n"


def _facts(part: Part) -> Iterator[str]:
    yield "a kg:Passage"
    yield "dcterms:isPartOf <>"
    yield f"kg:passageKind kg:{part.kind}"
    if part.section is not None:
        yield f"kg:section {part.section}"
    if part.number is not None:
        yield f"kg:number {part.number}"
    yield f"oa:start {part.passage.start}"
    yield f"oa:end {part.passage.end}"
    yield f'kg:digest "{part.passage.digest}"'
    if part.mark_in is not None:
        yield f"kg:footnoteMarkIn <#{part.mark_in}>"
