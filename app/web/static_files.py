"""The console and GraphiQL: the files that `web/` is built into, or pages that stand in for them."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

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
CONSOLE_PAGES = ("/", "/accept", "/forgot-password", "/reset-password")
OWN_FILES = ("favicon.svg", "color-scheme.js")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

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
    """Answers with the `.gz` that the build wrote beside a file, where the browser takes it."""

    def __init__(self, folder: Path, cache_control: str) -> None:
        super().__init__(directory=folder)
        self.folder = folder
        self.cache_control = cache_control

    async def get_response(self, path: str, scope: Scope) -> Response:
        accepted = Headers(scope=scope).get("accept-encoding", "")
        is_packed = "gzip" in accepted and (self.folder / f"{path}.gz").is_file()
        response = await super().get_response(f"{path}.gz" if is_packed else path, scope)
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = self.cache_control
        return response


def routes(settings: Settings, folder: Path = FOLDER) -> list[BaseRoute]:
    """The console's pages and GraphiQL as they were built; without a build, plain pages that say what to do."""
    if not (folder / "index.html").is_file():
        return [
            Route("/", pages.not_built_page),
            Route("/accept", pages.accept_page),
            Route("/reset-password", pages.reset_password_page),
        ]
    files = BuiltFiles(folder, ASK_AGAIN)
    policy = _policy(settings)
    served: list[BaseRoute] = [
        Mount("/assets", BuiltFiles(folder / "assets", FOR_EVER)),
        *(_route(f"/{name}", files, name, policy) for name in OWN_FILES),
        *(_route(path, files, "index.html", policy) for path in CONSOLE_PAGES),
    ]
    if settings.introspection:
        served.append(_route("/graphiql", files, "graphiql.html", policy | _GRAPHIQL))
    return served


def not_found(settings: Settings, otherwise: Handler, folder: Path = FOLDER) -> Handler:
    """Shows a browser the console, which says that there is no such page; everybody else is answered `otherwise`."""
    index = folder / "index.html"
    headers = {"Content-Security-Policy": _header(_policy(settings)), "Cache-Control": "no-store"}

    async def answer(request: Request, error: Exception) -> Response:
        is_for_people = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if is_for_people and index.is_file():
            return HTMLResponse(index.read_bytes(), HTTPStatus.NOT_FOUND, headers)
        return await otherwise(request, error)

    return answer


def _route(path: str, files: BuiltFiles, name: str, policy: Mapping[str, str]) -> Route:
    header = _header(policy)

    async def answer(request: Request) -> Response:
        response = await files.get_response(name, request.scope)
        response.headers["Content-Security-Policy"] = header
        return response

    return Route(path, answer)


def _header(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def _policy(settings: Settings) -> dict[str, str]:
    """Some browsers do not take a socket to the page's own host for 'self'."""
    parts = urlsplit(settings.public_url)
    socket = f"{'wss' if settings.is_https else 'ws'}://{parts.netloc}"
    return {**_POLICY, "connect-src": f"'self' {socket}"}
