"""Emails and the conversation with the mail server that takes them."""

from app.mail.message import Email, build_message
from app.mail.pool import Mailer, SmtpMailer
from app.mail.replies import Outcome, SendResult

__all__ = ["Email", "Mailer", "Outcome", "SendResult", "SmtpMailer", "build_message"]
