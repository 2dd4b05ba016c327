from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from uuid import UUID

import orjson

from app.audit.action_names import AuditAction
from app.audit.subjects import groups_in, subject_sql, text_in
from app.database.ids import uuid7
from app.database.sql import rows


class Author(Protocol):
    """Who made a change; an Actor is one. Without an organization it is about an account."""

    @property
    def organization_id(self) -> UUID | None: ...
    @property
    def user_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class AuditAuthor:
    """An author who is no member, or not yet: an invitee, say, or the service itself (no user)."""

    organization_id: UUID | None
    user_id: UUID | None
    name: str


async def record(
    author: Author, action: AuditAction, subject_id: UUID, group_ids: Iterable[UUID] = (), /, **changes: object
) -> None:
    """Writes who did what to what; call it inside the change's transaction.

    A change is `[from, to]`. None of it is a secret. The subject's name, address and groups are kept as they are now,
    those of a subject that is gone as its changes say. `group_ids` are further groups that the act concerns.
    """
    await _record(author, action, {subject_id: changes}, group_ids)


async def record_each(author: Author, action: AuditAction, changes: Mapping[UUID, Mapping[str, object]]) -> None:
    """The same of several subjects: an entry for each, by its id."""
    await _record(author, action, changes)


async def _record(
    author: Author,
    action: AuditAction,
    changes: Mapping[UUID, Mapping[str, object]],
    group_ids: Iterable[UUID] = (),
) -> None:
    concerned = list(map(str, group_ids))
    said = partial(text_in, action.subject_type)
    await rows(
        f"""
        INSERT INTO audit_entries (id, organization_id, actor_user_id, actor_name, action, subject_type, subject_id,
                                   changes, subject_name, subject_email, groups)
        SELECT e.id, $1::uuid, $2::uuid, $3::text, $4::text, $5::text, e.subject_id, e.changes::jsonb,
               coalesce(s.name, e.name), coalesce(s.email, e.email),
               coalesce((SELECT jsonb_object_agg(g.id, g.name) FROM groups g
                          WHERE g.organization_id = $1 AND g.id = ANY(e.group_ids::uuid[] || s.group_ids)),
                        e.deleted_group::jsonb)
          FROM unnest($6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
            AS e (id, subject_id, changes, name, email, group_ids, deleted_group)
          LEFT JOIN LATERAL ({subject_sql(action.subject_type)}) AS s ON TRUE
        """,
        author.organization_id,
        author.user_id,
        author.name,
        action,
        action.subject_type,
        [uuid7() for _ in changes],
        list(changes),
        # orjson writes UUIDs, but not the subclass that asyncpg reads.
        [orjson.dumps(each, default=str).decode() for each in changes.values()],
        [said(each, "name") or said(each, "email") for each in changes.values()],
        [said(each, "email") for each in changes.values()],
        [f"{{{','.join([*groups_in(each), *concerned])}}}" for each in changes.values()],
        [orjson.dumps(_deleted_group(action, *each)).decode() for each in changes.items()],
    )


def _deleted_group(action: AuditAction, subject_id: UUID, changes: Mapping[str, object]) -> dict[str, str]:
    """Returns the group of an entry about one, as its changes name it, for where it does not exist any more."""
    name = text_in("group", changes, "name") if action.subject_type == "group" else None
    return {str(subject_id): name} if name else {}
