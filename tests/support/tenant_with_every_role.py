"""An organization in which every cell of the tables of permissions can be tried."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

import pytest

from app.batches import BatchResult
from app.database.ids import uuid7
from app.database.sql import rows
from app.database.transaction import transaction
from app.errors import ErrorCode, Refusal
from app.organizations.actor import Actor
from app.organizations.roles import Role
from app.rate_limits.actions import count_with
from app.rate_limits.counters import MemoryCounter
from tests.support.expected_permissions import IN_GROUPS, SUBJECTS
from tests.support.factories import make_group, make_member, make_organization

FORBIDDEN = {ErrorCode.NOT_PERMITTED, ErrorCode.ROLE_NOT_ALLOWED, ErrorCode.GROUP_NOT_ALLOWED}
Act = Callable[[], Awaitable[object]]


class Undone(Exception):  # noqa: N818 - no error, the way out of a transaction
    pass


async def is_allowed(act: Act) -> bool:
    """What the server answers; nothing of it stays. Raises what is not about permission."""
    stop_counting = count_with(MemoryCounter())  # which a transaction may be open around, unlike a test's usual one
    try:
        async with transaction():
            await _do_and_undo(act)
    except Undone:
        return True
    except Refusal as refusal:
        if refusal.code not in FORBIDDEN:
            raise
    finally:
        stop_counting()
    return False


async def _do_and_undo(act: Act) -> NoReturn:
    outcome = await act()
    if isinstance(outcome, BatchResult) and outcome.refusals:
        raise outcome.refusals[0]
    raise Undone


@dataclass
class Tenant:
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


@pytest.fixture(params=Role, ids=lambda role: role.label)
async def tenant(request: pytest.FixtureRequest, database: None) -> Tenant:
    role: Role = request.param
    organization = await make_organization()
    groups = {name: await make_group(organization, name) for name in ("North", "South", "West")}
    actor = await make_member(organization, role, [groups["North"], groups["South"]])
    made = Tenant(actor, groups, {}, {})
    subjects = [(f"{role} in {in_groups}", role, made.ids(in_groups)) for role, in_groups in SUBJECTS]
    made.members = dict(zip(SUBJECTS, await make_members(organization, subjects), strict=True))
    made.invitations = dict(zip(SUBJECTS, await make_invitations(organization, subjects), strict=True))
    return made
