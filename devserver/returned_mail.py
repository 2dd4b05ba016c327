"""Recipients who play what happens after a mail server has accepted an email, by the part before the @ of any domain.

What comes back is a delivery status notification (RFC 3464) or a complaint (RFC 5965), as mail servers write them.
"""

from datetime import UTC, datetime
from email.utils import format_datetime, make_msgid
from uuid import uuid4

SERVER = "mailbox.localhost"
REFUSED_AT_ONCE = {
    "defer": "451 4.7.1 Greylisted, try again in 10 minutes",
    "reject": "550 5.1.1 No such user here",
}
RETURNED = {
    "bounce": ("5.1.1", "550 5.1.1 No such user here"),
    "full": ("5.2.2", "552 5.2.2 Mailbox full, quota exceeded"),
}
COMPLAINING = "complain"


def refusal_of(recipient: str) -> str | None:
    """Returns what a mail server replies to RCPT for this recipient; None where it accepts."""
    return REFUSED_AT_ONCE.get(_name(recipient))


def is_delivered(recipient: str) -> bool:
    """Whether an email that was accepted for this recipient gets into a mailbox."""
    return _name(recipient) not in RETURNED


def what_comes_back(sender: str, recipient: str, content: bytes) -> bytes | None:
    """Returns the message that comes back to the envelope sender; None where none does.

    None does for a message without a sender, which is one that came back itself (RFC 5321, section 4.5.5).
    """
    if not sender.strip("<>"):
        return None
    name = _name(recipient)
    if name == COMPLAINING:
        return _complaint(sender, recipient, content)
    return _notification(sender, recipient, content, *RETURNED[name]) if name in RETURNED else None


def _name(recipient: str) -> str:
    return recipient.rpartition("@")[0].lower()


def _notification(sender: str, recipient: str, content: bytes, status: str, diagnostic: str) -> bytes:
    of_message = [f"Reporting-MTA: dns; {SERVER}", f"Arrival-Date: {_now()}"]
    of_recipient = [
        f"Final-Recipient: rfc822; {recipient}",
        "Action: failed",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; {diagnostic}",
    ]
    header = [f"From: Mail Delivery System <MAILER-DAEMON@{SERVER}>", "Subject: Undelivered Mail Returned to Sender"]
    words = ["Your message could not be delivered:", "", diagnostic]
    return _report("delivery-status", sender, header, words, [*of_message, "", *of_recipient], content)


def _complaint(sender: str, recipient: str, content: bytes) -> bytes:
    fields = [
        "Feedback-Type: abuse",
        "User-Agent: development mailbox/1",
        "Version: 1",
        f"Original-Mail-From: <{sender}>",
        f"Original-Rcpt-To: <{recipient}>",
        f"Arrival-Date: {_now()}",
    ]
    header = [f"From: Feedback <feedback@{SERVER}>", "Subject: Complaint about an email"]
    return _report("feedback-report", sender, header, ["This is an email abuse report."], fields, content)


def _report(kind: str, sender: str, header: list[str], words: list[str], fields: list[str], content: bytes) -> bytes:
    """Returns a multipart/report (RFC 6522) with words for people, fields, and the header of the message."""
    boundary = f"report-{uuid4().hex}"
    lines = [
        *header,
        f"To: {sender}",
        f"Date: {_now()}",
        f"Message-ID: {make_msgid(domain=SERVER)}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type={kind}; boundary="{boundary}"',
        "",
        *(f"--{boundary}", "Content-Type: text/plain; charset=utf-8", "", *words, ""),
        *(f"--{boundary}", f"Content-Type: message/{kind}", "", *fields, ""),
        *(f"--{boundary}", "Content-Type: text/rfc822-headers", "", *_header_of(content), ""),
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def _header_of(content: bytes) -> list[str]:
    return content.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "surrogateescape").split("\n")


def _now() -> str:
    return format_datetime(datetime.now(UTC))
