"""Reads whatever comes to where bounces go: does it report a bounce or a complaint?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.deliveries.bounces import Bounce, BounceKind
from app.mail.reply_words import MAX_TEXT
from app.mail_events.classification.bounces import classified_bounce
from app.mail_events.classification.statuses import PERMANENT
from app.mail_events.reading.addresses import message_id_in
from app.mail_events.reading.dates import moment
from app.mail_events.reading.delivery_status import (
    CONTENT_TYPES,
    Fate,
    RecipientStatus,
    find_delivery_status,
    read_delivery_status,
)
from app.mail_events.reading.dialects import find_named, find_reason, find_telling_line, is_of_returned_email
from app.mail_events.reading.feedback import Feedback, read_feedback, read_junk_mail_report
from app.mail_events.reading.headers import Headers
from app.mail_events.reading.mime import Part, parse_part, walk
from app.mail_events.reading.returned import HEADER_TYPES, Returned, find_returned, read_returned
from app.mail_events.reading.senders import (
    is_automatic,
    is_by_mail_server,
    is_plain_failure,
    tells_delay,
    tells_failure,
)
from app.mail_events.reading.text import clean, text_of
from app.mail_events.reading.values import Reading, ReadingKind, Report
from app.mail_events.sizes import MAX_BYTES

MAX_TEXTS = 5


def read_message(content: bytes, now: datetime) -> Reading:
    """Reads a message (RFC 5322). Never raises; whatever is larger than MAX_BYTES, or breaks a library, says NOTHING.

    No date in what it returns is later than `now`, which is aware of its time zone.
    """
    if len(content) > MAX_BYTES:
        return Reading(ReadingKind.NOTHING)
    try:
        return read(content, now)
    except Exception:  # noqa: BLE001 - a message that nobody thought of stops no other one
        return Reading(ReadingKind.NOTHING)


def read(content: bytes, now: datetime) -> Reading:
    """The same without the net under it."""
    root = parse_part(content)
    parts = list(walk(root))
    kind, reports = _read_parts(root, parts, now)
    return Reading(kind, tuple(reports), message_id_in(root.headers.get("message-id")))


def _read_parts(root: Part, parts: list[Part], now: datetime) -> tuple[ReadingKind, list[Report]]:
    """Bounces say that they are automatic as replies do, so that reports are looked for first."""
    is_report = root.content_type == "multipart/report"
    feedback = read_feedback(parts) if is_report else read_junk_mail_report(root.headers, parts)
    if feedback:
        return _complaint(feedback, read_returned(parts), root.headers, now)
    is_by_server = is_by_mail_server(root.headers)
    if is_report or is_by_server:
        statuses = read_delivery_status(parts, root.headers.get("date"), now)
        if statuses:
            return _delivery_status(statuses, parts)
    if is_by_server and (found := _dialect(root, parts, now)):
        return found
    return (ReadingKind.AUTO_REPLY if is_automatic(root.headers) else ReadingKind.NOTHING), []


def _complaint(
    feedback: Feedback, returned: Returned, headers: Headers, now: datetime
) -> tuple[ReadingKind, list[Report]]:
    if not feedback.is_complaint:
        return ReadingKind.NOTHING, []
    at = moment([headers.get("date")], now)
    bounce = Bounce(BounceKind.COMPLAINT, None, feedback.diagnostic, at)
    recipient = feedback.recipient or returned.recipient
    return ReadingKind.REPORT, [
        Report(bounce, recipient, returned.message_id, feedback.return_path or returned.return_path)
    ]


def _delivery_status(statuses: list[RecipientStatus], parts: list[Part]) -> tuple[ReadingKind, list[Report]]:
    """Of a report about several recipients only those who failed; the others will be heard of again, or not."""
    failed = [each for each in statuses if each.fate is Fate.FAILED]
    if not failed:
        is_delay = any(each.fate is Fate.DELAYED for each in statuses)
        return (ReadingKind.DELAY if is_delay else ReadingKind.SUCCESS), []
    returned = read_returned(parts)
    text = _text(parts)
    return ReadingKind.REPORT, [_report(each, returned, text) for each in failed]


def _report(each: RecipientStatus, returned: Returned, text: str) -> Report:
    diagnostic = each.diagnostic
    if not diagnostic and each.recipient:
        diagnostic = find_reason(text, each.recipient, needs_reply=True)
    is_permanent = each.status is None or each.status.startswith(PERMANENT)
    bounce = _bounce(each.status, diagnostic, each.at, is_permanent=is_permanent)
    return Report(bounce, each.recipient or returned.recipient, returned.message_id, returned.return_path)


def _dialect(root: Part, parts: list[Part], now: datetime) -> tuple[ReadingKind, list[Report]] | None:
    """None for what names nobody and says no reason."""
    texts = [part for part in parts if _is_text(part)] or [Part(Headers(), root.body)]
    text = _text(texts)
    date = root.headers.get("date")
    if statuses := find_delivery_status(text, date, now):
        return _delivery_status(statuses, parts)
    named = find_named(root.headers, root.content_type, texts)
    failed = [recipient for recipient in named.failed if not is_of_returned_email(text, recipient)]
    reasons = {recipient: find_reason(text, recipient) for recipient in failed}
    if len(reasons) == 1 and None in reasons.values():
        reasons = dict.fromkeys(reasons, find_telling_line(text))
    if tells_delay(root.headers) or (named.delayed and not reasons):
        return ReadingKind.DELAY, []
    if not reasons and tells_failure(root.headers):
        reply = find_telling_line(text)
        reasons = {"": reply} if reply or is_plain_failure(root.headers) else {}
    if not reasons:
        return None
    returned, quoted = read_returned(parts), find_returned(text)
    at = moment([date], now)
    return ReadingKind.REPORT, [
        Report(
            _bounce(None, reason, at, is_permanent=True),
            recipient or returned.recipient,
            returned.message_id or quoted.message_id,
            returned.return_path or quoted.return_path,
        )
        for recipient, reason in reasons.items()
    ]


def _bounce(status: str | None, diagnostic: str | None, at: datetime, *, is_permanent: bool) -> Bounce:
    found = classified_bounce(status, diagnostic, at, is_permanent=is_permanent)
    return replace(found, diagnostic=clean(diagnostic or "", MAX_TEXT) or None)


def _is_text(part: Part) -> bool:
    return part.content_type.startswith("text/") and part.content_type not in HEADER_TYPES


def _text(parts: Sequence[Part]) -> str:
    """What a report says to people: its plain text, or its HTML where it has no other."""
    texts = [part for part in parts if _is_text(part) and part.content_type not in CONTENT_TYPES]
    plain = [part for part in texts if part.content_type != "text/html"]
    return "\n".join(map(text_of, (plain or texts)[:MAX_TEXTS]))
