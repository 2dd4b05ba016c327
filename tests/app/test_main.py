"""The web process seen by browsers, other sites' pages and clients at wrong addresses."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.main import create_app
from app.settings import Settings, get_settings
from tests.support.factories import PASSWORD, make_admin, make_user, token_of
from tests.support.graphql_client import error_code
from tests.support.small_schema import served

FRONT_END = "https://console.example"
STRANGER = "https://evil.example"
SIGN_IN = """
mutation ($email: String!, $password: String!) {
  signIn(input: {email: $email, password: $password}) { errors { code } }
}
"""
SECRET = "the database password is open-sesame"


@pytest.fixture
def production(settings: Settings) -> Settings:
    """Settings with a front end at another origin and a reverse proxy."""
    changes = {
        "public_url": "https://invitations.example",
        "allowed_origins": (FRONT_END,),
        "trusted_proxies": ("127.0.0.1", "10.0.0.0/8"),
    }
    return settings.model_copy(update=changes)


@pytest.fixture
def broken_app(production: Settings) -> Starlette:
    async def broken(_: Request) -> Response:
        raise RuntimeError(SECRET)

    async def client(request: Request) -> Response:
        assert request.client
        return JSONResponse({"host": request.client.host, "url": str(request.url)})

    app = create_app(production)
    app.router.routes += [Route("/broken", broken), Route("/client", client)]
    return app


@pytest.fixture
async def web(broken_app: Starlette, production: Settings, pool: None) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(broken_app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=production.public_url) as client:
        yield client


class TestOtherOrigins:
    async def preflight(self, web: httpx2.AsyncClient, origin: str) -> Any:
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type, graphql-require-preflight",
        }
        return await web.options("/graphql", headers=headers)

    async def test_an_allowed_front_end_may_send_requests(self, web: httpx2.AsyncClient) -> None:
        response = await self.preflight(web, FRONT_END)
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == FRONT_END
        assert response.headers["access-control-allow-credentials"] == "true"
        assert "graphql-require-preflight" in response.headers["access-control-allow-headers"]
        response = await web.post("/graphql", json={"query": "{ __typename }"}, headers={"Origin": FRONT_END})
        assert response.json() == {"data": {"__typename": "Query"}}
        assert response.headers["access-control-allow-origin"] == FRONT_END

    @pytest.mark.parametrize(
        "name",
        [
            *("traceparent", "baggage", "sentry-trace", "x-request-id", "apollo-require-preflight"),
            *("x-apollo-operation-name", "apollographql-client-name", "apollographql-client-version"),
        ],
    )
    async def test_it_may_send_what_its_client_and_tracer_add(self, web: httpx2.AsyncClient, name: str) -> None:
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": f"content-type, {name}"}
        response = await web.options("/graphql", headers={"Origin": FRONT_END, **asked})
        assert response.status_code == 200
        assert name in response.headers["access-control-allow-headers"]

    @pytest.mark.parametrize("origin", [STRANGER, "null", "http://console.example", f"{FRONT_END}.evil.example"])
    async def test_another_may_read_nothing_but_why_it_is_refused(self, web: httpx2.AsyncClient, origin: str) -> None:
        response = await self.preflight(web, origin)
        assert response.status_code == 204
        assert "access-control-allow-credentials" not in response.headers
        response = await web.post("/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin})
        assert (response.status_code, error_code(response)) == (403, "FORBIDDEN")
        assert response.headers["access-control-allow-origin"] == origin
        assert origin in response.json()["errors"][0]["message"]
        assert "ALLOWED_ORIGINS" in response.json()["errors"][0]["message"]

    @pytest.mark.parametrize(
        "path", ["/health", f"/bulk-invites/{UUID(int=1)}/problems.csv", "/bulk-invites/template.xlsx", "/nowhere"]
    )
    async def test_another_may_ask_nothing_elsewhere(self, web: httpx2.AsyncClient, path: str) -> None:
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
        assert (await web.options(path, headers={"Origin": STRANGER, **asked})).status_code == 400
        assert "access-control-allow-origin" not in (await web.get(path, headers={"Origin": STRANGER})).headers

    async def test_a_front_end_downloads_with_its_bearer(self, web: httpx2.AsyncClient, database: None) -> None:
        path = f"/bulk-invites/{UUID(int=1)}/problems.csv"
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
        assert (await web.options(path, headers={"Origin": FRONT_END, **asked})).status_code == 200
        headers = {"Origin": FRONT_END, "Authorization": f"Bearer {await token_of(await make_admin())}"}
        response = await web.get(path, headers=headers)
        assert (response.status_code, error_code(response)) == (404, "NOT_FOUND")
        assert response.headers["access-control-allow-origin"] == FRONT_END
        exposed = response.headers["access-control-expose-headers"].split(", ")
        assert {"content-disposition", "date"} <= set(exposed)
        response = await web.get("/bulk-invites/template.xlsx", headers=headers)
        assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, FRONT_END)

    async def test_a_socket_from_another_page_is_not_opened(self, broken_app: Starlette, pool: None) -> None:
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidStatus
        from websockets.typing import Origin, Subprotocol

        async with served(broken_app) as address:
            with pytest.raises(InvalidStatus):
                async with connect(
                    f"ws://{address}/graphql",
                    subprotocols=[Subprotocol("graphql-transport-ws")],
                    origin=Origin(STRANGER),
                ):
                    pass


async def test_the_host_header_causes_no_redirect(web: httpx2.AsyncClient) -> None:
    for path in ("/graphql/", "/accept/", "/nowhere/"):
        response = await web.get(path, headers={"Host": "evil.example"})
        assert "location" not in response.headers
        assert "evil.example" not in response.text


@pytest.mark.parametrize("path", ["/", "/accept", "/reset-password", "/health"])
@pytest.mark.parametrize("slashes", ["/", "//"])
async def test_a_slash_at_the_end_changes_nothing(web: httpx2.AsyncClient, path: str, slashes: str) -> None:
    response = await web.get(f"{path}{slashes}")
    assert (response.status_code, response.text) == (200, (await web.get(path)).text)
    response = await web.post("/graphql/", json={"query": "{ __typename }"})
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(("url", "other"), [("localhost", "127.0.0.1"), ("127.0.0.1", "localhost")])
async def test_in_development_this_machine_has_two_names(settings: Settings, pool: None, url: str, other: str) -> None:
    for environment, status in (("development", 200), ("production", 403)):
        changes = {"public_url": f"http://{url}:8000", "environment": environment}
        transport = httpx2.ASGITransport(create_app(settings.model_copy(update=changes)))
        async with httpx2.AsyncClient(transport=transport, base_url=f"http://{other}:8000") as client:
            headers = {"Origin": f"http://{other}:8000"}
            response = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
            assert response.status_code == status
            headers = {"Origin": f"http://{other}:8001"}
            response = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
            assert response.status_code == 403


class TestForgedRequests:
    """What a form on another site's page can send with the victim's cookies: all of it is refused."""

    async def test_a_form_of_files_needs_the_header(self, web: httpx2.AsyncClient) -> None:
        fields = {"operations": (None, '{"query": "{ __typename }"}'), "map": (None, "{}")}
        assert (await web.post("/graphql", files=fields)).status_code == 400

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
    async def test_a_simple_form_is_unsupported(self, web: httpx2.AsyncClient, kind: str) -> None:
        body = b'{"query": "{ __typename }"}'
        assert (await web.post("/graphql", content=body, headers={"Content-Type": kind})).status_code == 415

    async def test_the_cookie_is_for_this_host_https_and_no_script(
        self, web: httpx2.AsyncClient, database: None
    ) -> None:
        await make_user("ada@example.com")
        variables = {"email": "ada@example.com", "password": PASSWORD}
        response = await web.post("/graphql", json={"query": SIGN_IN, "variables": variables})
        cookie = response.headers["set-cookie"]
        assert cookie.startswith("__Host-session=")
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)


class TestEveryResponse:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/health", 200),
            ("GET", "/", 200),
            ("GET", "/nowhere", 404),
            ("DELETE", "/health", 405),
            ("GET", "/broken", 500),
            ("PUT", "/graphql", 405),
            ("POST", "/graphql", 415),
        ],
    )
    async def test_has_security_headers(self, web: httpx2.AsyncClient, method: str, path: str, status: int) -> None:
        response = await web.request(method, path)
        assert response.status_code == status
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["strict-transport-security"].startswith("max-age=")

    @pytest.mark.parametrize(
        ("method", "path", "expected"),
        [
            ("GET", "/nowhere", "NOT_FOUND"),
            ("POST", "/health", "METHOD_NOT_ALLOWED"),
            ("GET", "/mailbox/../../etc/passwd", "NOT_FOUND"),
        ],
    )
    async def test_is_json_where_the_request_fails(
        self, web: httpx2.AsyncClient, method: str, path: str, expected: str
    ) -> None:
        response = await web.request(method, path)
        assert error_code(response) == expected
        if expected == "METHOD_NOT_ALLOWED":
            assert "GET" in response.headers["allow"]

    async def test_masks_an_unexpected_error_under_an_id_that_the_log_has(
        self, web: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        response = await web.get("/broken", headers={"Origin": FRONT_END})
        assert (response.status_code, error_code(response)) == (500, "INTERNAL_SERVER_ERROR")
        assert SECRET not in response.text
        assert response.headers["access-control-allow-origin"] == FRONT_END
        (logged,) = (vars(record) for record in caplog.records if record.name == "app.web.error_responses")
        assert logged["error_id"] == response.json()["errors"][0]["extensions"]["errorId"]
        assert SECRET in logged["exception"]


class TestProxies:
    async def test_the_client_address_of_a_trusted_proxy_is_used(self, web: httpx2.AsyncClient) -> None:
        headers = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7, 10.1.2.3"}
        assert (await web.get("/client", headers=headers)).json()["host"] == "203.0.113.7"

    async def test_that_of_any_other_client_is_ignored(self, broken_app: Starlette, production: Settings) -> None:
        transport = httpx2.ASGITransport(broken_app, client=("203.0.113.7", 1))
        async with httpx2.AsyncClient(transport=transport, base_url=production.public_url) as client:
            headers = {"X-Forwarded-For": "198.51.100.9"}
            assert (await client.get("/client", headers=headers)).json()["host"] == "203.0.113.7"


class TestStarting:
    def test_without_its_settings_it_exits_with_a_sentence_for_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PUBLIC_URL", "nowhere")
        monkeypatch.delenv("SMTP_URL")
        get_settings.cache_clear()
        with pytest.raises(SystemExit) as left:
            create_app()
        get_settings.cache_clear()
        assert [line.split()[0] for line in str(left.value.code).splitlines()] == ["PUBLIC_URL", "SMTP_URL"]


class TestLimits:
    """Each is a setting: what the service is started with reaches the endpoint."""

    @pytest.mark.parametrize(
        ("setting", "query"),
        [
            ("query_tokens", "{ a: __typename b: __typename }"),
            ("query_depth", "{ viewer { user { id } } }"),
            ("query_aliases", "{ a: __typename b: __typename }"),
            ("query_repeats", "{ __typename __typename __typename }"),
            ("query_directives", "{ __typename @skip(if: false) @include(if: true) }"),
            ("query_fragments", "{ ...A ...B } fragment A on Query { __typename } fragment B on Query { __typename }"),
            ("query_mutations", "mutation { signOut { __typename } a: signOut { __typename } }"),
            ("query_cost", "{ viewer { isOperator } }"),
            ("query_values", "{ __typename }"),
        ],
    )
    async def test_of_a_query(self, production: Settings, pool: None, setting: str, query: str) -> None:
        variables = {"unused": [1, 2]}
        app = create_app(production.model_copy(update={setting: 1}))
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url=production.public_url) as client:
            response = await client.post("/graphql", json={"query": query, "variables": variables})
        assert error_code(response) == "QUERY_TOO_COMPLEX"
        assert response.json()["errors"][0]["extensions"]["limit"] == 1

    async def test_of_a_body(self, production: Settings, pool: None) -> None:
        app = create_app(production.model_copy(update={"request_bytes": 20}))
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url=production.public_url) as client:
            response = await client.post("/graphql", json={"query": "{ viewer { isOperator } }"})
        assert (response.status_code, error_code(response)) == (401, "UNAUTHENTICATED")
