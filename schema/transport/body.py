"""Reading an operation out of a request, and refusing what is none: 400, 408, 413 or 415, never 500."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.message import Message
from typing import Any

import orjson
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message as AsgiMessage
from starlette.types import Receive

from app.errors import FileTooLarge
from app.settings.limits import Limits
from schema.execution.errors import Code, RequestError
from schema.execution.request_context import RequestContext
from schema.transport.negotiation import JSON

MULTIPART = "multipart/form-data"
PREFLIGHT_HEADER = "GraphQL-Require-Preflight"


class Refused(Exception):  # noqa: N818 - the request's fault
    """The HTTP request is answered with this status and one error, before or instead of any execution."""

    def __init__(self, status: int, message: str, code: Code = Code.BAD_REQUEST, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = RequestError(code, message)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class TooManyConnections(Refused):
    """Whoever asks has enough going on, and may come back after so many seconds."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(429, message, Retry_After=str(retry_after_seconds))
        self.error = RequestError(Code.RATE_LIMITED, message, retryAfterSeconds=retry_after_seconds)


@dataclass(frozen=True)
class Operation:
    """What a client asks to be executed."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    extensions: dict[str, Any] | None


class CappedReceive:
    """Hands on the request's body until it grows past `cap`, or keeps still for too long: then raises Refused."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self.receive = receive
        self.cap = limits.request_bytes
        self.too_large = Refused(413, f"The request's body is larger than {self.cap:,} bytes.")
        self.patience = limits.body_stall_seconds
        self.total = 0
        self.is_finished = False

    async def __call__(self) -> AsgiMessage:
        try:
            async with asyncio.timeout(self.patience):
                message = await self.receive()
        except TimeoutError:
            sentence = f"Nothing more of the request's body came for {self.patience:g} seconds."
            raise Refused(408, sentence, Connection="close") from None
        self.total += len(message.get("body", b""))
        self.is_finished = not message.get("more_body", False)
        if self.total > self.cap:
            raise self.too_large
        return message


def content_type(request: Request) -> str:
    """The media type of a POST's body. Raises Refused for one that no GraphQL client sends."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    media = header.get_content_type() if request.headers.get("content-type") else ""
    charset = header.get_content_charset("utf-8")
    if media not in {JSON, MULTIPART} or charset not in {"utf-8", "utf8"}:
        raise Refused(415, "Send `Content-Type: application/json` in UTF-8, or multipart/form-data for files.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "Compressed request bodies are not understood.")
    if media == MULTIPART and not request.headers.get(PREFLIGHT_HEADER):
        raise Refused(400, f"Multipart requests need the header `{PREFLIGHT_HEADER}: 1`.")
    return media


async def authorize_large_body(
    request: Request, media: str, capped: CappedReceive, context: RequestContext, limits: Limits
) -> None:
    """Lets a large or multipart body in only from whom the context allows it, before any of it is read."""
    length = _content_length(request)
    if media == MULTIPART:
        cap, sentence = limits.request_bytes + limits.upload_bytes, FileTooLarge(limits.upload_bytes).message
    elif length is not None and length > limits.request_bytes:
        cap = limits.list_bytes
        sentence = f"This list is larger than {cap // 2**20} MB: send it as a file, or split into multiple lists."
    else:
        return
    await context.authorize_upload()
    capped.cap, capped.too_large = cap, Refused(413, sentence, Code.FILE_TOO_LARGE)
    if length is not None and length > cap:
        raise capped.too_large


def is_long_and_unread(request: Request, capped: CappedReceive, limits: Limits) -> bool:
    """Whether the client may still be busy with sending the body by the time it is answered."""
    if capped.is_finished:
        return False
    length = _content_length(request)
    return "transfer-encoding" in request.headers if length is None else length > limits.request_bytes


def _content_length(request: Request) -> int | None:
    text = request.headers.get("content-length", "")
    return int(text) if text.isdecimal() else None


def from_query(request: Request) -> Operation:
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := parameters.pop(name, None):
            parameters[name] = parse_json(text)
    return operation(parameters)


async def from_body(request: Request, media: str, limits: Limits, files: AsyncExitStack) -> Operation:
    """Uploaded files live as long as `files`."""
    if media == JSON:
        return operation(parse_json(await request.body()))
    try:
        form = await files.enter_async_context(
            request.form(max_files=1, max_fields=2, max_part_size=limits.request_bytes)
        )
    except (HTTPException, MultiPartException, ValueError) as error:
        reason = error.detail if isinstance(error, HTTPException) else str(error)
        raise Refused(400, f"The multipart body could not be read: {reason}") from error
    return operation(_placed(form))


def parse_json(text: bytes | str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Refused(400, "The request is not JSON in UTF-8.") from None


def operation(body: Any) -> Operation:
    """Checks the shape of a request. Raises Refused."""
    if isinstance(body, list):
        raise Refused(400, "Batches are not supported: send one operation per request.")
    if not isinstance(body, dict):
        raise Refused(400, "The request must be a JSON object with a `query`.")
    for name in ("variables", "extensions"):
        if not isinstance(body.get(name), dict | None):
            raise Refused(400, f"`{name}` must be an object.")
    if not isinstance(body.get("operationName"), str | None):
        raise Refused(400, "`operationName` must be a string.")
    query = body.get("query")
    if query is None and "persistedQuery" in (body.get("extensions") or {}):
        raise Refused(400, "PersistedQueryNotFound", Code.PERSISTED_QUERY_NOT_FOUND)
    if not isinstance(query, str) or not query.strip():
        raise Refused(400, "`query` must be a string that holds an operation.")
    return Operation(query, body.get("variables"), body.get("operationName") or None, body.get("extensions"))


def _placed(form: Mapping[str, UploadFile | str]) -> Any:
    """The `operations` with each file put where `map` says.

    Source: https://github.com/jaydenseric/graphql-multipart-request-spec
    """
    operations, places = form.get("operations"), form.get("map")
    if not isinstance(operations, str) or not isinstance(places, str):
        raise Refused(400, "A multipart request needs the fields `operations` and `map`.")
    body, paths = parse_json(operations), parse_json(places)
    if not isinstance(paths, dict):
        raise Refused(400, "`map` must be an object.")
    for name, places_of_file in paths.items():
        file = form.get(name)
        if not isinstance(file, UploadFile) or not isinstance(places_of_file, list):
            raise Refused(400, "`map` must name each file and a list of its places.")
        for path in places_of_file:
            _place(body, path, file)
    return body


def _place(body: Any, path: object, file: UploadFile) -> None:
    target: Any = body
    keys = path.split(".") if isinstance(path, str) else []
    try:
        for key in keys[:-1]:
            target = target[_key(target, key)]
        last = _key(target, keys[-1])
        fits = keys[0] == "variables" and target[last] is None
    except (KeyError, IndexError, TypeError, ValueError):
        fits = False
    if not fits:
        raise Refused(400, "`map` must lead to places in `variables` that hold null.")
    target[last] = file


def _key(target: object, text: str) -> str | int:
    """A place in a list is written in digits alone: `int` would also take -1 and 1_0."""
    if not isinstance(target, list):
        return text
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return int(text)
