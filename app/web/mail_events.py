"""The webhooks of mail providers: `POST /mail-events/<provider>` (docs/bounces.md).

Whoever posts has no session, and no cookie or Origin counts: the signature of the request does. 200 says that all of it
is recorded, or is nothing to record; anything else makes the provider send it again.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.message import Message

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.database.connection import CONNECTION_ERRORS
from app.mail_events import receive
from app.mail_events.event import Result, Source
from app.mail_events.providers.notices import Batch, ForgedError, MalformedError, Notice, UnverifiableError
from app.mail_events.webhooks import open_webhooks
from app.occasional_log import OccasionalLog
from app.settings import Settings
from app.web.bodies import read_body
from app.web.error_responses import (
    CODES,
    RETRY_SECONDS,
    SENTENCES,
    UNAVAILABLE,
    UNAVAILABLE_SENTENCE,
    error_response,
    note_outage,
)

logger = logging.getLogger(__name__)
forgeries = OccasionalLog(logger, "mail_event_forged")
malformations = OccasionalLog(logger, "mail_event_malformed")
PATH = "/mail-events/{provider}"
MAX_BODY_BYTES = 2**20
BODY_SECONDS = 30.0
# Amazon SNS calls its JSON plain text.
CONTENT_TYPES = {Source.SES: {"text/plain", "application/json"}}
JSON_ALONE = {"application/json"}
NO_STORE = {"Cache-Control": "no-store"}


def route(settings: Settings) -> Route:
    """Returns the route of all providers; those that are not configured are not found."""
    webhooks = open_webhooks(settings)

    async def respond(request: Request) -> Response:
        webhook = webhooks.get(request.path_params["provider"])
        if webhook is None:
            return error_response(404, SENTENCES[404], CODES[404])
        source = Source(request.path_params["provider"])
        if not _is_understood(request, source):
            receive.count(source, Result.MALFORMED)
            return error_response(415, "Send `Content-Type: application/json` in UTF-8.", "BAD_REQUEST")
        body = await read_body(request, MAX_BODY_BYTES, BODY_SECONDS)
        notice = Notice(dict(request.headers), body, datetime.now(UTC))
        return await _receive_all(source, webhook, notice)

    return Route(PATH, respond, methods=["POST"])


async def _receive_all(source: Source, webhook: Callable[[Notice], Awaitable[Batch]], notice: Notice) -> Response:
    try:
        batch = await webhook(notice)
    except ForgedError:
        receive.count(source, Result.FORGED)
        forgeries.warn(source=source.value)
        scheme = "Basic" if source == Source.POSTMARK else "Signature"
        headers = {"WWW-Authenticate": f'{scheme} realm="mail-events"'}
        return error_response(401, "This is not signed as it has to be.", "UNAUTHENTICATED", headers)
    except MalformedError:
        receive.count(source, Result.MALFORMED)
        malformations.warn(source=source.value)
        return error_response(400, "This is not in the form that the provider documents.", "BAD_REQUEST")
    except UnverifiableError:
        return _unavailable()
    try:
        await _record(batch)
    except CONNECTION_ERRORS as error:
        note_outage(error)
        return _unavailable()
    _count_others(source, batch)
    return JSONResponse({"received": len(batch)}, headers=NO_STORE)


async def _record(batch: Batch) -> None:
    """Records each event in a transaction of its own. An unexpected error holds up none of the others."""
    fault: Exception | None = None
    for event in batch.events:
        try:
            await receive.receive(event)
        except CONNECTION_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised below
            fault = error
    if fault is not None:
        raise fault


def _count_others(source: Source, batch: Batch) -> None:
    for _ in range(batch.ignored):
        receive.count(source, Result.IGNORED)
    for _ in range(batch.malformed):
        receive.count(source, Result.MALFORMED)
    if batch.malformed:
        malformations.warn(batch.malformed, source=source.value)


def _unavailable() -> Response:
    """The provider sends all of it again; what was recorded already is a duplicate then."""
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return error_response(503, UNAVAILABLE_SENTENCE, UNAVAILABLE, headers, retryAfterSeconds=RETRY_SECONDS)


def _is_understood(request: Request, source: Source) -> bool:
    """Whether the body says that it is JSON in UTF-8, and not compressed."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    media = header.get_content_type() if request.headers.get("content-type") else ""
    return (
        media in CONTENT_TYPES.get(source, JSON_ALONE)
        and header.get_content_charset("utf-8") in {"utf-8", "utf8"}
        and request.headers.get("content-encoding", "identity").lower() == "identity"
    )
