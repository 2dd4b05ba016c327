"""Whose session a request carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.authentication.activity import ACTIVITY_DUE_SQL, USE_DUE_SQL, note_activity
from app.database.sql import rows
from app.members.queries import actor_of
from app.organizations.actor import Actor
from app.users.operators import Operator
from app.users.sessions import hash_token


@dataclass(frozen=True)
class Caller:
    """Who a request's session belongs to.

    `actor` is None for a person who is in no organization, `operator` for who is none.
    """

    session_id: UUID
    user_id: UUID
    name: str
    email: str
    email_key: str
    actor: Actor | None
    operator: Operator | None

    @property
    def organization_id(self) -> UUID | None:
        return self.actor.organization_id if self.actor else None


async def find_caller(token: str) -> Caller | None:
    """Whose session token this is; None where it is unknown, ended or too old."""
    return (await find_callers([token]))[0]


async def find_callers(tokens: Sequence[str]) -> list[Caller | None]:
    """Whose session tokens these are, in their order. Notes that they are used."""
    hashes = [hash_token(token) for token in tokens]
    found = await rows(
        f"""
        SELECT s.token_hash, s.id AS session_id, u.id AS user_id, u.name, u.email, u.email_key,
               u.is_operator AND u.is_address_confirmed AS is_operator, u.operator_may_act, u.operator_sees_addresses,
               m.organization_id, m.id AS membership_id, m.role, m.group_ids,
               {USE_DUE_SQL} AS is_use_due, {ACTIVITY_DUE_SQL} AS is_activity_due
          FROM sessions s
          JOIN users u ON u.id = s.user_id
          LEFT JOIN memberships m ON m.user_id = s.user_id AND m.organization_id = s.organization_id
         WHERE s.token_hash = ANY($1) AND s.expires_at > now()
        """,
        list(set(hashes)),
    )
    for each in found:
        note_activity(
            each["session_id"] if each["is_use_due"] else None,
            each["membership_id"] if each["is_activity_due"] else None,
        )
    callers = {each["token_hash"]: _caller(each) for each in found}
    return [callers.get(each) for each in hashes]


def _caller(found: Mapping[str, Any]) -> Caller:
    return Caller(
        session_id=found["session_id"],
        user_id=found["user_id"],
        name=found["name"],
        email=found["email"],
        email_key=found["email_key"],
        actor=actor_of(found) if found["membership_id"] else None,
        operator=_operator(found) if found["is_operator"] else None,
    )


def _operator(found: Mapping[str, Any]) -> Operator:
    return Operator(found["user_id"], found["name"], found["operator_may_act"], found["operator_sees_addresses"])
