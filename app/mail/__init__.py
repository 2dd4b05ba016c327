"""Emails, and SMTP with the mail server that accepts them."""

from app.mail.message import Email, build_message
from app.mail.normalised_replies import normalise
from app.mail.pool import Mailer, SmtpMailer
from app.mail.replies import AttemptOutcome, AttemptResult
from app.mail.reply_table import Cause
from app.mail.reply_words import without_input

__all__ = [
    "AttemptOutcome", "AttemptResult", "Cause", "Email", "Mailer", "SmtpMailer", "build_message", "normalise",
    "without_input",
]  # fmt: skip
