"""Maps the columns of a file: somebody says what they mean, and all rows are validated by that."""

from collections.abc import Sequence
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites.actions import lock_bulk_invite
from app.bulk_invites.csv.file_columns import FileColumn, Meaning, read_columns, with_meanings, write_columns
from app.bulk_invites.csv.mapping import Mapping
from app.bulk_invites.csv.stored_mapping import StoredMapping, write_mapping
from app.bulk_invites.default_rights import require_defaults
from app.bulk_invites.lifecycle import SENTENCES, Status, status_of
from app.bulk_invites.review.defaults import Defaults
from app.database.sql import Row, rows
from app.database.transaction import transaction
from app.errors import NotReady, OutOfRange, Required
from app.jobs import WORK_ON_BULK_INVITES
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit, wake_after_commit
from app.pubsub.events import bulk_invite_changed
from app.telemetry import log_context

# What a column of this meaning holds.
WORDS = {Meaning.EMAIL: "addresses", Meaning.ROLE: "roles", Meaning.GROUPS: "groups"}


async def find_columns(bulk_invite_ids: Sequence[UUID]) -> dict[UUID, tuple[FileColumn, ...]]:
    """Returns the columns of the files by the ids of their bulk invites."""
    found = await rows("SELECT id, columns FROM bulk_invites WHERE id = ANY($1)", list(bulk_invite_ids))
    return {each["id"]: read_columns(each["columns"]) for each in found}


async def map_columns(
    actor: Actor, bulk_invite_id: UUID, mapping: Mapping, defaults: Defaults, *, has_header: bool | None
) -> None:
    """Has a worker validate all rows by this mapping, and remember it for the organization.

    `defaults` take the place of those of the upload; edits of the review are lost. `has_header` is whether a line
    names the columns, None: as it was found. Raises NotFound, NotPermitted, NotReady, OutOfRange, Required,
    RoleNotAllowed, UnknownGroup, GroupNotAllowed.
    """
    log_context.bind(bulk_invite_id=bulk_invite_id)
    async with transaction():
        actor = await lock_actor(actor)
        bulk_invite = await lock_bulk_invite(actor, bulk_invite_id)
        _require_mappable(bulk_invite)
        columns = read_columns(bulk_invite["columns"])
        _require_places(mapping, len(columns))
        if mapping.role is None and defaults.role is None:
            raise Required("defaultRole", "a role for everybody, or the column of the roles")
        await require_defaults(actor, defaults)
        await rows(
            """
            UPDATE bulk_invites SET status = 'validating', is_mapping_due = false, mapping = $2::jsonb,
                   columns = $3::jsonb, default_role = $4, default_group_ids = $5, total_rows = 0, processed_rows = 0,
                   valid_rows = 0, warning_rows = 0, error_rows = 0, cursor_line = 0, phase_started_at = NULL,
                   attempts = 0
             WHERE id = $1
            """,
            bulk_invite_id,
            write_mapping(StoredMapping(mapping, has_header)),
            write_columns(with_meanings(columns, mapping.meanings())),
            defaults.role,
            list(defaults.group_ids) or None,
        )
        await record(
            actor, AuditAction.BULK_INVITE_COLUMNS_MAPPED, bulk_invite_id, **_audited(columns, mapping, defaults)
        )
        publish_after_commit(bulk_invite_changed(bulk_invite_id))
        wake_after_commit(WORK_ON_BULK_INVITES)


def _require_mappable(bulk_invite: Row) -> None:
    """Raises NotReady unless the file is there with all of its cells, and nobody has been invited."""
    status = status_of(bulk_invite)
    if status not in {Status.MAPPING, Status.READY}:
        raise NotReady(SENTENCES[status])
    if not bulk_invite["asks_for_columns"]:
        raise NotReady("What the columns of this file mean is fixed. Rename them in the file and upload it again.")


def _require_places(mapping: Mapping, count: int) -> None:
    """Raises OutOfRange where the file has no such column, or two meanings have the same one."""
    names: dict[int, str] = {}
    for meaning, place in mapping.places().items():
        what = f"The column of the {WORDS[meaning]}"
        if not 0 <= place < count:
            raise OutOfRange(meaning, what, f"one of the file's, 0 to {count - 1}")
        if place in names:
            raise OutOfRange(meaning, what, f"another one than that of the {names[place]}")
        names[place] = WORDS[meaning]


def _audited(columns: Sequence[FileColumn], mapping: Mapping, defaults: Defaults) -> dict[str, str]:
    """Returns the names of the columns, or their numbers from 1, and the role for rows that name none."""
    named = {
        f"{meaning}_column": columns[place].header or str(place + 1) for meaning, place in mapping.places().items()
    }
    return named | ({"default_role": defaults.role.label} if defaults.role else {})
