"""Emails, and SMTP with the mail server that accepts them."""

from app.mail.conversation import ConversationLine, ConversationSide
from app.mail.message import Email, build_message
from app.mail.normalised_replies import normalise, without_local_part
from app.mail.pool import Mailer, SmtpMailer
from app.mail.recorded_send import RecordedSend, send_recorded
from app.mail.replies import AttemptOutcome, AttemptResult
from app.mail.reply_table import Cause, Stage
from app.mail.reply_words import without_input, without_recipient

__all__ = [
    "AttemptOutcome", "AttemptResult", "Cause", "ConversationLine", "ConversationSide", "Email", "Mailer",
    "RecordedSend", "SmtpMailer", "Stage", "build_message", "normalise", "send_recorded", "without_input",
    "without_local_part", "without_recipient",
]  # fmt: skip
