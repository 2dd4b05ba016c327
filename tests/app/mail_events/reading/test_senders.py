"""Whose message it is where no report says so: only a mail server's, sent by nobody, can be a bounce."""

import logging
from datetime import UTC, datetime

import pytest

from app.deliveries.bounces import BounceKind
from app.mail_events.reading.message import read_message
from app.mail_events.reading.text import decode_words
from app.mail_events.reading.values import Reading, ReadingKind

NOW = datetime(2026, 11, 28, tzinfo=UTC)
UNKNOWN = "<ana@x.example>: 550 5.1.1 User unknown"
ENCODED = "=?utf-8?q?Delivery_Status_Notification_=28Failure=29?="


def read(text: str = UNKNOWN, **headers: str) -> Reading:
    """A message of these headers, with underscores for hyphens; by default one of a mail server."""
    fields = {"Return_Path": "<>", "From": "MAILER-DAEMON@x.example", "Subject": "Undeliverable: Hello"} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items() if value != "-"]
    return read_message("\r\n".join([*lines, "", text, ""]).encode(), NOW)


class TestMailServer:
    @pytest.mark.parametrize(
        "sender",
        [
            "MAILER-DAEMON@x.example",
            "Mail Delivery Subsystem <mailer-daemon@x.example>",
            '"Mail Delivery System" <noreply@x.example>',
            "postmaster@x.example",
            "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example>",
            "MAILER-DAEMON",
        ],
    )
    @pytest.mark.parametrize("return_path", ["<>", "", "-", "<MAILER-DAEMON>", "<postmaster@x.example>"])
    def test_its_name_is_enough(self, sender: str, return_path: str) -> None:
        assert read(From=sender, Return_Path=return_path).kind is ReadingKind.REPORT

    def test_a_subject_is_enough_where_nobody_sent_it(self) -> None:
        assert read(From="gateway@x.example", Subject="Returned mail: User unknown").kind is ReadingKind.REPORT
        assert read(From="gateway@x.example", Subject="Re: Hello").kind is ReadingKind.NOTHING
        assert read(From="gateway@x.example", Return_Path="<gateway@x.example>").kind is ReadingKind.NOTHING

    def test_a_subject_may_be_encoded(self) -> None:
        assert read(Subject=ENCODED).kind is ReadingKind.REPORT

    def test_a_person_is_none(self) -> None:
        assert read(From="Ana <ana@x.example>", Return_Path="<ana@x.example>").kind is ReadingKind.NOTHING
        assert read(From="postmaster@x.example", Return_Path="<ana@x.example>").kind is ReadingKind.NOTHING

    def test_a_program_that_answers_is_none(self) -> None:
        answer = read(From="Ana <ana@x.example>", Auto_Submitted="auto-replied")
        assert answer.kind is ReadingKind.AUTO_REPLY


class TestPlainFailure:
    @pytest.mark.parametrize("subject", ["Undelivered Mail Returned to Sender", "failure notice", ENCODED])
    def test_headers_alone_say_that_an_email_was_given_up_and_not_why(self, subject: str) -> None:
        [report] = read("Nachricht unzustellbar", Subject=subject).reports
        assert (report.bounce.kind, report.bounce.status, report.bounce.diagnostic) == (BounceKind.SOFT, None, None)

    @pytest.mark.parametrize(
        "headers",
        [
            {"Subject": "Hello"},
            {"Subject": "Re: failure notice"},
            {"Subject": "Undelivered mail: warning, still being retried"},
            {"Return_Path": "-"},
            {"From": "gateway@x.example"},
        ],
    )
    def test_less_than_that_says_nothing(self, headers: dict[str, str]) -> None:
        assert read("Nachricht unzustellbar", **headers).kind in {ReadingKind.NOTHING, ReadingKind.DELAY}


class TestWords:
    def test_fields_of_a_report_within_the_text(self) -> None:
        fields = "Reporting-MTA: dns; x\n\nAction: failed\nFinal-Recipient: rfc822; ana@x.example\nStatus: 5.1.1\n"
        [report] = read(f"An error occurred.\n\nTechnical report:\n\n{fields}").reports
        assert (report.recipient, report.bounce.status) == ("ana@x.example", "5.1.1")

    def test_delayed_fields_within_the_text(self) -> None:
        fields = "Action: delayed\nFinal-Recipient: rfc822; ana@x.example\nStatus: 4.4.1\n"
        assert read(f"Hello\n\n{fields}").kind is ReadingKind.DELAY

    def test_a_multipart_whose_parts_cannot_be_found_is_text(self) -> None:
        reading = read(f"--another\n\n{UNKNOWN}", Content_Type="multipart/report; boundary=one")
        assert reading.reports[0].bounce.status == "5.1.1"

    def test_words_without_a_code(self) -> None:
        [report] = read("Hello,\nthe domain x.example does not exist.").reports
        assert report.bounce.is_about_domain

    def test_what_stands_in_the_returned_email_is_no_reason(self) -> None:
        [report] = read("We are sorry.\n\nReceived: from a by b\nSubject: 550 5.1.1 User unknown\n").reports
        assert report.bounce.diagnostic is None

    def test_encoded_words(self) -> None:
        assert decode_words("=?utf-8?b?w6Q=?= =?iso-8859-1?q?_=E4?= b =?x?y?z?=") == "ä ä b =?x?y?z?="


def test_nothing_is_logged_of_what_is_read(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        read()
        read(From="-")
    assert caplog.records == []
