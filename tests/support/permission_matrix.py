"""Who may do what to whom: the tables of the roles, and a world in which every cell of them can be tried.

The tables are written by hand, not read from the product: they are what it is held against.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NoReturn
from uuid import UUID

from app.database.ids import uuid7
from app.database.sql import rows
from app.database.transaction import transaction
from app.errors import ErrorCode, Refusal
from app.invitations.locks import BatchResult
from app.organizations.actor import Actor
from app.organizations.roles import Role
from tests.support.factories import make_group, make_member, make_organization

# all: whatever groups somebody is in. own: with one group at least, and only groups of the actor's own. -: never.
MANAGES = """
               | Admin | Group Admin | Investigator | Analyst | Broadcaster | Remote
  Admin        |  all  |     all     |     all      |   all   |     all     |  all
  Group Admin  |   -   |     own     |     own      |   own   |     own     |  own
  Investigator |   -   |      -      |      -       |    -    |      -      |   -
  Analyst      |   -   |      -      |      -       |    -    |      -      |   -
  Broadcaster  |   -   |      -      |      -       |    -    |      -      |   -
  Remote       |   -   |      -      |      -       |    -    |      -      |   -
"""
GRANTS = """
               | Admin | Group Admin | Investigator | Analyst | Broadcaster | Remote
  Admin        |  yes  |     yes     |     yes      |   yes   |     yes     |  yes
  Group Admin  |   -   |     yes     |     yes      |   yes   |     yes     |  yes
  Investigator |   -   |      -      |      -       |    -    |      -      |   -
  Analyst      |   -   |      -      |      -       |    -    |      -      |   -
  Broadcaster  |   -   |      -      |      -       |    -    |      -      |   -
  Remote       |   -   |      -      |      -       |    -    |      -      |   -
"""
CHANGES_SETTINGS_AND_MAKES_GROUPS = {Role.ADMIN}

# The actor is in North and South. Whom somebody in these groups belongs to:
IN_GROUPS = {
    "no group": (),
    "one of the actor's": ("North",),
    "both of the actor's": ("North", "South"),
    "one of the actor's and another": ("North", "West"),
    "another": ("West",),
}
OWN = {"one of the actor's", "both of the actor's"}
FORBIDDEN = {ErrorCode.NOT_PERMITTED, ErrorCode.ROLE_NOT_ALLOWED, ErrorCode.GROUP_NOT_ALLOWED}
SUBJECTS = list(product(Role, IN_GROUPS))
Act = Callable[[], Awaitable[object]]


def read(table: str) -> Mapping[tuple[Role, Role], str]:
    """The cells of a table by the labels of row and column."""
    by_label = {role.label: role for role in Role}
    header, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines())
    return {
        (by_label[line[0]], by_label[label]): cell
        for line in lines
        for label, cell in zip(header[1:], line[1:], strict=True)
    }


def manages(actor: Role, subject: Role, in_groups: str) -> bool:
    return {"all": True, "own": in_groups in OWN, "-": False}[read(MANAGES)[actor, subject]]


def grants(actor: Role, role: Role) -> bool:
    return read(GRANTS)[actor, role] == "yes"


def may_put_into(actor: Role, in_groups: str) -> bool:
    """Into which groups somebody may be invited, or moved."""
    return actor is Role.ADMIN or (actor is Role.GROUP_ADMIN and in_groups in OWN)


class Undone(Exception):  # noqa: N818 - no error, the way out of a transaction
    pass


async def is_allowed(act: Act) -> bool:
    """What the server answers; nothing of it stays. Raises what is not about permission."""
    try:
        async with transaction():
            await _do_and_undo(act)
    except Undone:
        return True
    except Refusal as refusal:
        if refusal.code not in FORBIDDEN:
            raise
    return False


async def _do_and_undo(act: Act) -> NoReturn:
    outcome = await act()
    if isinstance(outcome, BatchResult) and outcome.refusals:
        raise outcome.refusals[0]
    raise Undone


@dataclass
class World:
    """An organization with an actor, and with a member and an invitation in every role and groups."""

    actor: Actor
    groups: dict[str, UUID]
    members: dict[tuple[Role, str], UUID]
    invitations: dict[tuple[Role, str], UUID]

    def ids(self, in_groups: str) -> list[UUID]:
        return [self.groups[name] for name in IN_GROUPS[in_groups]]


Subject = tuple[str, Role, list[UUID]]


async def make_members(organization: UUID, subjects: Sequence[Subject]) -> list[UUID]:
    """All at once: there are many, for each test."""
    ids = [uuid7() for _ in subjects]
    for membership_id, (name, role, group_ids) in zip(ids, subjects, strict=True):
        await rows(
            """
            WITH made AS (
                INSERT INTO users (id, email, email_key, name, password_hash, is_operator)
                VALUES (uuidv7(), $2, $2, $3, '', false) RETURNING id
            )
            INSERT INTO memberships (id, organization_id, user_id, role, group_ids)
            SELECT $1, $4, id, $5, $6 FROM made
            """,
            membership_id,
            f"{membership_id}@acme.example",
            name,
            organization,
            role,
            group_ids,
        )
    return ids


async def make_invitations(organization: UUID, subjects: Sequence[Subject]) -> list[UUID]:
    ids = [uuid7() for _ in subjects]
    for invitation_id, (_, role, group_ids) in zip(ids, subjects, strict=True):
        await rows(
            """
            WITH made AS (
                INSERT INTO invitations (id, organization_id, email, email_key, role, group_ids, status, nonce,
                                         generation, oldest_valid_generation)
                VALUES ($1, $3, $2, $2, $4, $5, 'pending', '', 1, 1) RETURNING id
            )
            INSERT INTO deliveries (id, kind, subject_id, generation, message_id, status, priority, attempt_count,
                                    retry_count)
            SELECT uuidv7(), 'invitation', id, 1, $2, 'queued', 0, 0, 0 FROM made
            """,
            invitation_id,
            f"{invitation_id}@example.com",
            organization,
            role,
            group_ids,
        )
    return ids


async def make_world(role: Role) -> World:
    organization = await make_organization()
    groups = {name: await make_group(organization, name) for name in ("North", "South", "West")}
    actor = await make_member(organization, role, [groups["North"], groups["South"]])
    made = World(actor, groups, {}, {})
    subjects = [(f"{role} in {in_groups}", role, made.ids(in_groups)) for role, in_groups in SUBJECTS]
    made.members = dict(zip(SUBJECTS, await make_members(organization, subjects), strict=True))
    made.invitations = dict(zip(SUBJECTS, await make_invitations(organization, subjects), strict=True))
    return made
