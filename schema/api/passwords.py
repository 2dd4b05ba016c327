"""What a new password would be told, while it is typed."""

from typing import Annotated

import strawberry

from app.errors import Required, TooLong
from app.names import parse_name
from app.rate_limits.actions import count_password_check
from app.users.addresses import MAX_LENGTH as MAX_EMAIL_LENGTH
from app.users.passwords import judge_password
from schema.api.context import Info

Text = Annotated[str | None, strawberry.argument(description="Nobody may use their own as a password.")]


@strawberry.type(description="What the service's one rule says about a password. Nothing is kept of it.")
class PasswordCheck:
    is_accepted: bool = strawberry.field(description="Would it be taken?")
    message: str | None = strawberry.field(description="Why not, and what to do; null where it is accepted.")
    strength: int = strawberry.field(description="For a meter: 0 and 1 are refused, 2 to 4 are accepted.")


@strawberry.type
class PasswordQueries:
    @strawberry.field(
        description="What `accept` or `resetPassword` would say about a new password. Works signed out. Send the"
        " password as a variable: those are never logged or traced. Refused over GET."
    )
    async def password_check(
        self,
        info: Info,
        password: Annotated[str, strawberry.argument(description="What was typed so far.")],
        name: Text = None,
        email: Text = None,
    ) -> PasswordCheck:
        info.context.require_post("a password")
        await count_password_check(info.context.network)
        if email is not None and len(email) > MAX_EMAIL_LENGTH:
            raise TooLong("email", "An email address", MAX_EMAIL_LENGTH)
        verdict = judge_password(password, _as_kept(name or ""), email or "")
        return PasswordCheck(is_accepted=verdict.is_accepted, message=verdict.message, strength=verdict.strength)


def _as_kept(name: str) -> str:
    """Returns the name as the account would have it, empty while nothing is typed. Raises TooLong."""
    try:
        return parse_name(name, "name", "a name")
    except Required:
        return ""
