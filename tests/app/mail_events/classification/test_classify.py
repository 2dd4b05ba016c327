"""What some twenty mail servers and providers say of an email that comes back: is it the address, for good?"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries.bounces import BounceKind
from app.mail_events.classification.classify import Classification, classify
from app.mail_events.classification.phrases import (
    DOMAIN_PHRASES,
    MAILBOX_PHRASES,
    PASSING_PHRASES,
)
from app.mail_events.classification.statuses import find_status

TABLE = Path(__file__).parent / "failures_of_servers.txt"
HARD = Classification(BounceKind.HARD, is_about_domain=False)
SOFT = Classification(BounceKind.SOFT, is_about_domain=False)
DOMAIN = Classification(BounceKind.HARD, is_about_domain=True)
EXPECTED = {"hard": HARD, "soft": SOFT, "domain": DOMAIN}


@dataclass(frozen=True)
class Said:
    expected: Classification
    status: str | None
    diagnostic: str | None

    def __str__(self) -> str:
        return f"{self.status} {(self.diagnostic or '-')[:70]}"


def read_table() -> list[Said]:
    lines = [line.split(" | ", 2) for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return [
        Said(EXPECTED[kind], None if status == "-" else status, None if text == "-" else text)
        for kind, status, text in lines
    ]


ALL = read_table()


@pytest.mark.parametrize("said", ALL, ids=str)
def test_failure(said: Said) -> None:
    assert classify(said.status, said.diagnostic, is_permanent=True) == said.expected


@pytest.mark.parametrize("said", ALL, ids=str)
def test_what_may_pass_is_soft_whatever_was_said(said: Said) -> None:
    assert classify(said.status, said.diagnostic, is_permanent=False) == SOFT


@pytest.mark.parametrize("said", [said for said in ALL if said.diagnostic], ids=str)
def test_letter_case_and_line_ends_say_nothing(said: Said) -> None:
    folded = (said.diagnostic or "").upper().replace(" ", "\n ")
    assert classify(said.status, folded, is_permanent=True) == said.expected


@pytest.mark.parametrize("status", ["5.1.1", "5.1.3", "5.1.6"])
def test_statuses_of_a_mailbox_need_no_words(status: str) -> None:
    assert classify(status, None, is_permanent=True) == HARD


@pytest.mark.parametrize("status", ["5.1.2", "5.4.4", "5.4.310", "5.1.10"])
def test_statuses_of_a_domain_need_no_words(status: str) -> None:
    assert classify(status, None, is_permanent=True) == DOMAIN


@pytest.mark.parametrize("status", ["5.2.2", "5.2.3", "5.3.4", "5.4.6", "5.4.7", "5.6.1", "5.7.1", "5.7.133"])
def test_statuses_of_an_email_are_soft_even_with_words_of_a_mailbox(status: str) -> None:
    assert classify(status, "550 User unknown", is_permanent=True) == SOFT


def test_an_address_whose_name_is_a_word_is_no_word_of_the_server() -> None:
    for name in ("unknown.user", "no-such-user", "spam", "quota.exceeded"):
        diagnostic = f"smtp; 550 <{name}@x.example>: No"
        assert classify("5.0.0", diagnostic, is_permanent=True) == SOFT
        assert classify("5.1.1", diagnostic, is_permanent=True) == HARD


class TestFindStatus:
    def test_the_words_of_the_server_say_more_than_the_status_above_them(self) -> None:
        assert find_status("5.0.0", "smtp; 550 5.1.1 user unknown") == "5.1.1"
        assert find_status("5.1.1", "smtp; 550 5.7.1 blocked") == "5.7.1"

    def test_a_status_of_anything_says_less_than_one_of_something(self) -> None:
        assert find_status("5.1.1", "smtp; 550 5.0.0 user unknown") == "5.1.1"
        assert find_status("5.0.0", "smtp; 550 user unknown") == "5.0.0"

    def test_there_may_be_none(self) -> None:
        assert find_status(None, None) is None
        assert find_status("2.0.0", "250 OK") is None
        assert find_status("failed", "from 192.0.2.5.1.1") is None


@given(st.text(max_size=2000), st.one_of(st.none(), st.text(max_size=20)))
def test_any_words_are_classified(diagnostic: str, status: str | None) -> None:
    assert classify(status, diagnostic, is_permanent=True) in {HARD, SOFT, DOMAIN}


@pytest.mark.parametrize("piece", ["user is not ", "5.1.1 ", "no such ", "'said: ", "mailbox is ", "has been "])
def test_long_words_are_read_as_far_as_a_reply_may_go(piece: str) -> None:
    assert classify(None, piece * 100_000, is_permanent=True) in {HARD, SOFT, DOMAIN}


PHRASES = [*MAILBOX_PHRASES, *DOMAIN_PHRASES, *(phrase for phrases in PASSING_PHRASES.values() for phrase in phrases)]


@pytest.mark.parametrize("phrase", PHRASES)
def test_each_phrase_is_one_that_a_server_says(phrase: str) -> None:
    assert any(re.search(phrase, said.diagnostic or "", re.IGNORECASE) for said in ALL)
