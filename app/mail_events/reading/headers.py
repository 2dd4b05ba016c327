"""Header fields of a message, a part or a report (RFC 5322, section 2.2), as many and as long as sane ones are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_BYTES = 64 * 1024
MAX_LINES = 500
MAX_LENGTH = 4000  # characters of a value
MAX_PARAMETERS = 1000  # characters of a value with parameters

_field = re.compile(r"([!-9;-~]{1,100})[ \t]*:(.*)", re.DOTALL)
_parameter = re.compile(r""";\s*([!-~]{1,50}?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))""")
_escaped = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Headers:
    """Values by their names in lower case, unfolded; what is no header field is left out."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The first value of this name, or ""."""
        return next(iter(self.get_all(name)), "")

    def get_all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def __contains__(self, name: str) -> bool:
        return name in self.values


def parse_headers(block: bytes) -> Headers:
    """Reads header fields up to the first empty line."""
    lines = block[:MAX_BYTES].decode("utf-8", "replace").replace("\r\n", "\n").split("\n", MAX_LINES)[:MAX_LINES]
    folded: list[list[str]] = []
    for line in lines:
        if not line.strip():
            break
        if line[0] not in " \t":
            folded.append([line])
        elif folded:
            folded[-1].append(line.strip())
    values: dict[str, list[str]] = {}
    for each in folded:
        if found := _field.fullmatch(" ".join(each)[: MAX_LENGTH + 100]):
            values.setdefault(found[1].lower(), []).append(found[2].strip()[:MAX_LENGTH])
    return Headers({name: tuple(found) for name, found in values.items()})


def parameter(value: str, name: str) -> str:
    """The parameter of a header's value (RFC 2045, section 5.1), such as a boundary; "" where it has none."""
    for found in _parameter.finditer(value[:MAX_PARAMETERS]):
        if found[1].lower() == name:
            return _escaped.sub(r"\1", found[2]) if found[2] is not None else found[3]
    return ""
