"""One GraphQL request over HTTP, from its headers to its answer."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeAlias

import orjson
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.settings.limits import Limits
from schema.execution.errors import Code, is_request_error, presentable
from schema.execution.request_context import GetContext, RequestContext, Transport
from schema.execution.schema import LimitedSchema
from schema.transport.body import (
    MULTIPART,
    CappedReceive,
    Operation,
    Refused,
    authorize_large_body,
    content_type,
    from_body,
    from_query,
)
from schema.transport.connection_limits import ConnectionLimit
from schema.transport.encoding import payload
from schema.transport.negotiation import EVENT_STREAM, GRAPHQL_JSON, HTML, JSON, preferred
from schema.transport.sse import EventStream

Page: TypeAlias = Callable[[Request], Response]
STATUSES = {
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Code.INTERNAL_SERVER_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
}
NO_STORE = {"Cache-Control": "no-store"}
READS = {OperationType.QUERY}
ANY = {OperationType.QUERY, OperationType.MUTATION, OperationType.SUBSCRIPTION}


@dataclass(frozen=True)
class HttpSide:
    """How the endpoint answers over HTTP."""

    schema: LimitedSchema
    get_context: GetContext
    allowed_origins: frozenset[str]
    limits: Limits
    allow_get: bool
    page: Page | None
    subscriptions: ConnectionLimit

    async def answer(self, request: Request, capped: CappedReceive, files: AsyncExitStack) -> Response:
        """The response. Once it has been sent, `files` closes the uploads and lets go of what was held."""
        media = JSON
        try:
            if self._wants_page(request):
                assert self.page is not None
                return self.page(request)
            self._check_method(request)
            check_origin(request.headers.get("origin"), self.allowed_origins)
            media = _media(request)
            return await self._operate(request, media, capped, files)
        except Refused as refused:
            return refusal(refused, media)
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - masked, logged and answered
            shown = presentable(error)
            return _response([shown], media, _status(shown))

    def _wants_page(self, request: Request) -> bool:
        if self.page is None or request.method != "GET" or "query" in request.query_params:
            return False
        return preferred(request.headers.get("accept"), (JSON, GRAPHQL_JSON, EVENT_STREAM, HTML)) == HTML

    def _check_method(self, request: Request) -> None:
        allowed = "GET, POST" if self.allow_get else "POST"
        if request.method not in allowed.split(", "):
            raise Refused(405, f"Send operations by {allowed.replace(', ', ' or ')}.", Allow=allowed)

    async def _operate(self, request: Request, media: str, capped: CappedReceive, files: AsyncExitStack) -> Response:
        body_type = content_type(request) if request.method == "POST" else None
        streamed = media == EVENT_STREAM
        if streamed and body_type == MULTIPART:
            raise Refused(406, f"Files are answered as {GRAPHQL_JSON} or {JSON}.")
        context = await self.get_context(request, Transport.SSE if streamed else Transport.HTTP, {})
        if body_type is None:
            operation = from_query(request)
        else:
            await authorize_large_body(request, body_type, capped, context, self.limits)
            operation = await from_body(request, body_type, self.limits, files)
        if streamed:
            files.enter_context(self.subscriptions.held_by(context.holder))
            return await self._stream(operation, context)
        return self._executed(await self._execute(operation, context), context, media)

    async def _execute(self, operation: Operation, context: RequestContext) -> ExecutionResult:
        return await self.schema.execute(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            operation_name=operation.name,
            operation_extensions=operation.extensions,
            allowed_operation_types=READS if context.is_get else ANY - {OperationType.SUBSCRIPTION},
        )

    async def _stream(self, operation: Operation, context: RequestContext) -> Response:
        results = await self.schema.stream(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            operation_name=operation.name,
            operation_extensions=operation.extensions,
            allowed_operation_types=ANY - {OperationType.MUTATION} if context.is_get else ANY,
        )
        return EventStream(results)

    def _executed(self, result: ExecutionResult, context: RequestContext, media: str) -> Response:
        if not is_request_error(result.errors, result.data):
            response = Response(payload(result), media_type=f"{media}; charset=utf-8", headers=NO_STORE)
            response.headers.raw.extend(context.headers_to_send)
            return response
        assert result.errors
        _refuse_wrong_kind(result.errors[0])
        status = _status(result.errors[0])
        well_formed = media == JSON and status < HTTPStatus.INTERNAL_SERVER_ERROR
        return _response(result.errors, media, HTTPStatus.OK if well_formed else status)


def check_origin(origin: str | None, allowed: frozenset[str]) -> None:
    """Browsers name the page's origin; who names none is no browser and holds no ambient cookies."""
    if origin is not None and origin not in allowed:
        raise Refused(403, "This origin may not use the API: add it to ALLOWED_ORIGINS.", Code.FORBIDDEN)


def _media(request: Request) -> str:
    media = preferred(request.headers.get("accept"), (JSON, GRAPHQL_JSON, EVENT_STREAM))
    if media is None:
        raise Refused(406, f"Answers come as {GRAPHQL_JSON}, {JSON} or {EVENT_STREAM}.")
    return media


def _refuse_wrong_kind(error: GraphQLError) -> None:
    """Operations of a kind that does not go with the way they were sent."""
    cause = error.original_error
    if not isinstance(cause, InvalidOperationTypeError):
        return
    if cause.operation_type is OperationType.MUTATION:
        raise Refused(405, "Send mutations by POST.", Allow="POST")
    hint = f"Subscribe with `Accept: {EVENT_STREAM}`, or over a WebSocket (graphql-transport-ws)."
    raise Refused(400, hint)


def _status(error: GraphQLError) -> HTTPStatus:
    return STATUSES.get(Code((error.extensions or {})["code"]), HTTPStatus.BAD_REQUEST)


def refusal(refused: Refused, media: str) -> Response:
    return _response([refused.error], media, refused.status, refused.headers)


def _response(
    errors: list[GraphQLError], media: str, status: int, headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    body = orjson.dumps({"errors": [error.formatted for error in errors]})
    media = JSON if media == EVENT_STREAM else media
    return Response(body, status, {**NO_STORE, **headers}, f"{media}; charset=utf-8")
