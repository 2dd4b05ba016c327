"""/metrics over a run of the product: every metric is printed, and no label says anything of anybody."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from app.main import create_app
from app.metrics.catalog import FIGURES, INSTRUMENTS
from app.metrics.instruments import OTHER
from app.settings import Settings
from app.version import VERSION
from schema.api.root import build_schema
from tests.support.bulk_uploads import lines, upload
from tests.support.email_worker_processes import Outgoing
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api
from tests.support.graphql_operations import INVITE
from tests.support.measured_processes import MetricsPort, Page, measured, metrics_port
from tests.support.operations_files import queries
from tests.support.product_processes import web_process, worker_process
from tests.support.promql import groupings, selectors
from tests.support.smtp_script import reply
from tests.support.subscription_client import over_socket, over_stream
from tests.support.waiting import PATIENCE_SECONDS, until

PERSONAL = re.compile(r"@|[0-9a-f]{8}-[0-9a-f]{4}-|ada|acme|grace|v1\.|MyOperation", re.IGNORECASE)
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
ALL = (*INSTRUMENTS, *FIGURES)
ADDED_BY_PROMETHEUS = {"instance"}
REJECTED, DEFERRED = "ada-rejected@acme.example", "ada-deferred@acme.example"
PEOPLE = ("ada@acme.example", REJECTED, DEFERRED)
STATES = ("sent", "failed", "deferred")  # one email each
SUBSCRIBE = "subscription MyOperation { invitedUsersChanged { kind invitation { email } } }"


@pytest.fixture(scope="module")
def fields(settings: Settings) -> frozenset[str]:
    """The names of the root's fields."""
    schema = build_schema(settings)._schema
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    return frozenset(name for root in roots if root is not None for name in root.fields)


def templates(app: Starlette) -> Iterator[str]:
    for route in app.routes:
        if isinstance(route, Route | Mount):
            yield route.path


@pytest.fixture
async def page(outgoing: Outgoing, tmp_path: Path) -> AsyncIterator[Page]:
    """What /metrics says after the product has been used by people and by clients that are up to something."""
    outgoing.server.on("rcpt", reply(550, "5.1.1 ada is unknown"), recipient=REJECTED)
    outgoing.server.on("rcpt", reply(450, "4.2.1 ada is busy"), recipient=DEFERRED)
    admin = await make_admin()
    session = await token_of(admin)
    with metrics_port() as port:
        environment = measured(outgoing.environment, port, tmp_path)
        with web_process(environment) as url, worker_process(environment, "worker-bulk"):
            await outgoing.start_worker(0, **measured({}, port, tmp_path))
            async with (
                httpx2.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS) as client,
                over_socket(url, session, SUBSCRIBE) as heard,
                over_stream(url, session, SUBSCRIBE),
            ):
                await _subscribed(port)
                for email in PEOPLE:
                    await Api(client).change(INVITE, session, email=email, role="ANALYST")
                await upload(admin, lines(f"ada-{number}@acme.example,analyst," for number in range(3)))
                await _misuse(client)
                await heard.until(lambda heard: len(heard.messages) > 0)
                yield await _settled(port)


async def _subscribed(port: MetricsPort) -> None:
    async def is_so() -> bool:
        page = await port.page()
        return page is not None and page.value("senturo_graphql_subscribers", field="invitedUsersChanged") == 2

    await until(is_so)


async def _settled(port: MetricsPort) -> Page:
    pages: list[Page] = []

    async def is_so() -> bool:
        page = await port.page()
        if page is None:
            return False
        pages.append(page)
        return (
            page.total("senturo_email_attempts_total") == len(PEOPLE)
            and page.total("senturo_bulk_rows_total", phase="validate") == 3
            and page.value("senturo_queue_jobs", queue="bulk", state="ready") == 1
            and all(page.value("senturo_queue_jobs", queue="email", state=state) == 1 for state in STATES)
            and page.total("senturo_event_lag_seconds_count") > 0
        )

    await until(is_so)
    return pages[-1]


