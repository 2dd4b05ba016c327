"""What pages of other origins may do. Source: https://fetch.spec.whatwg.org/#http-cors-protocol"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

# The one address that refuses a foreign origin itself, in a sentence that the page may read.
EXPLAINS_REFUSALS = "/graphql"
EXPOSED = ("date", "retry-after", "www-authenticate", "content-disposition", "x-request-id")


class Cors(CORSMiddleware):
    """Pages of `allow_origins` may do everything, with whatever headers their clients and tracers add.

    A page of any other origin may ask the API without credentials: so that its script can read why it is refused. A
    preflight answered with no would leave it with "Failed to fetch".
    """

    def __init__(self, app: ASGIApp, *, allow_origins: Collection[str]) -> None:
        super().__init__(
            app,
            allow_origins=allow_origins,
            allow_credentials=True,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "OPTIONS" and scope["path"] == EXPLAINS_REFUSALS:
            headers = Headers(scope=scope)
            origin = headers.get("origin", "")
            if "access-control-request-method" in headers and not self.is_allowed_origin(origin):
                await _preflight_without_credentials(origin, headers)(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def _preflight_without_credentials(origin: str, requested: Headers) -> Response:
    headers = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": requested.get("access-control-request-headers", ""),
        "Vary": "Origin, Access-Control-Request-Headers",
    }
    return Response(status_code=204, headers=headers)
