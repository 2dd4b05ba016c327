"""What came back about emails."""

from datetime import datetime
from typing import Self

import strawberry

from app.deliveries import bounces
from app.mail import without_recipient
from schema.api.enums import BounceKind


@strawberry.type(description="What came back about an email that a mail server had accepted, the gravest of it.")
class Bounce:
    kind: BounceKind = strawberry.field(description="Why it came back.")
    status: str | None = strawberry.field(description="The enhanced status code (RFC 3463), such as 5.1.1.")
    diagnostic: str | None = strawberry.field(
        description="The words of whoever sent it back; without addresses for an operator who may not see them."
    )
    at: datetime = strawberry.field(description="When it came back.")

    @classmethod
    def of(cls, bounce: bounces.Bounce, hidden_recipient: str | None) -> Self:
        """Without addresses where there is a `hidden_recipient`, whose is no secret if it is empty."""
        diagnostic = bounce.diagnostic
        if diagnostic is not None and hidden_recipient is not None:
            diagnostic = without_recipient(diagnostic, hidden_recipient)
        return cls(kind=bounce.kind, status=bounce.status, diagnostic=diagnostic, at=bounce.at)
