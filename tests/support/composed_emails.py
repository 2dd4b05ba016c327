"""Emails composed as a worker composes them, without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.deliveries.emails import EmailContext, EmailData
from app.invitations.email import InvitationEmailData
from app.invitations.lifecycle import Status
from app.mail import Email
from app.organizations.roles import Role
from app.settings import SecretKey, Settings

CONTEXT = EmailContext(
    generation=1,
    message_id="<0190@invite.example>",
    date=datetime(2026, 5, 4, 12, 30, tzinfo=UTC),
    settings=Settings.model_construct(
        product_name="Senturo",
        mail_from="invitations@senturo.example",
        public_url="https://invite.example",
        secret_keys=(SecretKey.model_validate({"id": "key", "secret": "dGVzdC1rZXktb2YtdGhpcnR5LXR3by1ieXRlcy1vcg"}),),
    ),
)
INVITATION = InvitationEmailData(
    id=UUID(int=1),
    organization_id=UUID(int=2),
    organization_name="Acme Field Services",
    email="ben@example.org",
    role=Role.GROUP_ADMIN,
    status=Status.PENDING,
    generation=1,
    nonce=bytes(16),
    inviter_name="Ana Silva",
    inviter_email="ana@acme.example",
    expires_at=None,
)


def compose(data: EmailData, **changes: Any) -> Email:
    """The email of CONTEXT, changed as given."""
    return data.compose(replace(CONTEXT, **changes))


def invitation_email(**changes: Any) -> Email:
    """The email of INVITATION, changed as given."""
    return compose(replace(INVITATION, **changes))
