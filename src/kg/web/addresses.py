"""Which address of a site stands for which IRI, and where it is described.

An IRI of ours is the base and a path; the site has the same path. What is no document is described
in one: `/id/person/x` in `/doc/id/person/x`. A document comes in each of FORMATS, by the name of
the format behind its address: the last of these suffixes always names the format, so that a thing
whose own name ends in one is described in `/doc/id/x/y.ttl.html` and the like.

The parts of "Cool URIs for the Semantic Web" that this follows: https://www.w3.org/TR/cooluris/,
sections 4.2 and 4.6.

Must not know: what there is, HTTP.
"""

from urllib.parse import quote

BASE = "https://w3id.org/parley/"
DOCUMENTS = "doc/"
THINGS = ("dataset", "id/", "ns/", "query/", "shape/", "source/")
GRAPHS = ("graph/", "ontology")  # documents themselves
HTML = "html"
FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    HTML: "text/html",
}
LANGUAGES = ("en", "ja")  # of pages
_SAFE = "/:@!$&'()*+,;=~"  # of a path (RFC 3986, 3.3)


def split(path: str) -> tuple[str, str]:
    """Return *path* without the suffix that names a format, and that suffix, "" if there is none.

    >>> split("id/proposal/plan-2.1"), split("id/proposal/plan-2.1.ttl")
    (('id/proposal/plan-2.1', ''), ('id/proposal/plan-2.1', 'ttl'))
    """
    start, _, suffix = path.rpartition(".")
    return (start, suffix) if suffix in FORMATS else (path, "")


def document(path: str) -> str:
    """Return the path of the document that tells of the thing, or the graph, at *path*.

    >>> document("id/person/x"), document("graph/accepted"), document("ns/")
    ('doc/id/person/x', 'graph/accepted', 'ontology')
    """
    if path == "ns/":
        return "ontology"
    return path if path.startswith(GRAPHS) else DOCUMENTS + path


def told_of(path: str) -> str:
    """Return the path of what the document at *path* tells of."""
    return path.removeprefix(DOCUMENTS)


def local(iri: str, root: str, query: str = "") -> str | None:
    """Return the address of *iri* on a site whose paths begin with *root*; None if it is not ours.

    *query* stands behind the path.

    >>> local("https://w3id.org/parley/source/a#s1", "/kg"), local("https://example.org/", "")
    ('/kg/source/a#s1', None)
    """
    if not iri.startswith(BASE):
        return None
    path, mark, fragment = iri.removeprefix(BASE).partition("#")
    return written(root, path) + query + mark + quote(fragment, safe=f"{_SAFE}?")


def written(root: str, path: str) -> str:
    """Return the path of a site below *root* as a header or a link has it."""
    return f"{root}/{quote(path, safe=_SAFE)}"
