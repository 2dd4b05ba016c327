"""What a password-reset email says, and what hostile names cannot make it say."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.authentication.password_reset_email import PasswordResetEmailData
from app.links import Purpose
from app.mail import Email
from tests.support.composed_emails import CONTEXT, compose
from tests.support.received_email import bodies, parse

RESET = PasswordResetEmailData(
    id=UUID(int=1),
    email="ada@example.com",
    name="Ada Lovelace",
    nonce=bytes(16),
    generation=1,
    is_open=True,
    valid_minutes=60,
    expires_at=datetime(2026, 5, 4, 15, 30, tzinfo=timezone(timedelta(hours=2))),
)
LINK = CONTEXT.link("reset-password", Purpose.PASSWORD_RESET, RESET.id, RESET.nonce)
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
    "Content-Type",
]  # fmt: skip
HOSTILE = [
    "evil.com",
    "https://evil.example/x",
    "</p><a href=https://evil.example>x</a>",
    "Ada\r\nBcc: x@y.org\r\n\r\nHello",
    "\u202emoc.live",
    "{{ link }}{% raw %}",
    "x" * 4000,
]


def reset_email(**changes: Any) -> Email:
    """The email of RESET, changed as given."""
    return compose(replace(RESET, **changes))


class TestWords:
    def test_say_whose_password_how_long_the_link_is_good_and_that_it_may_be_ignored(self) -> None:
        for body in bodies(reset_email()):
            words = " ".join(re.sub("<[^>]*>", "", body).split())
            assert "Hello Ada Lovelace, somebody, most likely you, asked for a new password for the Senturo" in words
            assert "account of ada@example.com." in words
            assert (
                "The link works once, for 60 minutes from the moment it was asked for: until Monday, 4 May 2026,"
                in words
            )
            assert "13:30 UTC. Once the password is changed" in words
            assert "Ignore it, and nothing happens" in words

    def test_link_stands_on_a_line_of_its_own_and_html_leads_nowhere_else(self) -> None:
        text, html = bodies(reset_email())
        assert LINK in text.splitlines()
        assert re.findall('href="([^"]*)"', html) == [LINK, LINK]

    def test_greet_nobody_in_particular_without_a_visible_name(self) -> None:
        assert bodies(reset_email(name="\u200b "))[0].startswith("Hello,\n")


class TestHeaders:
    def test_say_what_kind_of_email_this_is(self) -> None:
        message = parse(reset_email())
        assert message.keys() == HEADERS
        assert message["From"] == "Senturo <invitations@senturo.example>"
        assert message["To"] == "ada@example.com"
        assert message["Subject"] == "Choose a new password for Senturo"
        assert message["Date"].datetime == datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
        assert message["Message-ID"] == "<0190@invite.example>"

    def test_same_request_gives_the_same_bytes(self) -> None:
        assert reset_email() == reset_email()


class TestHostileNames:
    @given(name=st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80)))
    def test_change_nothing_but_their_own_words(self, name: str) -> None:
        email = reset_email(name=name)
        text, html = bodies(email)
        assert parse(email).keys() == HEADERS
        assert text.count("\n") == bodies(reset_email())[0].count("\n")
        assert re.findall('href="([^"]*)"', html) == [LINK, LINK]
        assert not re.search(
            r"\w[.:/@\\]+\w", text.replace(LINK, "").replace("ada@example.com", "").replace("13:30 UTC", "")
        )

    @pytest.mark.parametrize("recipient", ["ada@example.com\r\nBcc: x@y.org", "nobody"])
    def test_an_address_that_is_none_is_refused(self, recipient: str) -> None:
        with pytest.raises(ValueError, match=r"address|line end"):
            reset_email(email=recipient)
