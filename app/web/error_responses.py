"""Error responses outside of GraphQL, in the form of a GraphQL error; and how unexpected errors are masked everywhere.

Masked: the client gets an id, and the log has the same one with the traceback.
"""

import logging
import secrets
import traceback
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.database.outages import DatabaseUnavailable
from app.errors import NotPermitted, NotSignedIn, RateLimited, Refusal
from app.occasional_log import OccasionalLog
from app.telemetry.error_reports import report

logger = logging.getLogger(__name__)
outages = OccasionalLog(logger, "database_unavailable")
MASK = "Something went wrong on our side. Try again; if it happens again, tell us the id of this error."
INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
UNAVAILABLE = "UNAVAILABLE"
UNAVAILABLE_SENTENCE = "The service is too busy to do this at the moment. Try again in a few seconds."
RETRY_SECONDS = 5
# RFC 9110, 11.6.1: a 401 names the scheme. Browsers ask nobody for a bearer token.
AUTHENTICATE = {"WWW-Authenticate": 'Bearer realm="api"'}
CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}
SENTENCES = {404: "There is nothing at this address.", 405: "This address does not support this HTTP method."}


@dataclass(frozen=True)
class MaskedError:
    """What a client may read of an unexpected error."""

    error_id: str
    message: str = MASK


def log_and_mask(error: BaseException, **context: object) -> MaskedError:
    """Logs an unexpected error under a new id, with its traceback and `context`, and returns what a client may read."""
    masked = MaskedError(secrets.token_hex(8))
    # Not as exc_info: a pretty traceback would show the local variables, passwords and tokens among them.
    text = "".join(traceback.format_exception(error))
    report(error, "request_failed", error_id=masked.error_id)
    logger.error("request_failed", extra={"error_id": masked.error_id, **context, "exception": text})
    return masked


def note_outage(error: BaseException) -> bool:
    """Whether the database was away. If so, it is in the log, once a minute and without a traceback."""
    if not isinstance(error, DatabaseUnavailable):
        return False
    outages.warn(reason=str(error))
    return True


class MaskUnexpectedErrors:
    """Belongs inside of the middleware that adds headers: a 500 of Starlette's own would go out without them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            if has_started:
                raise
            await _masked_response(error)(scope, receive, send)


async def refuse(_: Request, error: Exception) -> Response:
    """The response of an address that does not exist, or does not allow the method."""
    assert isinstance(error, HTTPException)
    sentence = SENTENCES.get(error.status_code, error.detail)
    return error_response(
        error.status_code, sentence, CODES.get(error.status_code, "BAD_REQUEST"), headers=error.headers
    )


def _masked_response(error: Exception) -> Response:
    if note_outage(error):
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return error_response(503, UNAVAILABLE_SENTENCE, UNAVAILABLE, headers, retryAfterSeconds=RETRY_SECONDS)
    masked = log_and_mask(error)
    return error_response(500, masked.message, INTERNAL_SERVER_ERROR, errorId=masked.error_id)


def refusal_response(refusal: NotSignedIn | Refusal) -> Response:
    """Returns the response to a request that was understood and refused, with the codes that the API has for it."""
    match refusal:
        case NotSignedIn():
            return error_response(401, "Sign in first.", "UNAUTHENTICATED", AUTHENTICATE)
        case NotPermitted():
            return error_response(403, refusal.message, "FORBIDDEN")
        case RateLimited(retry_after_seconds=seconds):
            headers = {"Retry-After": str(seconds)}
            return error_response(429, refusal.message, "RATE_LIMITED", headers, retryAfterSeconds=seconds)
    return error_response(400, refusal.message, "BAD_USER_INPUT")


def error_response(
    status: int, message: str, code: str, headers: Mapping[str, str] | None = None, **extensions: object
) -> Response:
    """Returns the response in the form of a GraphQL error, with `code` and `extensions` in its extensions."""
    body = {"errors": [{"message": message, "extensions": {"code": code, **extensions}}]}
    return JSONResponse(body, status, dict(headers or {}) | {"Cache-Control": "no-store"})
