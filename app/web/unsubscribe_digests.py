"""Where the List-Unsubscribe header of a bounce digest leads (RFC 8058): it switches the digests off."""

from starlette.requests import Request
from starlette.responses import Response

from app.invitations.unsubscribe_digests import find_digest_reader, unsubscribe_from_digests
from app.web.unsubscribe import one_click_form, respond_to_one_click, unsubscribe_page


async def respond(request: Request) -> Response:
    """A GET asks, a POST switches off: 200 for a genuine link, also where they are off already."""
    return await respond_to_one_click(request, _ask, _switch_off)


async def _ask(token: str) -> Response:
    await find_digest_reader(token)
    return unsubscribe_page(
        f"<p>Get no more emails about invitations that came back?</p>{one_click_form('Get no more')}"
    )


async def _switch_off(token: str) -> Response:
    await unsubscribe_from_digests(token)
    return unsubscribe_page(
        "<p>You get no more emails about invitations that came back. Your account is where to switch them on again.</p>"
    )
