"""What the result of a test email means for the emails of the service, in sentences for operators."""

from app.mail.replies import AttemptOutcome, AttemptResult
from app.mail.reply_table import Cause, Stage

ACCEPTED = (
    "The mail server accepted the email. Where it goes from there the mail server knows: look into the mailbox, spam"
    " included."
)
UNKNOWN = (
    "The whole email was sent, and no reply came: the mail server may have it or not. Of a delivery that would be"
    " UNKNOWN."
)
OF_CAUSE = {
    Cause.CONNECTION: "The mail server takes no conversation at the moment. Emails wait, and none is charged a retry.",
    Cause.RATE: "The mail server has had too many emails in this time. Emails wait, and are sent more slowly.",
}
OF_EMAIL = {
    AttemptOutcome.REJECTED: "It is about this email, its recipient or its content, and for good: a delivery would have"
    " failed. Other emails are sent.",
    AttemptOutcome.DEFERRED: "It is about this email, its recipient or its content, and for now: a delivery would be"
    " tried again. Other emails are sent.",
}
BEFORE_RECIPIENT = (
    "The mail server refuses this service ({refused}), and so every email: sending pauses until it is mended."
)
AT_RECIPIENT = (
    "The mail server refuses this service ({refused}), not the recipient. Sending pauses once three domains meet the"
    " same."
)
MEND = "Look at SMTP_URL, MAIL_FROM and EHLO_NAME, and at what the mail server allows this host and account."


def read_result(stage: Stage, result: AttemptResult) -> list[str]:
    """What happened and where, and whom it is about."""
    if result.outcome is AttemptOutcome.ACCEPTED:
        return [ACCEPTED]
    return [failure_at(stage, result), *_meaning(result)]


def failure_at(stage: Stage, result: AttemptResult) -> str:
    """The step that failed, with the server's reply or our own reason."""
    code = f"{result.reply_code} " if result.reply_code else ""
    return f"Not accepted, at {stage}: {code}{result.reply or 'no reply'}"


def _meaning(result: AttemptResult) -> list[str]:
    if result.outcome is AttemptOutcome.UNKNOWN:
        return [UNKNOWN]
    if result.cause is Cause.SERVICE:
        sentence = BEFORE_RECIPIENT if result.is_before_recipient else AT_RECIPIENT
        return [sentence.format(refused=result.refused), MEND]
    return [OF_CAUSE.get(result.cause) or OF_EMAIL[result.outcome]]
