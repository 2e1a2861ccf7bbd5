"""The tools and resources as an MCP server, whatever the transport.

The one door to the library `mcp`. Its low-level server, because the other one drops arguments that
it does not know and puts its own words before each error.

Must not know: what the tools do, where a build lies, commands.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import anyio
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
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
from kg.mcp.answering import Answers, InThreads
from kg.mcp.record import Record
from kg.mcp.tools import TOOLS
from kg.terms import SOURCE

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
# All that is told here is public and nothing can be changed, so a page of any origin may ask, as it
# may ask the endpoint. The check protects what only a host of its own network may read.
_ANY_ORIGIN = TransportSecuritySettings(enable_dns_rebinding_protection=False)
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

_Context = ServerRequestContext[Any, Any]
_Message = MutableMapping[str, Any]  # of ASGI, as its specification has it
Receive = Callable[[], Awaitable[_Message]]
Send = Callable[[_Message], Awaitable[None]]


def serve(record: Record) -> None:
    """Serve *record* over standard input and output until the input ends, or nobody reads."""
    try:
        anyio.run(_serve, InThreads(record))
    except* BrokenPipeError:
        pass  # whoever asked is gone


async def _serve(answers: Answers) -> None:
    asked = server(answers)
    async with stdio_server() as (reading, writing):
        await asked.run(reading, writing, asked.create_initialization_options())


async def exchange(answers: Answers, scope: _Message, receive: Receive, send: Send) -> None:
    """Answer one POST of the protocol's Streamable HTTP, by ASGI, from *answers*.

    Each is on its own, without a session that would have to be kept, and is answered by JSON.
    """
    manager = StreamableHTTPSessionManager(
        server(answers), json_response=True, stateless=True, security_settings=_ANY_ORIGIN
    )
    async with manager.run():
        await manager.handle_request(scope, receive, send)


def server(answers: Answers) -> Server[Any]:
    """Return a server that passes on what *answers* say, for any transport."""

    async def list_tools(_: _Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=_tools())

    async def call_tool(_: _Context, asked: CallToolRequestParams) -> CallToolResult:
        found = await answers.call(asked.name, asked.arguments or {})
        return CallToolResult(content=[TextContent(text=found.text)], is_error=found.failed)

    async def list_resources(_: _Context, __: PaginatedRequestParams | None) -> ListResourcesResult:
        return ListResourcesResult(resources=list(map(_listed, await answers.resources())))

    async def list_templates(
        _: _Context, __: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        return ListResourceTemplatesResult(resource_templates=[_template(resources.QUERY)])

    async def read_resource(_: _Context, asked: ReadResourceRequestParams) -> ReadResourceResult:
        return await _read(answers, str(asked.uri))

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


def _listed(found: resources.Resource) -> Resource:
    return Resource(
        uri=found.uri,
        name=found.name,
        description=found.description,
        mime_type=found.media_type,
    )


def _template(found: resources.Resource) -> ResourceTemplate:
    return ResourceTemplate(
        uri_template=found.uri,
        name=found.name,
        description=found.description,
        mime_type=found.media_type,
    )


async def _read(answers: Answers, uri: str) -> ReadResourceResult:
    try:
        text, media_type = await answers.read(uri)
    except KgError as fault:
        raise MCPError(code=INVALID_PARAMS, message=str(fault), data={"uri": uri}) from fault
    content = TextResourceContents(uri=uri, text=text, mime_type=media_type)
    return ReadResourceResult(contents=[content])
