"""The ASGI app at /graphql: POST, GET where allowed, server-sent events, multipart uploads and WebSockets.

Why it overrides so much of Strawberry's: docs/decisions/0010.
"""

from collections.abc import Iterable
from contextlib import AsyncExitStack

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from app.metrics.catalog import SOCKETS
from schema.execution.request_context import GetContext, RequestContext, Transport
from schema.execution.schema import LimitedSchema
from schema.transport.body_limits import LimitedReceive, is_large_and_unread
from schema.transport.connection_limits import ConnectionLimit
from schema.transport.errors import HttpError
from schema.transport.http import HttpHandler, Page, check_origin
from schema.transport.lingering_close import close_lingering
from schema.transport.negotiation import JSON
from schema.transport.responses import http_error_response
from schema.transport.websocket import WebSocketHandler

POLICY_VIOLATION = 1008


class GraphQLEndpoint(WebSocketHandler):
    """Serves `schema`; `page` is the HTML page for a browser that opens the address.

    `get_context` makes the context of each operation; what it raises, NotSignedIn or HttpError, is the response.
    """

    def __init__(
        self,
        schema: LimitedSchema,
        *,
        get_context: GetContext,
        allowed_origins: Iterable[str] = (),
        allow_get: bool = False,
        page: Page | None = None,
    ) -> None:
        self.origins = frozenset(allowed_origins)
        limits = schema.limits
        self.sockets = ConnectionLimit(limits.sockets_per_network, "sockets")
        subscriptions = ConnectionLimit(limits.subscriptions_per_session, "subscriptions")
        super().__init__(schema, get_context, self.origins, limits, subscriptions)
        self.http = HttpHandler(schema, get_context, self.origins, limits, allow_get, page, subscriptions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._serve_websocket(scope, receive, send)
            return
        body = LimitedReceive(receive, self.limits)
        async with AsyncExitStack() as files:
            request = Request(scope, body)
            try:
                response = await self.http.handle(request, body, files)
            except ClientDisconnect:
                return
            if is_large_and_unread(request, body, self.limits):
                await close_lingering(response, scope, receive, send)
            else:
                await response(scope, receive, send)

    async def _serve_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        network = RequestContext(websocket, Transport.SOCKET).network
        try:
            # Strawberry would also accept a page whose Origin agrees with the Host header.
            check_origin(websocket.headers.get("origin"), self.origins)
            with self.sockets.acquire(network):
                SOCKETS.add()
                try:
                    await super().__call__(scope, receive, send)
                finally:
                    SOCKETS.add(amount=-1)
        except HttpError as error:
            await _reject_handshake(websocket, error)


async def _reject_handshake(websocket: WebSocket, error: HttpError) -> None:
    """With a status where the server can respond to a handshake with one."""
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(http_error_response(error, JSON))
    else:
        await websocket.close(POLICY_VIOLATION)
