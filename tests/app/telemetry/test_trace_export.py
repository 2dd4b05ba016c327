"""Spans in this process, with a receiver that takes them, refuses them, or hangs."""

import asyncio
import logging
import threading
from collections.abc import Iterator

import pytest

from app.settings import Settings
from app.telemetry import trace_export
from app.telemetry.background import background_context
from app.telemetry.of_process import sending_telemetry
from app.telemetry.spans import (
    Kind,
    continued_span,
    event,
    record_span,
    span,
    trace_id,
    trace_parent,
    trace_with,
)
from app.telemetry.trace_export import TraceExport
from tests.support.telemetry_receiver import TelemetryReceiver, attributes_of, telemetry_receiver

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PATIENCE = 60.0
QUEUE = 2048  # OpenTelemetry's default
EXPORTING = ("OtelBatch", "export the last spans")  # names of threads


@pytest.fixture
def receiver() -> Iterator[TelemetryReceiver]:
    with telemetry_receiver() as opened:
        yield opened


@pytest.fixture
def export(receiver: TelemetryReceiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[TraceExport]:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url)
    logger = logging.getLogger("opentelemetry")
    before = logger.handlers, logger.propagate
    opened = TraceExport("test")
    trace_with(opened.tracer)
    yield opened
    trace_with(None)
    receiver.gate.set()
    opened.close(PATIENCE)
    # What goes on after a `close` that was too short would fail within other tests, and say so in their logs.
    for thread in [each for each in threading.enumerate() if each.name.startswith(EXPORTING)]:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    logger.handlers, logger.propagate = before


class TestSpans:
    def test_what_is_within_belongs_to_it_and_what_fails_leaves_its_type_alone(
        self, export: TraceExport, receiver: TelemetryReceiver
    ) -> None:
        def fail() -> None:
            with span("outer", is_root=True), span("inner", {"left": None, "n": 1}):
                event("moment", {"code": 250})
                raise ValueError("secret")

        with pytest.raises(ValueError, match="secret"):
            fail()
        export.close(PATIENCE)
        outer, inner = receiver.spans()
        assert (outer.name, inner.name, inner.parent_span_id) == ("outer", "inner", outer.span_id)
        assert attributes_of(inner) == {"n": 1, "error.type": "ValueError"}
        assert [each.name for each in inner.events] == ["moment"]
        assert b"secret" not in receiver.everything

    def test_a_part_without_a_whole_is_not_recorded(self, export: TraceExport, receiver: TelemetryReceiver) -> None:
        with span("part"):
            assert trace_parent() is None
        with span("whole", is_root=True):
            pass
        export.close(PATIENCE)
        assert [each.name for each in receiver.spans()] == ["whole"]

    def test_a_trace_goes_on_elsewhere(self, export: TraceExport, receiver: TelemetryReceiver) -> None:
        parent = record_span("past", {}, PARENT, (1_000, 2_000))
        assert trace_id(parent) == trace_id(PARENT)
        with continued_span("next", parent, kind=Kind.CONSUMER):
            assert trace_id(trace_parent()) == trace_id(PARENT)
        export.close(PATIENCE)
        past, following = receiver.spans()
        assert (past.start_time_unix_nano, past.end_time_unix_nano) == (1_000, 2_000)
        assert past.parent_span_id.hex() == "b7ad6b7169203331"
        assert following.parent_span_id == past.span_id

    @pytest.mark.parametrize(
        "parent", ["", "00-0-0-01", PARENT.upper(), f"{PARENT}-more", f"01{PARENT[2:]}", f"00-{'0' * 32}{PARENT[35:]}"]
    )
    def test_a_malformed_parent_is_no_parent(self, export: TraceExport, parent: str) -> None:
        assert record_span("past", {}, parent, (1, 2)) is None
        with continued_span("next", parent):
            assert trace_parent() is None

    def test_an_unsampled_trace_stays_unsampled(self, export: TraceExport, receiver: TelemetryReceiver) -> None:
        with continued_span("next", f"{PARENT[:-2]}00"):
            stored = trace_parent()
        assert stored is not None
        assert stored.endswith("-00")
        export.close(PATIENCE)
        assert receiver.spans() == []

    async def test_a_task_in_the_background_belongs_to_no_span(self, export: TraceExport) -> None:
        async def parent() -> str | None:
            return trace_parent()

        with span("request", is_root=True):
            assert await asyncio.create_task(parent()) == trace_parent()
            assert await asyncio.create_task(parent(), context=background_context()) is None

    def test_without_an_exporter_everything_is_nothing(self) -> None:
        with span("whole", is_root=True) as this:
            this.set("n", 1)
            event("moment")
            assert trace_parent() is None
        assert record_span("past", {}, PARENT, (1, 2)) is None


class TestUnsuitableVariables:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("OTEL_BSP_MAX_QUEUE_SIZE", "-1"),
            ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "5000"),
            ("OTEL_SPAN_EVENT_COUNT_LIMIT", "many"),
        ],
    )
    async def test_the_process_ends_with_a_sentence(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str, text: str
    ) -> None:
        monkeypatch.setenv(name, text)
        traced = settings.model_copy(update={"otel_exporter_otlp_endpoint": "http://127.0.0.1:4318"})
        with pytest.raises(SystemExit, match="OpenTelemetry takes no such variables: "):
            async with sending_telemetry(traced, "test"):
                pass


class TestFailing:
    def test_a_receiver_that_refuses_costs_a_line_in_the_log(
        self, export: TraceExport, receiver: TelemetryReceiver, caplog: pytest.LogCaptureFixture
    ) -> None:
        trace_export.failures._next = float("-inf")
        receiver.status = 400
        for _ in range(QUEUE * 2):
            with span("whole", is_root=True):
                pass
        export.close(PATIENCE)
        (line,) = [each for each in caplog.records if each.name.startswith("app.")]
        assert line.message == "traces_not_exported"
        assert "%s" in line.__dict__["reason"], "the values may repeat an address with a password"

    def test_a_receiver_that_hangs_holds_up_neither_the_work_nor_the_end(
        self, export: TraceExport, receiver: TelemetryReceiver
    ) -> None:
        receiver.gate.clear()
        for _ in range(QUEUE * 4):
            with span("whole", is_root=True):
                pass
        export.close(0.1)
        assert not receiver.gate.is_set()
        receiver.gate.set()
        assert len(receiver.spans()) <= QUEUE
