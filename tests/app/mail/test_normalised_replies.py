"""The same fault of two recipients reads the same, and two faults never do."""

import re
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.normalised_replies import MAX_LENGTH, NO_WORDS, normalise
from app.mail.replies import printable_line
from tests.app.mail.test_replies_of_servers import ALL, Said

RECIPIENT, ANOTHER = "ana@x.example", "bob.o-neil+7@x.example"
SAME = [
    ("4.2.2 mailbox full d2e1a72fcca58-6e3a1b2c3d4si1234567b3a.123 - gsmtp", "4.2.2 mailbox full … - gsmtp"),
    ("4F3B2C1D9E: message rejected, queued as 1rXyZ-0001Ab-2C", "…: message rejected, queued as …"),
    ("Greylisted until Fri, 27 Nov 2026 19:06:51 +0000 (UTC), be patient", "Greylisted until …, be patient"),
    ("Greylisted until Fri Nov 27 19:06:51 2026", "Greylisted until …"),
    ("Blocked since 2026-11-27T19:06:51.123Z", "Blocked since …"),
    ("Come back at 19:30", "Come back at …"),
    ("Over quota: 1.5MB of 2GB used (75%)", "Over quota: … of … used (…%)"),
    ("No answer from smtp.acme.example:587 to the message: timed out", "No answer from … to the message: timed out"),
    ("[p8sdf-_3NkyGq9] 2001:db8::1 has no PTR", "… has no PTR"),
    ("host mx7.acme.example[192.0.2.1]:25 said: 550 no such user", "host … said: 550 no such user"),
    ("host a.b.example[192.0.2.1] said: 452 4.2.2 full", "host … said: 452 4.2.2 full"),
    ("No such user ana here", "No such user … here"),
    ("user <ana@x.example> unknown", "user … unknown"),
    ('"ana"@x.example is unknown', "… is unknown"),
    ("See https://mail.example/help?id=ana&t=123 and www.mail.example/x1", "See … and …"),
    ("SC-001 (BAY004-MC1F1) rejected (S3150)", "SC-001 (…) rejected (S3150)"),
    ("[BL21] SMTPUTF8 and IPv6 are not for RFC5321", "[BL21] SMTPUTF8 and IPv6 are not for RFC5321"),
    ("#5.1.0 Address rejected.", "5.1.0 Address rejected."),
    ('"JunkMail rejected"', "JunkMail rejected"),
    ("RESOLVER.ADR.RecipientNotFound; not found", "RESOLVER.ADR.RecipientNotFound; not found"),
]


def normalised(said: Said, text: str | None = None, recipient: str = RECIPIENT) -> tuple[int, str]:
    return said.code, normalise(printable_line(said.text if text is None else text), recipient)


def of_another(text: str) -> str:
    """The same reply to the email of somebody else, by another server of the same kind, a year later."""
    text = text.replace(RECIPIENT, ANOTHER).replace("192.0.2.7", "198.51.100.230").replace("51234", "7")
    text = re.sub(r"\b[as]1-2002\b", "d2e1a72fcca58-6e3a1b2c3d4si1234567b3a.12", text)
    text = re.sub(r"mta\d+\.mail", "mta7.mail", text)
    return re.sub(r"\b(300|150|100)\b", "9", text)


@pytest.mark.parametrize("said", ALL, ids=str)
def test_a_reply_to_another_recipient_is_the_same(said: Said) -> None:
    assert normalised(said, of_another(said.text), ANOTHER) == normalised(said)


def test_different_faults_stay_different() -> None:
    texts = defaultdict(set)
    for said in ALL:
        texts[normalised(said)].add(said.text)
    assert [found for found in texts.values() if len(found) > 1] == []
    assert len(texts) > 200


@pytest.mark.parametrize("said", ALL, ids=str)
def test_nothing_of_the_recipient_or_of_a_connection_is_left(said: Said) -> None:
    _, words = normalised(said)
    assert len(words) <= MAX_LENGTH
    assert not re.search(r"\bana\b|@|192\.0\.2|https?:|\d{5,}", words)


@pytest.mark.parametrize("said", ALL, ids=str)
def test_lines_broken_elsewhere_are_the_same_words(said: Said) -> None:
    status, _, words = said.text.replace("\n", " ").partition(" ")
    if re.fullmatch(r"[45]\.\d+\.\d+", status) and not re.search(rf"{re.escape(status)}\b", words):
        broken = "\n".join(f"{status} {word}" for word in words.split(" "))
        assert normalised(said, broken) == normalised(said)


@pytest.mark.parametrize(("reply", "words"), SAME)
def test_what_is_another_each_time_is_left_out(reply: str, words: str) -> None:
    assert normalise(reply, RECIPIENT) == words


@pytest.mark.parametrize("recipient", ["user@x.example", "mailbox@x.example", "no@x.example", "postmaster@x.example"])
def test_an_address_that_is_a_word_of_servers_takes_none_of_theirs(recipient: str) -> None:
    assert normalise("no such user, mailbox unknown", recipient) == "no such user, mailbox unknown"


@pytest.mark.parametrize("reply", [None, "", "  "])
def test_without_words_it_says_so(reply: str | None) -> None:
    assert normalise(reply) == NO_WORDS


@given(st.text(max_size=1200), st.text(max_size=80))
def test_whatever_a_server_says_is_short_and_stays_as_it_is(reply: str, recipient: str) -> None:
    words = normalise(reply, recipient)
    assert 0 < len(words) <= MAX_LENGTH


@pytest.mark.parametrize("part", ["a", "1", "a.", "1.", ":", "a:", "<", "'", "…", "Nov 1", "a@", "a1-", "[", "x.y1."])
def test_a_long_reply_made_to_keep_it_busy_is_done_at_once(part: str) -> None:
    """A quadratic search is milliseconds for so short a text, an exponential one would never end."""
    assert len(normalise(part * 1000, part * 100)) <= MAX_LENGTH
