"""Amazon SES: what its notifications and published events mean."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.deliveries.bounces import BounceKind
from app.mail.return_paths import ReturnPaths, make_return_path
from app.mail_events.event import MailEvent
from app.mail_events.providers import ses
from app.mail_events.providers.notices import Batch, MalformedError
from app.mail_events.providers.sns import read_message
from app.settings import Settings
from tests.support.webhooks import TOPIC, Sns, ses_bounce, ses_complaint, ses_mail

HARD, SOFT, COMPLAINT = BounceKind
NOWHERE = ReturnPaths((), None)
SNS = Sns()
FAILED: dict[str, Any] = {"action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
FULL: dict[str, Any] = {"action": "failed", "status": "4.2.2", "diagnosticCode": "smtp; 452 4.2.2 mailbox full"}


def parse(content: object, return_paths: ReturnPaths = NOWHERE) -> Batch:
    body = json.dumps(SNS.notification(content)).encode()
    return ses.parse(read_message(body, (TOPIC,), datetime.now(UTC)), return_paths, datetime.now(UTC))


def event_of(content: object, return_paths: ReturnPaths = NOWHERE) -> MailEvent:
    (event,) = parse(content, return_paths).events
    return event


def is_ignored(content: object) -> bool:
    batch = parse(content)
    return (batch.events, batch.ignored) == ((), 1)


class TestBounces:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (ses_bounce("Permanent", **FAILED), HARD),
            (ses_bounce("Permanent", "NoEmail"), HARD),
            (ses_bounce("Permanent", "Suppressed", status="5.1.1", action="failed"), HARD),
            (ses_bounce("Permanent", "OnAccountSuppressionList"), HARD),
            (ses_bounce("Transient", "MailboxFull", **FULL), SOFT),
            (ses_bounce("Transient", **FAILED), SOFT),
            (ses_bounce("Undetermined", "Undetermined", **FAILED), HARD),
            (ses_bounce("Undetermined", "Undetermined", **FULL), SOFT),
        ],
    )
    def test_types(self, content: dict[str, Any], kind: BounceKind) -> None:
        assert event_of(content).bounce.kind is kind

    def test_published_as_events(self) -> None:
        content = ses_bounce("Permanent", **FAILED)
        published = {"eventType": content.pop("notificationType"), **content}
        assert event_of(published).bounce.kind is HARD
        assert event_of(published).key == event_of(ses_bounce("Permanent", **FAILED)).key

    @pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
    def test_without_a_report_may_be_an_automatic_reply(self, kind: str) -> None:
        assert is_ignored(ses_bounce(kind))

    def test_a_recipient_who_may_get_it_yet_is_no_news(self) -> None:
        assert is_ignored(ses_bounce("Transient", **{**FULL, "action": "delayed"}))

    def test_each_recipient_has_an_event(self) -> None:
        content = ses_bounce("Permanent", **FAILED)
        content["bounce"]["bouncedRecipients"] += [{"emailAddress": "eve@acme.example", **FAILED}, 7, None]
        events = parse(content).events
        assert [each.recipient for each in events] == ["ada@acme.example", "eve@acme.example"]
        assert len({each.key for each in events}) == 2

    def test_what_is_kept(self) -> None:
        now = datetime.now(UTC)
        event = event_of(ses_bounce("Permanent", **FAILED))
        assert event.key == "Bounce/000001378603176d-5a4b5ad9-6f30-4198-a8c3-b1eb0c270a1d-000000/ada@acme.example"
        assert (event.bounce.status, event.bounce.diagnostic) == ("5.1.1", "smtp; 550 5.1.1 user unknown")
        assert timedelta(seconds=50) < now - event.bounce.at < timedelta(seconds=120)

    def test_what_ses_rejected_is_given_up(self) -> None:
        event = event_of({"eventType": "Reject", "mail": ses_mail(), "reject": {"reason": "Bad content"}})
        assert (event.bounce.kind, event.bounce.diagnostic) == (SOFT, "Bad content")


class TestComplaints:
    @pytest.mark.parametrize("feedback", ["abuse", "fraud", "other", None])
    def test_of_people(self, feedback: str | None) -> None:
        assert event_of(ses_complaint(feedback)).bounce.kind is COMPLAINT

    @pytest.mark.parametrize("feedback", ["not-spam", "auth-failure", "virus"])
    def test_of_nobody(self, feedback: str) -> None:
        assert is_ignored(ses_complaint(feedback))


class TestMatching:
    def test_the_envelope_sender_names_the_delivery(self, settings: Settings) -> None:
        delivery_id, address = uuid4(), "bounces@example.com"
        source = make_return_path(settings.secret_keys, address, delivery_id)
        return_paths = ReturnPaths(settings.secret_keys, address)
        assert event_of(ses_complaint(None, ses_mail(source)), return_paths).delivery_id == delivery_id
        assert event_of(ses_complaint(None), return_paths).delivery_id is None

    def test_the_original_headers_have_the_message_id(self) -> None:
        mail = ses_mail(message_id="<1@example.com>")
        assert event_of(ses_complaint(None, mail)).message_id == "<1@example.com>"
        del mail["headers"]
        assert event_of(ses_complaint(None, mail)).message_id == "<1@example.com>"

    def test_the_id_that_ses_gave_is_none_of_ours(self) -> None:
        assert event_of(ses_complaint(None)).message_id is None


class TestOthers:
    @pytest.mark.parametrize("kind", ["Send", "Delivery", "DeliveryDelay", "Open", "Click", "Subscription", "New"])
    def test_events_are_no_news(self, kind: str) -> None:
        assert is_ignored({"eventType": kind, "mail": ses_mail(), kind.lower(): {}})

    def test_what_ses_tries_a_topic_with_is_no_news(self) -> None:
        assert is_ignored("Successfully validated SNS topic for Amazon SES event publishing.")

    @pytest.mark.parametrize("content", ["hello", "[]", "7", {}, {"notificationType": ["Bounce"]}])
    def test_contents_of_somebody_else_are_malformed(self, content: object) -> None:
        with pytest.raises(MalformedError):
            parse(content)
