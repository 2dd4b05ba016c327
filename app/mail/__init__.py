"""Emails, and SMTP with the mail server that accepts them."""

from app.mail.message import Email, build_message
from app.mail.pool import Mailer, SmtpMailer
from app.mail.replies import AttemptOutcome, AttemptResult

__all__ = ["AttemptOutcome", "AttemptResult", "Email", "Mailer", "SmtpMailer", "build_message"]
