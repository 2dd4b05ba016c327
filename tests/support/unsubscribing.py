"""A mail provider that follows links to unsubscribe, and what that did."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from starlette.applications import Starlette

from app.database.sql import rows, value
from app.invitations.email import UNSUBSCRIBE_PATH
from app.links import Purpose, make_token
from app.settings import get_settings

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PUBLIC_URL = "https://invitations.example"


@pytest.fixture
async def provider(database: None, app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """A client without cookies, which follows no redirects."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as client:
        yield client


async def path_of(invitation_id: UUID, generation: int = 1) -> str:
    nonce = await value("SELECT nonce FROM invitations WHERE id = $1", invitation_id)
    token = make_token(get_settings().secret_keys, Purpose.UNSUBSCRIBE, invitation_id, generation, nonce)
    return UNSUBSCRIBE_PATH.format(token=token)


async def status_of(invitation_id: UUID) -> str:
    status: str = await value("SELECT status FROM invitations WHERE id = $1", invitation_id)
    return status


async def declines_audited(invitation_id: UUID) -> list[Any]:
    """How the status changed in each decline of the invitation."""
    found = await rows(
        "SELECT changes FROM audit_entries WHERE action = 'invitation.declined' AND subject_id = $1", invitation_id
    )
    return [json.loads(each["changes"])["status"] for each in found]
