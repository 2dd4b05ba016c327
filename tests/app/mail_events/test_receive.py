"""Mail events: matched, recorded once, counted, and logged without addresses."""

import asyncio
import logging
from uuid import uuid4

import pytest

from app.database.connection import CONNECTION_ERRORS
from app.database.sql import rows, value
from app.invitations.resend import resend
from app.mail_events import receive as receiving
from app.mail_events.event import Result, Source
from app.mail_events.receipts import RECEIPT_DAYS, delete_old_receipts
from app.mail_events.receive import count, receive
from app.metrics import catalog
from app.operations.delivery_acts import retry_deliveries
from app.operations.delivery_filters import DeliveryFilter
from app.organizations.actor import Actor
from tests.support.bounces import GIVEN_UP, NOBODY_THERE, SPAM, bounce_of, event_about, make_sent
from tests.support.delivery_queue import delivery, delivery_of
from tests.support.factories import make_admin, make_invitation
from tests.support.many_deliveries import OPERATOR

RECEIPTS = "SELECT count(*) FROM mail_event_receipts"


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


class TestMatching:
    async def test_by_the_delivery(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        assert await receive(event_about(delivery_id)) is Result.RECORDED
        assert (await delivery(delivery_id))["status"] == "bounced"

    @pytest.mark.parametrize("written", ["<{}>", "{}", " <{}> "])
    async def test_by_the_message_id_with_or_without_brackets(self, admin: Actor, written: str) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        message_id = (await delivery(delivery_id))["message_id"].strip("<>")
        assert await receive(event_about(None, message_id=written.format(message_id))) is Result.RECORDED
        assert (await delivery(delivery_id))["status"] == "bounced"

    async def test_the_delivery_comes_first(self, admin: Actor) -> None:
        named, other = [await make_sent(await make_invitation(admin)) for _ in range(2)]
        await receive(event_about(named, message_id=(await delivery(other))["message_id"]))
        assert [(await delivery(each))["status"] for each in (named, other)] == ["bounced", "sent"]

    async def test_a_recipient_that_the_email_was_forwarded_to_is_as_good(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin, "ada@acme.example"))
        assert await receive(event_about(delivery_id, recipient="ada@forwarded.example")) is Result.RECORDED

    @pytest.mark.parametrize(
        "message_id", [None, "", "<>", "<nobody@acme.example>", "x" * 300, "<a\0@b>", "<\ud800@b>"]
    )
    async def test_what_is_about_no_email_of_ours_leaves_nothing(self, admin: Actor, message_id: str | None) -> None:
        await make_sent(await make_invitation(admin))
        assert await receive(event_about(None, message_id=message_id)) is Result.UNMATCHED
        assert await receive(event_about(uuid4())) is Result.UNMATCHED
        assert await value(RECEIPTS) == 0

    async def test_news_of_the_first_email_leaves_the_second_alone(self, admin: Actor) -> None:
        invitation_id = await make_invitation(admin)
        first = await make_sent(invitation_id)
        await resend(admin, [invitation_id])
        second = await make_sent(invitation_id, 2)
        assert await receive(event_about(None, message_id=(await delivery(first))["message_id"])) is Result.RECORDED
        assert [(await delivery_of(invitation_id, each))["status"] for each in (1, 2)] == ["bounced", "sent"]
        assert await bounce_of(second) is None


