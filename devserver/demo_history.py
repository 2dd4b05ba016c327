"""What happened in the demo organization, oldest first: each step by the product's own action, then dated back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.database.sql import rows, value
from app.invitations.accept import Proof, accept, decline
from app.invitations.change import update_invitation_role
from app.invitations.expire import expire_lapsed
from app.invitations.invite import invite
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.members.actions import remove_member, update_member_groups, update_member_role
from app.organizations.actions import TimeLimit, update_organization
from app.organizations.actor import Actor
from app.organizations.roles import Role
from devserver.demo_invitations import (
    BOUNCED,
    DEFERRED,
    DEFERRED_ATTEMPTS,
    FAILED,
    QUEUED,
    SENDING,
    SENT,
    UNKNOWN,
    Result,
    settle,
)
from devserver.demo_people import People
from devserver.demo_times import date_back
from devserver.demo_uploads import CONTRACTORS, cancel_field_team, send_new_starters, upload

PARTNER = "partner.example"
TIME_LIMIT = TimeLimit(30)
RECENT = (
    ("bounced", BOUNCED, timedelta(days=4)),
    ("failed", FAILED, timedelta(days=2)),
    ("unknown", UNKNOWN, timedelta(days=1)),
    ("deferred", DEFERRED, timedelta(minutes=DEFERRED_ATTEMPTS[0])),
    ("queued", QUEUED, timedelta(minutes=2)),
    ("sending", SENDING, timedelta(0)),
)


@dataclass(frozen=True)
class Story:
    """The demo organization, in which things happen."""

    admin: Actor
    people: People
    group_ids: Sequence[UUID]

    async def happen(self) -> None:
        """Everything."""
        await self._with_a_time_limit()
        await self._of_members()
        await self._of_answers()
        await self._of_files()
        await self._of_inviters_who_lost_the_right()
        await self._of_this_week()

    async def _with_a_time_limit(self) -> None:
        """While there is one, invitations expire."""
        await update_organization(self.admin, None, TIME_LIMIT)
        await date_back(timedelta(days=44))
        await self._invite(self.admin, "expired", SENT, timedelta(days=42))

    async def _of_members(self) -> None:
        """People who got another role and other groups, and one who left."""
        second = await self.people.actor(Role.ADMIN, 1)
        promoted = await self.people.actor(Role.ANALYST, 2)
        await update_member_role(second, promoted.membership_id, Role.INVESTIGATOR)
        await date_back(timedelta(days=40))
        moved = await self.people.actor(Role.BROADCASTER, 1)
        await update_member_groups(self.admin, moved.membership_id, list(self.group_ids[:2]))
        await date_back(timedelta(days=37))
        left = await self.people.actor(Role.REMOTE, 4)
        await remove_member(self.admin, left.membership_id)
        await date_back(timedelta(days=33))

    async def _of_answers(self) -> None:
        """Invitations that were accepted, declined and revoked, one of them before it was sent."""
        accepted = await self._invite(self.admin, "accepted", SENT, timedelta(days=29))
        await self._accept(accepted, "Sofia Marchetti", timedelta(days=28, hours=3))
        declined = await self._invite(self.admin, "declined", SENT, timedelta(days=27))
        await decline(Proof(declined, None))
        await date_back(timedelta(days=26, hours=20))
        revoked = await self._invite(self.admin, "revoked", SENT, timedelta(days=25))
        await revoke(self.admin, [revoked])
        await date_back(timedelta(days=24))
        unsent = await self._invite(self.admin, "canceled", QUEUED, timedelta(days=23))
        await revoke(self.admin, [unsent])
        await date_back(timedelta(days=23) - timedelta(minutes=1))
        await update_organization(self.admin, None, TimeLimit(None))
        await date_back(timedelta(days=22))

    async def _of_files(self) -> None:
        second = await self.people.actor(Role.ADMIN, 1)
        invited = await send_new_starters(second, timedelta(days=20))
        await settle(invited[:-1], SENT)
        await settle(invited[-1:], FAILED)
        await date_back(timedelta(days=20) - timedelta(minutes=6))
        for position, name in enumerate(("Abebe Bikila", "Berta Lindqvist")):
            await self._accept(invited[position], name, timedelta(days=19 - position))
        await update_invitation_role(self.admin, invited[3], Role.ANALYST)
        await date_back(timedelta(days=16))
        await expire_lapsed()
        await date_back(timedelta(days=12))
        await cancel_field_team(self.admin, timedelta(days=9))
        await date_back(timedelta(days=9) - timedelta(minutes=3))

    async def _of_inviters_who_lost_the_right(self) -> None:
        """Two invitations that nobody can accept before somebody sends them again."""
        leaving, demoted = await self.people.actor(Role.GROUP_ADMIN, 6), await self.people.actor(Role.GROUP_ADMIN, 7)
        await self._invite(leaving, "inviter-left", SENT, timedelta(days=8))
        await self._invite(demoted, "inviter-demoted", SENT, timedelta(days=7))
        await remove_member(self.admin, leaving.membership_id)
        await date_back(timedelta(days=6))
        await update_member_role(self.admin, demoted.membership_id, Role.ANALYST)
        await date_back(timedelta(days=5, hours=4))

    async def _of_this_week(self) -> None:
        """Every result that an email can have, and a file that waits for its review."""
        sent = await self._invite(self.admin, "sent", SENT, timedelta(days=5))
        for local_part, result, ago in RECENT:
            if result is DEFERRED:
                await resend(self.admin, [sent])
                await settle([sent], SENT)
                await date_back(timedelta(hours=20))
                await upload(await self.people.actor(Role.ADMIN, 1), "contractors.csv", CONTRACTORS)
                await date_back(timedelta(hours=2))
            await self._invite(self.admin, local_part, result, ago)

    async def _invite(self, actor: Actor, local_part: str, result: Result, ago: timedelta) -> UUID:
        group_ids = sorted(actor.group_ids)[:1] or self.group_ids[:1]
        invitation_id = await invite(actor, f"{local_part}@{PARTNER}", Role.ANALYST, group_ids)
        await settle([invitation_id], result)
        await date_back(ago)
        return invitation_id

    async def _accept(self, invitation_id: UUID, name: str, ago: timedelta) -> None:
        """With a password that is not kept, and without the session that it begins."""
        await accept(None, Proof(invitation_id, None), name, secrets.token_urlsafe(32))
        user_id = await value("SELECT accepted_by_user_id FROM invitations WHERE id = $1", invitation_id)
        await rows("DELETE FROM sessions WHERE user_id = $1", user_id)
        await rows(
            "UPDATE memberships SET last_active_at = date_trunc('day', now() - $2::interval) WHERE user_id = $1",
            user_id,
            ago / 2,
        )
        await date_back(ago)
