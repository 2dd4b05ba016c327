"""The real application with every webhook turned on, and providers that post to it."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from app.mail_events import webhooks
from app.main import create_app
from app.settings import Settings
from tests.support.webhooks import MAILGUN_KEY, POSTMARK_CREDENTIALS, TOPIC, SendGrid, Sns, basic

BOUNCE_ADDRESS = "bounces@example.com"
JSON = {"Content-Type": "application/json"}


@dataclass
class Providers:
    """Each method signs what it posts."""

    app: Starlette
    client: httpx2.AsyncClient
    sns: Sns
    sendgrid: SendGrid

    async def post(self, provider: str, body: bytes, headers: dict[str, str]) -> httpx2.Response:
        return await self.client.post(f"/mail-events/{provider}", content=body, headers=headers)

    async def ses(self, message: Any) -> httpx2.Response:
        headers = {"Content-Type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": str(message.get("Type"))}
        return await self.post("ses", json.dumps(message).encode(), headers)

    async def postmark(self, payload: Any, credentials: str = POSTMARK_CREDENTIALS) -> httpx2.Response:
        return await self.post("postmark", json.dumps(payload).encode(), {**JSON, "Authorization": basic(credentials)})

    async def send_grid(self, payload: Any) -> httpx2.Response:
        body = json.dumps(payload).encode()
        return await self.post("sendgrid", body, {**JSON, **self.sendgrid.headers(body)})

    async def mailgun(self, request: Any) -> httpx2.Response:
        return await self.post("mailgun", json.dumps(request).encode(), JSON)


@dataclass(frozen=True)
class Hooked:
    """The application, and who may post to it."""

    app: Starlette
    settings: Settings
    sns: Sns
    sendgrid: SendGrid


@pytest.fixture(scope="session")
def hooked(settings: Settings) -> Iterator[Hooked]:
    sns, sendgrid = Sns(), SendGrid()
    changed = settings.model_copy(
        update={
            "public_url": "https://invitations.example/team",
            "bounce_address": BOUNCE_ADDRESS,
            "mail_events_ses_topics": (TOPIC,),
            "mail_events_postmark_credentials": SecretStr(POSTMARK_CREDENTIALS),
            "mail_events_sendgrid_key": sendgrid.verification_key,
            "mail_events_mailgun_key": SecretStr(MAILGUN_KEY),
        }
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webhooks, "fetch_from_aws", sns.fetch)
        yield Hooked(create_app(changed), changed, sns, sendgrid)


@pytest.fixture
async def providers(database: None, hooked: Hooked) -> AsyncIterator[Providers]:
    """Clients without cookies, of the service below a path."""
    transport = httpx2.ASGITransport(hooked.app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=hooked.settings.public_url) as client:
        yield Providers(hooked.app, client, hooked.sns, hooked.sendgrid)
