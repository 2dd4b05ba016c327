"""Who wrote a message that is no report: a mail server, a program that answers by itself, or a person."""

import re

from app.mail_events.reading.headers import Headers
from app.mail_events.reading.text import decode_words

# Names of mail servers as RFC 5321, section 4.5.1, and customs have them.
_mailer = re.compile(
    r"(?:^|[<\s\"])(?:mailer[-_]?daemon|mail-?daemon|postmaster|mdaemon|mail[-_]delivery[-_](?:sub)?system|bounces?"
    r"|microsoftexchange[0-9a-f]{32})(?:@|>|$)|^\s*\"?(?:mailer[- ]daemon|mail delivery (?:sub)?system)\b",
    re.IGNORECASE,
)
_failure = re.compile(
    r"undeliver|not (be )?delivered|delivery (status )?(notification|report|failure|error|has failed|failed)|bounce"
    r"|failure notice|returned (mail|to sender)|(delivery|mail|message) (delivery )?fail|could not be delivered",
    re.IGNORECASE,
)
_given_up = re.compile(
    r"undeliver(ed|able)\b|failure notice|returned mail|mail delivery failed|mail fail(ure|ed)|delivery fail(ure|ed)"
    r"|delivery status notification:? \(?(failure|error)",
    re.IGNORECASE,
)
_delay = re.compile(r"\b(delay(ed)?|warning|still being retried|\(delay\))", re.IGNORECASE)
_BULK = {"bulk", "junk", "list", "auto_reply"}
_ANSWERING = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-ms-exchange-inbox-rules-loop",
    "list-id",
    "list-post",
)


def is_by_mail_server(headers: Headers) -> bool:
    """Whether it may be a bounce: it says so, or comes from a mail server by its name or by its subject.

    A Return-Path is the envelope's sender, which the last mail server wrote down; a person has one, even a postmaster.
    """
    if "x-failed-recipients" in headers:
        return True
    if "return-path" in headers and not has_null_sender(headers) and not _mailer.search(headers.get("return-path")):
        return False
    if _mailer.search(headers.get("from")):
        return True
    return has_null_sender(headers) and tells_failure(headers) and not is_automatic(headers)


def has_null_sender(headers: Headers) -> bool:
    """RFC 5321, section 4.5.5: as bounces have, and most automatic replies."""
    return "return-path" in headers and headers.get("return-path").replace(" ", "") in {"<>", ""}


def is_plain_failure(headers: Headers) -> bool:
    """Whether the headers alone say that an email was given up: a mail server's name, no sender, and its subject."""
    return (
        has_null_sender(headers)
        and _mailer.search(headers.get("from")) is not None
        and _given_up.match(decode_words(headers.get("subject"))) is not None
        and not tells_delay(headers)
    )


def tells_failure(headers: Headers) -> bool:
    subject = decode_words(headers.get("subject"))
    return _failure.search(subject) is not None and not _delay.search(subject)


def tells_delay(headers: Headers) -> bool:
    return _delay.search(decode_words(headers.get("subject"))) is not None


def is_automatic(headers: Headers) -> bool:
    """RFC 3834, section 5, and what programs write that are older than it; and mailing lists (RFC 2919)."""
    submitted = headers.get("auto-submitted").partition(";")[0].partition("(")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or headers.get("precedence").lower() in _BULK
        or any(name in headers for name in _ANSWERING)
    )
