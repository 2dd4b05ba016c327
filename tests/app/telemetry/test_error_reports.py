"""Reports of unexpected errors, and all that a receiver on loopback gets of them."""

import logging
from collections.abc import Iterator

import pytest

from app.telemetry import log_context
from app.telemetry.error_reports import ErrorIds, ReportLoggedErrors, report, report_with
from app.telemetry.sentry_reports import QUEUE_LENGTH, REPORTS_A_MINUTE, SentryReports
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api, ApiError
from tests.support.graphql_operations import INVITE
from tests.support.in_process_email_worker import EmailWorker
from tests.support.telemetry_receiver import TelemetryReceiver, telemetry_receiver

PATIENCE = 60.0
ADDRESS = "ada.lovelace@secret.example"


@pytest.fixture
def receiver() -> Iterator[TelemetryReceiver]:
    with telemetry_receiver() as opened:
        yield opened


@pytest.fixture
def reports(receiver: TelemetryReceiver) -> Iterator[SentryReports]:
    opened = SentryReports(receiver.dsn, "production")
    handler = ReportLoggedErrors()
    handler.addFilter(ErrorIds())
    logging.getLogger().addHandler(handler)
    report_with(opened)
    log_context.end()
    yield opened
    report_with(None)
    logging.getLogger().removeHandler(handler)
    log_context.end()
    receiver.gate.set()


def fail(address: str) -> None:
    """Has the address in a variable, in the message and in the message of the cause."""
    raise RuntimeError(f"duplicate key ({address})") from KeyError(address)


class TestOfRequests:
    async def test_an_unexpected_error_is_reported_with_the_id_that_the_client_gets_and_nothing_a_person_wrote(
        self, api: Api, reports: SentryReports, receiver: TelemetryReceiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = await make_admin()
        token = await token_of(admin)

        async def broken(*_: object, **__: object) -> None:
            fail(ADDRESS)

        monkeypatch.setattr("app.invitations.invite.queue_first_email", broken)
        with pytest.raises(ApiError) as raised:
            await api.change(INVITE, token, email=ADDRESS, role="ANALYST")
        reports.close(PATIENCE)
        (found,) = receiver.reports()
        assert found["tags"]["error_id"] == raised.value.errors[0]["extensions"]["errorId"]
        assert found["tags"]["operation"] == found["transaction"] == "invite"
        assert found["tags"]["user_id"] == str(admin.user_id)
        assert found["tags"]["organization_id"] == str(admin.organization_id)
        assert [each["type"] for each in found["exception"]["values"]] == ["KeyError", "RuntimeError"]
        assert found["exception"]["values"][-1]["stacktrace"]["frames"][-1]["function"] == "fail"
        assert set(found) <= {
            "event_id", "timestamp", "level", "platform", "release", "environment", "server_name", "logger",
            "transaction", "tags", "exception",
        }  # fmt: skip
        sent = receiver.everything.decode()
        assert [each for each in (ADDRESS, "secret.example", token, "duplicate key", "($input") if each in sent] == []


class TestOfWorkers:
    async def test_an_error_in_sending_an_email_is_reported_with_the_deliverys_id(
        self,
        email_worker: EmailWorker,
        api: Api,
        reports: SentryReports,
        receiver: TelemetryReceiver,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await api.change(INVITE, await token_of(await make_admin()), email=ADDRESS, role="ANALYST")
        monkeypatch.setattr("app.invitations.email.InvitationEmailData.compose", lambda *_: fail(ADDRESS))
        assert await email_worker.deliver() == 1
        reports.close(PATIENCE)
        (found,) = receiver.reports()
        assert found["logger"] == "email_not_composed"
        assert {"error_id", "delivery_id", "subject_id", "organization_id", "attempt"} <= set(found["tags"])
        assert ADDRESS not in receiver.everything.decode()


class TestOfLibraries:
    def test_what_a_library_logs_in_its_own_words_is_reported_under_its_name(
        self, reports: SentryReports, receiver: TelemetryReceiver
    ) -> None:
        error = RuntimeError(ADDRESS)
        logging.getLogger("asyncio").error(f"Task exception was never retrieved: {error!r}", exc_info=error)  # noqa: G004
        reports.close(PATIENCE)
        (found,) = receiver.reports()
        assert found["logger"] == "asyncio"
        assert ADDRESS not in receiver.everything.decode()


class TestNeverInTheWay:
    def test_a_receiver_that_hangs_holds_up_neither_the_work_nor_the_end(
        self, reports: SentryReports, receiver: TelemetryReceiver
    ) -> None:
        receiver.gate.clear()
        for _ in range(QUEUE_LENGTH * 10):
            report(RuntimeError(), "it_failed")
        reports.close(0.1)
        assert not receiver.gate.is_set()

    def test_a_storm_of_errors_is_no_storm_of_reports(
        self, reports: SentryReports, receiver: TelemetryReceiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.telemetry.sentry_reports.time.monotonic", lambda: 120.0)
        for _ in range(REPORTS_A_MINUTE * 2):
            report(RuntimeError(), "it_failed")
        reports.close(PATIENCE)
        assert len(receiver.reports()) == REPORTS_A_MINUTE

    def test_lines_without_a_traceback_and_warnings_are_not_reported(
        self, reports: SentryReports, receiver: TelemetryReceiver
    ) -> None:
        logging.getLogger("app.test").error("sending_paused")
        logging.getLogger("app.test").warning("changes_not_read", exc_info=RuntimeError())
        reports.close(PATIENCE)
        assert receiver.bodies == []

    def test_nothing_is_reported_where_nobody_receives(self) -> None:
        report(RuntimeError(), "it_failed")
