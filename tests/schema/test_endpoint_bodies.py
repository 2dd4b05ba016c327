"""What the endpoint takes as a request's body, and from whose pages."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.settings.limits import Limits
from tests.support.graphql_client import error_code
from tests.support.small_schema import JSON, ORIGIN, World, build_endpoint, post


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"null",
            b"1",
            b'"query"',
            b"{",
            b"\xff\xfe{}",
            b'{"query": "{ hello }", "variables": NaN}',
            b"[" * 100_000,
            b'{"a":' * 40_000,
            b'{"query": 7}',
            b'{"query": ""}',
            b'{"query": null}',
            b"{}",
            b'{"query": "{ hello }", "variables": [1]}',
            b'{"query": "{ hello }", "variables": "{}"}',
            b'{"query": "{ hello }", "operationName": 3}',
            b'{"query": "{ hello }", "extensions": "x"}',
            b'[{"query": "{ hello }"}]',
            b"[]",
        ],
    )
    def test_what_is_no_request_is_a_bad_one(self, client: TestClient, body: bytes) -> None:
        response = client.post("/", content=body, headers={"Content-Type": JSON})
        assert (response.status_code, error_code(response)) == (400, "BAD_REQUEST")

    @pytest.mark.parametrize(
        "kind",
        [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/graphql",
            "application/json; charset=utf-16",
            "nonsense",
            "",
        ],
    )
    def test_other_content_types_are_unsupported(self, client: TestClient, kind: str) -> None:
        response = client.post("/", content=b'{"query": "{ hello }"}', headers={"Content-Type": kind})
        assert (response.status_code, error_code(response)) == (415, "BAD_REQUEST")

    def test_a_compressed_body_is_unsupported(self, client: TestClient) -> None:
        body = gzip.compress(b'{"query": "{ hello }"}')
        headers = {"Content-Type": JSON, "Content-Encoding": "gzip"}
        assert client.post("/", content=body, headers=headers).status_code == 415

    def test_utf_8_may_be_said(self, client: TestClient) -> None:
        body = '{"query": "{ hello(name: \\"Zoë\\") }"}'.encode()
        response = client.post("/", content=body, headers={"Content-Type": 'application/json; charset="UTF-8"'})
        assert response.json() == {"data": {"hello": "Hello, Zoë"}}

    def test_a_large_body_is_for_the_signed_in(self, world: World) -> None:
        client = TestClient(build_endpoint(world, limits=Limits(request_bytes=200, list_bytes=2_000)))
        query = "query ($n: String!) { hello(name: $n) }"
        assert post(client, query, variables={"n": "x" * 1_000}).status_code == 200
        world.signed_in = False
        refused = post(client, query, variables={"n": "x" * 1_000})
        assert (refused.status_code, error_code(refused)) == (401, "UNAUTHENTICATED")

    def test_a_body_past_every_limit_is_too_large(self) -> None:
        client = TestClient(build_endpoint(limits=Limits(request_bytes=200, list_bytes=2_000)))
        response = post(client, "{ hello }", variables={"n": "x" * 3_000})
        assert (response.status_code, error_code(response)) == (413, "FILE_TOO_LARGE")

    def test_a_list_of_unsaid_length_is_taken_like_one_with_a_length(self, world: World) -> None:
        client = TestClient(build_endpoint(world, limits=Limits(request_bytes=200, list_bytes=2_000)))

        def sent() -> Any:
            pieces = iter([b'{"query": "{ hello }", "variables": {"x": "', b"x" * 1_000, b'"}}'])
            return client.post("/", content=pieces, headers={"Content-Type": JSON})

        assert sent().json() == {"data": {"hello": "Hello, world"}}
        world.signed_in = False
        assert (sent().status_code, error_code(sent())) == (401, "UNAUTHENTICATED")

    def test_a_body_of_unsaid_length_is_counted(self) -> None:
        client = TestClient(build_endpoint(limits=Limits(request_bytes=200, list_bytes=5_000)))

        def chunks() -> Iterator[bytes]:
            yield b'{"query": "{ hello }", "variables": {"x": "'
            for _ in range(100):
                yield b"x" * 100

        response = client.post("/", content=chunks(), headers={"Content-Type": JSON})
        assert response.status_code == 413


class TestOrigins:
    def test_our_own_page_and_what_is_no_browser_may_ask(self, client: TestClient) -> None:
        assert client.post("/", json={"query": "{ hello }"}).status_code == 200
        headers = {"Origin": ORIGIN}
        assert client.post("/", json={"query": "{ hello }"}, headers=headers).status_code == 200

    @pytest.mark.parametrize(
        "origin", ["https://evil.example", "null", "", "http://toy.example", f"{ORIGIN}.evil.example"]
    )
    def test_another_page_may_not(self, client: TestClient, world: World, origin: str) -> None:
        headers = {"Origin": origin, "Host": origin.removeprefix("https://") or "x"}
        response = client.post("/", json={"query": "mutation { signIn }"}, headers=headers)
        assert (response.status_code, error_code(response)) == (403, "FORBIDDEN")
        assert world.contexts == []
