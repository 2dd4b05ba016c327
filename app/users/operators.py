"""Operators: who looks at the background work of the whole service, and who acts on it. Named on the command line."""

from dataclasses import dataclass
from uuid import UUID

from app.errors import NotPermitted

# Who did it, to an organization that an operator's act concerns.
OPERATORS = "operators of the service"
READ_ONLY_SENTENCE = "You may look at the background jobs, but not act. An administrator can change that."


@dataclass(frozen=True)
class Operator:
    """Who operates: a person, or the command line (no user). `sees_addresses`: those of recipients, unmasked."""

    user_id: UUID | None
    name: str
    may_act: bool
    sees_addresses: bool

    def require_may_act(self) -> None:
        """Raises NotPermitted."""
        if not self.may_act:
            raise NotPermitted(READ_ONLY_SENTENCE)
