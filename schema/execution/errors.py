"""Top-level errors: each carries `extensions.code`, and unexpected ones are masked.

Variables are never logged, they hold passwords and tokens.
"""

import re
from enum import StrEnum

from graphql import GraphQLError, GraphQLSyntaxError
from graphql.language import ValueNode, VariableDefinitionNode
from strawberry.exceptions import MissingQueryError, StrawberryInputCoercionError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from app.errors import ErrorCode, InvalidCursor, NotSignedIn, RateLimited, Refusal
from app.web.error_responses import RETRY_SECONDS, UNAVAILABLE_SENTENCE, log_and_mask, note_outage

SIGN_IN_SENTENCE = "Sign in first."
_VALUE_AT_END = re.compile(r"( cannot represent [\w -]*value(?=: )|(?=, found: )).*", re.DOTALL)


class Code(StrEnum):
    """`extensions.code`: the names that clients and testers know."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    BAD_REQUEST = "BAD_REQUEST"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


REFUSAL_CODES = {ErrorCode.NOT_PERMITTED: Code.FORBIDDEN}


class RequestError(GraphQLError):
    """A top-level error whose sentence clients may read."""

    def __init__(self, code: Code, message: str, **extensions: object) -> None:
        super().__init__(message, extensions={"code": code.value, **extensions})


def bad_user_input(message: str) -> RequestError:
    return RequestError(Code.BAD_USER_INPUT, message)


def not_signed_in() -> RequestError:
    return RequestError(Code.UNAUTHENTICATED, SIGN_IN_SENTENCE)


def is_unauthenticated_root_field(error: GraphQLError) -> bool:
    """Whether a field of the operation itself, not one inside of it, needed a session."""
    return isinstance(_cause(error), NotSignedIn) and len(error.path or ()) == 1


def mask_error(error: Exception) -> GraphQLError:
    """Returns the error as clients may read it: with its code, or logged and masked if it is unexpected."""
    if not isinstance(error, GraphQLError):
        error = GraphQLError(str(error), original_error=error)
    if "code" in (error.extensions or {}):
        return error
    cause = _cause(error)
    code, sentence = _classify(error, cause)
    if isinstance(cause, RateLimited):
        return _with_code(error, Code.RATE_LIMITED, sentence, retryAfterSeconds=cause.retry_after_seconds)
    if code is not None:
        return _with_code(error, code, sentence)
    if note_outage(cause):
        return _with_code(error, Code.UNAVAILABLE, UNAVAILABLE_SENTENCE, retryAfterSeconds=RETRY_SECONDS)
    masked = log_and_mask(cause, path=error.path)
    return _with_code(error, Code.INTERNAL_SERVER_ERROR, masked.message, errorId=masked.error_id)


def is_request_error(errors: list[GraphQLError] | None, data: object) -> bool:
    """Whether these are errors of the request, found before any field was resolved: then there is no `data`."""
    return data is None and bool(errors) and all(error.path is None for error in errors or ())


def is_unavailable(errors: list[GraphQLError] | None) -> bool:
    """Whether the database was away while the operation was executed; the errors are those of `mask_error`."""
    return any((error.extensions or {}).get("code") == Code.UNAVAILABLE for error in errors or ())


def _cause(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _classify(error: GraphQLError, cause: Exception) -> tuple[Code | None, str]:
    """Returns the code, None for an unexpected error, and the sentence."""
    code: Code | None = None
    sentence = error.message
    match cause:
        case NotSignedIn():
            code, sentence = Code.UNAUTHENTICATED, SIGN_IN_SENTENCE
        case Refusal():
            code, sentence = REFUSAL_CODES.get(cause.code, Code.BAD_USER_INPUT), cause.message
        case InvalidCursor() | StrawberryInputCoercionError():
            code = Code.BAD_USER_INPUT
        case GraphQLSyntaxError():
            code = Code.GRAPHQL_PARSE_FAILED
        case CannotGetOperationTypeError():
            code, sentence = Code.OPERATION_RESOLUTION_FAILURE, cause.as_http_error_reason()
        case InvalidOperationTypeError():
            code, sentence = Code.BAD_REQUEST, f"A {cause.operation_type.value} cannot be sent this way."
        case MissingQueryError():
            code, sentence = Code.BAD_REQUEST, "The request holds no `query`."
        case _ if _is_about_input(error, cause):
            code, sentence = Code.BAD_USER_INPUT, _without_value(error.message)
    return code, sentence


def _is_about_input(error: GraphQLError, cause: Exception) -> bool:
    """Variables and arguments that do not fit their types are errors without a cause, or a scalar's own."""
    if error.nodes and isinstance(error.nodes[0], VariableDefinitionNode | ValueNode):
        return True
    return cause is error and error.path is None


def _without_value(message: str) -> str:
    """graphql-core's sentence without the value that it quotes at its end: a password may be in it."""
    return _VALUE_AT_END.sub(r"\1.", message, count=1)


def _with_code(error: GraphQLError, code: Code, message: str, **extensions: object) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        original_error=error.original_error,
        extensions={"code": code.value, **extensions},
    )
