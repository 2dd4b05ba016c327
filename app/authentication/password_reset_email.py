"""The email with a password-reset link: its words and its headers."""

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from app.mail.message import Email, build_message, encode_text, mailbox, wire_address
from app.mail.names import one_line, unlinked

TEMPLATES = Path(__file__).parent / "templates"


def compose(
    *,
    product_name: str,
    name: str,
    recipient: str,
    link: str,
    valid_minutes: int,
    message_id: str,
    sender: str,
    date: datetime,
) -> Email:
    """The email that lets `recipient` choose a new password; the same input gives the same bytes.

    `name` may hold anything: it changes nothing but its own words, and no part of it becomes a link. `date` is
    aware of its time zone. Raises ValueError where `sender` or `recipient` is no address.
    """
    product = one_line(product_name)
    to = wire_address(recipient)
    words = {
        "product": product,
        "name": unlinked(name),
        "recipient": one_line(recipient),
        "link": link,
        "valid": f"{valid_minutes} minutes",
    }
    message_id = f"<{message_id.strip('<>')}>"
    headers = [
        ("From", mailbox(product, sender)),
        ("To", to),
        ("Subject", encode_text(_template("subject.txt").render(words).strip())),
        ("Date", format_datetime(date.astimezone(UTC))),
        ("Message-ID", message_id),
        # RFC 3834 and Microsoft's own: no out-of-office notes.
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
    ]
    content = build_message(
        headers,
        text=_template("body.txt").render(words),
        html=_template("body.html").render(words),
        seed=message_id,
    )
    return Email(sender, to, content)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=name.endswith(".html"), undefined=StrictUndefined
    )
    return environment.get_template(name)
