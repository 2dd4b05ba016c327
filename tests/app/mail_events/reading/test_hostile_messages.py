"""Whatever comes, a reader reads it or says that it is nothing, and looks at no more of it than reports have."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.mail.reply_words import MAX_TEXT
from app.mail_events.reading import delivery_status, dialects, message
from app.mail_events.reading.addresses import MAX_LENGTH
from app.mail_events.reading.headers import MAX_LINES, parse_headers
from app.mail_events.reading.message import read, read_message
from app.mail_events.reading.mime import MAX_DEPTH, MAX_PARTS, parse_part, walk
from app.mail_events.reading.text import MAX_BYTES as MAX_TEXT_BYTES
from app.mail_events.reading.text import clean, decode, lines_of, text_of
from app.mail_events.reading.values import Reading, ReadingKind
from app.mail_events.sizes import MAX_BYTES
from tests.app.mail_events.reading.hostile import MESSAGES, REPORT, SERVER, SIZE, filled

NOW = datetime(2026, 11, 28, tzinfo=UTC)
GOOD = sorted((Path(__file__).parents[1] / "messages").glob("*.eml"))
NOTHING = Reading(ReadingKind.NOTHING)


def check(reading: Reading) -> None:
    """Holds for every message: a database takes what is read, and nothing comes from the future."""
    assert bool(reading.reports) is (reading.kind is ReadingKind.REPORT)
    assert len(reading.reports) <= dialects.MAX_RECIPIENTS
    for report in reading.reports:
        assert NOW - timedelta(days=30) <= report.bounce.at <= NOW
        for text in (report.bounce.diagnostic, report.recipient, report.message_id, report.return_path):
            assert text is None or (text.isprintable() and text.encode())
        assert len(report.bounce.diagnostic or "") <= MAX_TEXT
        assert len(report.recipient or "") <= MAX_LENGTH


@pytest.mark.parametrize("name", MESSAGES)
def test_hostile_message(name: str) -> None:
    check(read(MESSAGES[name], NOW))


@pytest.mark.parametrize("name", MESSAGES)
def test_as_much_is_looked_at_as_reports_have(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = list(walk(parse_part(MESSAGES[name])))
    assert len(parts) <= MAX_PARTS
    assert all(len(text_of(part)) <= MAX_TEXT_BYTES for part in parts)
    assert all(sum(len(part.headers.get_all(name)) for name in part.headers.values) <= MAX_LINES for part in parts)
    given_on = list(texts_given_on(MESSAGES[name], monkeypatch))
    assert sum(map(len, given_on)) <= dialects.MAX_CHARACTERS + MAX_PARTS
    assert all(len(line) <= dialects.MAX_LINE for text in given_on for line in text.split("\n"))


def texts_given_on(content: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """What flufl.bounce is given of the message."""
    seen: list[Message] = []

    def look(message: Message) -> tuple[frozenset[bytes], frozenset[bytes]]:
        seen.append(message)
        return frozenset(), frozenset()

    monkeypatch.setattr(dialects, "all_failures", look)
    read(content, NOW)
    for each in seen:
        for part in each.walk():
            if isinstance(payload := part.get_payload(), str):
                yield payload


class TestBounds:
    def test_a_message_that_is_too_large_says_nothing(self) -> None:
        report = GOOD[[file.stem for file in GOOD].index("exim_text")].read_bytes()
        whole = filled(report, b"x", MAX_BYTES)
        assert read_message(whole, NOW).kind is ReadingKind.REPORT
        assert read_message(whole + b"x", NOW) == NOTHING

    def test_parts_are_read_up_to_a_depth(self) -> None:
        content = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(MAX_DEPTH + 3)
        )
        parts = list(walk(parse_part(content)))
        assert len(parts) == MAX_DEPTH + 1
        assert parts[-1].parameter("boundary") == f"b{MAX_DEPTH}"

    def test_a_message_within_is_not_looked_into(self) -> None:
        content = REPORT + b"--a\nContent-Type: message/rfc822\n\n" + REPORT + b"--a\n\nx\n--a--\n"
        assert [part.content_type for part in walk(parse_part(content))][:2] == ["multipart/report", "message/rfc822"]

    def test_what_stands_after_the_last_boundary_is_no_part(self) -> None:
        parts = list(walk(parse_part(REPORT + b"before\n--a\n\none\n--a\r\n\r\ntwo\r\n--a-- \n--a\n\nafter\n")))
        assert [part.body for part in parts[1:]] == [b"one", b"two\r"]

    def test_a_header_without_an_end_is_read_as_far_as_headers_go(self) -> None:
        assert parse_headers(SERVER + b"X-A: " + b"b" * SIZE).get("subject") == "Undelivered"

    def test_no_more_recipients_are_read_than_are_returned(self, monkeypatch: pytest.MonkeyPatch) -> None:
        parse = Mock(wraps=parse_headers)
        monkeypatch.setattr("app.mail_events.reading.delivery_status.parse_headers", parse)
        assert len(read(MESSAGES["many recipients in many parts"], NOW).reports) == delivery_status.MAX_RECIPIENTS
        assert parse.call_count == delivery_status.MAX_RECIPIENTS

    def test_lines_are_cut(self) -> None:
        assert [len(line) for line in lines_of("x" * SIZE + "\n\nxx")] == [500, 0, 2]

    def test_text_is_as_it_was_before_its_encoding(self) -> None:
        for encoding, body in (
            ("base64", b"w6Q9IGI="),
            ("quoted-printable", b"=C3=A4=3D b"),
            ("8bit", "ä= b".encode()),
        ):
            part = parse_part(b"Content-Transfer-Encoding: %s\n\n%s" % (encoding.encode(), body))
            assert (decode(part), text_of(part)) == ("ä= b".encode(), "ä= b")

    def test_controls_are_blanks(self) -> None:
        assert clean("a\0b\x1b[1m\ud800c\u202ed \n e", 100) == "a b [1m c d e"

    def test_what_a_library_raises_ends_its_own_look_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(message: Message) -> None:
            raise LookupError(message)

        monkeypatch.setattr(dialects, "all_failures", fail)
        assert read_message(SERVER + b"\n550 5.1.1 unknown user\n", NOW).kind is ReadingKind.REPORT

    def test_a_bounce_from_nobody_is_read(self) -> None:
        """flufl.bounce raises IndexError for it."""
        nobody = b"Return-Path: <>\nSubject: failure notice\nMessage-ID: <a@x.example>\n\n550 5.1.1 unknown user\n"
        assert read_message(nobody, NOW).kind is ReadingKind.REPORT

    def test_whatever_breaks_is_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(content: bytes, now: datetime) -> None:
            raise RecursionError

        monkeypatch.setattr(message, "read", fail)
        assert read_message(SERVER, NOW) == NOTHING


def _cut(line: bytes, end: bytes) -> list[bytes]:
    return [line[: len(line) // 2] + end]


@given(st.data())
@examples(max_examples=150, derandomize=True)
def test_changed_messages_are_read_or_nothing(data: st.DataObject) -> None:
    """A few changes to a good message: bytes replaced, lines doubled, left out, or of another message."""
    content = data.draw(st.sampled_from(GOOD)).read_bytes()
    for _ in range(data.draw(st.integers(1, 6))):
        lines = content.split(b"\r\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(st.sampled_from(GOOD)).read_bytes().split(b"\r\n")
        change = data.draw(
            st.one_of(
                st.just([]),
                st.just([lines[at]] * 50),
                st.binary(max_size=40).map(lambda piece: [piece]),
                st.binary(max_size=8).map(partial(_cut, lines[at])),
                st.sampled_from(other).map(lambda line: [line]),
            )
        )
        content = b"\r\n".join([*lines[:at], *change, *lines[at + 1 :]])
    check(read(content, NOW))


@given(st.binary(max_size=300))
@examples(max_examples=100, derandomize=True)
def test_any_bytes_are_read_or_nothing(content: bytes) -> None:
    check(read(content, NOW))
    check(read(SERVER + content, NOW))
    check(read(REPORT + b"--a\nContent-Type: message/delivery-status\n\n" + content, NOW))
