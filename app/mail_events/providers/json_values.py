"""Reads values out of JSON of any shape: what is not there, or of another type, is None or empty."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from app.mail_events.providers.notices import MalformedError

MAX_TEXT = 1000
# RFC 5322, section 2.1.1: what fits on a line of a header.
MAX_ID = 998
# What came back longer ago, or will, has a wrong clock behind it.
MAX_PAST = timedelta(days=30)
_NOTHING: Mapping[str, Any] = {}


def parse(body: bytes | str) -> Any:
    """Raises MalformedError for what is not JSON in UTF-8, or nested more deeply than 1,000 levels."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise MalformedError from None


def parse_object(body: bytes | str) -> Mapping[str, Any]:
    """Raises MalformedError for other JSON than an object."""
    value = parse(body)
    if not isinstance(value, dict):
        raise MalformedError
    return value


def mapping(value: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Returns the object that `names` lead to, each inside of the one before."""
    for name in names:
        inner = value.get(name)
        value = inner if isinstance(inner, dict) else _NOTHING
    return value


def items(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def raw_text(value: Mapping[str, Any], name: str) -> str | None:
    """Returns a text as it is: what was signed."""
    found = value.get(name)
    return found if isinstance(found, str) else None


def text(value: Mapping[str, Any], name: str) -> str | None:
    """Returns at most MAX_TEXT characters on one line, without control characters; None where nothing is left."""
    found = value.get(name)
    if not isinstance(found, str):
        return None
    line = "".join(each if each.isprintable() else " " for each in found[: 4 * MAX_TEXT])
    return " ".join(line.split())[:MAX_TEXT] or None


def identifier(value: Mapping[str, Any], name: str) -> str | None:
    """Returns an id, text or whole number; None where it is longer than any id."""
    found = value.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    if not isinstance(found, str) or not 0 < len(found.strip()) <= MAX_ID or not found.isprintable():
        return None
    return found.strip()


def whole_number(value: Mapping[str, Any], name: str) -> int | None:
    found = value.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def time_of(value: Mapping[str, Any], name: str, received_at: datetime) -> datetime:
    """Returns the time, ISO 8601 or seconds since 1970; `received_at` where it is none, or one that cannot be."""
    time = _read_time(value.get(name))
    return time if time and received_at - MAX_PAST <= time <= received_at else received_at


def read_seconds(seconds: float) -> datetime | None:
    """Returns the time so many seconds after 1970; None beyond the years that there are."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def read_iso(text: str) -> datetime | None:
    """Returns an ISO 8601 time, UTC where it names no zone."""
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_time(value: object) -> datetime | None:
    if isinstance(value, str):
        return read_iso(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return read_seconds(value)
    return None
