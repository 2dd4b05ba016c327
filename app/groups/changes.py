"""Changes of the groups that somebody is in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.errors import Refusal, TooLong
from app.groups.queries import require_groups
from app.organizations.actor import Actor

MAX_GROUPS = 500


@dataclass(frozen=True)
class GroupChange:
    """All groups from now on; or some more and some fewer, of which those in both are added."""

    replacing: Sequence[UUID] | None = None
    adding: Sequence[UUID] = ()
    removing: Sequence[UUID] = ()

    @property
    def field(self) -> str:
        """Where the request has it."""
        if self.replacing is not None:
            return "groupIds"
        return "addGroupIds" if self.adding else "removeGroupIds"

    def apply(self, before: Collection[UUID]) -> list[UUID]:
        """Returns the groups of somebody who is in `before`, each once."""
        if self.replacing is not None:
            return list(dict.fromkeys(self.replacing))
        removed = set(self.removing)
        return list(dict.fromkeys([*(each for each in before if each not in removed), *self.adding]))

    def require_allowed(self, actor: Actor, before: Collection[UUID]) -> None:
        """Raises GroupNotAllowed, TooLong where the actor may not have somebody who is in `before` change so."""
        after = self.apply(before)
        if len(after) > MAX_GROUPS:
            raise TooLong(self.field, "One person", MAX_GROUPS, "groups")
        try:
            actor.require_groups(after)
        except Refusal as refusal:
            raise refusal.at(self.field) from None


async def require_known(organization_id: UUID, change: GroupChange) -> None:
    """Raises UnknownGroup for the first group that the organization does not have."""
    for field, group_ids in (
        ("groupIds", change.replacing or ()),
        ("addGroupIds", change.adding),
        ("removeGroupIds", change.removing),
    ):
        await require_groups(organization_id, group_ids, field)
