"""Error reports in Sentry's protocol. Imported only where SENTRY_DSN is set.

Sent are types, places in the code, and ids; neither messages, which may repeat what a person wrote, nor variables.
"""

import os
import time
from collections.abc import Mapping
from typing import Any

from sentry_sdk import Client
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import event_from_exception

QUEUE_LENGTH = 100
REPORTS_A_MINUTE = 60
KEPT = (
    "event_id", "timestamp", "level", "platform", "release", "environment", "server_name", "logger", "transaction",
    "tags",
)  # fmt: skip
KEPT_OF_ERROR = ("type", "module")
KEPT_OF_FRAME = ("filename", "function", "module", "lineno", "in_app")


class SentryReports:
    """A client of its own, without integrations: nothing is taken from requests, logs or the process unasked.

    Personal data is off by default (`send_default_pii`, `data_collection`). A thread sends; what does not fit its
    queue, or is more than REPORTS_A_MINUTE, is lost.
    """

    def __init__(self, dsn: str, environment: str) -> None:
        self._client = Client(
            dsn=dsn,
            environment=environment,
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            send_client_reports=False,
            spotlight=False,
            release=os.environ.get("SENTRY_RELEASE") or "unknown",  # else the package would ask git
            include_local_variables=False,
            include_source_context=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            transport_queue_size=QUEUE_LENGTH,
            before_send=_keep_harmless,
        )
        self._minute = 0
        self._count = 0

    def report(self, error: BaseException, event: str, ids: Mapping[str, str]) -> None:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._count = minute, 0
        self._count += 1
        if self._count > REPORTS_A_MINUTE:
            return
        described, hint = event_from_exception(error, client_options=self._client.options)
        described["logger"] = event
        described["tags"] = dict(ids)
        if "operation" in ids:
            described["transaction"] = ids["operation"]
        self._client.capture_event(described, hint)

    def close(self, seconds: float) -> None:
        """Sends what waits, within so many seconds; the rest is lost."""
        self._client.close(timeout=seconds)


def _keep_harmless(event: Event, _: Hint) -> Event:
    """Returns what may leave, whatever else a later version of the package puts into events."""
    found: dict[str, Any] = dict(event)
    kept = {name: found[name] for name in KEPT if name in found}
    errors = found.get("exception", {}).get("values", [])
    kept["exception"] = {"values": [_described(each) for each in errors]}
    return kept  # type: ignore[return-value]


def _described(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    described: dict[str, Any] = {name: error[name] for name in KEPT_OF_ERROR if name in error}
    described["stacktrace"] = {"frames": [{name: each.get(name) for name in KEPT_OF_FRAME} for each in frames]}
    return described
