"""What every resolver finds in `info.context`; the schema's own context is a subclass."""

import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from starlette.requests import HTTPConnection
from starlette.responses import Response
from strawberry.types.graphql import OperationType

from app.rate_limits.networks import network_of
from schema.execution.errors import Code, RequestError


class Transport(StrEnum):
    """How an operation came, and its results are sent."""

    HTTP = "http"
    SSE = "sse"
    SOCKET = "socket"


@dataclass
class RequestContext:
    """One operation: sockets and streams get a new one for each.

    `connection_params` is what a socket's client said when it opened it; empty elsewhere. `extensions` are the
    request's.
    `root_fields` are what the operation asks for, once it is valid; `refusals` are the codes of its payloads' errors.
    `is_single`: the operation asks for one field and nothing beside it. `is_valid`: nothing is wrong with it, and it is
    executed.
    Headers and cookies put on `response` go out with the answer, over plain HTTP alone.
    `push` sends a subscriber one more payload if its socket takes it at once, else it returns False; `executor` is
    what executed the subscription's last event, if others may share it.
    """

    connection: HTTPConnection
    transport: Transport
    connection_params: Mapping[str, object] = field(default_factory=dict)
    response: Response = field(default_factory=Response)
    operation_type: OperationType | None = None
    operation_name: str | None = None
    root_fields: tuple[str, ...] = ()
    refusals: list[str] = field(default_factory=list)
    is_single: bool = False
    is_valid: bool = False
    received_at: float = field(default_factory=time.monotonic)
    extensions: Mapping[str, object] = field(default_factory=dict)
    push: Callable[[str], bool] | None = None
    executor: Any = None

    @property
    def share_scope(self) -> Hashable | None:
        """Operations in equal scopes get the same results of the same document and variables; None: they do not."""
        return None

    @property
    def is_get(self) -> bool:
        """Whether the operation is part of an address, which logs and histories keep."""
        return self.transport is not Transport.SOCKET and self.connection.scope["method"] == "GET"

    @property
    def network(self) -> str:
        """The network that rate limits count for: an IPv4 address, or the /64 of an IPv6 address."""
        return network_of(self.connection.client.host if self.connection.client else None)

    @property
    def connection_key(self) -> str:
        """Whose subscriptions are limited together: those of a session, or signed out those of a network."""
        return self.network

    @property
    def headers_to_send(self) -> list[tuple[bytes, bytes]]:
        return [(name, value) for name, value in self.response.headers.raw if name != b"content-length"]

    def require_cookies(self) -> None:
        """Raises RequestError where the response cannot carry a cookie that the operation may set."""
        if self.transport is not Transport.HTTP:
            raise RequestError(Code.BAD_REQUEST, "This can set a cookie: send it as a plain HTTP POST.")

    def require_post(self, what: str) -> None:
        """Raises RequestError where the operation is part of an address, with `what` in it."""
        if self.is_get:
            raise RequestError(Code.BAD_REQUEST, f"Send this by POST: an address with {what} in it would be logged.")

    async def authorize_upload(self) -> None:
        """Called before a large or multipart body is read. Raise NotSignedIn to refuse it."""

    async def revalidate_session(self) -> None:
        """Called before each event of a subscription is resolved. Raise NotSignedIn to end it."""

    def reset_loaders(self) -> None:
        """Called before that: what was loaded for the last event is stale for the next."""


GetContext: TypeAlias = Callable[[HTTPConnection, Transport, Mapping[str, object]], Awaitable[RequestContext]]
