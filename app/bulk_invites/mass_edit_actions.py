"""Edits many rows of a bulk invite under review: what one request can do at once, and the rest by a worker."""

from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.bulk_invites.actions import lock_bulk_invite
from app.bulk_invites.csv.reader import Row as FileRow
from app.bulk_invites.default_rights import require_rights
from app.bulk_invites.lifecycle import require_ready, status_of
from app.bulk_invites.mass_edits import Cells, MassEdit, RemoveRows, Selection, SetRights, write_edit
from app.bulk_invites.review.problems import read_problems
from app.bulk_invites.row_rewrites import COLUMNS, Rewrite, is_typed, rewrite_rows
from app.database.sql import Row, Where, rows, value
from app.database.transaction import transaction
from app.errors import Required
from app.groups.queries import find_groups
from app.jobs import WORK_ON_BULK_INVITES
from app.organizations.actor import Actor
from app.organizations.queries import lock_actor
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit, wake_after_commit
from app.pubsub.events import bulk_invite_changed

# As many rows as one request edits.
REQUEST_ROWS = 2_000
# Above every line of a file.
END = 2**31 - 1


async def edit_rows(actor: Actor, bulk_invite_id: UUID, edit: MassEdit) -> int:
    """Edits all rows that the edit concerns, and returns how many. They are checked again, like their duplicates.

    Of more than REQUEST_ROWS a worker edits the others: until it has, the bulk invite is VALIDATING. Raises NotFound,
    NotPermitted, NotReady.
    """
    async with transaction():
        actor = await lock_actor(actor)
        return await _edit_rows(actor, await lock_bulk_invite(actor, bulk_invite_id), edit)


async def set_rights(
    actor: Actor, bulk_invite_id: UUID, of: Selection, role: Role | None, group_ids: list[UUID] | None
) -> int:
    """Gives the rows a role, groups or both, and returns how many say something else now; see `edit_rows`.

    None leaves what they say. Raises Required, RoleNotAllowed, UnknownGroup, GroupNotAllowed as well.
    """
    if role is None and group_ids is None:
        raise Required("role", "a role or groups")
    async with transaction():
        actor = await lock_actor(actor)
        bulk_invite = await lock_bulk_invite(actor, bulk_invite_id)
        await require_rights(actor, role, group_ids or (), "role", "groupIds")
        names = None
        if group_ids is not None:
            found = {each.id: each.name for each in await find_groups(actor.organization_id, group_ids)}
            names = tuple(found[each] for each in dict.fromkeys(group_ids))
        return await _edit_rows(actor, bulk_invite, SetRights(role, names, of))


async def edit_chunk(
    actor: Actor, bulk_invite: Row, edit: MassEdit, before_line: int, remaining: int, limit: int
) -> int | None:
    """Edits the last rows before a line, of `remaining`, and returns before which line to go on; None: nowhere.

    From the last line to the first: which rows an edit concerns may depend on those before them alone, as a duplicate
    does, so that what has been edited never makes it concern another row. In a transaction that has locked the bulk
    invite.
    """
    where = _concerned(bulk_invite["id"], edit)
    where.add("r.line < ?", before_line)
    found = await rows(
        f"SELECT {COLUMNS} FROM bulk_invite_rows r WHERE {where} ORDER BY r.line DESC LIMIT {limit}", *where.parameters
    )
    left = remaining - len(found) if len(found) == limit else 0
    if isinstance(edit, RemoveRows):
        await rewrite_rows(actor, bulk_invite, [], found, remaining=left)
    else:
        rewrites = [_rewrite(each, edit) for each in found]
        await rewrite_rows(actor, bulk_invite, rewrites, remaining=left)
    return found[-1]["line"] if left > 0 else None


async def _edit_rows(actor: Actor, bulk_invite: Row, edit: MassEdit) -> int:
    require_ready(status_of(bulk_invite))
    bulk_invite_id: UUID = bulk_invite["id"]
    where = _concerned(bulk_invite_id, edit)
    count: int = await value(f"SELECT count(*) FROM bulk_invite_rows r WHERE {where}", *where.parameters)
    if not count:
        return 0
    next_line = await edit_chunk(actor, bulk_invite, edit, END, count, REQUEST_ROWS)
    if next_line is not None:
        await rows(
            """
            UPDATE bulk_invites SET edit = $2::jsonb, edited_by_user_id = $3, cursor_line = $4,
                   phase_started_at = now(), attempts = 0
             WHERE id = $1
            """,
            bulk_invite_id,
            write_edit(edit, count),
            actor.user_id,
            next_line,
        )
        wake_after_commit(WORK_ON_BULK_INVITES)
    is_removal = isinstance(edit, RemoveRows)
    action = AuditAction.BULK_INVITE_ROWS_REMOVED if is_removal else AuditAction.BULK_INVITE_ROWS_UPDATED
    await record(actor, action, bulk_invite_id, **edit.audited(), rows=count)
    publish_after_commit(bulk_invite_changed(bulk_invite_id))
    return count


def _concerned(bulk_invite_id: UUID, edit: MassEdit) -> Where:
    where = Where()
    where.add("r.bulk_invite_id = ?", bulk_invite_id)
    edit.narrow(where)
    return where


def _rewrite(stored: Row, edit: MassEdit) -> Rewrite:
    before = Cells(stored["email"], stored["role"], tuple(stored["groups"]))
    cells = edit.apply(before, read_problems(stored["problems"], stored["problem_values"]))
    assert cells is not None
    row = FileRow(stored["line"], *cells, stored["has_surplus_cells"], ())
    return Rewrite(stored, row, is_typed(stored) or cells.email != before.email)
