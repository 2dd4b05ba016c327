"""SendGrid's signed event webhook: a JSON array of events, with an ECDSA signature in the headers.

Sources: twilio.com/docs/sendgrid/for-developers/tracking-events, pages "Event Webhook Reference" and "Getting Started
with the Event Webhook Security Features". The signature is of the timestamp and the body as they came, by P-256 with
SHA-256; the verification key is the public key's SubjectPublicKeyInfo (RFC 5480) in base64.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from app.deliveries.bounces import Bounce, BounceKind
from app.mail_events.classification.bounces import classified_bounce, hard_bounce
from app.mail_events.event import MailEvent, Source
from app.mail_events.providers.json_values import identifier, read_seconds, text, time_of
from app.mail_events.providers.notices import Batch, ForgedError, MalformedError, require_fresh

SIGNATURE_HEADER = "x-twilio-email-event-webhook-signature"
TIMESTAMP_HEADER = "x-twilio-email-event-webhook-timestamp"
# SendGrid closes a batch long before; the shortest event has more than 250 bytes.
MAX_EVENTS = 4000

# Why SendGrid did not even try, by its words; for any other reason the email alone is given up.
_BOUNCED = {"bounced address", "invalid"}
_COMPLAINED = "spam reporting address"


def load_key(text: str) -> ec.EllipticCurvePublicKey:
    """`text` is one that the settings have checked."""
    key = load_der_public_key(base64.b64decode(text))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def verify(
    keys: Sequence[ec.EllipticCurvePublicKey],
    signature: str | None,
    timestamp: str | None,
    body: bytes,
    now: datetime,
) -> None:
    """Raises ForgedError unless one of the keys verifies the signature, and the timestamp is fresh."""
    if not signature or not timestamp or not (timestamp.isascii() and timestamp.isdecimal()):
        raise ForgedError
    try:
        decoded = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        raise ForgedError from None
    signed_at = read_seconds(int(timestamp[:20]))
    if signed_at is None or not any(_is_signed_by(key, decoded, timestamp.encode() + body) for key in keys):
        raise ForgedError
    require_fresh(signed_at, now)


def _is_signed_by(key: ec.EllipticCurvePublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def parse(payload: Any, received_at: datetime) -> Batch:
    """An entry that cannot be read holds up none of the others. Raises MalformedError for what is no list of events."""
    if not isinstance(payload, list) or len(payload) > MAX_EVENTS:
        raise MalformedError
    events: list[MailEvent] = []
    ignored = malformed = 0
    for entry in payload:
        if not isinstance(entry, dict):
            malformed += 1
            continue
        bounce = _bounce(entry, received_at)
        key = identifier(entry, "sg_event_id")
        if bounce is None:
            ignored += 1
        elif key is None:
            malformed += 1
        else:
            message_id, recipient = identifier(entry, "smtp-id"), identifier(entry, "email")
            events.append(MailEvent(Source.SENDGRID, key, bounce, message_id=message_id, recipient=recipient))
    return Batch(tuple(events), ignored, malformed)


def _bounce(entry: Mapping[str, Any], received_at: datetime) -> Bounce | None:
    reason, at = text(entry, "reason"), time_of(entry, "timestamp", received_at)
    status = text(entry, "status")
    match entry.get("event"):
        case "bounce" | "blocked":
            # `type` is bounce, blocked (what is refused for now, or for its content), or expired (tried for too long).
            is_permanent = entry["event"] == "bounce" and entry.get("type", "bounce") == "bounce"
            return classified_bounce(status, reason, at, is_permanent=is_permanent)
        case "dropped":
            return _dropped(status, reason, at)
        case "spamreport":
            return Bounce(BounceKind.COMPLAINT, None, reason, at)
    return None


def _dropped(status: str | None, reason: str | None, at: datetime) -> Bounce:
    why = (reason or "").lower()
    if why in _BOUNCED:
        return hard_bounce(status, reason, at)
    return Bounce(BounceKind.COMPLAINT if why == _COMPLAINED else BounceKind.SOFT, status, reason, at)
