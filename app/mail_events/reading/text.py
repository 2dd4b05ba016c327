"""The text of a part, decoded and bounded, as lines that no pattern takes long over."""

import binascii
import html
import re

from app.mail_events.reading.mime import Part

MAX_BYTES = 64 * 1024  # of a part, decoded
MAX_LINES = 1000
MAX_LINE = 500  # characters

_BASE64_BLOCK = 4
# Not whatever Python knows: some, such as punycode, take a time that grows with the square of the length.
_charset = re.compile(
    r"us-ascii|utf-?8|iso-?8859-\d{1,2}|windows-125\d|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-(jp|kr)"
    r"|iso-2022-(jp|kr)|ks_c_5601-1987"
)
_encoded_word = re.compile(r"=\?([!->@-~]{1,40})\?([bq])\?([!->@-~]{0,200})\?=(?:\s+(?==\?))?", re.IGNORECASE)
_no_base64 = re.compile(rb"[^A-Za-z0-9+/]+")
_tag = re.compile(r"<[^<>]{0,1000}>")
_line_break = re.compile(r"<(?:br|/p|/div|/tr|/h\d|/li)\b[^<>]{0,200}>", re.IGNORECASE)
_invisible = re.compile(r"<(style|script|title)\b[^<>]{0,200}>[^<]*</\1>", re.IGNORECASE)


def decode(part: Part, limit: int = MAX_BYTES) -> bytes:
    """The body without its transfer encoding (RFC 2045, section 6), the first `limit` bytes of it at least."""
    encoding = part.headers.get("content-transfer-encoding").strip().lower()
    if encoding == "quoted-printable":
        return binascii.a2b_qp(part.body[: 3 * limit])[:limit]
    if encoding == "base64":
        return _from_base64(part.body[: 2 * limit])[:limit]
    return part.body[:limit]


def text_of(part: Part, limit: int = MAX_BYTES) -> str:
    """Its characters; U+FFFD for what its charset, or UTF-8 where that is unknown, does not have."""
    text = _characters(decode(part, limit), part.parameter("charset"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _plain(text) if part.content_type == "text/html" else text


def decode_words(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) decoded."""
    return _encoded_word.sub(_decoded_word, value)


def lines_of(text: str) -> list[str]:
    """At most MAX_LINES, each cut at MAX_LINE."""
    return [line[:MAX_LINE].rstrip() for line in text.split("\n", MAX_LINES)[:MAX_LINES]]


def clean(text: str, limit: int) -> str:
    """The text in one line for people and a database: without control characters, NUL and lone surrogates."""
    start = text[: 2 * limit]
    visible = start if start.isprintable() else "".join(each if each.isprintable() else " " for each in start)
    return " ".join(visible.split())[:limit]


def _characters(content: bytes, charset: str) -> str:
    name = charset.strip().lower()
    try:
        return content.decode(name if _charset.fullmatch(name) else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _from_base64(content: bytes) -> bytes:
    letters = _no_base64.sub(b"", content)
    whole = len(letters) - len(letters) % _BASE64_BLOCK
    rest = letters[whole:]
    return binascii.a2b_base64(letters[:whole] + (rest.ljust(_BASE64_BLOCK, b"=") if len(rest) > 1 else b""))


def _decoded_word(found: re.Match[str]) -> str:
    content = found[3].encode()
    is_base64 = found[2].lower() == "b"
    return _characters(_from_base64(content) if is_base64 else binascii.a2b_qp(content, header=True), found[1])


def _plain(text: str) -> str:
    return html.unescape(_tag.sub(" ", _line_break.sub("\n", _invisible.sub("", text))))
