"""The span of each HTTP request. It ends with the response; that of an event stream, which may last, with its headers.

No path is in it, as a path may hold a token, but the template of its route.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.metrics.catalog import METHODS
from app.telemetry import log_context
from app.telemetry.spans import Kind, Span, continued_span, span, trace_id, trace_parent

UNTRACED_PREFIX = "/health"
SERVER_ERROR = 500


class TraceRequests:
    """Goes on with the trace of a `traceparent` header where `accepts_context`: it says what is recorded.

    Inside of what changes the path, and outside of what may respond with an error.
    """

    def __init__(self, app: ASGIApp, *, accepts_context: bool) -> None:
        self.app = app
        self.accepts_context = accepts_context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(UNTRACED_PREFIX):
            await self.app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        attributes = {"http.request.method": method}
        given = Headers(scope=scope).get("traceparent") if self.accepts_context else None
        opened = (
            continued_span(method, given, attributes, Kind.SERVER)
            if trace_id(given)
            else span(method, attributes, Kind.SERVER, is_root=True)
        )
        with opened as this:
            log_context.bind(trace_id=trace_id(trace_parent()))

            async def send_and_note(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _note_status(this, message)
                    _name(this, method, scope)
                    if Headers(raw=message["headers"]).get("content-type", "").startswith("text/event-stream"):
                        this.end()
                await send(message)

            await self.app(scope, receive, send_and_note)


def _note_status(this: Span, message: Message) -> None:
    this.set("http.response.status_code", message["status"])
    if message["status"] >= SERVER_ERROR:
        this.fail(str(message["status"]))


def _name(this: Span, method: str, scope: Scope) -> None:
    if (route := scope.get("route")) is not None:
        this.set("http.route", route.path)
        this.rename(f"{method} {route.path}")
