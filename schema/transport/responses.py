"""Results and errors as HTTP responses, and a result as bytes.

Source: https://graphql.github.io/graphql-over-http/draft/
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

import orjson
from graphql import GraphQLError
from starlette.responses import Response
from strawberry.http import process_result
from strawberry.types import ExecutionResult

from app.web.error_responses import AUTHENTICATE
from schema.execution.errors import Code, is_request_error, is_unavailable
from schema.execution.request_context import RequestContext
from schema.transport.errors import HttpError
from schema.transport.negotiation import EVENT_STREAM, JSON

STATUSES = {
    Code.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Code.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.INTERNAL_SERVER_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
}
NO_STORE = {"Cache-Control": "no-store"}
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def encode_result(result: ExecutionResult) -> bytes:
    """The result as JSON. A request error has no `data` (specification, 7.1); Strawberry sends null."""
    body = process_result(result)
    if is_request_error(result.errors, result.data):
        del body["data"]
    return orjson.dumps(body)


def result_response(result: ExecutionResult, context: RequestContext, media: str) -> Response:
    """The response to an operation that was executed, with the headers and cookies that it set."""
    response = Response(encode_result(result), media_type=f"{media}; charset=utf-8", headers=NO_STORE)
    response.headers.raw.extend(context.headers_to_send)
    return response


def request_error_response(errors: list[GraphQLError], media: str) -> Response:
    """The response to an operation that was not. As application/json, a client's error is a 200: clients expect it."""
    status = status_of(errors[0])
    is_well_formed = media == JSON and status < HTTPStatus.INTERNAL_SERVER_ERROR
    return errors_response(errors, media, HTTPStatus.OK if is_well_formed else status)


def unavailable_response(errors: list[GraphQLError], media: str) -> Response:
    """503, for clients and proxies that repeat a request by its status. Without `data`, of which parts are missing."""
    outage = next(error for error in errors if is_unavailable([error]))
    return errors_response([outage], media, HTTPStatus.SERVICE_UNAVAILABLE)


def http_error_response(error: HttpError, media: str) -> Response:
    return errors_response([error.error], media, error.status, error.headers)


def errors_response(
    errors: list[GraphQLError], media: str, status: int, headers: Mapping[str, str] = NO_HEADERS
) -> Response:
    body = orjson.dumps({"errors": [error.formatted for error in errors]})
    media = JSON if media == EVENT_STREAM else media
    all_headers = {**NO_STORE, **_authenticate(status), **_retry_after(errors[0]), **headers}
    return Response(body, status, all_headers, f"{media}; charset=utf-8")


def _authenticate(status: int) -> dict[str, str]:
    return AUTHENTICATE if status == HTTPStatus.UNAUTHORIZED else {}


def _retry_after(error: GraphQLError) -> dict[str, str]:
    seconds = (error.extensions or {}).get("retryAfterSeconds")
    return {} if seconds is None else {"Retry-After": str(seconds)}


def status_of(error: GraphQLError) -> HTTPStatus:
    """The status that goes with an error's code."""
    return STATUSES.get(Code((error.extensions or {})["code"]), HTTPStatus.BAD_REQUEST)
