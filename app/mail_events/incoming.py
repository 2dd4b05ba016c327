"""Messages that come to where bounces go, by whichever way: whose email is it about, and what does it say?"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from app.deliveries.bounces import Bounce, BounceKind
from app.mail.return_paths import token_of, verify_token
from app.mail_events.event import MailEvent, Result, Source
from app.mail_events.reading.message import Reading, ReadingKind, Report, read_message
from app.mail_events.receive import count, receive
from app.settings import get_settings

# The email by its delivery, proved by a signed return path, else by its Message-ID; neither where the message is about
# no email that could be ours.
Subject = tuple[UUID | None, str | None]
_GRAVITY = {BounceKind.SOFT: 0, BounceKind.HARD: 1, BounceKind.COMPLAINT: 2}
# What a message with news about several emails came to, the first of these that one of them did.
_RESULTS = (Result.RECORDED, Result.DUPLICATE, Result.IGNORED, Result.UNMATCHED)


class Message(bytes):
    """A message that is read at most once, however many it is received for: to read a hostile one takes a while."""

    @cached_property
    def reading(self) -> Reading:
        return read_message(self, datetime.now(UTC))


async def receive_message(source: Source, content: bytes, recipients: Sequence[str]) -> Result:
    """Takes one message, sent to these addresses of its envelope.

    A return path of ours among them that we did not sign drops the message, whatever it says. Raises what `receive`
    does while the database is away; then the message is to be given again.
    """
    tokens = {token for recipient in recipients if (token := _token(recipient)) is not None}
    proved = {token: _delivery_of(token) for token in tokens}
    if None in proved.values():
        return _counted(source, Result.FORGED)
    reading = content.reading if isinstance(content, Message) else Message(content).reading
    if reading.kind is not ReadingKind.NEWS:
        return _counted(source, Result.IGNORED)
    gravest = _gravest(reading.reports, [delivery_id for delivery_id in proved.values() if delivery_id])
    key = reading.message_id or hashlib.sha256(content).hexdigest()
    results = {await _receive(source, key, subject, report) for subject, report in gravest.items()}
    return next(result for result in (*_RESULTS, *results) if result in results)


async def _receive(source: Source, key: str, subject: Subject, report: Report) -> Result:
    delivery_id, message_id = subject
    if delivery_id is None and message_id is None:
        return _counted(source, Result.UNMATCHED)
    # One message can have news about several emails, and some servers give all of theirs the same Message-ID.
    event_key = f"{key} {delivery_id or message_id}"
    return await receive(MailEvent(source, event_key, report.bounce, delivery_id, message_id, report.recipient))


def _gravest(reports: Sequence[Report], proved: Sequence[UUID]) -> Mapping[Subject, Report]:
    """The gravest report about each email: an email has one recipient, whom a report may name by several addresses.

    A return path that we signed names the email whatever the message says: it came to nobody else.
    """
    found: dict[Subject, Report] = {}
    for report in sorted(reports, key=lambda report: _gravity(report.bounce), reverse=True):
        subjects: list[Subject] = [(delivery_id, None) for delivery_id in proved]
        for subject in subjects or [_subject_of(report)]:
            found.setdefault(subject, report)
    return found


def _subject_of(report: Report) -> Subject:
    """By what the headers of the email itself say, for a report that came to no signed return path."""
    token = _token(report.return_path) if report.return_path else None
    delivery_id = _delivery_of(token) if token is not None else None
    return (delivery_id, None) if delivery_id else (None, report.message_id)


def _gravity(bounce: Bounce) -> tuple[int, bool]:
    return _GRAVITY[bounce.kind], not bounce.is_about_domain


def _token(address: str) -> str | None:
    bounce_address = get_settings().bounce_address
    return token_of(bounce_address, address) if bounce_address else None


def _delivery_of(token: str) -> UUID | None:
    return verify_token(get_settings().secret_keys, token)


def _counted(source: Source, result: Result) -> Result:
    count(source, result)
    return result
