"""Postmark's webhooks for bounces and spam complaints.

Sources: postmarkapp.com/developer/webhooks (overview, bounce webhook, spam complaint webhook) and the bounce types of
its bounce API. Requests are not signed: the webhook's URL has credentials, which arrive as HTTP Basic authentication
(RFC 7617). The email is named by its metadata, as Postmark replaces the Message-ID.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.deliveries.bounces import Bounce, BounceKind
from app.mail_events.classification.bounces import classified_bounce, hard_bounce
from app.mail_events.event import MailEvent, Source
from app.mail_events.providers.json_values import identifier, mapping, text, time_of
from app.mail_events.providers.notices import IGNORED, Batch, ForgedError, MalformedError

METADATA = "delivery-id"
SCHEME = "basic "

# The provider sends nothing to the address any more, or never did.
_HARD_TYPES = {"BadEmailAddress", "ManuallyDeactivated"}
_PERMANENT_TYPES = {"HardBounce"}
# This email was given up. Of SpamNotification the words are the receiving server's, not a person's.
_GIVEN_UP_TYPES = {
    "SoftBounce",
    "DnsError",
    "Blocked",
    "SpamNotification",
    "VirusNotification",
    "DMARCPolicy",
    "SMTPApiError",
}
# What else there is says nothing about where the email ended: Transient, AutoResponder, AddressChange,
# ChallengeVerification, OpenRelayTest, Unknown, Subscribe, Unsubscribe, Unconfirmed, InboundError,
# TemplateRenderingFailed, ManualSuppression.


def verify(credentials: Sequence[str], authorization: str | None) -> None:
    """`credentials` are `user:password`; `authorization` is the request's header. Raises ForgedError."""
    header = authorization or ""
    try:
        given = base64.b64decode(header[len(SCHEME) :].strip(), validate=True)
    except (binascii.Error, ValueError):
        raise ForgedError from None
    # Each is compared, and in constant time, so that the time tells nothing of which is nearly right.
    matches = [hmac.compare_digest(given, each.encode()) for each in credentials]
    if not header.lower().startswith(SCHEME) or not any(matches):
        raise ForgedError


def parse(payload: Mapping[str, Any], received_at: datetime) -> Batch:
    """Raises MalformedError for a bounce without an id."""
    record_type = text(payload, "RecordType")
    if record_type not in {"Bounce", "SpamComplaint"}:
        return IGNORED
    bounce = _bounce(record_type, payload, received_at)
    if bounce is None:
        return IGNORED
    key = identifier(payload, "ID")
    if key is None:
        raise MalformedError
    event = MailEvent(
        Source.POSTMARK,
        f"{record_type}/{key}",
        bounce,
        delivery_id=_delivery_id(mapping(payload, "Metadata")),
        recipient=identifier(payload, "Email"),
    )
    return Batch((event,))


def _bounce(record_type: str, payload: Mapping[str, Any], received_at: datetime) -> Bounce | None:
    kind = text(payload, "Type")
    diagnostic = text(payload, "Details") or text(payload, "Description")
    at = time_of(payload, "BouncedAt", received_at)
    if record_type == "SpamComplaint" or kind == "SpamComplaint":
        return Bounce(BounceKind.COMPLAINT, None, diagnostic, at)
    if kind in _HARD_TYPES:
        return hard_bounce(None, diagnostic, at)
    if kind in _PERMANENT_TYPES | _GIVEN_UP_TYPES:
        return classified_bounce(None, diagnostic, at, is_permanent=kind in _PERMANENT_TYPES)
    return None


def _delivery_id(metadata: Mapping[str, Any]) -> UUID | None:
    try:
        return UUID(identifier(metadata, METADATA) or "")
    except ValueError:
        return None
