"""The product's enums as the API shows them, with a sentence for each value."""

from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from app.deliveries.queries import DeliveryStatus
from app.invitations.lifecycle import Status as InvitationStatus
from app.organizations.roles import POLICIES, Role

__all__ = ["DeliveryStatus", "InvitationStatus", "Role", "shown"]
E = TypeVar("E", bound=type[Enum])


def shown(enum: E, name: str, description: str, values: dict[str, str]) -> E:
    """Makes an enum of the product part of the API; every value needs its sentence."""
    definition = strawberry.enum(enum, name=name, description=description).__strawberry_definition__  # type: ignore[attr-defined]
    assert isinstance(definition, StrawberryEnumDefinition)
    for value in definition.values:
        value.description = values[value.name]
    return enum


shown(
    Role,
    "Role",
    "What a member may do, most powerful first. `roles` says it in words.",
    {role.name: f"{policy.label}: {policy.description}." for role, policy in POLICIES.items()},
)
shown(
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
shown(
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
        "BOUNCED": "Accepted first, then returned.",
        "CANCELED": "Not wanted any more before it was sent.",
    },
)
