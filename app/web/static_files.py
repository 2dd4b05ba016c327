"""The console and GraphiQL: the files built from `web/`, or placeholder pages where nothing is built."""

import hashlib
import html
import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.settings import Settings
from app.web import pages

Handler = Callable[[Request, Exception], Awaitable[Response]]

FOLDER = Path(__file__).parents[1] / "static"
LINK_PAGES = ("/accept", "/reset-password")
CONSOLE_PAGES = ("/", "/groups", "/activity", "/settings", "/jobs", "/account", "/forgot-password", *LINK_PAGES)
# Some mail programs encode the # of a link, or put a slash before it; the console takes the token out of the address.
CHANGED_LINKS = tuple(f"{page}{rest}" for page in LINK_PAGES for rest in ("/", "#{token}", "/#{token}"))
OWN_FILES = ("favicon.svg", "color-scheme.js")
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"

_RELATIVE = re.compile(r'((?:src|href)=")\./')
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Mantine's and Monaco's positions are style attributes
    "img-src": "'self' data:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_GRAPHIQL = {"font-src": "'self' data:", "worker-src": "'self'"}


class BuiltFiles(StaticFiles):
    """Serves the `.gz` that the build wrote beside a file to clients that accept gzip."""

    def __init__(self, folder: Path, cache_control: str) -> None:
        super().__init__(directory=folder)
        self.folder = folder
        self.cache_control = cache_control

    async def get_response(self, path: str, scope: Scope) -> Response:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        is_compressed = "gzip" in accepted and (self.folder / f"{path}.gz").is_file()
        response = await super().get_response(f"{path}.gz" if is_compressed else path, scope)
        if is_compressed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = self.cache_control
        return response


def routes(settings: Settings, folder: Path | None = None) -> list[BaseRoute]:
    """Returns the routes of the built console and GraphiQL; without a build, those of placeholder pages."""
    folder = folder or FOLDER
    if not (folder / "index.html").is_file():
        return [
            Route("/", pages.not_built_page),
            Route("/accept", pages.accept_page),
            Route("/reset-password", pages.reset_password_page),
        ]
    files = BuiltFiles(folder, REVALIDATE)
    policy = _policy(settings)
    served: list[BaseRoute] = [
        Mount("/assets", BuiltFiles(folder / "assets", IMMUTABLE)),
        *(_file(f"/{name}", files, name) for name in OWN_FILES),
        *(_page(path, folder / "index.html", settings, policy) for path in CONSOLE_PAGES + CHANGED_LINKS),
    ]
    if settings.introspection:
        served.append(_page("/graphiql", folder / "graphiql.html", settings, policy | _GRAPHIQL))
    return served


def not_found(settings: Settings, otherwise: Handler, folder: Path | None = None) -> Handler:
    """Returns a 404 handler: browsers get the console, which has a page for that; other clients get `otherwise`."""
    index = (folder or FOLDER) / "index.html"
    headers = {"Content-Security-Policy": _header(_policy(settings)), "Cache-Control": "no-store"}

    async def handle(request: Request, error: Exception) -> Response:
        is_browser = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if is_browser and index.is_file():
            return HTMLResponse(_html(index, settings), HTTPStatus.NOT_FOUND, headers)
        return await otherwise(request, error)

    return handle


def _file(path: str, files: BuiltFiles, name: str) -> Route:
    async def serve(request: Request) -> Response:
        return await files.get_response(name, request.scope)

    return Route(path, serve)


def _page(path: str, file: Path, settings: Settings, policy: Mapping[str, str]) -> Route:
    async def serve(request: Request) -> Response:
        text = _html(file, settings)
        etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
        headers = {"Content-Security-Policy": _header(policy), "Cache-Control": REVALIDATE, "ETag": etag}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return HTMLResponse(text, headers=headers)

    return Route(path, serve)


def _html(file: Path, settings: Settings) -> bytes:
    """Returns a built page whose addresses, and those that its script makes, begin with the public path.

    The build writes addresses relative to the page, but one page is served at several. A <base> would change what
    fragments refer to. The product's name is written into it too: for pages that nobody is signed in to.
    """
    text = file.read_text(encoding="utf-8")
    text = _RELATIVE.sub(rf"\1{settings.path}/", text)
    metas = {
        "public-path": settings.path,
        "product-name": settings.product_name,
        "graphiql": _place_of_graphiql(settings),
    }
    head = "".join(f'\n    <meta name="{name}" content="{html.escape(value)}" />' for name, value in metas.items())
    return text.replace("<head>", f"<head>{head}", 1).encode()


def _place_of_graphiql(settings: Settings) -> str:
    """Returns where the console has its link: people who administer a team need no API at every page."""
    if not settings.introspection:
        return "none"
    return "navigation" if settings.is_development else "menu"


def _header(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def _policy(settings: Settings) -> dict[str, str]:
    """Names the WebSocket's origin, as in some browsers 'self' does not include it."""
    sockets = " ".join(sorted(origin.replace("http", "ws", 1) for origin in settings.own_origins))
    return {**_POLICY, "connect-src": f"'self' {sockets}"}
