"""The tools and resources as an MCP server, whatever the transport.

The one door to the library `mcp`. Its low-level server, because the other one drops arguments that
it does not know and puts its own words before each error.

Must not know: what the tools do, where a build lies, commands.
"""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
    ToolAnnotations,
)

from kg import __version__
from kg.errors import KgError
from kg.mcp import calls, resources
from kg.mcp.record import Record
from kg.mcp.tools import TOOLS
from kg.terms import SOURCE

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_HEAVY = 4  # queries at once, each in a process of its own
_INSTRUCTIONS = f"""\
A knowledge graph in which a fact is what somebody claims. Each claim says who claims it, in which \
passage of which document, on whose word, and how it stands: accepted, disputed, and so on.

Begin with find (what is a thing called here?) and list_questions (what can be asked?), then ask. \
show tells all of one thing, evidence who says so and where, schema what a term means; sparql \
answers what no stored question asks. Say in your answer who claims a thing, and where it is \
disputed.

Things are named by CURIEs (the prefixes: kg://prefixes). A label will do, in capitals or not, \
where it means one thing. In SPARQL write <{SOURCE}doc#s4p2> for a name as doc#s4p2.

Answers are JSON: columns once, then rows. One that is cut has truncated: true, how many rows \
there are (total), and next, the call that goes on: make it as it stands. Of a long text there is \
the beginning, and how many characters it has; SUBSTR in sparql reads on."""

_T = TypeVar("_T")
_Context = ServerRequestContext[Any, Any]


def serve(record: Record) -> None:
    """Serve *record* over standard input and output until the input ends, or nobody reads."""
    try:
        anyio.run(_serve, record)
    except* BrokenPipeError:
        pass  # whoever asked is gone


async def _serve(record: Record) -> None:
    asked = server(record)
    async with stdio_server() as (reading, writing):
        await asked.run(reading, writing, asked.create_initialization_options())


def server(record: Record) -> Server[Any]:
    """Return a server that answers from *record*, for any transport."""
    few = CapacityLimiter(_HEAVY)

    async def list_tools(_: _Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=_tools())

    async def call_tool(_: _Context, asked: CallToolRequestParams) -> CallToolResult:
        stop = Event()
        is_heavy = asked.name in TOOLS and TOOLS[asked.name].heavy
        try:
            act = partial(calls.call, record, asked.name, asked.arguments or {}, stop)
            found = await _aside(act, few if is_heavy else None)
        finally:
            stop.set()  # so that no query goes on for a call that was cancelled
        return CallToolResult(content=[TextContent(text=found.text)], is_error=found.failed)

    async def list_resources(_: _Context, __: PaginatedRequestParams | None) -> ListResourcesResult:
        return ListResourcesResult(resources=await _aside(partial(_resources, record)))

    async def list_templates(
        _: _Context, __: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        return ListResourceTemplatesResult(resource_templates=[_template(resources.QUERY)])

    async def read_resource(_: _Context, asked: ReadResourceRequestParams) -> ReadResourceResult:
        return await _aside(partial(_read, record, str(asked.uri)))

    return Server(
        "parley",
        version=__version__,
        title="Parley",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


async def _aside(act: Callable[[], _T], limiter: CapacityLimiter | None = None) -> _T:
    """Return what *act* does in a thread, so that other calls are answered meanwhile.

    It waits until *limiter* lets it begin.
    """
    return await to_thread.run_sync(act, abandon_on_cancel=True, limiter=limiter)


def _tools() -> list[Tool]:
    return [
        Tool(
            name=name,
            title=tool.title,
            description=" ".join(str(tool.__doc__).split()),
            input_schema=calls.schema(tool),
            annotations=_READS,
        )
        for name, tool in TOOLS.items()
    ]


def _resources(record: Record) -> list[Resource]:
    return [
        Resource(uri=r.uri, name=r.name, description=r.description, mime_type=r.media_type)
        for r in resources.listed(record.now())
    ]


def _template(found: resources.Resource) -> ResourceTemplate:
    return ResourceTemplate(
        uri_template=found.uri,
        name=found.name,
        description=found.description,
        mime_type=found.media_type,
    )


def _read(record: Record, uri: str) -> ReadResourceResult:
    try:
        text, media_type = resources.read(record.now(), uri)
    except KgError as fault:
        raise MCPError(code=INVALID_PARAMS, message=str(fault), data={"uri": uri}) from fault
    content = TextResourceContents(uri=uri, text=text, mime_type=media_type)
    return ReadResourceResult(contents=[content])
