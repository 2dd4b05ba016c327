"""Lists as files to download, with their filters as query parameters. A list of any length is streamed."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Send

from app.activity.visibility import require_reader
from app.errors import NotPermitted, NotSignedIn, Refusal
from app.exports.activity import MakeId, activity_csv, activity_ndjson
from app.exports.export_filters import (
    ACTIVITY_PARAMETERS,
    CURRENT_USERS_PARAMETERS,
    INVITED_USERS_PARAMETERS,
    activity_filter,
    current_users_filter,
    invited_users_filter,
)
from app.exports.parameters import FindId, InvalidParameter, Parameters
from app.exports.people import CurrentActor, current_users_csv, invited_users_csv
from app.organizations.actor import Actor
from app.organizations.queries import get_organization
from app.rate_limits.actions import count_export
from app.web.error_responses import error_response, refusal_response

logger = logging.getLogger(__name__)
CSV, NDJSON = "text/csv; charset=utf-8", "application/x-ndjson"
# How often the session of a download under way is looked at.
CHECK_SECONDS = 1.0


class Session(Protocol):
    """Who downloads; a request's context is one."""

    @property
    def actor(self) -> Actor:
        """Raises NotSignedIn or NotPermitted."""

    async def revalidate_session(self) -> None:
        """Makes `actor` the one as of now. Raises NotSignedIn where the session has ended or moved."""


@dataclass(frozen=True)
class Ids:
    """How the API's ids are read and written."""

    find: FindId
    make: MakeId


@dataclass(frozen=True)
class Export:
    """One address. `open` checks the parameters, and who asks, before anything is read."""

    name: str
    extension: str
    media_type: str
    parameters: frozenset[str]
    open: Callable[[CurrentActor, Parameters, Ids], Awaitable[AsyncGenerator[bytes]]]

    @property
    def path(self) -> str:
        return f"/exports/{self.name}.{self.extension}"


async def _current_users(actor: CurrentActor, parameters: Parameters, ids: Ids) -> AsyncGenerator[bytes]:
    return current_users_csv(actor, *await current_users_filter(actor(), parameters, ids.find))


async def _invited_users(actor: CurrentActor, parameters: Parameters, ids: Ids) -> AsyncGenerator[bytes]:
    return invited_users_csv(actor, *await invited_users_filter(actor(), parameters, ids.find))


async def _activity_csv(actor: CurrentActor, parameters: Parameters, ids: Ids) -> AsyncGenerator[bytes]:
    require_reader(actor())
    return activity_csv(actor, activity_filter(parameters, ids.find))


async def _activity_ndjson(actor: CurrentActor, parameters: Parameters, ids: Ids) -> AsyncGenerator[bytes]:
    require_reader(actor())
    return activity_ndjson(actor, activity_filter(parameters, ids.find), ids.make)


EXPORTS = (
    Export("current-users", "csv", CSV, CURRENT_USERS_PARAMETERS, _current_users),
    Export("invited-users", "csv", CSV, INVITED_USERS_PARAMETERS, _invited_users),
    Export("activity", "csv", CSV, ACTIVITY_PARAMETERS, _activity_csv),
    Export("activity", "ndjson", NDJSON, ACTIVITY_PARAMETERS, _activity_ndjson),
)


def routes(get_session: Callable[[Request], Awaitable[Session]], ids: Ids) -> Iterator[Route]:
    """Yields a route for each export, with the same credentials as the API."""
    for export in EXPORTS:
        yield Route(export.path, _download(export, get_session, ids))


def _download(
    export: Export, get_session: Callable[[Request], Awaitable[Session]], ids: Ids
) -> Callable[[Request], Awaitable[Response]]:
    async def download(request: Request) -> Response:
        try:
            session = await get_session(request)
            actor = session.actor
            parameters = Parameters(request.query_params.multi_items(), export.parameters)
            pieces = await export.open(lambda: session.actor, parameters, ids)
            headers = await _headers(export, actor)
            if request.method == "HEAD":
                return _without_body(export, headers)
            await count_export(actor.organization_id, actor.user_id)
            first = await anext(pieces)
        except InvalidParameter as mistake:
            return error_response(400, str(mistake), "BAD_USER_INPUT")
        except (NotSignedIn, Refusal) as refusal:
            return refusal_response(refusal)
        return _Download(_while_signed_in(session, first, pieces), media_type=export.media_type, headers=headers)

    return download


class _Download(StreamingResponse):
    """Where the session ends meanwhile, so does the connection: a list that breaks off is never taken for all of it."""

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        except (NotSignedIn, NotPermitted):
            logger.info("export_ended", extra={"reason": "the session has ended, or may not read it any more"})


async def _while_signed_in(session: Session, first: bytes, pieces: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    """Yields the pieces. Raises NotSignedIn, or NotPermitted where the actor's role allows it no more."""
    yield first
    checked_at = monotonic()
    async with aclosing(pieces):
        async for piece in pieces:
            if monotonic() - checked_at >= CHECK_SECONDS:
                await session.revalidate_session()
                checked_at = monotonic()
            yield piece


async def _headers(export: Export, actor: Actor) -> Mapping[str, str]:
    slug = (await get_organization(actor.organization_id)).slug
    name = f"{slug}-{export.name}-{datetime.now(UTC):%Y-%m-%d}.{export.extension}"
    return {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}


def _without_body(export: Export, headers: Mapping[str, str]) -> Response:
    response = Response(media_type=export.media_type, headers=headers)
    del response.headers["content-length"]  # of the empty body, not of the file
    return response
