"""Mailgun's webhooks: one event each, signed inside of the body.

Sources: documentation.mailgun.com, user manual, pages "Webhooks" (securing, retries) and "Webhook Payloads". The
signature is HMAC-SHA256 of timestamp and token alone. It does not cover the event, so the token is the event's key: a
request that was recorded cannot be repeated with other contents.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.deliveries.bounces import Bounce, BounceKind
from app.mail.return_paths import ReturnPaths
from app.mail_events.classification.bounces import classified_bounce, hard_bounce
from app.mail_events.event import MailEvent, Source
from app.mail_events.providers.json_values import (
    identifier,
    mapping,
    raw_text,
    read_seconds,
    text,
    time_of,
    whole_number,
)
from app.mail_events.providers.notices import IGNORED, Batch, ForgedError, MalformedError, require_fresh

# It repeats for eight hours. Shorter than for others, as the signature covers less.
MAX_AGE = timedelta(days=1)
MAX_TOKEN = 100

# What Mailgun did not even try, as an earlier email came back or was complained of.
_SUPPRESSED, _COMPLAINED = "suppress-bounce", "suppress-complaint"
# Permanent for the email alone: tried for too long (`old`), blocked for its sender or its contents.
_ABOUT_THE_EMAIL = {"suppress-unsubscribe", "old", "espblock", "spam", "virus"}
_REPLY_CODES = range(400, 600)


def verify(keys: Sequence[str], payload: Mapping[str, Any], now: datetime) -> None:
    """Raises ForgedError unless one of the keys made the signature, and the timestamp is fresh."""
    block = mapping(payload, "signature")
    timestamp, token = identifier(block, "timestamp") or "", raw_text(block, "token") or ""
    signature = raw_text(block, "signature") or ""
    if not (timestamp.isascii() and timestamp.isdecimal() and 0 < len(token) <= MAX_TOKEN):
        raise ForgedError
    content, given = f"{timestamp}{token}".encode(), signature.encode(errors="replace")
    matches = [
        hmac.compare_digest(given, hmac.new(key.encode(), content, "sha256").hexdigest().encode()) for key in keys
    ]
    signed_at = read_seconds(int(timestamp[:20]))
    if signed_at is None or not any(matches):
        raise ForgedError
    require_fresh(signed_at, now, MAX_AGE)


def parse(payload: Mapping[str, Any], return_paths: ReturnPaths, received_at: datetime) -> Batch:
    """The payload is verified. Raises MalformedError for one without an event."""
    event = mapping(payload, "event-data")
    if not isinstance(event.get("event"), str):
        raise MalformedError
    bounce = _bounce(event, received_at)
    if bounce is None:
        return IGNORED
    headers = mapping(event, "message", "headers")
    found = MailEvent(
        Source.MAILGUN,
        str(payload["signature"]["token"]),
        bounce,
        delivery_id=return_paths.delivery_of(identifier(mapping(event, "envelope"), "sender")),
        message_id=identifier(headers, "message-id"),
        recipient=identifier(event, "recipient"),
    )
    return Batch((found,))


def _bounce(event: Mapping[str, Any], received_at: datetime) -> Bounce | None:
    at = time_of(event, "timestamp", received_at)
    match event["event"], event.get("severity"):
        case "complained", _:
            return Bounce(BounceKind.COMPLAINT, None, None, at)
        case "rejected", _:
            return Bounce(BounceKind.SOFT, None, text(mapping(event, "reject"), "reason"), at)
        case "failed", "permanent":
            return _failure(event, at)
    return None


def _failure(event: Mapping[str, Any], at: datetime) -> Bounce:
    said, reason = mapping(event, "delivery-status"), text(event, "reason") or ""
    words = text(said, "message") or text(said, "description")
    code = whole_number(said, "code")
    if words and code in _REPLY_CODES and not words.startswith(str(code)):
        words = f"{code} {words}"
    status = text(said, "enhanced-code")
    if reason == _SUPPRESSED:
        return hard_bounce(status, words, at)
    if reason == _COMPLAINED:
        return Bounce(BounceKind.COMPLAINT, status, words, at)
    return classified_bounce(status, words, at, is_permanent=reason not in _ABOUT_THE_EMAIL)
