"""Reading an operation out of a request. What is malformed is a 400 or 415, never a 500."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.message import Message
from typing import Any

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from app.settings.limits import Limits
from schema.execution.errors import Code
from schema.transport.errors import HttpError
from schema.transport.json_text import parse_json
from schema.transport.multipart import insert_files
from schema.transport.negotiation import JSON

MULTIPART = "multipart/form-data"
PREFLIGHT_HEADER = "GraphQL-Require-Preflight"


@dataclass(frozen=True)
class Operation:
    """The parameters of a GraphQL request."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    extensions: dict[str, Any] | None


def content_type(request: Request) -> str:
    """The media type of a POST's body, JSON or MULTIPART. Raises HttpError for any other."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    media = header.get_content_type() if request.headers.get("content-type") else ""
    charset = header.get_content_charset("utf-8")
    if media not in {JSON, MULTIPART} or charset not in {"utf-8", "utf8"}:
        raise HttpError(415, "Send `Content-Type: application/json` in UTF-8, or multipart/form-data for files.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HttpError(415, "Compressed request bodies are not understood.")
    if media == MULTIPART and not request.headers.get(PREFLIGHT_HEADER):
        raise HttpError(400, f"Multipart requests need the header `{PREFLIGHT_HEADER}: 1`.")
    return media


def read_query_string(request: Request) -> Operation:
    """The operation of a GET. Raises HttpError."""
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := parameters.pop(name, None):
            parameters[name] = parse_json(text)
    return parse_operation(parameters)


async def read_body(request: Request, media: str, limits: Limits, files: AsyncExitStack) -> Operation:
    """The operation of a POST. Uploaded files stay open as long as `files`. Raises HttpError."""
    if media == JSON:
        return parse_operation(parse_json(await request.body()))
    try:
        form = await files.enter_async_context(
            request.form(max_files=1, max_fields=2, max_part_size=limits.request_bytes)
        )
    except (HTTPException, MultiPartException, ValueError) as error:
        reason = error.detail if isinstance(error, HTTPException) else str(error)
        raise HttpError(400, f"The multipart body could not be read: {reason}") from error
    return parse_operation(insert_files(form))


def parse_operation(body: Any) -> Operation:
    """Checks the types of a request's parameters. Raises HttpError."""
    if isinstance(body, list):
        raise HttpError(400, "Batches are not supported: send one operation per request.")
    if not isinstance(body, dict):
        raise HttpError(400, "The request must be a JSON object with a `query`.")
    for name in ("variables", "extensions"):
        if not isinstance(body.get(name), dict | None):
            raise HttpError(400, f"`{name}` must be an object.")
    if not isinstance(body.get("operationName"), str | None):
        raise HttpError(400, "`operationName` must be a string.")
    query = body.get("query")
    if query is None and "persistedQuery" in (body.get("extensions") or {}):
        raise HttpError(400, "PersistedQueryNotFound", Code.PERSISTED_QUERY_NOT_FOUND)
    if not isinstance(query, str) or not query.strip():
        raise HttpError(400, "`query` must be a string that holds an operation.")
    return Operation(query, body.get("variables"), body.get("operationName") or None, body.get("extensions"))
