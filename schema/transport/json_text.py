"""JSON that came in a request."""

from typing import Any

import orjson

from schema.transport.errors import HttpError


def parse_json(text: bytes | str) -> Any:
    """Raises HttpError."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HttpError(400, "The request is not JSON in UTF-8.") from None
