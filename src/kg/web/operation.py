"""What whoever runs the server asks of it: whether it is well, and how much it does.

Must not know: what the record holds.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import NotInstalled
from kg.extras import library
from kg.web import journal
from kg.web.messages import Refused
from kg.web.site import Site

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

_FAMILIES = ("", "doc", "graph", "id", "mcp", "ns", "ontology", "q", "shape", "source", "sparql")


def routes(site: Site) -> list[Route]:
    """Return the addresses for operation: `/healthz`, `/metrics`."""

    async def health(_: Request) -> Response:
        state = site.served.asks.state()
        code, status = (200, "ok") if state["workers"] else (503, "no workers")
        told = {"status": status, "build": site.served.asks.build, **state}
        return JSONResponse(told, code, {"Cache-Control": "no-store"})

    async def metrics(_: Request) -> Response:
        if site.metrics is None:
            needs = "metrics need prometheus-client: pip install 'parley-kg[metrics]'"
            raise Refused(404, needs)
        body, media_type = site.metrics.exposition(site.served.asks.state())
        return Response(body, headers={"Cache-Control": "no-store", "Content-Type": media_type})

    return [Route("/healthz", health), Route("/metrics", metrics)]


class Metrics:
    """Numbers of requests, as Prometheus collects them."""

    def __init__(self) -> None:
        """Raise NotInstalled without the extra `metrics`."""
        library("prometheus_client", "metrics", "metrics")
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._of = lru_cache(self._labelled)
        own = self._registry = CollectorRegistry()
        by = ("family", "status")
        self._requests = Counter("parley_requests", "Requests answered.", by, registry=own)
        self._bytes = Counter("parley_response_bytes", "Bytes of bodies sent.", registry=own)
        self._seconds = Histogram(
            "parley_request_seconds", "Time until a body was sent.", by[:1], registry=own
        )
        self._jobs = Gauge("parley_jobs", "Jobs by state, and workers.", ("state",), registry=own)

    def __call__(self, request: journal.Request) -> None:
        """Count *request*."""
        first = request.path.removeprefix("/").partition("/")[0].partition(".")[0]
        requests, seconds = self._of(first if first in _FAMILIES else "other", request.status)
        requests.inc()
        seconds.observe(request.seconds)
        self._bytes.inc(request.size)

    def _labelled(self, family: str, status: int) -> "tuple[Counter, Histogram]":
        """Return what counts the requests of *family* and *status*; the library takes its time."""
        return self._requests.labels(family, str(status)), self._seconds.labels(family)

    def exposition(self, state: dict[str, int]) -> tuple[bytes, str]:
        """Return the numbers in the text format of Prometheus, and its media type."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        for name, number in state.items():
            self._jobs.labels(name).set(number)
        return generate_latest(self._registry), CONTENT_TYPE_LATEST


def metrics() -> Metrics | None:
    """Return what counts requests; None without the extra `metrics`."""
    try:
        return Metrics()
    except NotInstalled:
        return None
