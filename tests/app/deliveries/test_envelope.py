"""What an email has on its way so that a bounce finds its delivery."""

from collections.abc import Iterator
from typing import Protocol
from uuid import UUID

import pytest

from app.deliveries.envelope import addressed
from app.mail.return_paths import token_of, verify_token
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.composed_emails import CONTEXT, invitation_email
from tests.support.delivery_queue import delivery_of
from tests.support.factories import make_invitation
from tests.support.in_process_email_worker import EmailWorker

BOUNCES = "bounces@acme.example"


class Configure(Protocol):
    def __call__(self, worker: EmailWorker, **variables: str) -> None: ...


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    def change(worker: EmailWorker, **variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()
        worker.sender.settings = get_settings()

    yield change
    monkeypatch.undo()
    get_settings.cache_clear()


async def test_the_envelope_sender_names_the_delivery_and_the_from_header_stays(
    email_worker: EmailWorker, admin: Actor, configure: Configure
) -> None:
    configure(email_worker, BOUNCE_ADDRESS=BOUNCES)
    invited = [await make_invitation(admin) for _ in range(2)]
    await email_worker.deliver()
    signed = {token_of(BOUNCES, each.sender) for each in email_worker.server.taken}
    verified = {verify_token(get_settings().secret_keys, token) for token in signed if token}
    assert verified == {(await delivery_of(each))["id"] for each in invited}
    for each in email_worker.server.taken:
        (header,) = (line for line in each.content.splitlines() if line.startswith(b"From: "))
        assert get_settings().mail_from.encode() in header
        assert BOUNCES.encode() not in each.content


async def test_an_attempt_after_another_has_the_same_return_path(
    email_worker: EmailWorker, admin: Actor, configure: Configure
) -> None:
    configure(email_worker, BOUNCE_ADDRESS=BOUNCES)
    email = invitation_email()
    delivery_id = (await delivery_of(await make_invitation(admin)))["id"]
    once, again = (addressed(email, delivery_id, get_settings()) for _ in range(2))
    assert once == again
    assert len(once.sender.partition("@")[0]) <= 64


async def test_postmark_is_given_the_delivery(email_worker: EmailWorker, admin: Actor, configure: Configure) -> None:
    configure(email_worker, MAIL_EVENTS_POSTMARK_CREDENTIALS="postmark:a long password")
    invitation_id = await make_invitation(admin)
    await email_worker.deliver()
    (taken,) = email_worker.server.taken
    headers = taken.content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"X-PM-Metadata-delivery-id: {(await delivery_of(invitation_id))['id']}".encode() in headers
    assert taken.sender == get_settings().mail_from


async def test_without_the_settings_it_is_the_same_email() -> None:
    email = invitation_email()
    settings = CONTEXT.settings.model_copy(update={"bounce_address": None, "mail_events_postmark_credentials": None})
    assert addressed(email, UUID(int=1), settings) is email
