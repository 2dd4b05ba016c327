"""The endpoint over plain HTTP: what it takes, what it refuses, and how it answers."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import Message

from app.errors import NotSignedIn
from schema.execution.errors import Code
from schema.execution.request_context import Transport
from schema.transport.errors import HttpError
from tests.support.graphql_client import error_code
from tests.support.small_schema import GRAPHQL_JSON, JSON, World, build_endpoint, post


class TestNegotiation:
    @pytest.mark.parametrize(
        ("accept", "answered"),
        [
            (GRAPHQL_JSON, GRAPHQL_JSON),
            ("application/graphql-response+json, application/json;q=0.9", GRAPHQL_JSON),
            ("application/json, application/graphql-response+json", JSON),
            ("application/json;q=0.5, application/graphql-response+json;q=0.8", GRAPHQL_JSON),
            ("*/*", JSON),
            ("", JSON),
            # What urql and Apollo send: server-sent events are named, but not preferred.
            (
                "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
                GRAPHQL_JSON,
            ),
            ("text/event-stream;q=0.1, application/json", JSON),
            ("application/json;q=nonsense, application/graphql-response+json", GRAPHQL_JSON),
        ],
    )
    def test_the_answer_comes_in_the_form_liked_most(self, client: TestClient, accept: str, answered: str) -> None:
        response = post(client, "{ hello }", accept)
        assert response.headers["content-type"] == f"{answered}; charset=utf-8"
        assert response.json() == {"data": {"hello": "Hello, world"}}
        assert response.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("accept", ["text/plain", "application/json;q=0", "image/*"])
    def test_a_form_that_does_not_exist_is_not_acceptable(self, client: TestClient, accept: str) -> None:
        assert post(client, "{ hello }", accept).status_code == 406

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("{", "GRAPHQL_PARSE_FAILED"),
            ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
            ("fragment F on Query { hello }", "OPERATION_RESOLUTION_FAILURE"),
            ("query ($n: Int!) { count: fruits(first: $n) { totalCount } }", "BAD_USER_INPUT"),
        ],
    )
    def test_a_request_error_has_a_code_and_no_data(self, client: TestClient, query: str, expected: str) -> None:
        refused = post(client, query)
        assert (refused.status_code, error_code(refused)) == (400, expected)
        # Older clients read the body only of a 200.
        legacy = post(client, query, JSON)
        assert (legacy.status_code, error_code(legacy)) == (200, expected)

    def test_a_field_that_fails_leaves_the_others_and_the_status(self, client: TestClient) -> None:
        response = post(client, "{ hello broken }")
        assert response.status_code == 200
        assert response.json()["data"] == {"hello": "Hello, world", "broken": None}

    def test_data_that_became_null_is_still_an_answer(self, client: TestClient) -> None:
        response = post(client, "{ hello secret }")
        assert response.status_code == 200
        assert response.json()["data"] is None
        (error,) = response.json()["errors"]
        assert (error["path"], error["extensions"]["code"]) == (["secret"], "UNAUTHENTICATED")

    def test_who_asks_for_one_thing_and_is_not_signed_in_is_refused_the_request(self, client: TestClient) -> None:
        """Nothing was executed. Testers take an error with a path for a fault of the server's."""
        response = post(client, "{ secret }")
        assert (response.status_code, error_code(response)) == (401, "UNAUTHENTICATED")
        assert "path" not in response.json()["errors"][0]
        assert post(client, "{ secret }", JSON).status_code == 200


