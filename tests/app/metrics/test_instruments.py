"""Instruments: off they do nothing, on they keep to the sets that their labels' values are from."""

import pytest

from app.bulk_invites.lifecycle import Status
from app.deliveries.queries import DeliveryStatus
from app.mail import AttemptOutcome, Cause
from app.metrics import catalog
from app.metrics.catalog import EMAIL_ATTEMPTS, GRAPHQL_SECONDS, HTTP_SECONDS, INSTRUMENTS, POOL_IN_USE
from app.metrics.exposition import Exposition
from app.metrics.instruments import MAX_SERIES
from app.queues.names import QueueName
from tests.support.measured_here import shown
from tests.support.measured_processes import FOLDER
from workers.settings import WORKERS


def test_nothing_is_measured_until_the_process_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    EMAIL_ATTEMPTS.add("accepted", "email")
    exposition = Exposition()
    assert shown(exposition).total("senturo_email_attempts_total") == 0
    exposition.end()
    EMAIL_ATTEMPTS.add("accepted", "email")
    assert not any(each.is_on for each in INSTRUMENTS)


def test_each_series_of_what_counts_is_there_from_the_start(exposition: Exposition) -> None:
    """Otherwise the first event of a kind would be no increase."""
    page = shown(exposition)
    for outcome in catalog.OUTCOMES:
        for cause in catalog.CAUSES:
            assert page.value("senturo_email_attempts_total", outcome=outcome, cause=cause) == 0
        assert page.value("senturo_smtp_conversation_seconds_count", outcome=outcome) == 0


def test_counters_and_gauges_and_times_are_shown(exposition: Exposition) -> None:
    EMAIL_ATTEMPTS.add(AttemptOutcome.DEFERRED, Cause.RATE, amount=3)
    POOL_IN_USE.add()
    POOL_IN_USE.add()
    POOL_IN_USE.add(amount=-1)
    HTTP_SECONDS.observe(0.02, "GET", "/health", "2xx")
    page = shown(exposition)
    assert page.value("senturo_email_attempts_total", outcome="deferred", cause="rate") == 3
    assert page.value("senturo_database_pool_in_use") == 1
    bucket = "senturo_http_request_seconds_bucket"
    labels = {"method": "GET", "route": "/health", "status": "2xx"}
    assert page.value(bucket, le="0.01", **labels) == 0
    assert page.value(bucket, le="0.025", **labels) == 1


def test_a_value_outside_of_the_set_counts_as_other(exposition: Exposition) -> None:
    HTTP_SECONDS.observe(1, "ADA@ACME.EXAMPLE", "/health", "2xx")
    page = shown(exposition)
    assert page.value("senturo_http_request_seconds_count", method="other", route="/health", status="2xx") == 1
    assert "ADA" not in page.text


def test_series_whose_set_is_not_known_beforehand_are_bounded_too(exposition: Exposition) -> None:
    for number in range(MAX_SERIES + 100):
        GRAPHQL_SECONDS.observe(1, "query", f"field{number}", "ok")
    page = shown(exposition)
    name = "senturo_graphql_operation_seconds_count"
    assert page.value(name, type="other", field="other", outcome="other") == 100
    assert len([labels for found, labels in page.samples if found == name]) == MAX_SERIES + 1


def test_the_sets_are_those_of_the_product() -> None:
    assert set(catalog.OUTCOMES) == set(AttemptOutcome)
    assert set(catalog.CAUSES) == set(Cause)
    assert set(catalog.QUEUES) == set(QueueName)
    assert set(catalog.STATES) == {*DeliveryStatus, *Status} - {Status.MAPPING}  # counted as READY
    assert set(catalog.PROCESSES) == {"web", *WORKERS}
