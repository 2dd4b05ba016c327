"""The organization's audit as people read it: in words, newest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import orjson

from app.activity import bulk_acts
from app.activity.names import SubjectName, load_group_names, load_subject_names
from app.activity.sentences import sentence
from app.activity.visibility import add_visible, require_reader
from app.activity.wording import GroupNames, ReadableChange, readable_changes
from app.audit.subjects import groups_in, text_in
from app.database.keyset import Order, PageRequest
from app.database.pages import Edge, Page
from app.database.search import contains_words, patterns
from app.database.sifted_pages import SiftedListing, read_sifted_page
from app.database.sql import Where, rows
from app.organizations.actor import Actor

NEWEST_FIRST = Order("at", "e.created_at", "timestamptz", descending=True)


@dataclass(frozen=True)
class ActivityFilter:
    """What to keep of the list; empty parts keep everything. `since` is part of the time, `until` its end is not.

    Actors are users, or members for who they are now: an entry by one of either is kept.
    """

    actions: Collection[str] = field(default=())
    actor_user_ids: Collection[UUID] = field(default=())
    actor_membership_ids: Collection[UUID] = field(default=())
    search: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class EntryRecord:
    """One act in words. `text` is all of it as a sentence, without who acted."""

    id: UUID
    at: datetime
    action: str
    actor_user_id: UUID | None
    actor_name: str
    subject_type: str
    subject_id: UUID
    subject_name: str | None
    subject_email: str | None
    changes: tuple[ReadableChange, ...]
    text: str


async def list_entries(actor: Actor, filters: ActivityFilter, request: PageRequest) -> Page[EntryRecord]:
    """Returns a page of what the actor may read, newest first. Raises NotPermitted, TooLong, InvalidCursor."""
    require_reader(actor)
    where = _visible(actor)
    _narrow(where, actor.organization_id, filters)
    page = await read_sifted_page(_LISTING, where, NEWEST_FIRST, request, lambda found: found)
    read = await _in_words(actor.organization_id, page.nodes)
    edges = [Edge(entry, edge.cursor) for entry, edge in zip(read, page.edges, strict=True)]
    return Page(edges, page.has_next, page.has_previous, page.total_count, page.is_exact)


async def find_entries(actor: Actor, ids: Sequence[UUID]) -> list[EntryRecord]:
    """Returns the entries with these ids that the actor may read, in no order. Raises NotPermitted."""
    require_reader(actor)
    where = _visible(actor)
    where.add("e.id = ANY(?)", list(ids))
    found = await rows(f"SELECT {_COLUMNS} FROM audit_entries e WHERE {where}", *where.parameters)
    return await _in_words(actor.organization_id, found)


_COLUMNS = """
    e.id, e.created_at, e.action, e.actor_user_id, e.actor_name, e.subject_type, e.subject_id,
    e.subject_name, e.subject_email, e.groups, e.changes
"""
_SEARCHED = "concat_ws(' ', e.actor_name, e.subject_name, e.subject_email, e.changes->>'email')"
_LISTING = SiftedListing(_COLUMNS, "audit_entries", "e", joins="")


def _visible(actor: Actor) -> Where:
    where = Where()
    add_visible(where, actor)
    bulk_acts.add_whole_acts(where)
    return where


def _narrow(where: Where, organization_id: UUID, filters: ActivityFilter) -> None:
    if filters.since:
        where.add("e.created_at >= ?", filters.since)
    if filters.until:
        where.add("e.created_at < ?", filters.until)
    if filters.actions:
        where.sift("e.action = ANY(?)", list(filters.actions))
    if filters.actor_user_ids or filters.actor_membership_ids:
        where.sift(
            """
            e.actor_user_id = ANY(?) OR e.actor_user_id IN (
                SELECT user_id FROM memberships WHERE organization_id = ? AND id = ANY(?))
            """,
            list(filters.actor_user_ids),
            organization_id,
            list(filters.actor_membership_ids),
        )
    if filters.search:
        words = patterns(filters.search)
        where.sift(
            f"""
            {contains_words(_SEARCHED)}
            OR (e.groups IS NULL AND e.subject_id IN (
                SELECT id FROM invitations WHERE organization_id = ? AND {contains_words("email")}
                UNION ALL
                SELECT m.id FROM memberships m JOIN users u ON u.id = m.user_id
                 WHERE m.organization_id = ? AND {contains_words("(u.name || ' ' || u.email)")}))
            """,
            words,
            organization_id,
            words,
            organization_id,
            words,
        )


async def _in_words(organization_id: UUID, found: Sequence[Mapping[str, Any]]) -> list[EntryRecord]:
    """Three statements at most, whatever the number of entries; none where all words are kept."""
    changes: dict[UUID, Mapping[str, object]] = {each["id"]: orjson.loads(each["changes"]) for each in found}
    kept: dict[UUID, GroupNames] = {each["id"]: orjson.loads(each["groups"] or "{}") for each in found}
    acts = [each for each in found if each["action"] in bulk_acts.ACTIONS]
    if acts:
        changes |= await bulk_acts.load_totals([each["id"] for each in acts], [each["subject_id"] for each in acts])
    missing = {group for entry, change in changes.items() for group in groups_in(change) if group not in kept[entry]}
    group_names = await load_group_names(organization_id, missing)
    nameless = [each["subject_id"] for each in found if each["subject_name"] is None]
    names = await load_subject_names(organization_id, nameless)
    return [
        _entry(each, changes[each["id"]], {**group_names, **kept[each["id"]]}, names.get(each["subject_id"]))
        for each in found
    ]


def _entry(
    found: Mapping[str, Any], changes: Mapping[str, object], group_names: GroupNames, now: SubjectName | None
) -> EntryRecord:
    said = partial(text_in, found["subject_type"], changes)
    now = now or SubjectName(said("name") or said("email"), said("email"))
    readable = readable_changes(changes, group_names)
    subject = found["subject_name"] or now.name
    return EntryRecord(
        id=found["id"],
        at=found["created_at"],
        action=found["action"],
        actor_user_id=found["actor_user_id"],
        actor_name=found["actor_name"],
        subject_type=found["subject_type"],
        subject_id=found["subject_id"],
        subject_name=subject,
        subject_email=found["subject_email"] or now.email,
        changes=tuple(readable),
        text=sentence(found["action"], subject, readable),
    )
