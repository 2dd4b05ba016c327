"""Where the List-Unsubscribe header of an invitation's email leads (RFC 8058).

A mail program's server posts here, with no cookie and no Origin; any that come along are not read. The token is part of
the path, as the RFC has it, so it can do nothing but decline.
"""

import html
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from app.errors import InvalidToken, InvitationNotPending, RateLimited
from app.invitations.unsubscribe import preview_unsubscribe, unsubscribe
from app.rate_limits.actions import limit_invalid_tokens
from app.rate_limits.networks import network_of
from app.web.bodies import read_body
from app.web.error_responses import error_response
from app.web.pages import page

MAX_BODY_BYTES = 4096
BODY_SECONDS = 10.0
MAX_FIELDS = 8
FIELD, ONE_CLICK = "List-Unsubscribe", "One-Click"
TITLE = "Unsubscribe"
NO_STORE = {"Cache-Control": "no-store"}
Act: TypeAlias = Callable[[str], Awaitable[Response]]
"""Of a token. Raises InvalidToken."""


async def respond(request: Request) -> Response:
    """A GET asks, a POST declines: 200 for a genuine link, whatever has become of its invitation."""
    return await respond_to_one_click(request, _ask, _decline)


async def respond_to_one_click(request: Request, ask: Act, act: Act) -> Response:
    """Has a GET `ask` and a POST `act`, by the token of the path.

    404 for a link that is not valid, with INVALID_TOKEN; 429 after many of those.
    """
    network = network_of(request.client.host if request.client else None)
    try:
        if request.method == "POST" and not await _is_one_click(request):
            return error_response(400, f"Send {FIELD}={ONE_CLICK} as a form.", "BAD_REQUEST")
        async with limit_invalid_tokens(network):
            return await (act if request.method == "POST" else ask)(request.path_params["token"])
    except InvalidToken as refusal:
        if request.method != "POST":
            return unsubscribe_page(f"<p>{html.escape(refusal.message)}</p>", 404)
        return error_response(404, refusal.message, refusal.code)
    except RateLimited as refusal:
        seconds = refusal.retry_after_seconds
        return error_response(
            429, refusal.message, refusal.code, {"Retry-After": str(seconds)}, retryAfterSeconds=seconds
        )


async def _decline(token: str) -> Response:
    try:
        await unsubscribe(token)
    except InvitationNotPending as refusal:
        return unsubscribe_page(f"<p>{html.escape(refusal.message)}</p>")
    return unsubscribe_page("<p>You have declined the invitation, and get no more emails about it.</p>")


async def _ask(token: str) -> Response:
    try:
        preview = await preview_unsubscribe(token)
    except InvitationNotPending as refusal:
        return unsubscribe_page(f"<p>{html.escape(refusal.message)}</p>")
    return unsubscribe_page(
        f"<p>Decline the invitation to join {html.escape(preview.organization_name)}, and get no more emails about"
        f" it?</p>{one_click_form('Decline')}"
    )


def one_click_form(label: str) -> str:
    """A button that posts what a mail program's server does."""
    return f'<form method="post"><button name="{FIELD}" value="{ONE_CLICK}">{label}</button></form>'


def unsubscribe_page(body: str, status: int = 200) -> Response:
    """A page with this HTML, which nobody stores."""
    response = page(TITLE, body, status)
    response.headers.update(NO_STORE)
    return response


async def _is_one_click(request: Request) -> bool:
    body = await read_body(request, MAX_BODY_BYTES, BODY_SECONDS)

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async with Request(request.scope, receive).form(max_files=0, max_fields=MAX_FIELDS) as form:
        return form.get(FIELD) == ONE_CLICK
