"""Serving the built console, and the placeholder pages without a build."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.settings import Settings
from app.web.error_responses import refuse
from app.web.static_files import not_found, routes

SCRIPT = b"console.log('hello')\n" * 100


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "graphiql.html", "favicon.svg", "color-scheme.js"):
        (tmp_path / name).write_text(f"<title>{name}</title>", encoding="utf-8")
    (tmp_path / "assets" / "index-abc.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "index-abc.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "secret.txt").write_text("not a page", encoding="utf-8")
    return tmp_path


def client(settings: Settings, folder: Path) -> TestClient:
    return TestClient(Starlette(routes=routes(settings, folder)))


class TestBuilt:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/groups",
            "/activity",
            "/settings",
            "/jobs",
            "/account",
            "/accept",
            "/forgot-password",
            "/reset-password",
        ],
    )
    def test_every_page_of_the_console_is_its_index(self, settings: Settings, built: Path, path: str) -> None:
        response = client(settings, built).get(path)
        assert "index.html" in response.text
        assert response.headers["cache-control"] == "no-cache"
        assert "script-src 'self';" in response.headers["content-security-policy"]
        assert (
            "connect-src 'self' ws://127.0.0.1:8000 ws://localhost:8000" in response.headers["content-security-policy"]
        )

    def test_only_graphiql_may_start_workers(self, settings: Settings, built: Path) -> None:
        served = client(settings, built)
        assert "worker-src 'self'" in served.get("/graphiql").headers["content-security-policy"]
        assert "worker-src" not in served.get("/").headers["content-security-policy"]

    def test_without_introspection_there_is_no_graphiql(self, settings: Settings, built: Path) -> None:
        closed = settings.model_copy(update={"introspection": False})
        assert client(closed, built).get("/graphiql").status_code == 404

    @pytest.mark.parametrize(
        ("kind", "introspection", "place"),
        [
            ("development", True, "navigation"),
            ("production", True, "menu"),
            ("production", False, "none"),
            ("development", False, "none"),
        ],
    )
    def test_a_page_says_where_the_link_to_graphiql_stands(
        self, settings: Settings, built: Path, kind: str, introspection: bool, place: str
    ) -> None:
        (built / "index.html").write_text("<head></head>", encoding="utf-8")
        changed = settings.model_copy(update={"environment": kind, "introspection": introspection})
        assert f'<meta name="graphiql" content="{place}" />' in client(changed, built).get("/").text

    def test_assets_are_compressed_for_clients_that_accept_it(self, settings: Settings, built: Path) -> None:
        response = client(settings, built).get("/assets/index-abc.js", headers={"accept-encoding": "gzip"})
        assert response.content == SCRIPT
        assert response.headers["content-encoding"] == "gzip"
        assert response.headers["content-type"].startswith("text/javascript")
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        plain = client(settings, built).get("/assets/index-abc.js", headers={"accept-encoding": "identity"})
        assert plain.content == SCRIPT
        assert "content-encoding" not in plain.headers

    def test_a_browser_at_an_address_that_does_not_exist_gets_the_console(
        self, settings: Settings, built: Path
    ) -> None:
        app = Starlette(routes=routes(settings, built), exception_handlers={404: not_found(settings, refuse, built)})
        served = TestClient(app)
        response = served.get("/nowhere", headers={"accept": "text/html,*/*;q=0.8"})
        assert (response.status_code, response.text) == (404, "<title>index.html</title>")
        assert "script-src 'self';" in response.headers["content-security-policy"]
        assert served.get("/nowhere").json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}

    def test_a_page_has_the_name_of_the_product(self, settings: Settings, built: Path) -> None:
        (built / "index.html").write_text("<head></head>", encoding="utf-8")
        named = settings.model_copy(update={"product_name": 'Fleet "& Co"'})
        text = client(named, built).get("/").text
        assert '<meta name="product-name" content="Fleet &quot;&amp; Co&quot;" />' in text

    def test_addresses_in_a_page_begin_with_the_public_path(self, settings: Settings, built: Path) -> None:
        page = '<head><script src="./assets/a.js"></script><link href="./b.css"></head><a href="https://x/./y">'
        (built / "index.html").write_text(page, encoding="utf-8")
        text = client(settings, built).get("/accept").text
        assert '<meta name="public-path" content="" />' in text
        assert 'src="/assets/a.js"' in text
        text = client(settings.model_copy(update={"public_url": "https://x.example/team"}), built).get("/accept").text
        assert '<meta name="public-path" content="/team" />' in text
        assert ('src="/team/assets/a.js"' in text, 'href="/team/b.css"' in text) == (True, True)
        assert 'href="https://x/./y"' in text

    def test_an_unchanged_page_is_not_sent_again(self, settings: Settings, built: Path) -> None:
        served = client(settings, built)
        etag = served.get("/").headers["etag"]
        assert served.get("/", headers={"if-none-match": etag}).status_code == 304

    @pytest.mark.parametrize("path", ["/secret.txt", "/assets/nothing.js", "/assets/..%2fsecret.txt", "/elsewhere"])
    def test_nothing_else_is_served(self, settings: Settings, built: Path, path: str) -> None:
        assert client(settings, built).get(path).status_code == 404


class TestNotBuilt:
    def test_the_page_names_the_command(self, settings: Settings, tmp_path: Path) -> None:
        assert "./dev build" in client(settings, tmp_path).get("/").text

    def test_links_in_emails_lead_to_plain_pages(self, settings: Settings, tmp_path: Path) -> None:
        assert "mutation" in client(settings, tmp_path).get("/accept").text
        assert "mutation" in client(settings, tmp_path).get("/reset-password").text
