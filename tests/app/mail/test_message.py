"""The bytes of an email, read back by the standard library's parser."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail import Email, build_message
from app.mail.message import encode_text, mailbox, wire_address

HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200),
    st.text(alphabet=' "\\<>@,;:()=?utf-8q.é', max_size=80),
)


def parse(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [defect for part in message.walk() for defect in part.defects]
    return message


def encoded_lines(content: bytes) -> list[str]:
    """The lines of the headers with encoded words in them, as they are on the wire."""
    head, _, _ = content.partition(b"\r\n\r\n")
    return [line for line in head.decode().split("\r\n") if "=?" in line]


def bodies(content: bytes) -> list[str]:
    return [part.get_content().replace("\r\n", "\n") for part in parse(content).iter_parts()]


class TestBuildMessage:
    def test_has_the_headers_given_and_two_parts(self) -> None:
        content = build_message([("Subject", "Hi"), ("To", "a@x.org")], text="Hello\n", html="<p>Hello\n", seed="1")
        message = parse(content)

        assert message.keys() == ["Subject", "To", "MIME-Version", "Content-Type"]
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert bodies(content) == ["Hello\n", "<p>Hello\n"]

    def test_same_input_gives_the_same_bytes_and_another_seed_another_boundary(self) -> None:
        one, same, other = (build_message([], text="t", html="h", seed=seed) for seed in ("1", "1", "2"))

        assert one == same != other

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=3000))
    def test_carries_any_text_in_lines_that_every_server_takes(self, text: str) -> None:
        content = build_message([], text=f"{text}\nend", html=f"<p>{text}\nend", seed="1")

        assert content.isascii()
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert b"\r" not in content.replace(b"\r\n", b"")
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert bodies(content)[0].startswith(f"{text}\nend")

    @pytest.mark.parametrize("value", ["a\r\nBcc: x@y.org", "a\nBcc: x@y.org", "a\rb", "a\0b", "a\r\n"])
    def test_refuses_a_header_that_breaks_out(self, value: str) -> None:
        with pytest.raises(ValueError, match="the header Subject holds a line end"):
            build_message([("Subject", value)], text="t", html="h", seed="1")


class TestHeaderValues:
    @given(HOSTILE)
    def test_any_words_are_read_back(self, words: str) -> None:
        content = build_message([("Subject", encode_text("Subject", words))], text="t", html="h", seed="1")

        assert str(parse(content)["Subject"]).split() == words.split()

    @given(HOSTILE)
    def test_any_name_leaves_the_address_alone(self, name: str) -> None:
        content = build_message([("From", mailbox("From", name, "us@product.example"))], text="t", html="h", seed="1")
        [address] = parse(content)["From"].addresses

        assert address.addr_spec == "us@product.example"
        # The parser keeps the gap between two encoded words of a name, against RFC 2047 section 6.2.
        assert "".join(address.display_name.split()) == "".join(name.split())

    @given(st.sampled_from(["Subject", "From", "Reply-To"]), HOSTILE)
    def test_no_line_with_encoded_words_is_longer_than_76(self, header: str, words: str) -> None:
        """RFC 2047 section 2, with the header's name."""
        for value in (encode_text(header, words), mailbox(header, words, "us@product.example")):
            for line in encoded_lines(build_message([(header, value)], text="t", html="h", seed="1")):
                assert len(line) <= 76
                assert all(len(word) <= 75 for word in line.removeprefix(f"{header}:").split())

    def test_short_names_stay_readable(self) -> None:
        assert mailbox("From", "Ana Silva", "a@x.org") == "Ana Silva <a@x.org>"
        assert mailbox("From", "Silva, Ana", "a@x.org") == '"Silva, Ana" <a@x.org>'
        assert mailbox("From", None, "a@x.org") == "a@x.org"
        assert parseaddr(mailbox("From", 'The "A" \\ Team', "a@x.org")) == ('The "A" \\ Team', "a@x.org")


class TestAddress:
    @pytest.mark.parametrize(
        ("typed", "sent"),
        [
            ("ana@example.org", "ana@example.org"),
            ("ana@bücher.example", "ana@xn--bcher-kva.example"),
            ("пример@bücher.example", "пример@bücher.example"),
            ("ana@bü..cher", "ana@bü..cher"),
        ],
    )
    def test_takes_its_idna_form_where_that_spares_smtputf8(self, typed: str, sent: str) -> None:
        assert wire_address(typed) == sent
        assert Email("us@product.example", sent, b"").needs_smtputf8 is not sent.isascii()
