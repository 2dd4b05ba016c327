"""Reading an operation out of a request, and refusing what is none: 400, 413 or 415, never 500."""

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

from schema.endpoint.context import RequestContext
from schema.faults import Code
from schema.limits import Limits

PREFLIGHT_HEADER = "GraphQL-Require-Preflight"


class Refused(Exception):  # noqa: N818 - the request's fault
    """The HTTP request is answered with this status and one error, before or instead of any execution."""

    def __init__(self, status: int, message: str, code: Code = Code.BAD_REQUEST, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True)
class Operation:
    """What a client asks to be executed."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    extensions: dict[str, Any] | None


class CappedReceive:
    """Hands on the request's body until it grows past `cap`; then raises Refused with 413."""

    def __init__(self, receive: Receive, cap: int) -> None:
        self.receive = receive
        self.cap = cap
        self.total = 0

    async def __call__(self) -> AsgiMessage:
        message = await self.receive()
        self.total += len(message.get("body", b""))
        if self.total > self.cap:
            raise too_large(self.cap)
        return message


def too_large(cap: int) -> Refused:
    return Refused(413, f"The request body is larger than {cap:,} bytes.", Connection="close")


def content_type(request: Request) -> str:
    """The media type of a POST's body. Raises Refused for one that no GraphQL client sends."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    media = header.get_content_type() if request.headers.get("content-type") else ""
    charset = header.get_content_charset("utf-8")
    if media not in {"application/json", "multipart/form-data"} or charset not in {"utf-8", "utf8"}:
        raise Refused(415, "Send `Content-Type: application/json` in UTF-8, or multipart/form-data for files.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "Compressed request bodies are not understood.")
    if media == "multipart/form-data" and not request.headers.get(PREFLIGHT_HEADER):
        raise Refused(400, f"Multipart requests need the header `{PREFLIGHT_HEADER}: 1`.")
    return media


async def admit(request: Request, media: str, capped: CappedReceive, context: RequestContext, limits: Limits) -> None:
    """Lets a large or multipart body in only from whom the context allows it, before any of it is read."""
    length = _content_length(request)
    if media != "multipart/form-data" and (length is None or length <= limits.json_bytes):
        return
    await context.authorize_upload()
    if length is not None and length > limits.upload_bytes:
        raise too_large(limits.upload_bytes)
    capped.cap = limits.upload_bytes


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
    if media == "application/json":
        return operation(parse_json(await request.body()))
    try:
        form = await files.enter_async_context(
            request.form(max_files=limits.upload_files, max_fields=2, max_part_size=limits.json_bytes)
        )
    except (HTTPException, MultiPartException, ValueError) as error:
        raise Refused(400, "The multipart body could not be read.") from error
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
            target = target[int(key) if isinstance(target, list) else key]
        last = int(keys[-1]) if isinstance(target, list) else keys[-1]
        fits = keys[0] == "variables" and target[last] is None
    except (KeyError, IndexError, TypeError, ValueError):
        fits = False
    if not fits:
        raise Refused(400, "`map` must lead to places in `variables` that hold null.")
    target[last] = file