class TestRepetition:
    async def test_the_same_event_again_is_a_duplicate(self, admin: Actor) -> None:
        event = event_about(await make_sent(await make_invitation(admin)))
        assert [await receive(event) for _ in range(3)] == [Result.RECORDED, Result.DUPLICATE, Result.DUPLICATE]

    async def test_the_same_event_twice_at_once_is_recorded_once(self, admin: Actor) -> None:
        for _ in range(5):
            event = event_about(await make_sent(await make_invitation(admin)))
            results = await asyncio.gather(receive(event), receive(event))
            assert sorted(results) == [Result.DUPLICATE, Result.RECORDED]

    async def test_the_same_key_of_another_source_is_another_event(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        assert await receive(event_about(delivery_id, GIVEN_UP, key="1")) is Result.RECORDED
        assert await receive(event_about(delivery_id, key="1", source=Source.SES)) is Result.RECORDED

    async def test_the_same_news_in_two_ways_changes_nothing_the_second_time(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        assert await receive(event_about(delivery_id)) is Result.RECORDED
        assert await receive(event_about(delivery_id, source=Source.IMAP)) is Result.IGNORED
        assert await receive(event_about(delivery_id, SPAM)) is Result.RECORDED

    async def test_an_event_of_before_an_operators_retry_does_not_stop_it(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        event = event_about(delivery_id)
        await receive(event)
        await retry_deliveries(OPERATOR, DeliveryFilter(message_id=(await delivery(delivery_id))["message_id"]), 1)
        await make_sent_again(delivery_id)
        assert await receive(event) is Result.DUPLICATE
        assert (await delivery(delivery_id))["status"] == "sent"
        assert await receive(event_about(delivery_id)) is Result.RECORDED

    async def test_what_could_not_be_recorded_can_come_again(
        self, admin: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = event_about(await make_sent(await make_invitation(admin)))

        async def fail(*_: object) -> bool:
            raise ConnectionError

        with monkeypatch.context() as patch:
            patch.setattr(receiving, "record_bounce", fail)
            with pytest.raises(CONNECTION_ERRORS):
                await receive(event)
        assert await value(RECEIPTS) == 0
        assert await receive(event) is Result.RECORDED

    async def test_receipts_are_deleted_after_a_while(self, admin: Actor) -> None:
        for _ in range(2):
            await receive(event_about(await make_sent(await make_invitation(admin))))
        await rows(
            "UPDATE mail_event_receipts SET received_at = now() - make_interval(days => $1, mins => 1)"
            " WHERE id = (SELECT id FROM mail_event_receipts LIMIT 1)",
            RECEIPT_DAYS,
        )
        assert not await delete_old_receipts()
        assert await value(RECEIPTS) == 1


class TestObservation:
    async def test_the_log_has_ids_and_codes_and_no_address(
        self, admin: Actor, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        delivery_id = await make_sent(await make_invitation(admin, "ada@acme.example"))
        caplog.clear()
        await receive(event_about(delivery_id, recipient="ada@acme.example"))
        (line,) = [each for each in caplog.records if each.message == "mail_event_received"]
        logged = {key: getattr(line, key) for key in ("source", "result", "bounce", "delivery_id")}
        assert logged == {"source": "pipe", "result": "recorded", "bounce": "hard", "delivery_id": str(delivery_id)}
        assert not any("ada" in str(each) for record in caplog.records for each in record.__dict__.values())

    async def test_every_result_is_counted(self, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
        counted: list[tuple[str, ...]] = []
        monkeypatch.setattr(catalog.MAIL_EVENTS, "add", lambda *labels: counted.append(labels))
        event = event_about(await make_sent(await make_invitation(admin)), NOBODY_THERE)
        for each in (event, event, event_about(uuid4())):
            await receive(each)
        count(Source.SES, Result.FORGED)
        assert counted == [
            ("pipe", "recorded"),
            ("pipe", "duplicate"),
            ("pipe", "unmatched"),
            ("ses", "forged"),
        ]

    def test_the_metric_knows_every_source_and_result(self) -> None:
        assert set(catalog.MAIL_EVENT_SOURCES) == set(Source)
        assert set(catalog.MAIL_EVENT_RESULTS) == set(Result)


async def make_sent_again(delivery_id: object) -> None:
    """As an email worker does after an operator's retry."""
    await rows(
        """
        WITH sent AS (UPDATE deliveries SET status = 'sent', due_at = NULL, sent_at = now(),
                             attempt_count = attempt_count + 1 WHERE id = $1 RETURNING id, attempt_count)
        INSERT INTO delivery_attempts (id, delivery_id, number, worker, finished_at, outcome)
        SELECT uuidv7(), id, attempt_count, 'a worker', now(), 'accepted' FROM sent
        """,
        delivery_id,
    )
