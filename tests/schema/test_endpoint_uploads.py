"""Files, as the GraphQL multipart request specification sends them."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.settings.limits import Limits
from tests.support.graphql_client import PREFLIGHT
from tests.support.small_schema import ORIGIN, World, build_endpoint

QUERY = "mutation ($file: Upload!) { read(file: $file) }"
OPERATIONS = {"query": QUERY, "variables": {"file": None}}
PLACES = {"0": ["variables.file"]}


def upload(
    client: TestClient,
    operations: object = OPERATIONS,
    places: object = PLACES,
    content: bytes = b"a,b",
    headers: dict[str, str] | None = None,
) -> Any:
    return client.post(
        "/",
        data={"operations": json.dumps(operations), "map": json.dumps(places)},
        files={"0": ("people.csv", content, "text/csv")},
        headers=PREFLIGHT if headers is None else headers,
    )


def test_a_file_reaches_its_mutation(client: TestClient) -> None:
    assert upload(client).json() == {"data": {"read": "a,b"}}


def test_without_the_preflight_header_nothing_is_read(client: TestClient, world: World) -> None:
    response = upload(client, headers={})
    assert response.status_code == 400
    assert "GraphQL-Require-Preflight" in response.json()["errors"][0]["message"]
    assert world.contexts == []


def test_another_page_may_not_upload(client: TestClient) -> None:
    assert upload(client, headers=PREFLIGHT | {"Origin": "https://evil.example"}).status_code == 403
    assert upload(client, headers=PREFLIGHT | {"Origin": ORIGIN}).status_code == 200


def test_who_is_not_signed_in_uploads_nothing(client: TestClient, world: World) -> None:
    world.signed_in = False
    response = upload(client)
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_credentials_are_checked_before_the_body_is_read(world: World) -> None:
    world.signed_in = False
    small = TestClient(build_endpoint(world, limits=Limits(upload_bytes=10, request_bytes=10)))
    assert upload(small).status_code == 401
    world.signed_in = True
    assert upload(small).status_code == 413


def test_a_file_past_the_limit_is_too_large() -> None:
    client = TestClient(build_endpoint(limits=Limits(upload_bytes=5_000, request_bytes=1_000)))
    assert upload(client, content=b"x" * 5_000).status_code == 200
    response = upload(client, content=b"x" * 6_000)
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "FILE_TOO_LARGE"
    assert "split into multiple files" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("operations", "places"),
    [
        ([1, 2], PLACES),
        (None, PLACES),
        ([OPERATIONS], PLACES),
        (OPERATIONS, []),
        (OPERATIONS, None),
        (OPERATIONS, {"0": "variables.file"}),
        (OPERATIONS, {"0": [None]}),
        (OPERATIONS, {"0": [""]}),
        (OPERATIONS, {"0": ["variables"]}),
        (OPERATIONS, {"0": ["variables.other"]}),
        (OPERATIONS, {"0": ["variables.file.deeper"]}),
        (OPERATIONS, {"0": ["variables.file", "variables.file"]}),
        (OPERATIONS, {"0": ["query"]}),
        (OPERATIONS, {"1": ["variables.file"]}),
        ({"query": QUERY, "variables": {"file": "taken"}}, PLACES),
        ({"query": QUERY, "variables": [None]}, {"0": ["variables.0"]}),
        ({"query": QUERY, "variables": {"file": [None]}}, {"0": ["variables.file.9"]}),
        ({"query": QUERY, "variables": {"file": [None]}}, {"0": ["variables.file.x"]}),
        ({"variables": {"file": None}}, PLACES),
    ],
)
def test_what_does_not_fit_together_is_a_bad_request(client: TestClient, operations: object, places: object) -> None:
    response = upload(client, operations, places)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data; name=map\r\n\r\n{}", "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data"),
    ],
)
def test_what_is_no_form_is_a_bad_request(client: TestClient, body: bytes, kind: str) -> None:
    response = client.post("/", content=body, headers=PREFLIGHT | {"Content-Type": kind})
    assert response.status_code == 400


def test_one_file_at_a_time(client: TestClient) -> None:
    response = client.post(
        "/",
        data={"operations": json.dumps(OPERATIONS), "map": json.dumps(PLACES)},
        files={"0": b"a", "1": b"b"},
        headers=PREFLIGHT,
    )
    assert response.status_code == 400


def test_a_file_is_not_answered_by_events(client: TestClient) -> None:
    response = upload(client, headers=PREFLIGHT | {"Accept": "text/event-stream"})
    assert response.status_code == 406


def test_a_text_is_no_file(client: TestClient) -> None:
    body = {"query": QUERY, "variables": {"file": "a,b"}}
    response = client.post("/", json=body)
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
