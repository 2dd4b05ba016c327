"""The service behind a real nginx: below a path of its own, and over a Unix socket."""

import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from app.main import create_app
from app.settings import Settings
from app.web import static_files
from devserver.ports import reserved_port
from tests.support.factories import PASSWORD, make_admin
from tests.support.nginx import nginx
from tests.support.small_schema import served

PATH = "/team/invitations"
SIGN_IN = (
    f'mutation ($email: String!) {{ signIn(input: {{email: $email, password: "{PASSWORD}"}}) {{ errors {{ code }} }} }}'
)
VIEWER = "{ viewer { user { email } } }"
INDEX = '<html><head><script type="module" src="./assets/index-abc.js"></script></head><body></body></html>'
EMAIL = "From: a@x.example\r\nSubject: Hello\r\nX-Received-At: 2026-01-01\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>"


@dataclass(frozen=True)
class Public:
    """`url` is PUBLIC_URL, which a browser knows."""

    url: str
    origin: str
    client: httpx2.AsyncClient


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A console, as the build writes it."""
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "graphiql.html"):
        (tmp_path / name).write_text(INDEX, encoding="utf-8")
    (tmp_path / "assets" / "index-abc.js").write_text("start()", encoding="utf-8")
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    folder = tmp_path / "mailbox"
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "1.hello").write_text(EMAIL, encoding="utf-8")
    return folder


@pytest.fixture(params=[True, False], ids=["path taken off by the proxy", "path left on"])
async def public(
    request: pytest.FixtureRequest, settings: Settings, built: Path, mailbox: Path, database: None
) -> AsyncIterator[Public]:
    with reserved_port() as port:
        origin = f"http://127.0.0.1:{port}"
        url = f"{origin}{PATH}"
        app = create_app(settings.model_copy(update={"public_url": url, "mailbox_dir": str(mailbox)}))
        async with served(app) as address:
            with nginx(f"http://{address}", port, path=PATH, strips_path=request.param):
                async with httpx2.AsyncClient(headers={"Origin": origin}) as client:
                    yield Public(url, origin, client)


async def sign_in(public: Public) -> str:
    """Signs the client in by its cookie; returns the address of the person."""
    admin = await make_admin()
    response = await public.client.post(
        f"{public.url}/graphql", json={"query": SIGN_IN, "variables": {"email": admin.email}}
    )
    assert response.json() == {"data": {"signIn": {"errors": []}}}
    assert f"path={PATH};" in response.headers["set-cookie"].lower()
    return admin.email


class TestBelowAPath:
    @pytest.mark.parametrize("page", ["", "/", "/accept", "/accept/", "/reset-password", "/graphiql"])
    async def test_a_page_finds_its_script(self, public: Public, page: str) -> None:
        response = await public.client.get(f"{public.url}{page}", follow_redirects=True)
        assert response.status_code == 200
        assert f'<meta name="public-path" content="{PATH}" />' in response.text
        (script,) = re.findall(r'src="([^"]+)"', response.text)
        assert (await public.client.get(f"{public.origin}{script}")).text == "start()"

    async def test_the_cookie_is_for_the_path_and_signs_in(self, public: Public) -> None:
        email = await sign_in(public)
        response = await public.client.post(f"{public.url}/graphql", json={"query": VIEWER})
        assert response.json() == {"data": {"viewer": {"user": {"email": email}}}}

    async def test_streams_and_sockets_come_through(self, public: Public) -> None:
        email = await sign_in(public)
        expected = {"data": {"viewer": {"user": {"email": email}}}}
        accept = {"Accept": "text/event-stream"}
        response = await public.client.post(f"{public.url}/graphql", json={"query": VIEWER}, headers=accept)
        assert json.dumps(expected, separators=(",", ":")) in response.text
        cookie = "; ".join(f"{name}={text}" for name, text in public.client.cookies.items())
        async with connect(
            f"{public.url.replace('http', 'ws', 1)}/graphql",
            origin=Origin(public.origin),
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers={"Cookie": cookie},
        ) as opened:
            await opened.send('{"type": "connection_init"}')
            assert json.loads(await opened.recv()) == {"type": "connection_ack"}
            await opened.send(json.dumps({"id": "a", "type": "subscribe", "payload": {"query": VIEWER}}))
            assert json.loads(await opened.recv()) == {"id": "a", "type": "next", "payload": expected}

    async def test_downloads_and_the_mailbox_have_their_addresses_below_it(self, public: Public) -> None:
        for name in ("0198c0de-0000-7000-8000-000000000001/problems.csv", "template.xlsx"):
            response = await public.client.get(f"{public.url}/bulk-invites/{name}")
            code = response.json()["errors"][0]["extensions"]["code"]
            assert (response.status_code, code) == (401, "UNAUTHENTICATED")
        text = (await public.client.get(f"{public.url}/mailbox")).text
        (frame,) = re.findall(r'src="([^"]+)"', text)
        assert "<p>Hi</p>" in (await public.client.get(f"{public.origin}{frame}")).text


async def test_over_https_the_cookie_is_secure_and_for_the_path(settings: Settings, database: None) -> None:
    url = f"https://invitations.example{PATH}"
    transport = httpx2.ASGITransport(create_app(settings.model_copy(update={"public_url": url})))
    admin = await make_admin()
    async with httpx2.AsyncClient(transport=transport, base_url=url) as client:
        response = await client.post("/graphql", json={"query": SIGN_IN, "variables": {"email": admin.email}})
        cookie = response.headers["set-cookie"]
        # A browser takes __Host- with Path=/ alone (RFC 6265bis, 4.1.3.2).
        assert cookie.startswith("__Secure-session=")
        assert {"secure", f"path={PATH}"} <= {part.strip().lower() for part in cookie.split(";")}


@asynccontextmanager
async def over_unix(settings: Settings, folder: Path) -> AsyncIterator[str]:
    """The service on a Unix socket; `/client` says whom it takes for the client. Yields an upstream for nginx."""

    async def client(request: Request) -> Response:
        assert request.client
        return PlainTextResponse(request.client.host)

    app = create_app(settings)
    app.router.routes.append(Route("/client", client))
    path = folder / "web.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        async with served(app, listening):
            yield f"http://unix:{path}"


class TestOverAUnixSocket:
    async def test_clients_have_the_addresses_that_the_proxy_gives_them(
        self, settings: Settings, tmp_path: Path, pool: None
    ) -> None:
        async with over_unix(settings, tmp_path) as upstream, httpx2.AsyncClient() as client:
            with reserved_port() as port, nginx(upstream, port) as url:
                assert (await client.get(f"{url}/client")).text == "127.0.0.1"
                forged = {"X-Forwarded-For": "198.51.100.9"}
                assert (await client.get(f"{url}/client", headers=forged)).text == "127.0.0.1"

    async def test_without_the_header_they_cannot_be_told_apart_and_the_log_says_so_once(
        self, settings: Settings, tmp_path: Path, pool: None, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with over_unix(settings, tmp_path) as upstream:
            transport = httpx2.AsyncHTTPTransport(uds=upstream.removeprefix("http://unix:"))
            async with httpx2.AsyncClient(transport=transport) as client:
                for _ in range(2):
                    assert (await client.get("http://localhost/client")).text == "unix"
        warned = [record for record in caplog.records if record.name == "app.web.client_address"]
        assert [record.getMessage() for record in warned] == ["clients_without_address"]
