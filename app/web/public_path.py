"""Serving below the path of PUBLIC_URL, whether or not the proxy takes it off, and with or without a last slash."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

KEY = "public_path"


class PublicPath:
    """Routes see paths without the public path, and `/accept/` as `/accept`: people and mail programs add slashes."""

    def __init__(self, app: ASGIApp, *, path: str) -> None:
        self.app = app
        self.path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            scope = {**scope, "path": self._routed(scope["path"]), KEY: self.path}
        await self.app(scope, receive, send)

    def _routed(self, path: str) -> str:
        if self.path and (path == self.path or path.startswith(f"{self.path}/")):
            path = path[len(self.path) :]
        return path.rstrip("/") or "/"


def public_path(connection: HTTPConnection) -> str:
    """Returns what the addresses in a page begin with: empty, or like /team."""
    path: str = connection.scope.get(KEY, "")
    return path
