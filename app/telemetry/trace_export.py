"""Makes spans with OpenTelemetry's SDK and exports them by OTLP over HTTP. Imported only where an endpoint is set.

The SDK reads its standard variables itself: endpoint, headers, certificates, time-outs, sampling, the queue's length.
"""

import logging
import threading
from contextvars import Token
from typing import Self

from opentelemetry.context import Context, attach, detach, get_current
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_INSTANCE_ID, SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    get_current_span,
    set_span_in_context,
)

from app.occasional_log import OccasionalLog
from app.telemetry.spans import NO_SPAN, Attributes, Kind, NoSpan, trace_id

failures = OccasionalLog(logging.getLogger(__name__), "traces_not_exported")
SERVICE = "senturo-invitations"
KINDS = {kind: SpanKind[kind.name] for kind in Kind}


class TraceExport:
    """The exporter of this process: a thread with a bounded queue, which drops what does not fit.

    `instance` names the process. Failures are one log line a minute, and nothing else.
    """

    def __init__(self, instance: str) -> None:
        _log_occasionally()
        self._provider = TracerProvider(resource=_resource(instance), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = OtelTracer(self._provider.get_tracer("app"))

    def close(self, seconds: float) -> None:
        """Sends what waits, within so many seconds; the rest is lost."""
        closing = threading.Thread(target=self._provider.shutdown, name="export the last spans", daemon=True)
        closing.start()
        closing.join(seconds)


class OtelTracer:
    """See `spans.Tracer`."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def open(
        self, name: str, attributes: Attributes, kind: Kind, parent: str | None, *, is_root: bool
    ) -> "OpenSpan | NoSpan":
        if parent is not None:
            context = _context_of(parent)
        elif is_root:
            context = Context()
        else:
            context = _current_context()
        if context is None:
            return NO_SPAN
        return OpenSpan(self._tracer.start_span(name, context, KINDS[kind], _present(attributes)))

    def record(self, name: str, attributes: Attributes, parent: str, nanoseconds: tuple[int, int]) -> str | None:
        context = _context_of(parent)
        if context is None:
            return None
        began, ended = nanoseconds
        span = self._tracer.start_span(name, context, SpanKind.CONSUMER, _present(attributes), start_time=began)
        span.end(ended)
        return _written(span.get_span_context())

    def event(self, name: str, attributes: Attributes) -> None:
        get_current_span().add_event(name, _present(attributes))

    def trace_parent(self) -> str | None:
        context = get_current_span().get_span_context()
        return _written(context) if context.is_valid else None

    def leave(self) -> None:
        attach(Context())


class OpenSpan:
    """The current span while its `with` is open. An exception leaves its type, never its words."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._token: Token[Context] | None = None

    def __enter__(self) -> Self:
        self._token = attach(set_span_in_context(self._span))
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if self._token is not None:
            detach(self._token)
        if kind is not None:
            self.fail(kind.__name__)
        self.end()

    def set(self, name: str, value: str | float | bool | None) -> None:
        if value is not None:
            self._span.set_attribute(name, value)

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def fail(self, error_type: str) -> None:
        self._span.set_status(StatusCode.ERROR)
        self.set("error.type", error_type)

    def end(self) -> None:
        if self._span.is_recording():
            self._span.end()


def _resource(instance: str) -> Resource:
    """The name of the service gives way to that of OTEL_SERVICE_NAME."""
    resource = Resource.create({SERVICE_INSTANCE_ID: instance})
    is_named = not str(resource.attributes.get(SERVICE_NAME, "unknown_service")).startswith("unknown_service")
    return resource if is_named else resource.merge(Resource({SERVICE_NAME: SERVICE}))


def _current_context() -> Context | None:
    return get_current() if get_current_span().get_span_context().is_valid else None


def _context_of(parent: str) -> Context | None:
    """Returns the context of a span elsewhere; None where it is malformed. Source: W3C Trace Context, section 3.2."""
    if trace_id(parent) is None:
        return None
    _, trace, span, flags = parent.split("-")
    context = SpanContext(int(trace, 16), int(span, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
    return set_span_in_context(NonRecordingSpan(context), Context())


def _written(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def _present(attributes: Attributes) -> dict[str, str | float | bool]:
    return {name: value for name, value in attributes.items() if value is not None}


class _Failures(logging.Handler):
    """What the SDK has to say: without its values, which may repeat an address with a password."""

    def emit(self, record: logging.LogRecord) -> None:
        failures.warn(reason=str(record.msg))


def _log_occasionally() -> None:
    logger = logging.getLogger("opentelemetry")
    logger.handlers, logger.propagate = [_Failures(logging.WARNING)], False
