"""The audit as a CSV file for people, and as lines of JSON for programs."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson

from app.activity.queries import ActivityFilter, EntryRecord, list_entries
from app.activity.wording import ReadableChange
from app.exports.csv_pages import csv_file, read_pages, time_cell
from app.exports.people import CurrentActor

ACTIVITY = ("Time (UTC)", "Who", "What", "About", "Email", "Changes", "Action")
MakeId = Callable[[str, UUID], str]
"""From the name of a node's type and a row's id to the id of the API."""


def activity_csv(current_actor: CurrentActor, filters: ActivityFilter) -> AsyncGenerator[bytes]:
    """Yields the file of all entries that the filter keeps and the actor may read. Raises NotPermitted, TooLong."""

    async def pages() -> AsyncIterator[Iterable[Sequence[str]]]:
        async for page in _entries(current_actor, filters):
            yield map(_cells, page)

    return csv_file(ACTIVITY, pages())


async def activity_ndjson(
    current_actor: CurrentActor, filters: ActivityFilter, make_id: MakeId
) -> AsyncGenerator[bytes]:
    """Yields the same as an object a line, with the names that AuditEntry has in the API."""
    async for page in _entries(current_actor, filters):
        yield b"".join(orjson.dumps(_object(entry, make_id)) + b"\n" for entry in page)


def _entries(current_actor: CurrentActor, filters: ActivityFilter) -> AsyncIterator[Sequence[EntryRecord]]:
    return read_pages(lambda request: list_entries(current_actor(), filters, request))


def _cells(entry: EntryRecord) -> Sequence[str]:
    return (
        time_cell(entry.at),
        entry.actor_name,
        entry.text,
        entry.subject_name or "",
        entry.subject_email or "",
        "\n".join(map(_change, entry.changes)),
        entry.action,
    )


def _change(change: ReadableChange) -> str:
    before = f"{change.before} → " if change.before else ""
    return f"{change.field}: {before}{change.after or 'none'}"


def _object(entry: EntryRecord, make_id: MakeId) -> dict[str, Any]:
    return {
        "id": make_id("AuditEntry", entry.id),
        "at": entry.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "action": entry.action,
        "actorId": make_id("User", entry.actor_user_id) if entry.actor_user_id else None,
        "actorName": entry.actor_name,
        "subjectName": entry.subject_name,
        "subjectEmail": entry.subject_email,
        "text": entry.text,
        "changes": [{"field": each.field, "from": each.before, "to": each.after} for each in entry.changes],
    }
