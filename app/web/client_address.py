"""The address that a request comes from, behind proxies and Unix sockets."""

import logging
from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

logger = logging.getLogger(__name__)
# The peer of a Unix socket has no address. Who may connect is decided by the file's permissions: a proxy is trusted.
UNIX_PEER = "unix"


class ClientAddress:
    """Takes the client's address from X-Forwarded-For where the peer is a trusted proxy, or connects by a Unix socket.

    Without the header, clients of a Unix socket cannot be told apart and are limited together; the log says so once.
    """

    def __init__(self, app: ASGIApp, *, trusted_proxies: Sequence[str]) -> None:
        self.app = ProxyHeadersMiddleware(self._serve, trusted_hosts=[*trusted_proxies, UNIX_PEER])  # type: ignore[arg-type]
        self.inner = app
        self.has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and not scope.get("client"):
            scope = {**scope, "client": (UNIX_PEER, 0)}
        await self.app(scope, receive, send)  # type: ignore[arg-type]

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.has_warned and (scope.get("client") or ("",))[0] == UNIX_PEER:
            self.has_warned = True
            logger.warning("clients_without_address", extra={"hint": "let the proxy set X-Forwarded-For"})
        await self.inner(scope, receive, send)
