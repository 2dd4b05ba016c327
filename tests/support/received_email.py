"""An email as whoever gets it reads it."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from app.mail import Email


def parse(email: Email) -> EmailMessage:
    """Its headers and parts, in which a parser finds nothing wrong."""
    message = message_from_bytes(email.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [defect for part in message.walk() for defect in part.defects]
    return message


def bodies(email: Email) -> tuple[str, str]:
    """The words, and the HTML."""
    text, html = (part.get_content() for part in parse(email).iter_parts())
    return text.replace("\r\n", "\n"), html