async def _misuse(client: httpx2.AsyncClient) -> None:
    """Puts addresses, ids and words of its own wherever a request has room for them."""
    await client.post("/graphql", json={"query": "query MyOperation { __typename ada: __typename }"})
    await client.post("/graphql", json={"query": "{ ada_acme_example }"})
    await client.post("/graphql", json={"query": "{ __typename ada: __schema { description } }"})
    sign_in = 'mutation ($e: String!) { ada: signIn(input: {email: $e, password: "ada"}) { errors { code } } }'
    await client.post("/graphql", json={"query": sign_in, "variables": {"e": "ada@acme.example"}})
    for path in (
        "/ada@acme.example",
        "/unsubscribe/v1.ada",
        f"/bulk-invites/{'0' * 32}/problems.csv",
        "/assets/ada.js",
    ):
        await client.get(path)
    await client.request("PROPFIND", "/graphql")


async def test_a_run_of_the_product_prints_every_metric_and_nothing_of_anybody(
    page: Page, settings: Settings, fields: frozenset[str]
) -> None:
    every_metric_is_printed_and_no_other(page)
    # Made now: the console may have been built since the tests began, and its files have routes of their own.
    app = create_app(settings)
    each_value_of_a_label_is_of_a_set_that_is_known_beforehand(page, app, fields)
    no_address_name_id_or_word_of_a_client_is_printed(page)
    what_happened_is_counted(page)
    each_query_of_an_alert_and_of_the_dashboard_asks_for_what_is_printed(page)


def each_query_of_an_alert_and_of_the_dashboard_asks_for_what_is_printed(page: Page) -> None:
    labels: dict[str, set[str]] = {name: set() for name, _ in page.samples}
    for name, label, _ in page.labels():
        labels[name].add(label)
    by_name = {each.name + suffix: each for each in ALL for suffix in SUFFIXES[each.kind]}
    for where, query in queries():
        asked = selectors(query)
        assert asked, (where, query)
        for selector in asked:
            assert selector.metric in labels, (where, selector.metric)
            for label, how, text in selector.matchers:
                assert label in labels[selector.metric], (where, selector)
                allowed = by_name[selector.metric].labels[label]
                values = text.split("|") if how in {"=~", "!~"} else [text]
                assert allowed is None or allowed >= set(values), (where, selector)
        known = set().union(*(labels[selector.metric] for selector in asked))
        assert groupings(query) <= known | ADDED_BY_PROMETHEUS, (where, query)


def every_metric_is_printed_and_no_other(page: Page) -> None:
    printed = {name for name, _ in page.samples}
    expected = {each.name + suffix for each in ALL for suffix in SUFFIXES[each.kind]}
    assert printed == expected
    assert page.kinds == {each.name: each.kind for each in ALL}


def each_value_of_a_label_is_of_a_set_that_is_known_beforehand(
    page: Page, app: Starlette, fields: frozenset[str]
) -> None:
    known: dict[str, Iterable[str]] = {
        "route": {*templates(app), "none"},
        "field": {*fields, "__typename", "several", "none"},
        "version": {VERSION},
    }
    by_name = {each.name + suffix: each for each in ALL for suffix in SUFFIXES[each.kind]}
    for name, label, value in page.labels():
        if label == "le":
            float(value)
            continue
        allowed = by_name[name].labels[label]
        assert value == OTHER or value in (known[label] if allowed is None else allowed), (name, label, value)


def no_address_name_id_or_word_of_a_client_is_printed(page: Page) -> None:
    assert not [line for line in page.text.splitlines() if PERSONAL.search(line) and not line.startswith("#")]


def what_happened_is_counted(page: Page) -> None:
    def attempts(outcome: str) -> float | None:
        return page.value("senturo_email_attempts_total", outcome=outcome, cause="email")

    assert (attempts("accepted"), attempts("rejected"), attempts("deferred")) == (1, 1, 1)
    assert page.value("senturo_websockets") == 1
    operations = "senturo_graphql_operation_seconds_count"
    assert page.value(operations, type="mutation", field="invite", outcome="ok") == len(PEOPLE)
    assert page.value(operations, type="mutation", field="signIn", outcome="ok") == 1
    assert page.value(operations, type="query", field="none", outcome="refused") == 1
    assert page.total(operations, field="several") == 1
    requests = "senturo_http_request_seconds_count"
    assert page.total(requests, route="none") == page.total(requests, route="none", status="4xx") > 0
    assert page.total(requests, method=OTHER, route="/graphql", status="4xx") == 1
    assert page.value("senturo_redis_away") == 0
    assert page.value("senturo_database_away") == 0
