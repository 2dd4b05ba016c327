"""Whom a message says it was delivered to."""

from hypothesis import given
from hypothesis import strategies as st

from app.mail_events.reading.recipients import MAX_RECIPIENTS, recipients_in


class TestRecipients:
    def test_those_of_the_envelope_come_first(self) -> None:
        content = (
            b"From mailer-daemon Sat Nov 28 06:26:12 2026\n"
            b'To: Ada <a@acme.example>, "Team" <b@acme.example>\r\nX-Original-To: c@acme.example\r\n'
            b"Delivered-To:\r\n d@acme.example\r\nEnvelope-to: <e@acme.example>\r\nCc: f@acme.example\r\n"
            b"\r\nTo: g@acme.example\r\n"
        )
        assert recipients_in(content) == [f"{name}@acme.example" for name in "dceab"]

    def test_each_is_returned_once(self) -> None:
        assert recipients_in(b"Delivered-To: a@acme.example\nTo: a@acme.example\n\n") == ["a@acme.example"]

    def test_they_are_bounded(self) -> None:
        fields = b"".join(b"To: %d@acme.example\n" % number for number in range(MAX_RECIPIENTS + 1))
        assert len(recipients_in(fields)) == MAX_RECIPIENTS

    @given(st.binary(max_size=300))
    def test_any_header_can_be_read(self, value: bytes) -> None:
        assert all(found.count("@") == 1 for found in recipients_in(b"To: " + value))
