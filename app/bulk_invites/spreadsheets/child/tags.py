"""Tags of an XML document, found by a pattern in a stream: nothing of it is parsed, and no entity can do anything.

Patterns take linear time whatever they read: none goes on behind a `<` that it has not matched.
"""

import re
from collections.abc import Iterator
from typing import IO

READ_BYTES = 2**20
# Longer tags are passed over, in bytes.
MAX_TAG = 2**16
# What stands in a tag behind its name; in quotation marks there may be a `>`.
INSIDE = rb"(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*"
_ATTRIBUTE = re.compile(rb"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")


def find_tags(part: IO[bytes], pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Yields what matches, in its order. A match begins with `<` and is at most MAX_TAG long."""
    rest = b""
    while piece := part.read(READ_BYTES):
        text = rest + piece
        end = 0
        for found in pattern.finditer(text):
            end = found.end()
            yield found
        opened = text.find(b"<", max(end, len(text) - MAX_TAG))
        rest = text[opened:] if opened >= 0 else b""


def attributes_of(text: bytes) -> dict[bytes, bytes]:
    """Returns the attributes by their names as written, prefixes included."""
    return {name: quoted or other for name, quoted, other in _ATTRIBUTE.findall(text)}


def positive(text: bytes | None, otherwise: int, limit: int = 2**31) -> int:
    """Returns the number that the text says, at most `limit`, or `otherwise` where it says none."""
    if text is None or not text.isdigit() or len(text) > len(str(limit)):
        return otherwise
    return min(int(text), limit) or otherwise