class TestOperations:
    def test_an_unknown_operation_name_is_named(self, client: TestClient) -> None:
        response = post(client, "query A { hello }", operationName="B")
        assert error_code(response) == "OPERATION_RESOLUTION_FAILURE"
        assert "B" in response.json()["errors"][0]["message"]

    def test_one_of_several_operations_runs_when_named(self, client: TestClient) -> None:
        query = 'query A { hello } query B { hello(name: "B") }'
        assert post(client, query, operationName="B").json() == {"data": {"hello": "Hello, B"}}

    @pytest.mark.parametrize("value", [1, None, [], {"a": 1}])
    def test_a_variable_of_the_wrong_type_is_bad_input(self, client: TestClient, value: object) -> None:
        response = post(client, "query ($n: String!) { hello(name: $n) }", variables={"n": value})
        assert (response.status_code, error_code(response)) == (400, "BAD_USER_INPUT")

    def test_a_null_for_an_argument_that_takes_none_is_bad_input(self, client: TestClient) -> None:
        response = post(client, 'query ($n: String = "x") { hello(name: $n) }', variables={"n": None})
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"

    @pytest.mark.parametrize("place", ['{name: "x", number: 1}', "{}", "{name: null}"])
    def test_exactly_one_of_several_is_validated(self, client: TestClient, place: str) -> None:
        """The validation cache has to add Strawberry's own rules to those of the specification."""
        assert error_code(post(client, f"{{ distance(to: {place}) }}")) == "GRAPHQL_VALIDATION_FAILED"
        assert post(client, "{ distance(to: {number: 7}) }").json() == {"data": {"distance": 7}}

    def test_a_subscription_by_plain_post_is_told_where_to_go(self, client: TestClient) -> None:
        response = post(client, "subscription { count }")
        assert (response.status_code, error_code(response)) == (400, "BAD_REQUEST")
        assert "text/event-stream" in response.json()["errors"][0]["message"]

    def test_a_persisted_query_is_not_found(self, client: TestClient) -> None:
        body = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "abc"}}}
        assert error_code(client.post("/", json=body)) == "PERSISTED_QUERY_NOT_FOUND"

    def test_each_request_has_a_context_of_its_own(self, client: TestClient, world: World) -> None:
        post(client, "query Named { hello }")
        post(client, "{ hello }")
        first, second = world.contexts
        assert first is not second
        assert (first.transport, first.operation_name, first.is_get) == (Transport.HTTP, "Named", False)

    def test_a_mutation_can_set_a_cookie(self, client: TestClient) -> None:
        response = post(client, "mutation { signIn }")
        assert response.json() == {"data": {"signIn": True}}
        assert response.cookies["session"] == "s3cret"
        assert response.headers["content-length"] == str(len(response.content))


class TestGet:
    def test_get_is_off_unless_allowed(self, client: TestClient) -> None:
        response = client.get("/", params={"query": "{ hello }"})
        assert response.status_code == 405
        assert response.headers["allow"] == "POST"

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
    def test_other_methods_are_not_allowed(self, client: TestClient, method: str) -> None:
        assert client.request(method, "/").status_code == 405

    def test_get_reads(self, world: World) -> None:
        client = TestClient(build_endpoint(world, allow_get=True))
        query = "query ($n: String!) { hello(name: $n) }"
        response = client.get("/", params={"query": query, "variables": '{"n": "Ada"}'})
        assert response.json() == {"data": {"hello": "Hello, Ada"}}
        assert world.contexts[0].is_get

    @pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
    def test_get_never_writes(self, world: World, accept: str) -> None:
        client = TestClient(build_endpoint(world, allow_get=True))
        response = client.get("/", params={"query": "mutation { signIn }"}, headers={"Accept": accept})
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert "set-cookie" not in response.headers

    @pytest.mark.parametrize(
        "params",
        [{}, {"query": ""}, {"query": "{ hello }", "variables": "{"}, {"query": "{", "extensions": "["}],
    )
    def test_an_address_without_an_operation_is_a_bad_request(self, params: dict[str, str]) -> None:
        client = TestClient(build_endpoint(allow_get=True))
        assert client.get("/", params=params).status_code == 400

    def test_a_browser_gets_the_page(self) -> None:
        def page(request: Request) -> Response:
            return PlainTextResponse(f"a page at {request.url.path}")

        client = TestClient(build_endpoint(page=page))
        browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
        assert client.get("/graphql", headers=browser).text == "a page at /graphql"
        assert client.get("/graphql", headers={"Accept": "*/*"}).status_code == 405


class TestContexts:
    def test_one_that_refuses_the_caller_refuses_the_request(self, client: TestClient, world: World) -> None:
        world.context_fails_with = NotSignedIn()
        response = post(client, "{ hello }")
        assert (response.status_code, error_code(response)) == (401, "UNAUTHENTICATED")

    def test_one_may_say_itself_how_the_request_is_answered(self, client: TestClient, world: World) -> None:
        world.context_fails_with = HttpError(429, "Slow down.", Code.RATE_LIMITED, Retry_After="7")
        response = post(client, "{ hello }")
        assert (response.status_code, error_code(response)) == (429, "RATE_LIMITED")
        assert response.headers["retry-after"] == "7"

    def test_one_that_breaks_is_a_masked_500(
        self, client: TestClient, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.context_fails_with = RuntimeError("the session store is on fire")
        response = post(client, "{ hello }")
        assert (response.status_code, error_code(response)) == (500, "INTERNAL_SERVER_ERROR")
        assert "fire" not in response.text
        (logged,) = caplog.records
        assert "on fire" in vars(logged)["exception"]
        assert vars(logged)["error_id"] == response.json()["errors"][0]["extensions"]["errorId"]


async def test_a_client_that_goes_away_is_no_fault_of_ours(world: World, caplog: pytest.LogCaptureFixture) -> None:
    async def leave() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    headers = [(b"content-type", JSON.encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    await build_endpoint(world)(scope, leave, send)
    assert caplog.records == []
