"""Current Users and Invited Users as CSV files, whose first columns can be uploaded again to invite these people."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from uuid import UUID

from app.activity.wording import status_in_words
from app.bulk_invites.csv.reader import COLUMN_NAMES
from app.database.keyset import Order
from app.exports.csv_pages import BETWEEN_GROUPS, csv_file, day_cell, read_pages, time_cell
from app.groups.queries import find_groups
from app.invitations.queries import InvitationFilter, InvitationRow, list_invitations
from app.members.queries import MemberFilter, MemberRow, list_members
from app.organizations.actor import Actor

CURRENT_USERS = (*COLUMN_NAMES, "Name", "Joined (UTC)", "Last active")
INVITED_USERS = (*COLUMN_NAMES, "Invited (UTC)", "Invited by", "Expires (UTC)", "Status", "Delivery", "Sent (UTC)")
NEVER = "Never"
# No index orders members: each page sorts all of them, so there are fewer pages.
MEMBER_PAGE_ROWS = 2_000
CurrentActor = Callable[[], Actor]
"""Who downloads, as of now: a download takes longer than a role lasts, maybe."""


def current_users_csv(current_actor: CurrentActor, filters: MemberFilter, order: Order) -> AsyncGenerator[bytes]:
    """Yields the file of all members that the filter keeps. Raises TooLong."""

    async def pages() -> AsyncIterator[Iterable[Sequence[str]]]:
        organization_id = current_actor().organization_id
        read = partial(list_members, organization_id, filters, order)
        async for page in read_pages(read, MEMBER_PAGE_ROWS):
            groups = await _group_cells(organization_id, [row.group_ids for row in page])
            yield map(_member, page, groups)

    return csv_file(CURRENT_USERS, pages())


def invited_users_csv(current_actor: CurrentActor, filters: InvitationFilter, order: Order) -> AsyncGenerator[bytes]:
    """Yields the file of all invitations that the filter keeps. Raises TooLong."""

    async def pages() -> AsyncIterator[Iterable[Sequence[str]]]:
        organization_id = current_actor().organization_id
        async for page in read_pages(partial(list_invitations, organization_id, filters, order)):
            groups = await _group_cells(organization_id, [row.group_ids for row in page])
            yield map(_invitation, page, groups)

    return csv_file(INVITED_USERS, pages())


def _member(row: MemberRow, groups: str) -> Sequence[str]:
    joined, active = time_cell(row.joined_at), day_cell(row.last_active_at, NEVER)
    return (row.email, row.role.label, groups, row.name, joined, active)


def _invitation(row: InvitationRow, groups: str) -> Sequence[str]:
    return (
        row.email,
        row.role.label,
        groups,
        time_cell(row.created_at),
        row.invited_by_name or "",
        time_cell(row.expires_at, NEVER),
        status_in_words(row.status),
        status_in_words(row.delivery_status),
        time_cell(row.sent_at),
    )


async def _group_cells(organization_id: UUID, groups_of_rows: Sequence[Sequence[UUID]]) -> list[str]:
    """Returns the cell of each row, with the names of its groups, by name; in one statement."""
    wanted = {group_id for group_ids in groups_of_rows for group_id in group_ids}
    found = await find_groups(organization_id, list(wanted)) if wanted else []
    names = {group.id: group.name for group in found}
    return [
        BETWEEN_GROUPS.join(sorted((names[each] for each in group_ids if each in names), key=str.lower))
        for group_ids in groups_of_rows
    ]
