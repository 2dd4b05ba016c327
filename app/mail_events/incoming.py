"""Messages that come to where bounces go, by whichever way: whose email is it about, and what does it say?"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from app.mail.return_paths import ReturnPaths
from app.mail_events.event import MailEvent, Result, Source
from app.mail_events.reading.message import read_message
from app.mail_events.reading.values import Reading, ReadingKind, Report
from app.mail_events.receive import count, receive
from app.settings import get_settings

# The email by its delivery, proved by a signed return path, else by its Message-ID; neither where the message is about
# no email that could be ours.
Subject = tuple[UUID | None, str | None]
# What a message about several emails came to, the first of these that one of them did.
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
    settings = get_settings()
    return_paths = ReturnPaths(settings.secret_keys, settings.bounce_address)
    signed = {return_paths.delivery_of(recipient) for recipient in recipients if return_paths.has(recipient)}
    proved = [delivery_id for delivery_id in signed if delivery_id is not None]
    if len(proved) < len(signed):
        return _counted(source, Result.FORGED)
    reading = content.reading if isinstance(content, Message) else Message(content).reading
    if reading.kind is not ReadingKind.REPORT:
        return _counted(source, Result.IGNORED)
    gravest = _gravest(reading.reports, proved, return_paths)
    key = reading.message_id or hashlib.sha256(content).hexdigest()
    results = {await _receive(source, key, subject, report) for subject, report in gravest.items()}
    return next(result for result in (*_RESULTS, *results) if result in results)


async def _receive(source: Source, key: str, subject: Subject, report: Report) -> Result:
    delivery_id, message_id = subject
    if delivery_id is None and message_id is None:
        return _counted(source, Result.UNMATCHED)
    # One message can be about several emails, and some servers give all of theirs the same Message-ID.
    event_key = f"{key} {delivery_id or message_id}"
    return await receive(MailEvent(source, event_key, report.bounce, delivery_id, message_id, report.recipient))


def _gravest(reports: Sequence[Report], proved: Sequence[UUID], return_paths: ReturnPaths) -> Mapping[Subject, Report]:
    """The gravest report about each email: an email has one recipient, whom a report may name by several addresses.

    A return path that we signed names the email whatever the message says: it came to nobody else.
    """
    found: dict[Subject, Report] = {}
    for report in sorted(reports, key=lambda report: report.bounce.gravity, reverse=True):
        subjects: list[Subject] = [(delivery_id, None) for delivery_id in proved]
        for subject in subjects or [_subject_of(report, return_paths)]:
            found.setdefault(subject, report)
    return found


def _subject_of(report: Report, return_paths: ReturnPaths) -> Subject:
    """By what the headers of the email itself say, for a report that came to no signed return path."""
    delivery_id = return_paths.delivery_of(report.return_path)
    return (delivery_id, None) if delivery_id else (None, report.message_id)


def _counted(source: Source, result: Result) -> Result:
    count(source, result)
    return result
