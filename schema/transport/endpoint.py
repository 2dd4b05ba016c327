"""The ASGI app at /graphql: POST, GET where allowed, server-sent events, multipart uploads and WebSockets.

Why it overrides so much of Strawberry's: docs/decisions.
"""

from collections.abc import Iterable
from contextlib import AsyncExitStack

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from schema.execution.request_context import GetContext, RequestContext, Transport
from schema.execution.schema import LimitedSchema
from schema.transport.body import CappedReceive, Refused, is_long_and_unread
from schema.transport.connection_limits import ConnectionLimit
from schema.transport.http import HttpSide, Page, check_origin, refusal
from schema.transport.lingering_close import answer_early
from schema.transport.negotiation import JSON
from schema.transport.websocket import SocketSide

POLICY_VIOLATION = 1008


class GraphQLEndpoint(SocketSide):
    """Serves `schema`; `page` answers a browser that opens the address.

    `get_context` makes the context of each operation. What it raises is the answer: NotSignedIn, Refused.
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
        self.http_side = HttpSide(schema, get_context, self.origins, limits, allow_get, page, subscriptions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._talk(scope, receive, send)
            return
        capped = CappedReceive(receive, self.limits)
        async with AsyncExitStack() as files:
            request = Request(scope, capped)
            try:
                response = await self.http_side.answer(request, capped, files)
            except ClientDisconnect:
                return
            if is_long_and_unread(request, capped, self.limits):
                await answer_early(response, scope, receive, send)
            else:
                await response(scope, receive, send)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        network = RequestContext(websocket, Transport.SOCKET).network
        try:
            # Strawberry would also let in a page whose Origin agrees with the Host header.
            check_origin(websocket.headers.get("origin"), self.origins)
            with self.sockets.held_by(network):
                await super().__call__(scope, receive, send)
        except Refused as refused:
            await _turn_away(websocket, refused)


async def _turn_away(websocket: WebSocket, refused: Refused) -> None:
    """With a status where the server can answer a handshake with one."""
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(refusal(refused, JSON))
    else:
        await websocket.close(POLICY_VIOLATION)
