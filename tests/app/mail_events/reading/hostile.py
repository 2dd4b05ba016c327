"""Messages that were made to crash a reader, or to keep it busy: as large as they may be, each in its own way."""

from collections.abc import Callable

SIZE = 1024 * 1024
SERVER = b"From: mailer-daemon@x.example\nReturn-Path: <>\nSubject: Undelivered\n"
REPORT = SERVER + b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n"
STATUS = REPORT + b"--a\nContent-Type: message/delivery-status\n\n"
FAILED = b"Final-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.1.1\n"


def filled(head: bytes, piece: bytes, size: int = SIZE) -> bytes:
    """The head, and the piece again and again."""
    return (head + piece * (size // len(piece)))[:size]


def nested(depth: int, name: Callable[[int], bytes]) -> bytes:
    """A multipart in a multipart, and so on, each with the boundary that `name` gives for its depth."""
    return SERVER + b"".join(
        b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n" % (name(level), name(level)) for level in range(depth)
    )


def loop(depth: int) -> bytes:
    """A message in a message, and so on."""
    return REPORT + b"--a\n" + b"Content-Type: message/rfc822\n\n" * depth


MESSAGES = {
    "nothing": b"",
    "one line end": b"\n",
    "a line of an mbox file alone": b"From ",
    "100,000 parts": REPORT + b"--a\n\nx\n" * 100_000,
    "parts without an end of line": filled(REPORT, b"--a"),
    "boundaries that begin as the boundary": filled(REPORT, b"--ab\n"),
    "parts nested with one boundary": nested(20_000, lambda level: b"a"),
    "parts nested with many boundaries": nested(20_000, lambda level: b"b%d" % level),
    "boundaries that begin as those around": nested(300, lambda level: b"b" * (level + 1)),
    "messages in messages": loop(30_000),
    "many headers": filled(SERVER, b"X-A: b\n"),
    "a long header": filled(SERVER + b"X-A: ", b"b"),
    "a long name of a header": filled(SERVER, b"b"),
    "a header of many lines": filled(SERVER + b"X-A: ", b"\n b"),
    "parameters that never end": filled(b"Content-Type: multipart/report", b';a="'),
    "empty parameters": filled(b"Content-Type: multipart/report", b"; "),
    "parts with parameters that never end": filled(
        REPORT, b"--a\nContent-Type: text/plain" + b';a="' * 300 + b"\n\nx\n"
    ),
    "encoded words": filled(SERVER + b"Subject: ", b"=?utf-8?q?=?="),
    "comments in comments": filled(SERVER + b"X-Failed-Recipients: ", b"("),
    "comments in addresses": filled(SERVER + b"X-Failed-Recipients: ", b"(a@x.example,"),
    "brackets in addresses": filled(SERVER + b"X-Failed-Recipients: ", b"<a@x.example,"),
    "quotes in addresses": filled(SERVER + b"X-Failed-Recipients: ", b'"a@x.example,'),
    "many recipients in many parts": REPORT
    + (b"--a\nContent-Type: message/delivery-status\n\n" + (FAILED + b"\n") * 200) * 50,
    "many recipients": filled(STATUS, FAILED + b"\n"),
    "long reasons": filled(STATUS, FAILED + b"Diagnostic-Code: " + b"user is not " * 330 + b"\n\n"),
    "recipients without groups": filled(STATUS, FAILED),
    "a date of a far year": STATUS + FAILED + b"Last-Attempt-Date: Fri, 27 Nov 99999999999999999999 10:00:00 +9999\n",
    "lone surrogates": STATUS + FAILED + b"Original-Recipient: utf-8; \\x{D800}\\x{FFFFFF}@x.example\n",
    "one line": filled(SERVER + b"\n", b"x"),
    "NUL": filled(SERVER + b"\n", b"\0"),
    "at signs": filled(SERVER + b"\n", b"@"),
    "commas, at signs and letters": filled(SERVER + b"\n", b"," * 66 + b"@" * 66 + b"x" * 66 + b"\n"),
    "blanks": filled(SERVER + b"\nThis is the deliver program at\nthis is the email server at\n", b" " * 198 + b"@\n"),
    "brackets": filled(SERVER + b"Content-Type: text/html\n\n", b"<"),
    "scripts": filled(SERVER + b"Content-Type: text/html\n\n", b"<script>"),
    "character references": filled(SERVER + b"Content-Type: text/html\n\n", b"&#xD800;&#0;&lt"),
    "bad base64": filled(SERVER + b"Content-Transfer-Encoding: base64\n\n", b"=A!="),
    "one letter of base64": SERVER + b"Content-Transfer-Encoding: base64\n\nAAAAA",
    "bad quoted-printable": filled(SERVER + b"Content-Transfer-Encoding: quoted-printable\n\n", b"=4"),
    "a slow charset": filled(SERVER + b"Content-Type: text/plain; charset=punycode\n\n", b"a-b"),
    "no charset": filled(SERVER + b'Content-Type: text/plain; charset="\0"\n\n', b"\xff\xfe"),
    "bytes of another charset": filled(SERVER + b"Content-Type: text/plain; charset=iso-2022-jp\n\n", b"\x1b$B\xff"),
    "a status that is encoded": REPORT
    + b"--a\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n\xff\xff==\n",
    "a multipart that is encoded": SERVER
    + b"Content-Type: multipart/report; boundary=a\nContent-Transfer-Encoding: base64\n\nLS1hCgp4Cg==\n",
    "a boundary of nothing": SERVER + b'Content-Type: multipart/report; boundary=""\n\n----\n\nx\n',
    "a long boundary": SERVER
    + b"Content-Type: multipart/report; boundary="
    + b"a" * 5000
    + b"\n\n--"
    + b"a" * 5000
    + b"\n",
    "no boundary": SERVER + b"Content-Type: multipart/report\n\nx\n",
    "text that says it is a report": SERVER + b"Content-Type: message/delivery-status\n\n" + FAILED,
}
