"""What is recorded of an SMTP conversation, and what never is."""

from base64 import b64encode

import pytest

from app.mail.conversation import MAX_LINE_LENGTH, MAX_LINES, Conversation, ConversationLine, ConversationSide

USER, PASSWORD = "product@mail.example", "correct horse battery"


def conversation() -> Conversation:
    return Conversation(USER, PASSWORD)


def texts(recorded: Conversation) -> list[str]:
    return [line.text for line in recorded.lines]


def test_lines_have_a_side_and_their_time() -> None:
    now = [10.0]
    recorded = Conversation(None, None, lambda: now[0])
    recorded.note("Connects.")
    now[0] = 10.0125
    recorded.receive(b"220 mail.example ESMTP\r\n")
    now[0] = 11.5
    recorded.send(b"EHLO product.example")
    assert recorded.lines == [
        ConversationLine(ConversationSide.NOTE, "Connects.", 0),
        ConversationLine(ConversationSide.SERVER, "220 mail.example ESMTP", 12),
        ConversationLine(ConversationSide.CLIENT, "EHLO product.example", 1500),
    ]


def test_reply_that_arrives_in_pieces_is_one_line() -> None:
    recorded = conversation()
    for piece in (b"250-mail.exa", b"mple\r", b"\n250 SI", b"ZE\r\n"):
        recorded.receive(piece)
    assert texts(recorded) == ["250-mail.example", "250 SIZE"]


def test_half_a_line_is_recorded_when_the_connection_ends() -> None:
    recorded = conversation()
    recorded.receive(b"250 half")
    recorded.end()
    recorded.end()
    assert texts(recorded) == ["250 half"]


@pytest.mark.parametrize(
    ("sent", "challenges"),
    [
        ([b"AUTH PLAIN " + b64encode(f"\0{USER}\0{PASSWORD}".encode())], []),
        ([b"AUTH LOGIN", b64encode(USER.encode()), b64encode(PASSWORD.encode())], [b"334 VXNlcm5hbWU6"] * 2),
        ([b"AUTH LOGIN " + b64encode(USER.encode()), b64encode(PASSWORD.encode())], [b"334 UGFzc3dvcmQ6"]),
        ([b"AUTH CRAM-MD5", b64encode(f"{USER} 0123456789abcdef".encode())], [b"334 PDE4OTYuNjk3MTcwOTUyQD4="]),
        ([b"auth xoauth2 " + b64encode(f"user={USER}\1auth=Bearer {PASSWORD}\1\1".encode())], []),
    ],
)
def test_nothing_that_signs_in_is_recorded(sent: list[bytes], challenges: list[bytes]) -> None:
    recorded = conversation()
    first, *further = sent
    recorded.send(first)
    for challenge, answer in zip(challenges, further, strict=True):
        recorded.receive(challenge + b"\r\n")
        recorded.send(answer)
    recorded.receive(b"235-2.7.0 welcome\r\n235 " + USER.encode() + b" is signed in\r\n")
    recorded.send(b"MAIL FROM:<us@product.example>")
    recorded.receive(f"250 {USER} may send\r\n".encode())

    said = texts(recorded)
    verb, mechanism = first.decode().split(" ")[:2]
    assert said[0].startswith(f"{verb} {mechanism}")
    assert said[-4:] == [
        "235-2.7.0 welcome", "235 … is signed in", "MAIL FROM:<us@product.example>", f"250 {USER} may send",
    ]  # fmt: skip
    sign_in = said[:-2]
    assert not any(secret in line for line in sign_in for secret in (USER, PASSWORD))
    assert not any(
        part.decode() in line for line in sign_in for part in (*further, first.split(b" ")[-1]) if len(part) > 8
    )


PLAIN = b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()


@pytest.mark.parametrize(
    "reply",
    [
        f"535-5.7.8 you sent '{PLAIN[:29]}\r\n535-5.7.8  {PLAIN[29:41]}\r\n535 5.7.8 {PLAIN[41:]}' and that is wrong",
        f"535 5.7.8 you sent AUTH PLAIN {PLAIN[:-9]}... and that is wrong",
        f"535 5.7.8 you sent {PLAIN[3:20]} and that is wrong",
        f"535-5.7.8 you sent {PASSWORD[:9]}\r\n535 5.7.8 {PASSWORD[9:]} and that is wrong",
    ],
    ids=["over lines", "without its end", "the middle", "the password over lines"],
)
def test_nor_is_a_part_of_it_where_the_server_repeats_that(reply: str) -> None:
    recorded = conversation()
    recorded.send(f"AUTH PLAIN {PLAIN}".encode())
    recorded.receive(f"{reply}\r\n".encode())
    said = "\n".join(texts(recorded)[1:])
    assert (said[:9], said[-17:]) == (reply[:9], "and that is wrong")
    pieces = [form[at : at + 8] for form in (PLAIN, PASSWORD) for at in range(len(form) - 7)]
    assert [piece for piece in pieces if piece in said.replace("\n535-5.7.8 ", "").replace("\n535 5.7.8 ", "")] == []


def test_words_of_the_server_stay() -> None:
    recorded = conversation()
    recorded.send(f"AUTH PLAIN {PLAIN}".encode())
    reply = "535 5.7.8 Username and Password not accepted, see https://support.example/mail/?p=BadCredentials a64-12x"
    recorded.receive(f"{reply}\r\n".encode())
    assert texts(recorded)[1] == reply


def test_message_is_its_header_and_the_length_of_its_body() -> None:
    recorded = conversation()
    recorded.send_content(b"Subject: Hello\r\nTo: ana@example.org\r\n\r\n" + b"x" * 1234)
    assert texts(recorded) == [
        "Subject: Hello", "To: ana@example.org", "… and the rest of the message, whose body has 1,234 bytes.", ".",
    ]  # fmt: skip


def test_server_that_goes_on_and_on_is_cut_and_notes_are_not() -> None:
    recorded = conversation()
    recorded.receive(b"250-and so on\r\n" * (MAX_LINES * 2) + b"x" * 100_000)
    recorded.end()
    recorded.note("It is over.")
    assert len(recorded.lines) == MAX_LINES + 2
    assert texts(recorded)[-2:] == ["What follows is not recorded: it is too much.", "It is over."]


def test_long_line_is_cut_and_controls_are_blanks() -> None:
    recorded = conversation()
    recorded.receive(b"550 \x1b[2J\x00" + b"x" * 5000 + b"\r\n")
    (text,) = texts(recorded)
    assert text.startswith("550  [2J x")
    assert len(text) == MAX_LINE_LENGTH
