"""The product's enums in the API, with a description of each value."""

from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from app.deliveries.bounces import BounceKind
from app.deliveries.queries import DeliveryStatus
from app.errors import ErrorCode
from app.invitations.authority import LinkBlockedReason
from app.invitations.lifecycle import Status as InvitationStatus
from app.mail import AttemptOutcome
from app.organizations.roles import POLICIES, Role
from app.queues.names import QueueName

__all__ = [
    "AttemptOutcome",
    "BounceKind",
    "DeliveryStatus",
    "ErrorCode",
    "InvitationStatus",
    "LinkBlockedReason",
    "QueueName",
    "Role",
    "register_enum",
]
E = TypeVar("E", bound=type[Enum])


def register_enum(enum: E, name: str, description: str, values: dict[str, str]) -> E:
    """Adds an enum of the product to the API. Raises KeyError for a value without a description."""
    definition = strawberry.enum(enum, name=name, description=description).__strawberry_definition__  # type: ignore[attr-defined]
    assert isinstance(definition, StrawberryEnumDefinition)
    for value in definition.values:
        value.description = values[value.name]
    return enum


register_enum(
    Role,
    "Role",
    "What a member may do, most powerful first. `roles` says it in words.",
    {role.name: f"{policy.label}: {policy.description}." for role, policy in POLICIES.items()},
)
register_enum(
    InvitationStatus,
    "InvitationStatus",
    "What became of an invitation.",
    {
        "PENDING": "Waiting for the invited person.",
        "ACCEPTED": "The person is a member.",
        "DECLINED": "The person said no.",
        "REVOKED": "The organization took it back.",
        "EXPIRED": "Its time limit passed; a resend revives it.",
    },
)
register_enum(
    LinkBlockedReason,
    "LinkBlockedReason",
    "Why nobody can accept a pending invitation now. A resend by somebody who may invite mends it.",
    {
        "INVITER_LEFT": "Whoever answers for it, who invited or last sent it, has left.",
        "INVITER_DEMOTED": "Whoever answers for it may not grant this role or these groups any more.",
    },
)
register_enum(
    DeliveryStatus,
    "DeliveryStatus",
    "What became of the newest email.",
    {
        "QUEUED": "Waiting to be sent.",
        "SENDING": "A worker is talking to the mail server.",
        "SENT": "A mail server accepted it; nobody knows more than that.",
        "DEFERRED": "Refused for now: it is tried again.",
        "UNKNOWN": "The server never answered, it may or may not have the email.",
        "FAILED": "Refused for good, or given up.",
        "BOUNCED": "Accepted by a mail server first, then returned, or called spam: see `bounce`.",
        "CANCELED": "Not wanted any more before it was sent.",
    },
)
register_enum(
    BounceKind,
    "BounceKind",
    "What came back about an email.",
    {
        "HARD": "The address takes no email, now or later.",
        "SOFT": "This email was given up; another one may arrive.",
        "COMPLAINT": "The recipient called it spam.",
    },
)
register_enum(
    AttemptOutcome,
    "DeliveryAttemptOutcome",
    "UNKNOWN: the server never answered, it may or may not have the email.",
    {
        "ACCEPTED": "A mail server took the email.",
        "DEFERRED": "Not now: it is tried again later.",
        "REJECTED": "Not at all: trying again would not help.",
        "UNKNOWN": "The server never answered.",
    },
)
register_enum(
    ErrorCode,
    "UserErrorCode",
    "Why a request was refused. More may come: treat an unknown one like any refusal and show its message.",
    {
        "REQUIRED": "Something that must be given is missing or empty.",
        "TOO_LONG": "A text or a list is longer than allowed.",
        "OUT_OF_RANGE": "A number is too small or too large.",
        "INVALID_NAME": "The name has a character that it cannot have; the sentence says which.",
        "INVALID_EMAIL": "No email can be sent to an address like this.",
        "INVALID_ROLE": "There is no such role.",
        "UNKNOWN_GROUP": "The organization has no such group.",
        "DUPLICATE_IN_FILE": "The address stands in the file before.",
        "HIDDEN_ROW": "The sheet hides the row, or filters it out.",
        "ALREADY_INVITED": "The address has a pending invitation; the error names it.",
        "DECLINED": "The person declined not long ago; see `confirmDeclined`.",
        "SUPPRESSED": "Emails to the address came back, or its owner called them spam; see `releaseSuppression`.",
        "ALREADY_MEMBER": "The person is a member already.",
        "ROLE_NOT_ALLOWED": "The caller may not grant this role, or who invited may not any more.",
        "GROUP_NOT_ALLOWED": "The caller may not put people into these groups.",
        "NOT_PERMITTED": "The caller's role does not allow it.",
        "LAST_ADMIN": "The organization would be left without an Admin.",
        "NOT_FOUND": "There is no such thing, or it is not the caller's to know about.",
        "INVITATION_NOT_PENDING": "The invitation was accepted, declined, revoked or has expired.",
        "INVALID_TOKEN": "The link is not, or no longer, valid.",
        "WRONG_ACCOUNT": "The invitation is for another address than the signed-in account's.",
        "ACCOUNT_EXISTS": "The address has an account: sign in, or give its password.",
        "INVALID_CREDENTIALS": "Address or password is wrong; nobody is told which.",
        "WEAK_PASSWORD": "The password is too easy to guess.",
        "INVALID_CSV": "The file cannot be read as a list of people.",
        "TOO_MANY_ROWS": "The file holds too many people: split it.",
        "FILE_TOO_LARGE": "The file has too many bytes.",
        "NOT_READY": "The file is still being checked, or has been sent or canceled.",
        "NOTHING_TO_SEND": "No row of the file can be sent.",
        "RATE_LIMITED": "Too much in too short a time; the error says when to try again.",
        "IDEMPOTENCY_KEY_REUSED": "The key came with another input before.",
        "CONFLICT": "Something like it exists already, or was changed meanwhile.",
        "WORK_FAILED": "A fault on our side, which stayed however often the work was tried.",
    },
)
register_enum(
    QueueName,
    "QueueName",
    "A queue of background work.",
    {
        "EMAIL": "Emails to be sent.",
        "BULK": "Bulk invites to be validated and sent.",
    },
)
