"""What a process sends elsewhere about itself, where the settings say so: traces and error reports."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from app.settings import Settings
from app.telemetry.error_reports import report_with
from app.telemetry.spans import trace_with

FLUSH_SECONDS = 2.0


def process_name(kind: str) -> str:
    """Returns a name that no other process has."""
    return f"{kind}@{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


@asynccontextmanager
async def sending_telemetry(settings: Settings, instance: str) -> AsyncIterator[None]:
    """Sends as long as the context is open, and what waits then for FLUSH_SECONDS at most.

    `instance` names the process. The packages are imported only where they are used. Exits with a sentence where a
    variable that OpenTelemetry reads itself is not valid.
    """
    closing = []
    if settings.exports_traces:
        from app.telemetry.trace_export import TraceExport

        try:
            export = TraceExport(instance)
        except ValueError as error:
            sys.exit(f"OpenTelemetry takes no such variables: {error}")
        trace_with(export.tracer)
        closing.append(export.close)
    if settings.sentry_dsn is not None:
        from app.telemetry.sentry_reports import SentryReports

        reports = SentryReports(settings.sentry_dsn.get_secret_value(), settings.environment)
        report_with(reports)
        closing.append(reports.close)
    try:
        yield
    finally:
        trace_with(None)
        report_with(None)
        await asyncio.gather(*(asyncio.to_thread(close, FLUSH_SECONDS) for close in closing))
