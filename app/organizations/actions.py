"""Changes of an organization by its members."""

from dataclasses import dataclass

from app.audit.action_names import AuditAction
from app.audit.actions import record
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.errors import OutOfRange
from app.names import parse_name
from app.organizations.actor import Actor
from app.organizations.names import require_distinct_name
from app.organizations.queries import lock_actor
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, members_changed

LONGEST_TTL_DAYS = 3650


@dataclass(frozen=True)
class TimeLimit:
    """How many days an invitation stays pending; None: for ever."""

    days: int | None

    def check(self) -> None:
        """Raises OutOfRange."""
        if self.days is not None and not 1 <= self.days <= LONGEST_TTL_DAYS:
            raise OutOfRange("invitationTtlDays", "A time limit", f"from 1 to {LONGEST_TTL_DAYS:,} days")


async def update_organization(actor: Actor, name: str | None = None, time_limit: TimeLimit | None = None) -> None:
    """Changes what is given and leaves the rest. The time limit counts for invitations made or sent again from now on.

    Raises NotPermitted, Required, TooLong, OutOfRange, NameLooksTaken.
    """
    async with transaction():
        # The organization before the member, as changes of members lock them.
        before = await row(
            "SELECT name, invitation_ttl_days FROM organizations WHERE id = $1 FOR NO KEY UPDATE", actor.organization_id
        )
        assert before is not None
        actor = await lock_actor(actor)
        actor.require_settings()
        checked = _checked(name, time_limit)
        changes = {field: [before[field], value] for field, value in checked.items() if before[field] != value}
        if not changes:
            return
        if "name" in changes:
            await require_distinct_name(str(checked["name"]), actor.organization_id)
        after = {**before, **checked}
        await rows(
            "UPDATE organizations SET name = $2, invitation_ttl_days = $3 WHERE id = $1",
            actor.organization_id,
            after["name"],
            after["invitation_ttl_days"],
        )
        await record(actor, AuditAction.ORGANIZATION_UPDATED, actor.organization_id, **changes)
        publish_after_commit(members_changed(actor.organization_id, ChangeKind.MANY, None))


def _checked(name: str | None, time_limit: TimeLimit | None) -> dict[str, str | int | None]:
    checked: dict[str, str | int | None] = {}
    if name is not None:
        checked["name"] = parse_name(name, "name", "a name")
    if time_limit is not None:
        time_limit.check()
        checked["invitation_ttl_days"] = time_limit.days
    return checked
