"""A site while it is served: builds come and go, and no request is dropped for it.

Must not know: commands, what is asked.
"""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import uvicorn

from kg.build import Build, bring_up_to_date, current
from kg.errors import BadInput, KgError
from kg.extras import library
from kg.project import Project
from kg.web.app import Door, application
from kg.web.connections import Connection
from kg.web.journal import line
from kg.web.operation import metrics
from kg.web.orders import Told
from kg.web.pool import Limits, Pool
from kg.web.site import Asks, Served, Site
from kg.web.workers import Workers

_LOOK = 2.0  # seconds between two looks at the files
_BACKLOG = 2048  # connections that wait to be accepted
_CONNECTIONS = 2000  # at once
_GRACE = 10  # seconds for what is being answered when the server stops


@dataclass(frozen=True)
class Settings:
    """Where a site is served, and what its jobs may use.

    *root* is the path that a proxy puts before all of the site's, and takes off again.

    A record of up to *in_memory* quads is held in memory, where it answers several times as fast.
    *memory* is what a worker may take beside the record, in bytes; an answer has at most *rows* (or
    triples) and *size* bytes. With *log* each request is told on standard output.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    root: str = ""
    in_memory: int = 1_000_000
    memory: int = 3 << 29
    rows: int = 1_000_000
    size: int = 100 << 20
    limits: Limits = field(default_factory=Limits)
    log: bool = False


def serve(
    project: Project, cache: Path, settings: Settings, announce: Callable[[str], None]
) -> None:
    """Serve *project* from its builds in *cache* until the process is told to stop.

    Raise BadInput if the address cannot be used, and what `kg.build.bring_up_to_date` raises.
    """
    made = bring_up_to_date(project, cache, announce)
    keeper = _Keeper(project, cache, made, settings, announce)
    library("uvloop", "serve").run(_serve(keeper, _listening(settings)))


def _listening(settings: Settings) -> socket.socket:
    """Return a socket that listens where *settings* say; raise BadInput if it cannot."""
    where = f"{settings.host}:{settings.port}"
    try:
        found = socket.create_server(
            (settings.host, settings.port), backlog=_BACKLOG, family=_family(settings.host)
        )
        # Inherited by each connection; asyncio sets it on sockets of its own making alone.
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found
    except OSError as fault:
        reason = f"{where} cannot be used ({fault.strerror}): name another --host or --port"
        raise BadInput(reason) from fault


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class _Faults(logging.Handler):
    """Tells *announce* of what should not have happened, on one line each."""

    def __init__(self, announce: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._announce = announce

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of *record*."""
        fault = record.exc_info[1] if record.exc_info else None
        self._announce(f"failed: {fault!r}" if fault else record.getMessage())


async def _serve(keeper: "_Keeper", listening: socket.socket) -> None:
    async with keeper.kept() as site:
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        keeper.announce(f"http://{shown}:{port}/ serves build {keeper.made.name}; Ctrl-C ends it")
        hears = line if keeper.settings.log else None
        config = configured(application(site, hears), keeper.settings.root)
        gc.freeze()  # what is there stays
        logging.getLogger("uvicorn.error").addHandler(_Faults(keeper.announce))
        await _Server(config).serve(sockets=[listening])


def configured(site: Door, root: str = "") -> uvicorn.Config:
    """Return how uvicorn serves *site*, below the path *root*."""
    return uvicorn.Config(
        site,
        root_path=root,
        http=Connection,
        ws="none",
        limit_concurrency=_CONNECTIONS,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,  # nothing here depends on who asks, and by which name
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )


class _Server(uvicorn.Server):
    """A server that ends well when it is told to; an interrupt is passed on when it has ended."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear what tells the server to end, until it has ended."""
        loop = asyncio.get_running_loop()
        interrupted: list[int] = []
        loop.add_signal_handler(signal.SIGTERM, self.handle_exit, signal.SIGTERM, None)
        loop.add_signal_handler(signal.SIGINT, self._interrupt, interrupted)
        try:
            yield
        finally:
            for each in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(each)
        if interrupted:
            raise KeyboardInterrupt

    def _interrupt(self, interrupted: list[int]) -> None:
        interrupted.append(signal.SIGINT)
        self.handle_exit(signal.SIGINT, None)


@dataclass
class _Keeper:
    """Keeps a site at the build that the project's files call for."""

    project: Project
    cache: Path
    made: Build
    settings: Settings
    announce: Callable[[str], None]
    _retired: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[Site]:
        """Yield a site that serves the build, and each later one from when it is there.

        It begins on disk, which takes no time, and goes on in memory once that is filled.
        """
        site = Site(Served(await self._pool(self.made, in_memory=False)), metrics())
        watch = asyncio.create_task(self._watch(site))
        try:
            yield site
        finally:
            watch.cancel()
            await site.served.asks.close()

    async def _pool(self, made: Build, *, in_memory: bool) -> Pool:
        root, settings = str(self.project.root), self.settings
        use = (settings.memory, settings.rows, settings.size)
        told = Told(root, str(made.folder), in_memory, *use)
        pool = Pool(made.name, await Workers.of(told), self.settings.limits)
        await pool.fill()
        return pool

    def _fits(self, made: Build) -> bool:
        return bool(made.manifest["quads"] <= self.settings.in_memory)

    async def _watch(self, site: Site) -> None:
        """Go on in memory, and then with each later build."""
        with suppress(KgError, OSError):  # then it stays on disk
            if self._fits(self.made):
                await self._change(site, self.made)
        while True:
            await asyncio.sleep(_LOOK)
            with suppress(KgError, OSError):  # files that are being written, a build that goes
                build = await asyncio.to_thread(self._wanted, site.served.asks)
                if build:
                    await self._change(site, build)
                    self.announce(f"serves build {build.name} now")

    async def _change(self, site: Site, build: Build) -> None:
        """Serve *build* from now on; who answers now ends when all that was asked is answered."""
        pool = await self._pool(build, in_memory=self._fits(build))
        before, site.served = site.served, Served(pool)
        closing = asyncio.create_task(before.asks.close())
        self._retired.add(closing)
        closing.add_done_callback(self._retired.discard)

    def _wanted(self, serves: Asks) -> Build | None:
        """Return the build that is to be served from now on, if that takes other workers."""
        build = current(replace(self.project), self.cache)
        if build.exists and build.name != serves.build:
            return build
        return None if serves.state()["workers"] else Build(build.folder.parent / serves.build)
