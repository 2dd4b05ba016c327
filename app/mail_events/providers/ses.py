"""Amazon SES's bounces and complaints, as notifications (`notificationType`) or by event publishing (`eventType`).

Sources: the Amazon SES developer guide, pages "Amazon SNS notification contents for Amazon SES" and "Examples of event
data that Amazon SES publishes to Amazon SNS".
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.deliveries.bounces import Bounce, BounceKind
from app.mail.return_paths import ReturnPaths
from app.mail_events.classification.bounces import classified_bounce, hard_bounce
from app.mail_events.classification.statuses import PERMANENT, find_status
from app.mail_events.event import MailEvent, Source
from app.mail_events.providers.json_values import identifier, items, mapping, parse_object, text, time_of
from app.mail_events.providers.notices import IGNORED, Batch, MalformedError
from app.mail_events.providers.sns import SnsMessage

# What SES publishes to see that it may.
TEST_MESSAGE = "Successfully validated SNS topic for Amazon SES event publishing."
MAX_RECIPIENTS = 100
MAX_HEADERS = 1000
# The address does not exist, or earlier emails to it have shown that, so that SES did not even try.
_HARD_SUBTYPES = {"NoEmail", "Suppressed", "OnAccountSuppressionList"}
# RFC 5965, section 7.3: nobody complains with these.
_NO_COMPLAINTS = {"not-spam", "auth-failure", "virus"}


def parse(message: SnsMessage, return_paths: ReturnPaths, received_at: datetime) -> Batch:
    """The message is a verified notification. Raises MalformedError for contents that are not SES's."""
    if message.content.strip() == TEST_MESSAGE:
        return IGNORED
    payload = parse_object(message.content)
    kind = payload.get("eventType", payload.get("notificationType"))
    if not isinstance(kind, str):
        raise MalformedError
    bounces = [*_bounces(kind, payload, received_at)]
    if not bounces:
        return IGNORED
    mail = mapping(payload, "mail")
    delivery_id = return_paths.delivery_of(identifier(mail, "source"))
    message_id = _message_id(mail)
    about = identifier(mapping(payload, kind.lower()), "feedbackId") or message.id
    return Batch(
        tuple(
            MailEvent(Source.SES, f"{kind}/{about}/{recipient}", bounce, delivery_id, message_id, recipient)
            for recipient, bounce in bounces
        )
    )


def _bounces(kind: str, payload: Mapping[str, Any], received_at: datetime) -> Iterator[tuple[str | None, Bounce]]:
    """Yields what came back for each recipient."""
    about = mapping(payload, kind.lower())
    at = time_of(about, "timestamp", received_at)
    if kind == "Complaint" and text(about, "complaintFeedbackType") not in _NO_COMPLAINTS:
        for recipient in _recipients(about, "complainedRecipients"):
            yield identifier(recipient, "emailAddress"), Bounce(BounceKind.COMPLAINT, None, None, at)
    elif kind == "Reject":  # SES found a virus in it
        yield None, Bounce(BounceKind.SOFT, None, text(about, "reason"), at)
    elif kind == "Bounce":
        for recipient in _recipients(about, "bouncedRecipients"):
            if bounce := _bounce(about, recipient, at):
                yield identifier(recipient, "emailAddress"), bounce


def _bounce(about: Mapping[str, Any], recipient: Mapping[str, Any], at: datetime) -> Bounce | None:
    """What is permanent is always a bounce. Else there has to be a report of a failure: an automatic reply has none."""
    diagnostic = text(recipient, "diagnosticCode")
    status = find_status(text(recipient, "status"), diagnostic)
    if text(about, "bounceSubType") in _HARD_SUBTYPES:
        return hard_bounce(status, diagnostic, at)
    if recipient.get("action") == "delayed":
        return None
    if about.get("bounceType") == "Permanent":
        return classified_bounce(status, diagnostic, at, is_permanent=True)
    if status is None and diagnostic is None:
        return None
    is_permanent = about.get("bounceType") == "Undetermined" and (status or "").startswith(PERMANENT)
    return classified_bounce(status, diagnostic, at, is_permanent=is_permanent)


def _recipients(about: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [each for each in items(about, name)[:MAX_RECIPIENTS] if isinstance(each, dict)]


def _message_id(mail: Mapping[str, Any]) -> str | None:
    """Returns our Message-ID, which SES replaces: it is among the original headers, where the topic includes them."""
    for each in items(mail, "headers")[:MAX_HEADERS]:
        if isinstance(each, dict) and (identifier(each, "name") or "").lower() == "message-id":
            return identifier(each, "value")
    return identifier(mapping(mail, "commonHeaders"), "messageId")
