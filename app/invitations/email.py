"""The invitation's email: its words and its headers."""

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from app.mail.message import Email, build_message, encode_text, is_address, mailbox, wire_address
from app.mail.names import one_line, unlinked
from app.organizations.roles import POLICIES, Role

TEMPLATES = Path(__file__).parent / "templates"
NAMELESS = "a team"


def compose(
    *,
    product_name: str,
    organization_name: str,
    inviter_name: str | None,
    inviter_email: str | None,
    recipient: str,
    role: Role,
    link: str,
    expires_at: datetime | None,
    message_id: str,
    sender: str,
    date: datetime,
) -> Email:
    """The email that invites `recipient`; the same input gives the same bytes.

    Names may hold anything: they change nothing but their own words, and no part of them becomes a link.
    `expires_at` and `date` are aware of their time zone. Replies go to the inviter, where known. There is no
    List-Unsubscribe: this is one letter from one person to another, not a list. Raises ValueError where
    `sender` or `recipient` is no address.
    """
    product = one_line(product_name)
    organization = unlinked(organization_name) or NAMELESS
    inviter = unlinked(inviter_name or "")
    inviter_email = inviter_email if inviter_email and is_address(inviter_email) else ""
    to = wire_address(recipient)
    policy = POLICIES[role]
    words = {
        "product": product,
        "organization": organization,
        "inviter": _inviter(inviter, one_line(inviter_email)),
        "role": policy.label,
        "role_description": policy.description,
        "recipient": one_line(recipient),
        "link": link,
        "expires": _in_words(expires_at) if expires_at else None,
    }
    message_id = f"<{message_id.strip('<>')}>"
    headers = [
        ("From", mailbox(f"{organization} via {product}", sender)),
        ("To", to),
        ("Subject", encode_text(_template("subject.txt").render(words).strip())),
        ("Date", format_datetime(date.astimezone(UTC))),
        ("Message-ID", message_id),
        # RFC 3834 and Microsoft's own: no out-of-office notes to the inviter.
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
    ]
    reply_to = wire_address(inviter_email)
    # Somebody else's address never makes this email one that only SMTPUTF8 servers take.
    if reply_to and (reply_to.isascii() or not to.isascii()):
        headers.insert(2, ("Reply-To", mailbox(inviter, reply_to)))
    content = build_message(
        headers,
        text=_template("body.txt").render(words),
        html=_template("body.html").render(words),
        seed=message_id,
    )
    return Email(sender, to, content)


def _inviter(name: str, email: str) -> str:
    return f"{name} ({email})" if name and email else name or email


def _in_words(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment:%A}, {moment.day} {moment:%B %Y}, {moment:%H:%M} UTC"


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=name.endswith(".html"), undefined=StrictUndefined
    )
    return environment.get_template(name)
