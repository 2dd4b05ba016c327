"""The problem rows of a bulk invite, as a CSV file to download."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.bulk_invites.queries import find_bulk_invites, require_reader
from app.bulk_invites.review.problems_csv import problems_csv
from app.errors import NotPermitted, NotSignedIn
from app.organizations.actor import Actor
from app.web.error_responses import error_response, refusal_response

HEADERS = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="problems.csv"'}


def download_problems(get_actor: Callable[[Request], Awaitable[Actor]]) -> Callable[[Request], Awaitable[Response]]:
    """Returns the endpoint of `problemsCsvUrl`, which accepts the same credentials as the API.

    `get_actor` raises NotSignedIn or NotPermitted.
    """

    async def download(request: Request) -> Response:
        bulk_invite_id: UUID = request.path_params["id"]
        try:
            actor = await get_actor(request)
            found = await find_bulk_invites(actor.organization_id, [bulk_invite_id])
            for bulk_invite in found:
                require_reader(actor, bulk_invite)
        except (NotSignedIn, NotPermitted) as refusal:
            return refusal_response(refusal)
        if not found:
            return error_response(404, "There is no such upload, or not any more.", "NOT_FOUND")
        return StreamingResponse(problems_csv(bulk_invite_id), media_type="text/csv; charset=utf-8", headers=HEADERS)

    return download
