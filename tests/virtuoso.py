"""A private Virtuoso server: started in a folder of its own, loaded, asked, and ended.

Debian's server needs no service and no configuration of the machine's: this one listens on free
ports of the loopback only, and ends with the process that started it, however that ends.

Must not know: what the quads say.
"""

import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy, which
from typing import cast

from pyoxigraph import Quad, QuerySolutions

from kg.store import answered

INSTALL = "apt-get install --no-install-recommends virtuoso-opensource-7-bin"

_UNTIL_WE_END = "setpriv", "--pdeathsig", "KILL"
_SECONDS_TO_START, _SECONDS_TO_ANSWER = 60, 60

# 20,000 buffers of 8 kB hold the project's quads many times over. One thread a query, and no bound
# in time on its planning, keep what it does the same from run to run, however busy the machine. No
# limit of time or rows is named, so no answer is cut short.
_INI = """\
[Database]
DatabaseFile = quads.db
ErrorLogFile = server.log
LockFile = server.lck
TransactionFile = quads.trx
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = .
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
ServerThreads = 10
ThreadsPerQuery = 1
MaxOptimizeLayouts = 10
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
"""

# The server joins in the order in which a query is written: its own order rests on samples drawn
# at random, and may take minutes to find.
_AS_WRITTEN = """\
insert into DB.DBA.SYS_SPARQL_HOST (SH_HOST, SH_DEFINES)
    values ('*', 'define sql:select-option "order"');
"""
# Flag 512 of TTLP reads N-Quads.
_NO_FAULT = """\
select case when exists (select 1 from DB.DBA.LOAD_LIST where ll_error is not null or ll_state <> 2)
    then signal('RDF01', 'Error: the loader did not come to its end') else 0 end;
"""
_LOAD = "DB.DBA.TTLP(file_open('quads.nq'), '', 'urn:no-graph', 512);"


def installed() -> bool:
    """Say whether this machine has Virtuoso's server and its SQL client."""
    return bool(which("virtuoso-t") and which("isql-vt"))


@contextmanager
def running(folder: Path, quads: Iterable[Quad]) -> Iterator["Virtuoso"]:
    """Run a server in *folder*, which is empty, that holds *quads*; end it afterwards."""
    sql, http = _free_ports()
    (folder / "server.ini").write_text(_INI.format(sql=sql, http=http), "utf-8")
    (folder / "quads.nq").write_text("".join(f"{quad} .\n" for quad in quads), "utf-8")
    server = subprocess.Popen(
        [*_UNTIL_WE_END, "virtuoso-t", "+foreground", "+configfile", "server.ini"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(server, sql, folder)
        for statement in (_AS_WRITTEN, _LOAD):
            _run(statement, folder, sql)
        yield Virtuoso(f"http://127.0.0.1:{http}/sparql", folder, sql)
    finally:
        server.kill()
        server.wait()


class Virtuoso:
    """A server that answers SPARQL 1.1 queries."""

    def __init__(self, endpoint: str, folder: Path, port: int) -> None:
        self._endpoint, self._folder, self._port = endpoint, folder, port

    def load(self, dump: Path) -> None:
        """Load the *dump* by the server's bulk loader; raise RuntimeError if it finds a fault."""
        copy(dump, self._folder)
        for statement in (
            f"ld_dir('.', '{dump.name}', 'urn:no-graph');",
            "rdf_loader_run();",
            _NO_FAULT,
        ):
            _run(statement, self._folder, self._port)

    def may_federate(self) -> None:
        """Let its queries ask other endpoints by SERVICE."""
        for statement in (
            'grant select on DB.DBA.SPARQL_SINV_2 to "SPARQL";',
            'grant execute on DB.DBA.SPARQL_SINV_IMP to "SPARQL";',
        ):
            _run(statement, self._folder, self._port)

    def select(self, text: str) -> QuerySolutions:
        """Answer the SELECT query *text*, sent as it stands."""
        from SPARQLWrapper import JSON, POST, SPARQLWrapper

        asking = SPARQLWrapper(self._endpoint, returnFormat=JSON)
        asking.setMethod(POST)
        asking.setTimeout(_SECONDS_TO_ANSWER)
        asking.setQuery(text)
        return cast("QuerySolutions", answered(asking.query().response.read()))


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _wait_for(server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    """Wait until *server* listens on its SQL *port*, which it opens last."""
    end = time.monotonic() + _SECONDS_TO_START
    while server.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    log = folder / "server.log"
    said = log.read_text("utf-8", "replace") if log.exists() else "nothing"
    raise RuntimeError(f"virtuoso-t did not start; its log says: {said}")


def _run(statement: str, folder: Path, port: int) -> None:
    said = subprocess.run(
        ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", "VERBOSE=OFF", f"EXEC={statement}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    if said.stderr or "Error" in said.stdout:
        raise RuntimeError(f"virtuoso-t refused a statement: {said.stderr or said.stdout}")
