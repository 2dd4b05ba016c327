"""What the log says of an operation: its root fields, and what came of it."""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest
from graphql import get_operation_ast, parse
from starlette.testclient import TestClient

from app.telemetry.spans import NO_SPAN
from schema.execution import observed_operations
from schema.execution.observed_operations import root_fields
from tests.support.small_schema import ORIGIN, SECRET, ask, build_endpoint

PLANT = "mutation ($name: String!) { plant(input: {name: $name}) { names errors { code } } }"
UPROOT = 'mutation { uproot(names: ["a", "b"]) { errors { code } } }'


@pytest.fixture
def client() -> TestClient:
    return TestClient(build_endpoint(), raise_server_exceptions=False)


def executed(caplog: pytest.LogCaptureFixture) -> list[tuple[str, Mapping[str, Any]]]:
    return [(each.levelname, each.__dict__) for each in caplog.records if each.message == "operation_executed"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("{ hello }", "hello"),
        ("mutation Mine { a: plant(input: {name: $x}) { names } b: plant(input: {name: $x}) { names } }", "plant"),
        ("{ ... { hello } ...More } fragment More on Query { many { hello } }", "hello,many"),
        ("{ hello named itself many secret }", "hello,named,itself,many,secret"),
    ],
)
def test_an_operation_is_named_by_fields_of_the_schema(query: str, names: str) -> None:
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation is not None
    assert root_fields(document, operation) == tuple(names.split(","))


@pytest.mark.parametrize(
    ("query", "variables", "outcome", "refusals"),
    [
        (PLANT, {"name": "fig"}, "done", []),
        (PLANT, {"name": ""}, "refused", ["REQUIRED"]),
        (UPROOT, {}, "refused", ["NOT_FOUND", "NOT_FOUND"]),
        (PLANT, {"name": "broken"}, "failed", []),
    ],
)
def test_a_mutation_has_a_line_with_what_came_of_it(
    client: TestClient,
    caplog: pytest.LogCaptureFixture,
    query: str,
    variables: Mapping[str, str],
    outcome: str,
    refusals: list[str],
) -> None:
    caplog.set_level(logging.INFO)
    ask(client, query, **variables)
    ((level, line),) = executed(caplog)
    assert (level, line["outcome"], line["refusals"], line["type"]) == ("INFO", outcome, refusals, "mutation")
    assert SECRET not in str(line)
    assert "fig" not in str({name: line[name] for name in line if name not in logging.makeLogRecord({}).__dict__})


def test_a_query_has_one_for_who_wants_to_debug(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(client, "{ hello }")
    ((level, line),) = executed(caplog)
    assert (level, line["outcome"], line["type"]) == ("DEBUG", "done", "query")


def test_what_is_not_valid_is_not_executed(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(client, "{ nothing }")
    assert executed(caplog) == []


def test_over_a_socket_an_operation_is_a_trace_of_its_own_and_a_subscription_is_not_traced(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, bool]] = []

    def span(name: str, _: object, *, is_root: bool) -> AbstractContextManager[Any]:
        opened.append((name, is_root))
        return NO_SPAN

    monkeypatch.setattr(observed_operations, "span", span)
    ask(client, "{ hello }")
    with client.websocket_connect("/", ["graphql-transport-ws"], headers={"origin": ORIGIN}) as socket:
        socket.send_json({"type": "connection_init"})
        socket.receive_json()
        for query in ("{ many { hello } }", "subscription { count(to: 1) }"):
            socket.send_json({"id": query, "type": "subscribe", "payload": {"query": query}})
            while socket.receive_json()["type"] != "complete":
                pass
    assert opened == [("query hello", False), ("query many", True)]
