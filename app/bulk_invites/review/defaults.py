"""What the rows of a bulk invite get that name no role, or no groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.organizations.roles import Role


@dataclass(frozen=True)
class Defaults:
    """`role` is None, and `group_ids` empty, where a row has to name its own."""

    role: Role | None = None
    group_ids: tuple[UUID, ...] = ()

    @classmethod
    def of(cls, role: str | None, group_ids: Sequence[UUID] | None) -> "Defaults":
        """Returns the defaults as a bulk invite's row stores them, each group once."""
        return cls(Role(role) if role else None, tuple(dict.fromkeys(group_ids or ())))


NO_DEFAULTS = Defaults()
