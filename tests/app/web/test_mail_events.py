"""Webhooks of mail providers over HTTP: what becomes of the email, and what the provider gets to see."""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
import pytest

from app.database.outages import DatabaseUnavailable
from app.database.sql import value
from app.mail.return_paths import make_return_path
from app.mail_events import receive
from app.mail_events.event import MailEvent, Result
from app.metrics.exposition import Exposition
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.bounces import bounce_of, make_sent
from tests.support.delivery_queue import delivery
from tests.support.factories import make_admin, make_invitation
from tests.support.measured_here import shown
from tests.support.webhook_posts import BOUNCE_ADDRESS, JSON, Providers
from tests.support.webhooks import (
    basic,
    iso,
    mailgun_failure,
    mailgun_request,
    postmark_bounce,
    sendgrid_event,
    ses_bounce,
    ses_complaint,
    ses_mail,
)

NOBODY = {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 <ada@acme.example>: no such user here"}


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


@pytest.fixture
async def sent(admin: Actor) -> UUID:
    """The delivery of an email that a server took."""
    return await make_sent(await make_invitation(admin, "ada@acme.example"))


async def message_id_of(delivery_id: UUID) -> str:
    message_id: str = (await delivery(delivery_id))["message_id"]
    return message_id


async def came_back(delivery_id: UUID) -> str | None:
    found = await bounce_of(delivery_id)
    return found["kind"] if found else None


def received(response: httpx2.Response) -> int:
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    count: int = response.json()["received"]
    return count


def refusal(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


FORGED, UNAVAILABLE = (401, "UNAUTHENTICATED"), (503, "UNAVAILABLE")


class TestNews:
    async def test_of_ses_by_its_envelope(self, providers: Providers, sent: UUID) -> None:
        mail = ses_mail(make_return_path(get_settings().secret_keys, BOUNCE_ADDRESS, sent))
        assert received(await providers.ses(providers.sns.notification(ses_complaint("abuse", mail)))) == 1
        assert await came_back(sent) == "complaint"

    async def test_of_ses_by_the_message_id(self, providers: Providers, sent: UUID) -> None:
        content = ses_bounce("Permanent", "NoEmail", ses_mail(message_id=await message_id_of(sent)))
        assert received(await providers.ses(providers.sns.notification(content, SignatureVersion="1"))) == 1
        assert await came_back(sent) == "hard"

    async def test_of_postmark_by_the_metadata(self, providers: Providers, sent: UUID) -> None:
        assert received(await providers.postmark(postmark_bounce("HardBounce", sent))) == 1
        assert await came_back(sent) == "hard"

    async def test_of_sendgrid_by_the_message_id(self, providers: Providers, admin: Actor, sent: UUID) -> None:
        other = await make_sent(await make_invitation(admin))
        events = [
            sendgrid_event("delivered"),
            sendgrid_event("bounce", **{"smtp-id": await message_id_of(sent), **NOBODY}),
            sendgrid_event("spamreport", **{"smtp-id": await message_id_of(other)}),
            sendgrid_event("spamreport", sg_event_id="about an email of somebody else"),
        ]
        assert received(await providers.send_grid(events)) == 4
        assert [await came_back(each) for each in (sent, other)] == ["hard", "complaint"]

    async def test_of_mailgun_by_the_message_id(self, providers: Providers, sent: UUID) -> None:
        failure = mailgun_failure()
        failure["message"]["headers"]["message-id"] = (await message_id_of(sent)).strip("<>")
        assert received(await providers.mailgun(mailgun_request(failure))) == 1
        assert await came_back(sent) == "hard"

    async def test_from_any_origin_and_with_any_cookie(self, providers: Providers, sent: UUID) -> None:
        headers = {**JSON, "Authorization": basic(), "Origin": "https://evil.example", "Cookie": "session=x"}
        body = json.dumps(postmark_bounce("HardBounce", sent)).encode()
        response = await providers.post("postmark", body, headers)
        assert received(response) == 1
        assert "access-control-allow-origin" not in response.headers
        assert "set-cookie" not in response.headers


class TestRepeated:
    async def test_the_same_again_changes_nothing(self, providers: Providers, sent: UUID) -> None:
        request = mailgun_request(mailgun_failure())
        request["event-data"]["message"]["headers"]["message-id"] = await message_id_of(sent)
        await providers.mailgun(request)
        before = await bounce_of(sent)
        assert received(await providers.mailgun(request)) == 1
        request["event-data"]["event"] = "complained"  # the signature does not cover it
        assert received(await providers.mailgun(request)) == 1
        assert await bounce_of(sent) == before
        assert await value("SELECT count(*) FROM mail_event_receipts") == 1

    async def test_at_the_same_time_it_is_recorded_once(self, providers: Providers, sent: UUID) -> None:
        payload = postmark_bounce("HardBounce", sent)
        answers = await asyncio.gather(*(providers.postmark(payload) for _ in range(8)))
        assert {received(each) for each in answers} == {1}
        assert await value("SELECT count(*) FROM mail_event_receipts") == 1

    async def test_after_a_week_it_is_refused(self, providers: Providers, sent: UUID) -> None:
        old = datetime.now(UTC) - timedelta(days=8)
        mail = ses_mail(message_id=await message_id_of(sent))
        message = providers.sns.notification(ses_complaint(None, mail), Timestamp=iso(old))
        body = json.dumps([sendgrid_event("spamreport", **{"smtp-id": mail["headers"][1]["value"]})]).encode()
        headers = {**JSON, **providers.sendgrid.headers(body, old)}
        assert refusal(await providers.ses(message)) == FORGED
        assert refusal(await providers.post("sendgrid", body, headers)) == FORGED
        assert refusal(await providers.mailgun(mailgun_request(mailgun_failure(), at=old))) == FORGED
        assert await came_back(sent) is None


class TestSubscription:
    async def test_is_confirmed(self, providers: Providers) -> None:
        message = providers.sns.confirmation()
        assert received(await providers.ses(message)) == 1
        assert providers.sns.fetched[-1] == message["SubscribeURL"]

    async def test_of_another_topic_is_not(self, providers: Providers) -> None:
        topic = "arn:aws:sns:eu-west-1:999999999999:bounces"
        before = list(providers.sns.fetched)
        assert refusal(await providers.ses(providers.sns.confirmation(TopicArn=topic))) == FORGED
        assert providers.sns.fetched == before

    async def test_its_end_is_no_news(self, providers: Providers) -> None:
        assert received(await providers.ses(providers.sns.confirmation(Type="UnsubscribeConfirmation"))) == 1

    async def test_is_confirmed_later_while_amazon_is_away(self, providers: Providers) -> None:
        message = providers.sns.confirmation()
        providers.sns.is_away = True
        response = await providers.ses(message)
        providers.sns.is_away = False
        assert refusal(response) == UNAVAILABLE
        assert int(response.headers["retry-after"]) > 0
        assert received(await providers.ses(message)) == 1


class TestForged:
    async def test_changes_nothing_and_says_nothing_about_why(
        self, providers: Providers, sent: UUID, exposition: Exposition
    ) -> None:
        content = ses_complaint(None, ses_mail(message_id=await message_id_of(sent)))
        answers = [
            await providers.ses({**providers.sns.notification(content), "Signature": "AAAA"}),
            await providers.ses(content),
            await providers.postmark(postmark_bounce("HardBounce", sent), "postmark:wrong"),
            await providers.post("postmark", b"{}", JSON),
            await providers.post("sendgrid", b"[]", JSON),
            await providers.post("sendgrid", b"[] ", {**JSON, **providers.sendgrid.headers(b"[]")}),
            await providers.mailgun(mailgun_request(mailgun_failure(), key="another-key")),
            await providers.mailgun({}),
        ]
        assert {refusal(each) for each in answers} == {FORGED}
        assert len({each.json()["errors"][0]["message"] for each in answers}) == 1
        assert all(each.headers["www-authenticate"] for each in answers)
        assert await came_back(sent) is None
        page = shown(exposition)
        for source, count in (("ses", 2), ("postmark", 2), ("sendgrid", 2), ("mailgun", 2)):
            assert page.value("senturo_mail_events_total", source=source, result="forged") == count


class TestFaults:
    async def test_an_entry_that_cannot_be_read_holds_up_none_of_the_others(
        self, providers: Providers, sent: UUID, exposition: Exposition
    ) -> None:
        event = sendgrid_event("bounce", **{"smtp-id": await message_id_of(sent), **NOBODY})
        assert received(await providers.send_grid([None, event, 7])) == 3
        assert await came_back(sent) == "hard"
        assert shown(exposition).value("senturo_mail_events_total", source="sendgrid", result="malformed") == 2

    async def test_while_the_database_is_away_the_provider_is_asked_to_repeat_and_nothing_is_lost(
        self, providers: Providers, admin: Actor, sent: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later = await make_sent(await make_invitation(admin))
        results: list[Result] = []
        is_away = False

        async def receive_or_not(event: MailEvent) -> Result:
            nonlocal is_away
            if is_away:
                raise DatabaseUnavailable("away")
            is_away = not results
            results.append(await real(event))
            return results[-1]

        real = receive.receive
        monkeypatch.setattr(receive, "receive", receive_or_not)
        events = [
            sendgrid_event("bounce", sg_event_id=str(each), **{"smtp-id": await message_id_of(each), **NOBODY})
            for each in (sent, later)
        ]
        response = await providers.send_grid(events)
        assert refusal(response) == UNAVAILABLE
        assert int(response.headers["retry-after"]) > 0
        is_away = False
        assert received(await providers.send_grid(events)) == 2
        assert results == [Result.RECORDED, Result.DUPLICATE, Result.RECORDED]

    async def test_an_unexpected_error_holds_up_none_of_the_others(
        self, providers: Providers, sent: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail_once(event: MailEvent) -> Result:
            if event.key == "broken":
                raise ZeroDivisionError
            return await real(event)

        real = receive.receive
        monkeypatch.setattr(receive, "receive", fail_once)
        event = sendgrid_event("bounce", **{"smtp-id": await message_id_of(sent), **NOBODY})
        response = await providers.send_grid([sendgrid_event("spamreport", sg_event_id="broken"), event])
        assert response.status_code == 500
        assert await came_back(sent) == "hard"


class TestLogs:
    async def test_hold_neither_addresses_nor_payloads(
        self, providers: Providers, sent: UUID, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        await providers.postmark(postmark_bounce("HardBounce", sent))
        await providers.postmark(postmark_bounce("HardBounce", ID=None))
        await providers.postmark(postmark_bounce("HardBounce", sent), "ada@acme.example:wrong")
        await providers.mailgun({"event-data": mailgun_failure()})
        text = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("app."))
        assert "mail_event" in text
        for secret in ("ada@", "acme.example", "does not exist", "correct-horse", "wrong"):
            assert secret not in text
