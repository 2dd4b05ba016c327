"""The ASGI app at /graphql: POST, GET where allowed, server-sent events, multipart uploads and WebSockets.

Why it overrides so much of Strawberry's: docs/decisions.
"""

from collections.abc import Iterable
from contextlib import AsyncExitStack

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from schema.endpoint.bodies import CappedReceive, Refused
from schema.endpoint.context import GetContext, RequestContext, Transport
from schema.endpoint.guarded import GuardedSchema
from schema.endpoint.http import HttpSide, Page, check_origin, refusal
from schema.endpoint.negotiation import JSON
from schema.endpoint.occupancy import Occupancy
from schema.endpoint.websocket import SocketSide
from schema.limits import Limits

__all__ = ["GraphQLEndpoint", "GuardedSchema", "Limits", "Refused", "RequestContext", "Transport"]
POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013


class GraphQLEndpoint(SocketSide):
    """Serves `schema`; `page` answers a browser that opens the address.

    `get_context` makes the context of each operation. What it raises is the answer: NotSignedIn, Refused.
    """

    def __init__(
        self,
        schema: GuardedSchema,
        *,
        get_context: GetContext,
        allowed_origins: Iterable[str] = (),
        limits: Limits | None = None,
        allow_get: bool = False,
        page: Page | None = None,
    ) -> None:
        self.origins = frozenset(allowed_origins)
        limits = limits or schema.limits
        self.sockets = Occupancy(limits.sockets_per_network, "sockets")
        subscriptions = Occupancy(limits.subscriptions_per_session, "subscriptions")
        super().__init__(schema, get_context, self.origins, limits, subscriptions)
        self.http_side = HttpSide(schema, get_context, self.origins, limits, allow_get, page, subscriptions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._talk(scope, receive, send)
            return
        capped = CappedReceive(receive, self.limits.json_bytes)
        async with AsyncExitStack() as files:
            try:
                response = await self.http_side.answer(Request(scope, capped), capped, files)
            except ClientDisconnect:
                return
            await response(scope, receive, send)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        try:
            check_origin(websocket.headers.get("origin"), self.origins)
        except Refused:
            # Strawberry would also let in a page whose Origin agrees with the Host header.
            await websocket.close(POLICY_VIOLATION)
            return
        network = RequestContext(websocket, Transport.SOCKET).network
        try:
            with self.sockets.held_by(network):
                await super().__call__(scope, receive, send)
        except Refused as refused:
            await _turn_away(websocket, refused)


async def _turn_away(websocket: WebSocket, refused: Refused) -> None:
    """With a status where the server can answer a handshake with one."""
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(refusal(refused, JSON))
    else:
        await websocket.close(TRY_AGAIN_LATER)
