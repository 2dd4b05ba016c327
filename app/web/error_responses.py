"""What is answered outside of GraphQL when there is no answer: JSON, in the form of a GraphQL error.

What nobody expected is masked: the caller gets an id, and the log has the same one with the traceback.
"""

import logging
import secrets
import traceback
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)
MASK = "Something went wrong on our side. Try again, and if it stays, tell us the errorId."
CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}
SENTENCES = {404: "There is nothing at this address.", 405: "This address is not asked this way."}


class MaskUnexpectedErrors:
    """Stands inside of the middleware that adds headers: a 500 of Starlette's own would go out without them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if has_begun:
                raise
            await _masked(error)(scope, receive, send)


async def refuse(_: Request, error: Exception) -> Response:
    """The answer to an address that does not exist, or is asked in the wrong way."""
    assert isinstance(error, HTTPException)
    sentence = SENTENCES.get(error.status_code, error.detail)
    return _answer(error.status_code, sentence, CODES.get(error.status_code, "BAD_REQUEST"), headers=error.headers)


def _masked(error: Exception) -> Response:
    error_id = secrets.token_hex(8)
    told = {"error_id": error_id, "exception": "".join(traceback.format_exception(error))}
    logger.error("request_failed", extra=told)
    return _answer(500, MASK, "INTERNAL_SERVER_ERROR", errorId=error_id)


def _answer(
    status: int, message: str, code: str, headers: Mapping[str, str] | None = None, **extensions: str
) -> Response:
    body = {"errors": [{"message": message, "extensions": {"code": code, **extensions}}]}
    return JSONResponse(body, status, dict(headers or {}) | {"Cache-Control": "no-store"})
