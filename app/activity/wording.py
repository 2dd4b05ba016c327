"""What the changes of audit entries are to people: labels of roles, names of groups, statuses and times in words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from app.audit.subjects import is_id
from app.organizations.roles import Role

UNKNOWN_GROUP = "a deleted group"
NEVER = "Never"
MAX_TEXT = 500
# How often an email was sent is no change that anybody made.
HIDDEN = {"generation"}
# Pairs, and lists of any length, that are no change from one to the other.
RANGES = {"lines"}
LISTS = {"statuses"}
GroupNames = Mapping[str, str]
_UNDERSCORE = re.compile(r"_([a-z0-9])")


@dataclass(frozen=True)
class ReadableChange:
    """What a field was and is, in words; None: nothing. A count or a text of the act itself has no `before`."""

    field: str
    before: str | None
    after: str | None


def readable_changes(changes: Mapping[str, object], group_names: GroupNames) -> list[ReadableChange]:
    """Returns the changes as people read them, also those that another version recorded, without empty ones.

    `group_names` are by id; a group that has none there is UNKNOWN_GROUP.
    """
    readable = (_readable(field, change, group_names) for field, change in changes.items() if field not in HIDDEN)
    return [each for each in readable if each.before != each.after]


def status_in_words(status: str) -> str:
    return status.replace("_", " ").capitalize()


def time_in_words(time: datetime) -> str:
    at = time.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def _readable(field: str, change: object, group_names: GroupNames) -> ReadableChange:
    in_words = _FORMATS.get(field, _text)
    name = _UNDERSCORE.sub(lambda found: found[1].upper(), field)
    match change:
        case [before, after] if field in RANGES:
            return ReadableChange(name, None, f"{before} to {after}" if before != after else str(after))
        case [*values] if field in LISTS:
            return ReadableChange(name, None, ", ".join(status_in_words(str(each)) for each in values) or None)
        case [before, after]:
            return ReadableChange(name, in_words(before, group_names), in_words(after, group_names))
    return ReadableChange(name, None, in_words(change, group_names))


def _role(role: object, _: GroupNames) -> str | None:
    try:
        return Role(str(role)).label if role is not None else None
    except ValueError:
        return str(role)


def _groups(group_ids: object, names: GroupNames) -> str | None:
    if not isinstance(group_ids, list):
        return _text(group_ids, names)
    named = (names.get(text, UNKNOWN_GROUP if is_id(text) else text) for text in map(str, group_ids))
    return ", ".join(sorted(named, key=str.lower)) or None


def _status(status: object, names: GroupNames) -> str | None:
    return status_in_words(status) if isinstance(status, str) else _text(status, names)


def _expiry(expires_at: object, names: GroupNames) -> str | None:
    try:
        return time_in_words(datetime.fromisoformat(str(expires_at))) if expires_at is not None else NEVER
    except ValueError:
        return _text(expires_at, names)


def _days(days: object, _: GroupNames) -> str | None:
    if days is None:
        return NEVER
    return f"{days} day" if days == 1 else f"{days} days"


def _text(value: object, _: GroupNames) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "Yes" if value else "No"
        case str() | int() | float():
            text = str(value)
        case _:
            text = orjson.dumps(value, default=str).decode()
    return f"{text[: MAX_TEXT - 1]}…" if len(text) > MAX_TEXT else text or None


_FORMATS: Mapping[str, Callable[[object, GroupNames], str | None]] = {
    "role": _role,
    "groups": _groups,
    "status": _status,
    "expires_at": _expiry,
    "invitation_ttl_days": _days,
}
