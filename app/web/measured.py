"""How long requests take, by method, route and status."""

import time

from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.metrics.catalog import HTTP_SECONDS

NO_ROUTE = "none"
EVENT_STREAM = b"text/event-stream"


class MeasureRequests:
    """A route is its template, which the router notes in the scope: no layer inside of this one may copy that."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status: int | None = None

        def measure() -> None:
            # A client that left before its response has none, and did not wait for it either.
            if status is not None:
                route = _template(scope.get("route"))
                HTTP_SECONDS.observe(time.perf_counter() - began, scope["method"], route, f"{status // 100}xx")

        async def send_measured(message: Message) -> None:
            nonlocal status
            await send(message)
            if message["type"] != "http.response.start":
                return
            status = message["status"]
            if dict(message.get("headers", ())).get(b"content-type", b"").startswith(EVENT_STREAM):
                measure()
                status = None

        try:
            await self.app(scope, receive, send_measured)
        except BaseException:
            status = 500 if status is None else status
            raise
        finally:
            measure()


def _template(route: BaseRoute | None) -> str:
    return route.path or "/" if isinstance(route, Route | Mount) else NO_ROUTE
