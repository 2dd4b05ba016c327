"""Mailgun: what it signed, and what its events mean."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.deliveries.bounces import BounceKind
from app.mail.return_paths import ReturnPaths, make_return_path
from app.mail_events.event import MailEvent
from app.mail_events.providers.mailgun import parse, verify
from app.mail_events.providers.notices import ForgedError, MalformedError
from app.settings import Settings
from tests.support.webhooks import MAILGUN_KEY, TOKEN, mailgun_event, mailgun_failure, mailgun_request

HARD, SOFT, COMPLAINT = BounceKind
FULL: dict[str, Any] = {"code": 552, "enhanced-code": "5.2.2", "message": "Mailbox full"}
NOWHERE = ReturnPaths((), None)


def event_of(event: dict[str, Any], return_paths: ReturnPaths = NOWHERE) -> MailEvent:
    (found,) = parse(mailgun_request(event), return_paths, datetime.now(UTC)).events
    return found


class TestSignature:
    def test_of_any_of_the_keys(self) -> None:
        verify(("another-key", MAILGUN_KEY), mailgun_request({}), datetime.now(UTC))

    def test_of_another_key_is_forged(self) -> None:
        with pytest.raises(ForgedError):
            verify((MAILGUN_KEY,), mailgun_request({}, key="another-key"), datetime.now(UTC))

    @pytest.mark.parametrize("name", ["timestamp", "token", "signature"])
    @pytest.mark.parametrize("value", ["", "0", "x", "\u00e4", "\u0661", None, [], {}, True, -1, "9" * 40, "x" * 200])
    def test_of_other_fields_is_forged(self, name: str, value: object) -> None:
        request = mailgun_request({})
        request["signature"][name] = value
        with pytest.raises(ForgedError):
            verify((MAILGUN_KEY,), request, datetime.now(UTC))

    @pytest.mark.parametrize("signature", [None, [], "x", {}])
    def test_without_a_signature_it_is_forged(self, signature: object) -> None:
        with pytest.raises(ForgedError):
            verify((MAILGUN_KEY,), {"signature": signature, "event-data": {}}, datetime.now(UTC))

    @pytest.mark.parametrize("age", [timedelta(days=1, minutes=1), timedelta(minutes=-11)])
    def test_too_old_or_ahead_is_forged(self, age: timedelta) -> None:
        with pytest.raises(ForgedError):
            verify((MAILGUN_KEY,), mailgun_request({}, at=datetime.now(UTC) - age), datetime.now(UTC))

    @pytest.mark.parametrize("age", [timedelta(hours=23), timedelta(minutes=-9)])
    def test_repetitions_and_other_clocks_are_not(self, age: timedelta) -> None:
        verify((MAILGUN_KEY,), mailgun_request({}, at=datetime.now(UTC) - age), datetime.now(UTC))


class TestEvents:
    @pytest.mark.parametrize(
        ("event", "kind"),
        [
            (mailgun_failure(), HARD),
            (mailgun_failure("generic"), HARD),
            (mailgun_failure("bounce", "permanent", **FULL), SOFT),
            (mailgun_failure("suppress-bounce", code=605, message="", description="Not delivering to it"), HARD),
            (mailgun_failure("suppress-complaint", code=607, message=""), COMPLAINT),
            (mailgun_failure("suppress-unsubscribe", code=606, message=""), SOFT),
            (mailgun_failure("old", code=602, message="Too old"), SOFT),
            (mailgun_failure("espblock"), SOFT),
            (mailgun_event("complained"), COMPLAINT),
            (mailgun_event("rejected", reject={"reason": "Sandbox subdomains are for test purposes only."}), SOFT),
        ],
    )
    def test_that_are_news(self, event: dict[str, Any], kind: BounceKind) -> None:
        assert event_of(event).bounce.kind is kind

    @pytest.mark.parametrize(
        "event",
        [
            mailgun_failure("generic", "temporary", code=498, message="No MX for nomx.example"),
            mailgun_failure("greylisted", "temporary"),
            mailgun_event("failed"),
            *map(mailgun_event, ["accepted", "delivered", "opened", "clicked", "unsubscribed", "stored", "new"]),
        ],
    )
    def test_that_are_none(self, event: dict[str, Any]) -> None:
        batch = parse(mailgun_request(event), NOWHERE, datetime.now(UTC))
        assert (batch.events, batch.ignored) == ((), 1)

    def test_what_is_kept(self) -> None:
        now = datetime.now(UTC)
        found = event_of(mailgun_failure())
        assert found.message_id == "20260812211713.1@example.com"
        assert found.recipient == "ada@acme.example"
        assert found.bounce.status == "5.1.1"
        assert found.bounce.diagnostic == "550 5.1.1 The email account that you tried to reach does not exist"
        assert timedelta(seconds=50) < now - found.bounce.at < timedelta(seconds=120)

    def test_the_key_is_the_token_which_is_signed_with_each_request(self) -> None:
        assert event_of(mailgun_failure()).key == TOKEN

    def test_its_envelope_may_name_the_delivery(self, settings: Settings) -> None:
        delivery_id, address = uuid4(), "bounces@example.com"
        return_paths = ReturnPaths(settings.secret_keys, address)
        sender = make_return_path(settings.secret_keys, address, delivery_id)
        assert (
            event_of(mailgun_event("complained", envelope={"sender": sender}), return_paths).delivery_id == delivery_id
        )
        for other in (address, f"bounces+{'a' * 42}@example.com", None, 7):
            event = mailgun_event("complained", envelope={"sender": other})
            assert event_of(event, return_paths).delivery_id is None

    @pytest.mark.parametrize("event", [{}, {"event": None}, {"event": ["failed"]}])
    def test_what_has_none_is_malformed(self, event: dict[str, Any]) -> None:
        with pytest.raises(MalformedError):
            parse(mailgun_request(event), NOWHERE, datetime.now(UTC))
