"""Reports unexpected errors to where the settings say, beside the log: lines with a traceback, by their error's id."""

import logging
import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Protocol

from app.telemetry import log_context

# Of what a log line has, what a report has too: ids, and names of our own.
REPORTED_IDS = (
    "error_id", "request_id", "operation", "user_id", "organization_id", "delivery_id", "subject_id", "kind",
    "bulk_invite_id", "act_id", "worker", "task", "attempt", "trace_id",
)  # fmt: skip
_EVENT = re.compile(r"[a-z]+(_[a-z]+)*")


class Reporter(Protocol):
    """Sends reports, without blocking and without raising."""

    def report(self, error: BaseException, event: str, ids: Mapping[str, str]) -> None: ...


_reporter: Reporter | None = None


def report_with(reporter: Reporter | None) -> None:
    """Has this process's unexpected errors reported by `reporter`; None: by nobody."""
    global _reporter  # noqa: PLW0603 - one for the process
    _reporter = reporter


def report(error: BaseException, event: str, **ids: object) -> None:
    """Reports an unexpected error under the log line's event, with the ids of this task and more of them."""
    if _reporter is None:
        return
    found = {**log_context.ids(), **ids}
    present = {name: str(found[name]) for name in REPORTED_IDS if found.get(name) is not None}
    _reporter.report(error, event, present)


class ErrorIds(logging.Filter):
    """Gives each line with a traceback the id that its report has too."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and not hasattr(record, "error_id"):
            record.error_id = token_hex(8)
        return True


class ReportLoggedErrors(logging.Handler):
    """Reports what is logged as an error with its traceback. Those of a request: see `log_and_mask`."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or record.name.startswith("sentry_sdk"):
            return
        ids = {name: getattr(record, name) for name in REPORTED_IDS if hasattr(record, name)}
        # Libraries word theirs, asyncio with the error's own words in it.
        event = record.msg if isinstance(record.msg, str) and _EVENT.fullmatch(record.msg) else record.name
        report(error, event, **ids)
