"""What is counted of operations: their field of the root, what came of them, and who is subscribed."""

import pytest
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from app.database.outages import DatabaseUnavailable
from app.metrics.exposition import Exposition
from tests.support import small_schema
from tests.support.measured_here import shown
from tests.support.small_schema import build_endpoint, post, served
from tests.support.subscription_client import over_socket, over_stream
from tests.support.waiting import until

COUNT = "senturo_graphql_operation_seconds_count"
TICKS = "subscription { ticks }"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ hello }", {"type": "query", "field": "hello", "outcome": "ok"}),
        ("query Mine { mine: hello }", {"type": "query", "field": "hello", "outcome": "ok"}),
        ("{ hello itself { hello } }", {"type": "query", "field": "several", "outcome": "ok"}),
        ("{ ... { hello } }", {"type": "query", "field": "hello", "outcome": "ok"}),
        ("{ secret }", {"type": "query", "field": "secret", "outcome": "refused"}),
        ("{ broken }", {"type": "query", "field": "broken", "outcome": "failed"}),
        ("{ nothing }", {"type": "query", "field": "none", "outcome": "refused"}),
        ("{", {"type": "other", "field": "none", "outcome": "refused"}),
        ('mutation { plant(input: {name: ""}) { names } }', {"type": "mutation", "field": "plant", "outcome": "ok"}),
    ],
)
def test_an_operation_counts_once(exposition: Exposition, query: str, expected: dict[str, str]) -> None:
    post(TestClient(build_endpoint()), query)
    page = shown(exposition)
    assert page.value(COUNT, **expected) == 1
    assert page.total(COUNT) == 1


def test_a_database_that_is_away_is_no_fault_of_ours(exposition: Exposition, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise DatabaseUnavailable("away")

    monkeypatch.setattr(small_schema, "page_request", fail)
    post(TestClient(build_endpoint()), "{ fruits { totalCount } }")
    assert shown(exposition).value(COUNT, type="query", field="fruits", outcome="unavailable") == 1


async def test_subscribers_and_sockets_count_while_they_are_open(exposition: Exposition) -> None:
    def counts() -> tuple[float | None, float | None]:
        page = shown(exposition)
        return page.value("senturo_graphql_subscribers", field="ticks"), page.value("senturo_websockets")

    async def are(subscribers: float, sockets: float) -> bool:
        return counts() == (subscribers, sockets)

    endpoint = build_endpoint()
    app = Starlette(routes=[Route("/graphql", endpoint), WebSocketRoute("/graphql", endpoint)])
    async with served(app) as address:
        url = f"http://{address}"
        async with over_stream(url, None, TICKS):
            async with over_socket(url, None, TICKS):
                await until(lambda: are(2, 1))
            await until(lambda: are(1, 0))
        await until(lambda: are(0, 0))
    assert shown(exposition).total(COUNT) == 0  # its time is its subscriber's


def test_a_subscription_that_is_refused_leaves_no_subscriber(exposition: Exposition) -> None:
    client = TestClient(build_endpoint())
    post(client, TICKS)  # by plain HTTP
    post(client, "subscription { nothing }", accept="text/event-stream")
    page = shown(exposition)
    assert page.total("senturo_graphql_subscribers") == 0
