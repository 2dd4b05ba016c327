"""Complaints: somebody called an email spam, and the provider says so (RFC 5965, and Outlook.com in its own way)."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.mail_events.reading.addresses import bare_address
from app.mail_events.reading.headers import Headers, parse_headers
from app.mail_events.reading.mime import Part
from app.mail_events.reading.text import decode

# Outlook.com's Junk Mail Reporting Program sends the email that was complained about, and no report.
JUNK_MAIL_REPORTER = "staff@hotmail.com"
RETURNED_TYPE = "message/rfc822"
CONTENT_TYPE = "message/feedback-report"
# Of the registry of RFC 5965, section 7.3, and `opt-out` and `opt-out-list` of its drafts, as some providers still
# write: who asks for no more emails gets none. Not `not-spam` (RFC 6430), which takes a complaint back, and
# `auth-failure` (RFC 6591), which is about signatures, nor `virus`, by which a program means the email's content and no
# person complains; what nobody has registered says nothing.
ABUSE = "abuse"
COMPLAINTS = {ABUSE, "fraud", "other", "opt-out", "opt-out-list"}


@dataclass(frozen=True, slots=True)
class Feedback:
    """`diagnostic` is None for plain abuse. `recipient` is often left out, or made unreadable (RFC 6590)."""

    is_complaint: bool
    diagnostic: str | None
    return_path: str | None
    recipient: str | None


def read_feedback(parts: Iterable[Part]) -> Feedback | None:
    """Reads the first part that is a feedback report; None where none is."""
    for part in parts:
        if part.content_type == CONTENT_TYPE:
            fields = parse_headers(decode(part).lstrip(b"\r\n"))
            feedback_type = fields.get("feedback-type").partition("(")[0].strip().lower()
            return Feedback(
                feedback_type in COMPLAINTS,
                None if feedback_type == ABUSE else feedback_type,
                bare_address(fields.get("original-mail-from")),
                bare_address(fields.get("original-rcpt-to")),
            )
    return None


def read_junk_mail_report(headers: Headers, parts: Iterable[Part]) -> Feedback | None:
    """None for what is not Outlook.com's; whom it is about stands in the header of the email."""
    is_one = (bare_address(headers.get("from")) or "").lower() == JUNK_MAIL_REPORTER
    if not is_one or all(part.content_type != RETURNED_TYPE for part in parts):
        return None
    return Feedback(is_complaint=True, diagnostic=None, return_path=None, recipient=None)
