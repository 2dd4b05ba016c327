"""What is read of each message in `messages`, which are as mail servers, providers and people write them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.deliveries.bounces import BounceKind
from app.mail_events.reading.message import read_message
from app.mail_events.reading.values import Reading, ReadingKind, Report

MESSAGES = Path(__file__).parents[1] / "messages"
NOW = datetime(2026, 11, 28, tzinfo=UTC)
MESSAGE_ID = "<0192.invitation.1@us.example>"
RETURN_PATH = "bounces+example@us.example"
ANA = "ana@x.example"
HARD, SOFT, COMPLAINT = BounceKind.HARD, BounceKind.SOFT, BounceKind.COMPLAINT


def read(name: str) -> Reading:
    return read_message((MESSAGES / f"{name}.eml").read_bytes(), NOW)


@dataclass(frozen=True)
class Expected:
    """What of a report is looked at; `words` begin or are part of its diagnostic."""

    name: str
    kind: BounceKind
    status: str | None
    words: str | None
    is_about_domain: bool = False

    def __str__(self) -> str:
        return self.name


REPORTS = [
    Expected(
        "postfix_unknown_user", HARD, "5.1.1", "550 5.1.1 <ana@x.example>: Recipient address rejected: User unknown"
    ),
    Expected("postfix_host_not_found", HARD, "5.4.4", "Host or domain name not found.", is_about_domain=True),
    Expected("postfix_expired", SOFT, "4.4.1", "connect to mx.x.example[192.0.2.1]:25: Connection timed out"),
    Expected("postfix_headers_only", SOFT, "5.2.2", "552 5.2.2 <ana@x.example>: user is over quota"),
    Expected("postfix_before_reports", HARD, "5.1.1", "host mx.x.example[192.0.2.1] said: 550 5.1.1"),
    Expected("exim_report", HARD, "5.0.0", "550 No Such User Here"),
    Expected("exim_text", HARD, "5.1.1", "SMTP error from remote mail server after RCPT TO:<ana@x.example>: host"),
    Expected("exim_domain_text", HARD, None, "Unrouteable address", is_about_domain=True),
    Expected("exchange_online", HARD, "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ana@x.example"),
    Expected("exchange_online_edge", HARD, "5.4.1", "550 5.4.1 Recipient address rejected: Access denied."),
    Expected("exchange_blocks_in_text", HARD, "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not"),
    Expected("gmail", HARD, "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist."),
    Expected("gmail_domain", HARD, "5.1.2", "DNS Error: DNS type 'mx' lookup", is_about_domain=True),
    Expected("gmail_text", HARD, "5.2.1", "The error that the other server returned was: 550 5.2.1"),
    Expected("qmail", HARD, "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)"),
    Expected("qmail_remote", SOFT, "5.7.1", "192.0.2.1 failed after I sent the message. Remote host said: 554 5.7.1"),
    Expected("yahoo", HARD, None, "554: delivery error: dd This user doesn't have a yahoo.example account"),
    Expected("courier", HARD, "5.0.0", "550 User unknown."),
    Expected("sendmail", HARD, "5.1.1", "550 5.1.1 <ana@x.example>... User unknown"),
    Expected("sendmail_text", HARD, "5.1.1", "550 5.1.1 <ana@x.example>... User unknown"),
    Expected("icloud", SOFT, "5.2.2", "552 5.2.2 <ana@x.example>: user is over quota"),
    Expected("opensmtpd", HARD, "5.1.1", "550 5.1.1 Invalid recipient: <ana@x.example>"),
    Expected("dovecot_rejected", SOFT, None, "was automatically rejected: Quota exceeded (mailbox for user is full)"),
    Expected("amazon_ses", HARD, "5.1.1", "550 5.1.1 <ana@x.example>: Recipient address rejected: User unknown"),
    Expected("amazon_ses_suppressed", HARD, "5.1.1", "5.1.1 Amazon SES has suppressed sending to this address"),
    Expected("mimecast", HARD, "5.4.1", "550 5.4.1 Recipient address rejected: Access denied."),
    Expected("mimecast_policy", SOFT, "5.7.1", "554 Email rejected due to security policies"),
    Expected("proofpoint", HARD, "5.1.1", "550 5.1.1 User Unknown"),
    Expected("zoho", HARD, "5.1.1", "550 5.1.1 <ana@x.example>: Email address could not be found"),
    Expected("zoho_text", HARD, "5.1.1", "Unable to deliver message after multiple retries, giving up."),
    Expected("yahoo_report", HARD, "5.0.0", "552 1 Requested mail action aborted, mailbox not found"),
    Expected("gmail_full", SOFT, "5.2.2", "552-5.2.2 The recipient's inbox is out of storage space and inactive."),
    Expected("exim_blocked", SOFT, "5.7.1", "550 5.7.1 Service unavailable, Client host [192.0.2.7] blocked"),
    Expected("postfix_relay_denied", SOFT, "5.7.1", "554 5.7.1 <ana@x.example>: Relay access denied"),
    Expected("report_within_a_report", HARD, "5.1.1", 'unknown user: "ana"'),
    Expected("international_report", HARD, "5.1.1", "550 5.1.1 no such user"),
    Expected("arf_abuse", COMPLAINT, None, None),
    Expected("arf_fraud", COMPLAINT, None, "fraud"),
    Expected("arf_opt_out", COMPLAINT, None, "opt-out"),
    Expected("arf_yahoo", COMPLAINT, None, None),
    Expected("arf_comcast", COMPLAINT, None, None),
    Expected("outlook_complaint", COMPLAINT, None, None),
]


@pytest.mark.parametrize("expected", REPORTS, ids=str)
def test_news(expected: Expected) -> None:
    reading = read(expected.name)
    assert reading.kind is ReadingKind.REPORT
    [report] = reading.reports
    assert (report.bounce.kind, report.bounce.status) == (expected.kind, expected.status)
    assert (report.bounce.diagnostic or "").startswith(expected.words or "")
    assert (report.bounce.diagnostic is None) is (expected.words is None)
    assert report.bounce.is_about_domain is expected.is_about_domain


@pytest.mark.parametrize("expected", REPORTS, ids=str)
def test_the_email_is_known_by_its_own_headers_in_every_dialect(expected: Expected) -> None:
    [report] = read(expected.name).reports
    assert (report.recipient, report.message_id, report.return_path) == (ANA, MESSAGE_ID, RETURN_PATH)


@pytest.mark.parametrize("expected", REPORTS, ids=str)
def test_nothing_of_the_email_itself_is_taken_for_a_reason(expected: Expected) -> None:
    [report] = read(expected.name).reports
    assert "us.example" not in (report.bounce.diagnostic or "")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("postfix_delayed", ReadingKind.DELAY),
        ("exim_delay_text", ReadingKind.DELAY),
        ("gmail_delayed", ReadingKind.DELAY),
        ("sendmail_warning", ReadingKind.DELAY),
        ("postfix_delivered", ReadingKind.SUCCESS),
        ("international_delivered", ReadingKind.SUCCESS),
        ("exchange_relayed", ReadingKind.SUCCESS),
        ("vacation_quoting_a_bounce", ReadingKind.AUTO_REPLY),
        ("list_digest", ReadingKind.AUTO_REPLY),
        ("receipt", ReadingKind.NOTHING),
        ("vacation_rfc3834", ReadingKind.AUTO_REPLY),
        ("vacation_exchange", ReadingKind.AUTO_REPLY),
        ("vacation_old", ReadingKind.AUTO_REPLY),
        ("challenge", ReadingKind.AUTO_REPLY),
        ("mailing_list", ReadingKind.AUTO_REPLY),
        ("arf_not_spam", ReadingKind.NOTHING),
        ("arf_auth_failure", ReadingKind.NOTHING),
        ("arf_unregistered", ReadingKind.NOTHING),
        ("arf_virus", ReadingKind.NOTHING),
        ("answer", ReadingKind.NOTHING),
        ("person_about_bounces", ReadingKind.NOTHING),
        ("person_forwards_a_bounce", ReadingKind.NOTHING),
        ("person_forwards_its_parts", ReadingKind.NOTHING),
    ],
)
def test_what_is_no_news(name: str, kind: ReadingKind) -> None:
    reading = read(name)
    assert (reading.kind, reading.reports) == (kind, ())


class TestReport:
    def test_only_those_who_failed_are_named(self) -> None:
        full, ana = read("postfix_several_recipients").reports
        assert (full.recipient, full.bounce.kind, full.bounce.status) == ("full@x.example", SOFT, "5.2.2")
        assert (ana.recipient, ana.bounce.kind, ana.bounce.status) == (ANA, HARD, "5.1.1")

    def test_the_last_attempt_is_when_it_came_back_else_the_date_of_the_report(self) -> None:
        full, ana = read("postfix_several_recipients").reports
        assert ana.bounce.at == datetime(2026, 11, 27, 10, 4, tzinfo=UTC)
        assert full.bounce.at == datetime(2026, 11, 27, 10, 5, tzinfo=UTC)

    def test_international_addresses(self) -> None:
        [report] = read("postfix_international").reports
        assert report.recipient == "心@例.example"
        assert report.bounce.diagnostic == "550 5.1.1 <心@例.example>: no such user"
        assert report.message_id == MESSAGE_ID

    def test_its_own_message_id(self) -> None:
        assert read("gmail").message_id == "<gmail@mx.example.org>"
        assert read("qmail").message_id is None


class TestComplaint:
    def test_a_recipient_that_was_made_unreadable_is_none(self) -> None:
        [report] = read("arf_redacted").reports
        assert report == Report(report.bounce, None, MESSAGE_ID, RETURN_PATH)


class TestUnknownDialect:
    def test_a_reply_code_with_its_status_is_enough_where_a_server_says_that_it_failed(self) -> None:
        [report] = read("unknown_program").reports
        assert (report.bounce.kind, report.bounce.status) == (HARD, "5.1.1")
        assert (report.recipient, report.message_id) == (None, None)

    def test_exchange_without_a_report(self) -> None:
        [report] = read("exchange_text_alone").reports
        assert (report.bounce.kind, report.bounce.status, report.message_id) == (HARD, "5.1.10", MESSAGE_ID)
        assert (report.bounce.diagnostic or "").endswith("Recipient not found by SMTP address lookup")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_line_ends_and_the_line_of_an_mbox_file_change_nothing(ending: bytes) -> None:
    for file in MESSAGES.glob("*.eml"):
        content = file.read_bytes()
        changed = b"From MAILER-DAEMON Fri Nov 27 10:05:00 2026\n" + content.replace(b"\r\n", ending)
        assert read_message(changed, NOW) == read_message(content, NOW)
