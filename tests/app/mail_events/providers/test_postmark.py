"""Postmark: who may post, and what its record types mean."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.deliveries.bounces import BounceKind
from app.mail_events.providers.notices import ForgedError, MalformedError
from app.mail_events.providers.postmark import parse, verify
from tests.support.webhooks import POSTMARK_CREDENTIALS, basic, postmark_bounce

HARD, SOFT, COMPLAINT = BounceKind


def kind_of(payload: dict[str, Any]) -> BounceKind | None:
    events = parse(payload, datetime.now(UTC)).events
    return events[0].bounce.kind if events else None


class TestCredentials:
    @pytest.mark.parametrize("header", [basic(), basic().replace("Basic", "basic"), basic("new:correct-horse-2")])
    def test_any_of_the_configured_ones(self, header: str) -> None:
        verify((POSTMARK_CREDENTIALS, "new:correct-horse-2"), header)

    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "Basic",
            "Basic !",
            "Basic \u00e4",
            basic("postmark:wrong-horse"),
            basic("postmark:correct-horse "),
            basic("postmark:"),
            basic().replace("Basic", "Bearer"),
            basic().removeprefix("Basic "),
        ],
    )
    def test_no_others(self, header: str | None) -> None:
        with pytest.raises(ForgedError):
            verify((POSTMARK_CREDENTIALS,), header)


class TestBounces:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("HardBounce", HARD),
            ("BadEmailAddress", HARD),
            ("ManuallyDeactivated", HARD),
            ("SoftBounce", SOFT),
            ("DnsError", SOFT),
            ("Blocked", SOFT),
            ("SpamNotification", SOFT),
            ("DMARCPolicy", SOFT),
            ("SpamComplaint", COMPLAINT),
            ("Transient", None),
            ("AutoResponder", None),
            ("AddressChange", None),
            ("ChallengeVerification", None),
            ("Unknown", None),
            ("Subscribe", None),
            ("Unsubscribe", None),
            ("A type of tomorrow", None),
        ],
    )
    def test_types(self, name: str, kind: BounceKind | None) -> None:
        assert kind_of(postmark_bounce(name)) is kind

    def test_a_deactivated_address_is_hard_whatever_the_words(self) -> None:
        assert kind_of(postmark_bounce("ManuallyDeactivated", Details="")) is HARD

    def test_what_is_kept(self) -> None:
        now = datetime.now(UTC)
        delivery_id = uuid4()
        (event,) = parse(postmark_bounce("HardBounce", delivery_id), now).events
        assert event.delivery_id == delivery_id
        assert event.message_id is None
        assert event.recipient == "ada@acme.example"
        assert event.key == "Bounce/4323372036854775807"
        assert event.bounce.status == "5.1.1"
        assert event.bounce.diagnostic == "smtp;550 5.1.1 The email account that you tried to reach does not exist."
        assert now - timedelta(minutes=2) < event.bounce.at < now

    def test_a_spam_complaint_of_its_own_webhook(self) -> None:
        payload = postmark_bounce("SpamComplaint", RecordType="SpamComplaint", Details="Test spam complaint details")
        (event,) = parse(payload, datetime.now(UTC)).events
        assert (event.bounce.kind, event.key) == (COMPLAINT, "SpamComplaint/4323372036854775807")

    @pytest.mark.parametrize("metadata", [None, [], {}, {"delivery-id": None}, {"delivery-id": "x"}, "delivery-id"])
    def test_other_metadata_names_no_delivery(self, metadata: object) -> None:
        (event,) = parse(postmark_bounce("HardBounce", Metadata=metadata), datetime.now(UTC)).events
        assert event.delivery_id is None

    @pytest.mark.parametrize("record_type", ["Delivery", "Open", "Click", "SubscriptionChange", "Inbound", None, []])
    def test_other_records_are_no_news(self, record_type: object) -> None:
        batch = parse({**postmark_bounce("HardBounce"), "RecordType": record_type}, datetime.now(UTC))
        assert (batch.events, batch.ignored) == ((), 1)

    @pytest.mark.parametrize("time", ["2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "soon", "", None, 7, [], True])
    def test_a_time_that_cannot_be_is_that_of_the_request(self, time: object) -> None:
        now = datetime.now(UTC)
        (event,) = parse(postmark_bounce("HardBounce", BouncedAt=time), now).events
        assert event.bounce.at == now

    @pytest.mark.parametrize("key", [None, "", [], True, "x" * 999, 1.5])
    def test_without_an_id_it_is_malformed(self, key: object) -> None:
        with pytest.raises(MalformedError):
            parse(postmark_bounce("HardBounce", ID=key), datetime.now(UTC))

    def test_words_are_one_line_without_control_characters(self) -> None:
        (event,) = parse(
            postmark_bounce("SoftBounce", Details="a\0b\r\nc\u202e" + "x" * 9000), datetime.now(UTC)
        ).events
        assert event.bounce.diagnostic is not None
        assert event.bounce.diagnostic.startswith("a b c x")
        assert len(event.bounce.diagnostic) == 1000
