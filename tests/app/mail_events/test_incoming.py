"""A message that comes to where bounces go: which email it is about, by what proves it, and what becomes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import UUID, uuid4

import pytest

from app.database.sql import value
from app.deliveries.actions import BULK, NewDelivery, queue_deliveries
from app.invitations.resend import resend
from app.links import NONCE_BYTES, Purpose, make_token
from app.mail.return_paths import make_return_path
from app.mail_events import incoming
from app.mail_events.event import MailEvent, Result, Source
from app.mail_events.incoming import Message, receive_message
from app.mail_events.reading.message import read_message
from app.organizations.actor import Actor
from app.settings import get_settings
from tests.support.bounces import bounce_of, make_sent
from tests.support.delivery_queue import delivery
from tests.support.factories import make_admin, make_invitation

MESSAGES = Path(__file__).parent / "messages"
BOUNCES = "bounces@us.example"
# What the messages have where an email says which one it is.
THEIR_RETURN_PATH = "bounces+example@us.example"
THEIR_MESSAGE_ID = "<0192.invitation.1@us.example>"


@pytest.fixture(autouse=True)
def _bounce_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BOUNCE_ADDRESS", BOUNCES)
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Source, Result]]:
    """What was counted of messages that became no event."""
    found: list[tuple[Source, Result]] = []
    monkeypatch.setattr(incoming, "count", lambda source, result: found.append((source, result)))
    return found


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[MailEvent]:
    """What messages became, instead of being recorded."""
    found: list[MailEvent] = []

    async def keep(event: MailEvent) -> Result:
        found.append(event)
        return Result.RECORDED

    monkeypatch.setattr(incoming, "receive", keep)
    return found


def return_path(delivery_id: UUID) -> str:
    return make_return_path(get_settings().secret_keys, BOUNCES, delivery_id)


def message(name: str, **changes: str) -> bytes:
    """The message with other values for the email's `return_path` and `message_id`; without them it knows neither."""
    text = (MESSAGES / f"{name}.eml").read_bytes().decode()
    text = text.replace(THEIR_RETURN_PATH, changes.get("return_path", "nobody@us.example"))
    return text.replace(THEIR_MESSAGE_ID, changes.get("message_id", "<unknown@us.example>")).encode()


async def status_of(delivery_id: UUID) -> Any:
    return (await delivery(delivery_id))["status"]


