"""The template of bulk invites as a workbook to download, with the roles and groups that the caller may give."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from app.bulk_invites.spreadsheets.template import FILENAME, MAX_GROUPS, MEDIA_TYPE, write_template
from app.errors import NotPermitted, NotSignedIn
from app.groups.queries import list_group_names
from app.organizations.actor import Actor
from app.web.error_responses import refusal_response

HEADERS = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{FILENAME}"'}


def download_template(get_actor: Callable[[Request], Awaitable[Actor]]) -> Callable[[Request], Awaitable[Response]]:
    """Returns the endpoint of `spreadsheetUrl`, which accepts the same credentials as the API.

    `get_actor` raises NotSignedIn or NotPermitted.
    """

    async def download(request: Request) -> Response:
        try:
            actor = await get_actor(request)
            actor.require_manager()
        except (NotSignedIn, NotPermitted) as refusal:
            return refusal_response(refusal)
        role_labels = [role.label for role in actor.assignable_roles]
        group_names = await list_group_names(actor.organization_id, MAX_GROUPS, actor.assignable_group_ids)
        content = await asyncio.to_thread(write_template, role_labels, group_names)
        return Response(content, media_type=MEDIA_TYPE, headers=HEADERS)

    return download
