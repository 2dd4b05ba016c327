"""Splits a message into its parts (RFC 2046), as far as reports have any: no hostile one costs much or raises."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.mail_events.reading.headers import MAX_BYTES as MAX_HEADER_BYTES
from app.mail_events.reading.headers import Headers, parameter, parse_headers

MAX_PARTS = 50
MAX_DEPTH = 5
MAX_BOUNDARY = 100  # characters; RFC 2046, section 5.1.1, allows 70
_LONGEST_PADDING = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A message or one of its parts; `body` is still encoded for its transfer."""

    headers: Headers
    body: bytes

    @property
    def content_type(self) -> str:
        """Such as `text/plain`, in lower case, which is also that of a part that says none."""
        name = self.headers.get("content-type").partition(";")[0].strip().lower()
        return name if "/" in name else "text/plain"

    def parameter(self, name: str) -> str:
        """That of its Content-Type."""
        return parameter(self.headers.get("content-type"), name)


def parse_part(content: bytes) -> Part:
    """Reads the header; a line that begins the message as in an mbox file, and empty lines before it, are skipped."""
    content = content.lstrip(b"\r\n")
    if content.startswith((b"From ", b">From ")):
        content = content[content.find(b"\n") + 1 :]
    return _split_header(content)


def walk(part: Part) -> Iterator[Part]:
    """The part itself and all parts in it, in their order; not those of a message that it holds.

    At most MAX_PARTS, none deeper than MAX_DEPTH.
    """
    waiting = [(part, 0)]
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        current, depth = waiting.pop()
        yield current
        if depth < MAX_DEPTH and current.content_type.startswith("multipart/"):
            waiting += [(child, depth + 1) for child in reversed(_children(current))]


def _children(part: Part) -> list[Part]:
    """What stands between the boundaries; nothing where they are missing."""
    boundary = part.parameter("boundary").rstrip()
    if not 0 < len(boundary) <= MAX_BOUNDARY:
        return []
    delimiter = b"\n--" + boundary.encode("utf-8", "replace")
    body = b"\n" + part.body
    begins: list[int] = []
    ends: list[int] = []
    at = body.find(delimiter)
    for _ in range(2 * MAX_PARTS):
        if at < 0:
            break
        after = at + len(delimiter)
        line_end = body.find(b"\n", after)
        line_end = len(body) if line_end < 0 else line_end
        rest = body[after : min(line_end, after + _LONGEST_PADDING)].strip()
        if rest in {b"", b"--"}:
            ends.append(at)
            if rest or len(begins) == MAX_PARTS:
                break
            begins.append(line_end + 1)
        at = body.find(delimiter, after)
    pieces = zip(begins, [*ends[1:], len(body)], strict=False)
    return [_split_header(body[begin:end]) for begin, end in pieces]


def _split_header(content: bytes) -> Part:
    """A part may begin with an empty line, and then has no header."""
    if content.startswith((b"\n", b"\r\n")):
        return Part(Headers(), content.lstrip(b"\r\n"))
    start = content[:MAX_HEADER_BYTES]
    found = [(at, at + len(end)) for end in (b"\n\n", b"\n\r\n") if (at := start.find(end)) >= 0]
    at, after = min(found, default=(len(start), len(start)))
    return Part(parse_headers(start[:at]), content[after:])