class TestSignedReturnPath:
    async def test_it_names_the_email_whatever_the_message_knows_of_it(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        result = await receive_message(Source.PIPE, message("postfix_unknown_user"), [return_path(delivery_id)])
        assert result is Result.RECORDED
        assert await status_of(delivery_id) == "bounced"
        bounce = await bounce_of(delivery_id)
        assert bounce
        assert (bounce["kind"], bounce["status"]) == ("hard", "5.1.1")
        assert bounce["diagnostic"].startswith("550 5.1.1 <ana@x.example>: Recipient address rejected")

    async def test_a_link_that_the_server_quotes_is_kept_from_those_who_read_why(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        token = make_token(get_settings().secret_keys, Purpose.INVITATION, uuid4(), 1, bytes(NONCE_BYTES))
        content = message("icloud").replace(b"user is over quota", f"https://us.example/i#{token} is listed".encode())
        await receive_message(Source.PIPE, content, [return_path(delivery_id)])
        bounce = await bounce_of(delivery_id)
        assert bounce
        assert bounce["diagnostic"].endswith("https://us.example/i#… is listed")

    async def test_what_the_message_says_of_another_email_changes_nothing(self, admin: Actor) -> None:
        named, other = [await make_sent(await make_invitation(admin)) for _ in range(2)]
        content = message("exim_text", return_path=return_path(other), message_id=(await delivery(other))["message_id"])
        await receive_message(Source.LMTP, content, [return_path(named)])
        assert [await status_of(each) for each in (named, other)] == ["bounced", "sent"]

    async def test_news_about_the_first_email_leaves_the_second_alone(self, admin: Actor) -> None:
        invitation_id = await make_invitation(admin)
        first = await make_sent(invitation_id)
        await resend(admin, [invitation_id])
        second = await make_sent(invitation_id, generation=2)
        await receive_message(Source.PIPE, message("gmail"), [return_path(first)])
        assert [await status_of(each) for each in (first, second)] == ["bounced", "sent"]

    async def test_mail_servers_may_change_its_letter_case(self, events: list[MailEvent]) -> None:
        delivery_id = uuid4()
        await receive_message(Source.PIPE, message("qmail"), [f"<{return_path(delivery_id).upper()}>"])
        assert [event.delivery_id for event in events] == [delivery_id]

    async def test_a_forged_one_is_counted_and_the_message_dropped(
        self, counted: list[tuple[Source, Result]], events: list[MailEvent]
    ) -> None:
        genuine = return_path(uuid4())
        other = genuine.replace("+a", "+b") if "+a" in genuine else f"bounces+a{genuine.removeprefix('bounces+')[1:]}"
        for forged in (other, "bounces+x@us.example", "bounces+@us.example"):
            result = await receive_message(Source.LMTP, message("gmail", return_path=genuine), [genuine, forged])
            assert result is Result.FORGED
        assert counted == [(Source.LMTP, Result.FORGED)] * 3
        assert events == []

    async def test_other_addresses_are_none(self, events: list[MailEvent]) -> None:
        others = [BOUNCES, "bounces+x@elsewhere.example", "somebody@us.example", "", "<>", "\ud800"]
        delivery_id = uuid4()
        await receive_message(Source.IMAP, message("gmail", return_path=return_path(delivery_id)), others)
        assert [event.delivery_id for event in events] == [delivery_id]

    async def test_a_message_to_two_is_news_about_both(self, events: list[MailEvent]) -> None:
        two = {uuid4(), uuid4()}
        await receive_message(Source.PIPE, message("qmail"), [return_path(each) for each in two])
        assert {event.delivery_id for event in events} == two

    async def test_a_message_is_read_once_for_all_whom_it_is_received_for(
        self, monkeypatch: pytest.MonkeyPatch, events: list[MailEvent]
    ) -> None:
        read = Mock(wraps=read_message)
        monkeypatch.setattr(incoming, "read_message", read)
        content = Message(message("gmail"))
        for _ in range(3):
            await receive_message(Source.LMTP, content, [return_path(uuid4())])
        assert (read.call_count, len(events)) == (1, 3)


class TestWithoutSignedReturnPath:
    async def test_that_of_the_email_names_it(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        content = message("arf_abuse", return_path=return_path(delivery_id))
        assert await receive_message(Source.IMAP, content, ["feedback@us.example"]) is Result.RECORDED
        bounce = await bounce_of(delivery_id)
        assert bounce
        assert bounce["kind"] == "complaint"

    async def test_else_its_message_id(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        content = message("arf_redacted", message_id=(await delivery(delivery_id))["message_id"])
        assert await receive_message(Source.IMAP, content, []) is Result.RECORDED
        assert await status_of(delivery_id) == "bounced"

    async def test_a_forged_one_in_the_message_is_no_proof(self, events: list[MailEvent]) -> None:
        content = message("yahoo", return_path="bounces+forged@us.example", message_id="<a@us.example>")
        await receive_message(Source.PIPE, content, [])
        assert [(event.delivery_id, event.message_id) for event in events] == [(None, "<a@us.example>")]

    async def test_an_email_that_is_not_ours_matches_nothing(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        assert await receive_message(Source.PIPE, message("exim_text"), [BOUNCES]) is Result.UNMATCHED
        assert await status_of(delivery_id) == "sent"

    async def test_the_id_of_an_email_is_no_proof(self, database: None) -> None:
        """All who may look at the emails of their organization know it."""
        await queue_deliveries("letter", [NewDelivery(uuid4(), 1, "x.example")], "us.example", BULK, uuid4())
        delivery_id = await value("SELECT id FROM deliveries WHERE kind = 'letter'")
        content = message("exim_text", message_id=f"<{delivery_id}@us.example>")
        assert await receive_message(Source.PIPE, content, [BOUNCES]) is Result.UNMATCHED

    async def test_a_report_that_knows_no_email_matches_nothing(self, counted: list[tuple[Source, Result]]) -> None:
        assert await receive_message(Source.PIPE, message("unknown_program"), [BOUNCES]) is Result.UNMATCHED
        assert counted == [(Source.PIPE, Result.UNMATCHED)]

    async def test_nothing_is_signed_where_no_address_is_set(
        self, monkeypatch: pytest.MonkeyPatch, events: list[MailEvent]
    ) -> None:
        signed = return_path(uuid4())
        monkeypatch.delenv("BOUNCE_ADDRESS")
        get_settings.cache_clear()
        await receive_message(Source.IMAP, message("gmail", return_path=signed, message_id="<a@us.example>"), [signed])
        assert [(event.delivery_id, event.message_id) for event in events] == [(None, "<a@us.example>")]


class TestWhatIsNoNews:
    @pytest.mark.parametrize(
        "name",
        [
            "postfix_delayed",
            "postfix_delivered",
            "vacation_exchange",
            "challenge",
            "arf_not_spam",
            "person_about_bounces",
        ],
    )
    async def test_it_changes_nothing_even_at_a_signed_return_path(
        self, name: str, admin: Actor, counted: list[tuple[Source, Result]]
    ) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        result = await receive_message(Source.PIPE, message(name), [return_path(delivery_id)])
        assert result is Result.IGNORED
        assert counted == [(Source.PIPE, Result.IGNORED)]
        assert await status_of(delivery_id) == "sent"

    @pytest.mark.parametrize("content", [b"", b"\0", b"x" * 20_000_000], ids=["empty", "NUL", "too large"])
    async def test_nor_does_what_cannot_be_read(self, content: bytes, counted: list[tuple[Source, Result]]) -> None:
        assert await receive_message(Source.LMTP, content, [return_path(uuid4())]) is Result.IGNORED
        assert counted == [(Source.LMTP, Result.IGNORED)]


class TestEvents:
    async def test_several_recipients_of_one_email_are_one_event_of_the_gravest(self, events: list[MailEvent]) -> None:
        delivery_id = uuid4()
        await receive_message(Source.PIPE, message("postfix_several_recipients"), [return_path(delivery_id)])
        [event] = events
        assert (event.bounce.kind, event.bounce.status, event.recipient) == ("hard", "5.1.1", "ana@x.example")

    async def test_a_missing_mailbox_is_graver_than_a_missing_domain(self, events: list[MailEvent]) -> None:
        content = message("postfix_several_recipients").replace(b"552 5.2.2 mailbox full", b"550 5.1.2 no such domain")
        await receive_message(Source.PIPE, content, [return_path(uuid4())])
        assert [event.bounce.status for event in events] == ["5.1.1"]

    async def test_the_same_message_again_is_a_duplicate(self, admin: Actor) -> None:
        delivery_id = await make_sent(await make_invitation(admin))
        for name in ("gmail", "qmail"):  # with a Message-ID of its own, and without
            first, again = [
                await receive_message(Source.PIPE, message(name), [return_path(delivery_id)]) for _ in range(2)
            ]
            assert first in {Result.RECORDED, Result.IGNORED}
            assert again is Result.DUPLICATE

    async def test_its_key_is_its_message_id_else_its_content(self, events: list[MailEvent]) -> None:
        one, other = return_path(uuid4()), return_path(uuid4())
        for name, recipient in (("gmail", one), ("qmail", one), ("qmail_remote", one), ("gmail", other)):
            await receive_message(Source.PIPE, message(name), [recipient])
        keys = [event.key for event in events]
        assert keys[0].startswith("<gmail@mx.example.org> ")
        assert len(set(keys)) == 4

    @pytest.mark.parametrize("days", [1, 400, -400])
    async def test_a_date_that_nobody_can_believe_is_now(self, days: int, events: list[MailEvent]) -> None:
        date = format_datetime(datetime.now(UTC) + timedelta(days=days))
        content = message("qmail").replace(b"27 Nov 2026 10:05:00 -0000", date.encode())
        before = datetime.now(UTC)
        await receive_message(Source.PIPE, content, [return_path(uuid4())])
        [event] = events
        assert before <= event.bounce.at <= datetime.now(UTC)

    async def test_a_date_of_these_days_is_believed(self, events: list[MailEvent]) -> None:
        date = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
        content = message("qmail").replace(b"27 Nov 2026 10:05:00 -0000", format_datetime(date).encode())
        await receive_message(Source.PIPE, content, [return_path(uuid4())])
        assert [event.bounce.at for event in events] == [date]

    async def test_what_the_database_raises_is_for_the_way_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def fail(event: MailEvent) -> Result:
            raise ConnectionRefusedError

        monkeypatch.setattr(incoming, "receive", fail)
        with pytest.raises(ConnectionRefusedError):
            await receive_message(Source.LMTP, message("gmail"), [return_path(uuid4())])
