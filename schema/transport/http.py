"""One GraphQL request over HTTP, from its headers to its response."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TypeAlias

from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.settings.limits import Limits
from schema.execution.errors import Code, is_request_error, is_unavailable, mask_error
from schema.execution.request_context import GetContext, RequestContext, Transport
from schema.execution.schema import LimitedSchema
from schema.transport.body import MULTIPART, Operation, content_type, read_body, read_query_string
from schema.transport.body_limits import LimitedReceive, authorize_large_body
from schema.transport.connection_limits import ConnectionLimit
from schema.transport.errors import HttpError
from schema.transport.leaving import cancel_when_client_leaves
from schema.transport.negotiation import EVENT_STREAM, GRAPHQL_JSON, HTML, JSON, preferred
from schema.transport.responses import (
    errors_response,
    http_error_response,
    request_error_response,
    result_response,
    status_of,
    unavailable_response,
)
from schema.transport.sse import EventStream

Page: TypeAlias = Callable[[Request], Response]
QUERIES = {OperationType.QUERY}
ANY = {OperationType.QUERY, OperationType.MUTATION, OperationType.SUBSCRIPTION}


@dataclass(frozen=True)
class HttpHandler:
    """Responds to GET, POST, multipart and event stream requests."""

    schema: LimitedSchema
    get_context: GetContext
    allowed_origins: frozenset[str]
    limits: Limits
    allow_get: bool
    page: Page | None
    subscriptions: ConnectionLimit

    async def handle(self, request: Request, body: LimitedReceive, files: AsyncExitStack) -> Response:
        """Returns the response; the caller closes `files`, uploads and connection limits, after sending it.

        Raises ClientDisconnect.
        """
        media = JSON
        try:
            if self._wants_page(request):
                assert self.page is not None
                return self.page(request)
            self._check_method(request)
            check_origin(request.headers.get("origin"), self.allowed_origins)
            media = _negotiate(request)
            return await self._run(request, media, body, files)
        except HttpError as error:
            return http_error_response(error, media)
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - masked, logged and sent
            masked = mask_error(error)
            return errors_response([masked], media, status_of(masked))

    def _wants_page(self, request: Request) -> bool:
        if self.page is None or request.method != "GET" or "query" in request.query_params:
            return False
        return preferred(request.headers.get("accept"), (JSON, GRAPHQL_JSON, EVENT_STREAM, HTML)) == HTML

    def _check_method(self, request: Request) -> None:
        allowed = "GET, POST" if self.allow_get else "POST"
        if request.method not in allowed.split(", "):
            raise HttpError(405, f"Send operations by {allowed.replace(', ', ' or ')}.", Allow=allowed)

    async def _run(self, request: Request, media: str, body: LimitedReceive, files: AsyncExitStack) -> Response:
        body_type = content_type(request) if request.method == "POST" else None
        is_stream = media == EVENT_STREAM
        if is_stream and body_type == MULTIPART:
            raise HttpError(406, f"Files are answered as {GRAPHQL_JSON} or {JSON}.")
        context = await self.get_context(request, Transport.SSE if is_stream else Transport.HTTP, {})
        if body_type is None:
            operation = read_query_string(request)
        else:
            await authorize_large_body(
                request, is_multipart=body_type == MULTIPART, body=body, context=context, limits=self.limits
            )
            operation = await read_body(request, body_type, self.limits, files)
        context.extensions = operation.extensions or {}
        if is_stream:
            files.enter_context(self.subscriptions.acquire(context.connection_key))
            return await self._stream(operation, context)
        result = await cancel_when_client_leaves(
            body.receive,
            self._execute(operation, context),
            may_cancel=lambda: context.operation_type is not OperationType.MUTATION,
        )
        return _respond(result, context, media)

    async def _execute(self, operation: Operation, context: RequestContext) -> ExecutionResult:
        return await self.schema.execute(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            operation_name=operation.name,
            operation_extensions=operation.extensions,
            allowed_operation_types=QUERIES if context.is_get else ANY - {OperationType.SUBSCRIPTION},
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


def check_origin(origin: str | None, allowed: frozenset[str]) -> None:
    """Raises HttpError. Browsers send the page's origin; a client that sends none has no ambient cookies."""
    if origin is not None and origin not in allowed:
        sentence = f"Pages of {origin} may not use this API: its operator can add the origin to ALLOWED_ORIGINS."
        # The page may read this response alone; it has no one's data.
        readable = {"Access_Control_Allow_Origin": origin, "Vary": "Origin"}
        raise HttpError(403, sentence, Code.FORBIDDEN, **readable)


def _negotiate(request: Request) -> str:
    media = preferred(request.headers.get("accept"), (JSON, GRAPHQL_JSON, EVENT_STREAM))
    if media is None:
        raise HttpError(406, f"Answers come as {GRAPHQL_JSON}, {JSON} or {EVENT_STREAM}.")
    return media


def _respond(result: ExecutionResult, context: RequestContext, media: str) -> Response:
    if is_unavailable(result.errors) and not _has_effects(result, context):
        return unavailable_response(result.errors or [], media)
    if not is_request_error(result.errors, result.data):
        return result_response(result, context, media)
    assert result.errors
    _check_operation_type(result.errors[0])
    return request_error_response(result.errors, media)


def _has_effects(result: ExecutionResult, context: RequestContext) -> bool:
    """Whether some mutation of the request was done, so that it must not look as if none was."""
    is_mutation = context.operation_type is OperationType.MUTATION
    return is_mutation and any(value is not None for value in (result.data or {}).values())


def _check_operation_type(error: GraphQLError) -> None:
    """Raises HttpError for an operation whose type this method or media type cannot carry."""
    cause = error.original_error
    if not isinstance(cause, InvalidOperationTypeError):
        return
    if cause.operation_type is OperationType.MUTATION:
        raise HttpError(405, "Send mutations by POST.", Allow="POST")
    hint = f"Subscribe with `Accept: {EVENT_STREAM}`, or over a WebSocket (graphql-transport-ws)."
    raise HttpError(400, hint)
