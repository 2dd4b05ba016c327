"""Emails and the conversation with the mail server that takes them."""

from app.mail.message import Email, build_message
from app.mail.replies import Answer, Outcome
from app.mail.smtp import Mailer, SmtpMailer

__all__ = ["Answer", "Email", "Mailer", "Outcome", "SmtpMailer", "build_message"]
