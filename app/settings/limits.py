"""Limits of a request, and of what a process keeps open. Part of the settings: each is an environment variable."""

from pydantic import BaseModel, ConfigDict, Field

KIB = 1024
MIB = 1024 * KIB


class Limits(BaseModel):
    """Limits of a document, its variables, a response, a body, a socket, and of what a process keeps open.

    The defaults are several times what the console's largest screen needs.
    """

    model_config = ConfigDict(frozen=True)

    query_characters: int = Field(
        64 * KIB, ge=1, description="Characters of one GraphQL document; long texts and lists are for its variables"
    )
    query_tokens: int = Field(2_000, ge=1, description="Tokens in one GraphQL document")
    query_depth: int = Field(15, ge=1, description="Levels of fields inside of fields")
    query_aliases: int = Field(30, ge=1, description="Aliases in one document")
    query_repeats: int = Field(
        20, ge=1, description="Duplicate selections (the same field or fragment twice in one selection set)"
    )
    query_directives: int = Field(50, ge=1, description="Directives in one document")
    query_fragments: int = Field(60, ge=1, description="Fragments in one document")
    query_mutations: int = Field(10, ge=1, description="Mutations in one document")
    query_cost: int = Field(
        25_000,
        ge=1,
        description="Cost of an operation: a point for each field, times the length of the lists around it",
    )
    query_values: int = Field(
        200_000, ge=1, description="Values in an operation's variables, those inside of lists and objects included"
    )
    page_size: int = Field(100, ge=25, description="Rows of one page of a list")
    errors_told: int = Field(20, ge=1, description="Errors in one response")
    request_bytes: int = Field(256 * KIB, ge=1, description="Body of a request without a file, from anybody")
    list_bytes: int = Field(
        16 * MIB, ge=1, description="The same from somebody who may invite: a list of people as rows or text"
    )
    upload_bytes: int = Field(64 * MIB, ge=1, description="One uploaded file")
    body_stall_seconds: float = Field(
        30.0, gt=0, le=3600, description="How long a request's body may keep still on its way"
    )
    header_seconds: float = Field(15.0, gt=0, le=3600, description="How long the headers of a request may take")
    body_bytes_per_second: int = Field(
        500, ge=1, description="A body that comes more slowly than this is cut, `BODY_STALL_SECONDS` after its headers"
    )
    connections_per_network: int = Field(
        1_000,
        ge=1,
        description="HTTP connections that one process keeps open for one IPv4 address or IPv6 /64, those of"
        " `TRUSTED_PROXIES` excepted; at most half of what its descriptors allow",
    )
    socket_message_bytes: int = Field(
        64 * KIB, ge=1, description="One message over a WebSocket; uvicorn's `--ws-max-size` holds as well"
    )
    socket_operations: int = Field(50, ge=1, description="Operations at once on one WebSocket")
    sockets_per_network: int = Field(
        2_000, ge=1, description="WebSockets that one process keeps open for one IPv4 address or IPv6 /64"
    )
    subscriptions_per_session: int = Field(
        1_000, ge=1, description="Subscriptions that one process keeps open for one session, event streams included"
    )
    spreadsheet_memory_bytes: int = Field(
        1024 * MIB,
        ge=128 * MIB,
        description="Memory of the process that reads one spreadsheet, beside the worker's",
    )
    spreadsheet_seconds: int = Field(
        120, ge=1, le=3600, description="How long that process may take, of the processor and of the clock"
    )
    spreadsheet_unpacked_bytes: int = Field(
        1024 * MIB, ge=1, description="What one spreadsheet may unpack to, all of its parts together, and its CSV"
    )
    spreadsheet_sheets: int = Field(100, ge=1, le=1000, description="Sheets of one workbook, or tables of one page")
    spreadsheet_cells: int = Field(
        20_000_000, ge=1, description="Cells that a sheet may span, empty ones included; each takes 32 bytes of memory"
    )
