"""What is wrong with a row: errors and warnings, each about one cell, stored as JSON with the row."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

import orjson

from app.errors import AlreadyInvited, AlreadyMember, ErrorCode, GrantNotAllowed, InvitationDeclined, Suppressed
from app.organizations.roles import Role


class Severity(StrEnum):
    """An ERROR keeps a row from being sent, a WARNING does not."""

    WARNING = "warning"
    ERROR = "error"


class Problem(NamedTuple):
    """What is wrong with one cell of a row.

    `field` is email, role or groups, or None for the row as a whole. `suggestion` is a text that the cell may be
    replaced by. `value` is the name of a group that it is about, None where it is about the whole cell.
    """

    severity: Severity
    code: ErrorCode
    message: str
    field: str | None = None
    suggestion: str | None = None
    value: str | None = None


# What is stored of each problem; `value` is in a column of its own, since the release before refuses another key.
STORED = ("severity", "code", "message", "field", "suggestion")


def error(
    code: ErrorCode, message: str, field: str | None, suggestion: str | None = None, value: str | None = None
) -> Problem:
    return Problem(Severity.ERROR, code, message, field, suggestion, value)


def warning(code: ErrorCode, message: str, field: str | None, suggestion: str | None = None) -> Problem:
    return Problem(Severity.WARNING, code, message, field, suggestion)


def already_member(email: str) -> Problem:
    refusal = AlreadyMember(email)
    return error(refusal.code, refusal.message, "email")


def already_invited(email: str) -> Problem:
    return error(ErrorCode.ALREADY_INVITED, AlreadyInvited.sentence(email), "email")


def declined(email: str, declined_at: datetime) -> Problem:
    sentence = f"{InvitationDeclined.sentence(email, declined_at)} Sending this row invites them again."
    return warning(ErrorCode.DECLINED, sentence, "email")


def declined_unconfirmed(email: str, declined_at: datetime) -> Problem:
    """An invitation by itself has to be confirmed."""
    refusal = InvitationDeclined(email, declined_at)
    return warning(refusal.code, refusal.message, "email")


def declined_unreviewed(email: str, declined_at: datetime) -> Problem:
    """Nobody has read the warning before the row was to be sent."""
    sentence = f"{InvitationDeclined.sentence(email, declined_at)} Invite them by themselves, or in a reviewed list."
    return error(ErrorCode.DECLINED, sentence, "email")


def suppressed(refusal: Suppressed) -> Problem:
    """Unlike a decline, nobody can overrule it by sending the row: the email would come back again."""
    sentence = f"{refusal.reason} Sending leaves this row out, unless the address is corrected or released before."
    return warning(refusal.code, sentence, "email")


def suppressed_by_itself(refusal: Suppressed) -> Problem:
    """An invitation by itself is refused."""
    return warning(refusal.code, refusal.message, "email")


def suppressed_when_sent(refusal: Suppressed) -> Problem:
    """The row was left out."""
    return error(refusal.code, refusal.message, "email")


def grant_not_allowed(role: Role) -> Problem:
    refusal = GrantNotAllowed(role.label)
    return error(refusal.code, refusal.message, "role")


def write_problems(problems: Sequence[Problem]) -> str | None:
    """Returns the problems as JSON without their values, or None where there are none."""
    if not problems:
        return None
    return orjson.dumps([{name: getattr(problem, name) for name in STORED} for problem in problems]).decode()


def write_values(problems: Sequence[Problem]) -> list[str | None] | None:
    """Returns the values of the problems in their order, or None where none has one."""
    values = [problem.value for problem in problems]
    return values if any(value is not None for value in values) else None


def read_problems(text: str | None, values: Sequence[str | None] | None = None) -> list[Problem]:
    """Returns the problems that `write_problems` and `write_values` wrote."""
    stored = orjson.loads(text or "[]")
    return [
        Problem(
            Severity(each["severity"]),
            ErrorCode(each["code"]),
            each["message"],
            each["field"],
            each["suggestion"],
            value,
        )
        for each, value in zip_longest(stored, (values or ())[: len(stored)])
    ]
