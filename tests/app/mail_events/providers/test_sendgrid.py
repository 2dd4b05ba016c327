"""SendGrid: what it signed, and what its events mean."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.deliveries.bounces import BounceKind
from app.mail_events.providers.notices import ForgedError, MalformedError
from app.mail_events.providers.sendgrid import MAX_EVENTS, load_key, parse, verify
from tests.support.webhooks import SendGrid, sendgrid_event

HARD, SOFT, COMPLAINT = BounceKind
SENDGRID, ANOTHER = SendGrid(), SendGrid()
BODY = json.dumps([sendgrid_event("bounce")]).encode()


def check(headers: dict[str, str], body: bytes = BODY, *senders: SendGrid) -> None:
    keys = [load_key(each.verification_key) for each in senders or (SENDGRID,)]
    signature, timestamp = (headers.get(f"X-Twilio-Email-Event-Webhook-{name}") for name in ("Signature", "Timestamp"))
    verify(keys, signature, timestamp, body, datetime.now(UTC))


class TestSignature:
    def test_of_any_of_the_keys(self) -> None:
        check(SENDGRID.headers(BODY))
        check(SENDGRID.headers(BODY), BODY, ANOTHER, SENDGRID)

    def test_of_another_key_or_another_body_is_forged(self) -> None:
        for headers, body in ((ANOTHER.headers(BODY), BODY), (SENDGRID.headers(BODY), BODY + b" ")):
            with pytest.raises(ForgedError):
                check(headers, body)

    @pytest.mark.parametrize("name", ["Signature", "Timestamp"])
    @pytest.mark.parametrize("value", ["", "!", "AAAA", "1", "\u00e4", "1e9", "9" * 40, "\u0661", "-1", "0x1"])
    def test_of_other_headers_is_forged(self, name: str, value: str) -> None:
        with pytest.raises(ForgedError):
            check({**SENDGRID.headers(BODY), f"X-Twilio-Email-Event-Webhook-{name}": value})

    def test_without_the_headers_it_is_forged(self) -> None:
        with pytest.raises(ForgedError):
            check({})

    @pytest.mark.parametrize("age", [timedelta(days=7, minutes=1), timedelta(minutes=-11)])
    def test_too_old_or_ahead_is_forged(self, age: timedelta) -> None:
        with pytest.raises(ForgedError):
            check(SENDGRID.headers(BODY, datetime.now(UTC) - age))

    @pytest.mark.parametrize("age", [timedelta(days=6, hours=23), timedelta(minutes=-9)])
    def test_repetitions_and_other_clocks_are_not(self, age: timedelta) -> None:
        check(SENDGRID.headers(BODY, datetime.now(UTC) - age))


class TestEvents:
    @pytest.mark.parametrize(
        ("event", "fields", "kind"),
        [
            ("bounce", {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 No such user here"}, HARD),
            ("bounce", {"type": "bounce", "status": "5.2.2", "reason": "552 5.2.2 Mailbox full"}, SOFT),
            ("bounce", {"type": "blocked", "status": "5.7.1", "reason": "550 5.7.1 Message blocked"}, SOFT),
            ("bounce", {"type": "expired", "reason": "unable to get mx info"}, SOFT),
            ("blocked", {"reason": "550 5.1.1 No such user here"}, SOFT),
            ("dropped", {"reason": "Bounced Address", "status": "5.0.0"}, HARD),
            ("dropped", {"reason": "Invalid"}, HARD),
            ("dropped", {"reason": "Spam Reporting Address"}, COMPLAINT),
            ("dropped", {"reason": "Unsubscribed Address"}, SOFT),
            ("dropped", {"reason": "Recipient List over Package Quota"}, SOFT),
            ("dropped", {}, SOFT),
            ("spamreport", {}, COMPLAINT),
        ],
    )
    def test_that_are_news(self, event: str, fields: dict[str, Any], kind: BounceKind) -> None:
        (found,) = parse([sendgrid_event(event, **fields)], datetime.now(UTC)).events
        assert found.bounce.kind is kind

    @pytest.mark.parametrize(
        "event",
        ["processed", "deferred", "delivered", "open", "click", "unsubscribe", "group_resubscribe", "new", None],
    )
    def test_that_are_none(self, event: Any) -> None:
        batch = parse([{**sendgrid_event("x"), "event": event}], datetime.now(UTC))
        assert (batch.events, batch.ignored) == ((), 1)

    def test_what_is_kept(self) -> None:
        now = datetime.now(UTC)
        fields = {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 No such user here"}
        (found,) = parse([sendgrid_event("bounce", **fields)], now).events
        assert found.message_id == "<14c5d75ce93.dfd.64b469@example.com>"
        assert found.key == "bounce-6g4ZI7SA-xmRDv57GoPIPw=="
        assert found.recipient == "ada@acme.example"
        assert (found.bounce.status, found.bounce.diagnostic) == ("5.1.1", "550 5.1.1 No such user here")
        assert timedelta(seconds=50) < now - found.bounce.at < timedelta(seconds=120)

    def test_one_that_cannot_be_read_holds_up_none_of_the_others(self) -> None:
        broken: list[Any] = [7, None, [], "bounce", {**sendgrid_event("bounce"), "sg_event_id": None}]
        batch = parse([*broken, sendgrid_event("bounce"), sendgrid_event("open")], datetime.now(UTC))
        assert (len(batch.events), batch.ignored, batch.malformed, len(batch)) == (1, 1, 5, 7)

    @pytest.mark.parametrize("payload", [{}, None, "bounce", 1, [{}] * (MAX_EVENTS + 1)])
    def test_what_is_no_list_of_them_is_malformed(self, payload: Any) -> None:
        with pytest.raises(MalformedError):
            parse(payload, datetime.now(UTC))

    @pytest.mark.parametrize("time", [1e300, -1e300, 2**70, "soon", None, [], True, 0])
    def test_a_time_that_cannot_be_is_that_of_the_request(self, time: object) -> None:
        now = datetime.now(UTC)
        (found,) = parse([sendgrid_event("spamreport", timestamp=time)], now).events
        assert found.bounce.at == now
