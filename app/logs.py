"""Log lines: JSON in production, readable in development.

They never contain addresses, tokens or a request's variables, so tracebacks omit the values of local variables, and
what an error repeats of them is masked.
"""

import logging
import sys

import structlog
from structlog.dev import plain_traceback
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer

from app.settings import Settings
from app.telemetry.error_reports import ErrorIds, ReportLoggedErrors
from app.telemetry.log_context import add_ids
from app.telemetry.masked_words import mask_errors

WARNINGS_ONLY = ("tortoise", "arq", "asyncio", "imapclient", "uvicorn.access", "uvicorn.error")
# It warns of malformed forms, which are the sender's fault and are reported to the sender.
# Those of HTTP clients are about traces and error reports that could not be sent; aiosmtpd's repeat what a client says.
ERRORS_ONLY = ("mail.log", "python_multipart", "urllib3", "requests", "sentry_sdk")


def configure_logs(settings: Settings) -> None:
    """Sends every log line of this process to standard error."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        add_ids,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.types.Processor] = (
        [
            ExceptionRenderer(),
            mask_errors,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain_traceback),
        ]
        if settings.is_development
        else [
            ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            mask_errors,
            structlog.processors.JSONRenderer(),
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    handler.addFilter(ErrorIds())  # of the first handler, so that the second one reports the same id
    logging.basicConfig(handlers=[handler, ReportLoggedErrors()], level=settings.log_level, force=True)
    for name in WARNINGS_ONLY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ERRORS_ONLY:
        logging.getLogger(name).setLevel(logging.ERROR)
    uvicorn = logging.getLogger("uvicorn")
    uvicorn.handlers.clear()
    uvicorn.propagate = True
    logging.getLogger("uvicorn.error").addFilter(_is_no_refused_handshake)


def _is_no_refused_handshake(record: logging.LogRecord) -> bool:
    """Returns False for the error that uvicorn logs when the application refuses a WebSocket handshake."""
    return record.msg != "ASGI callable returned without completing handshake."
