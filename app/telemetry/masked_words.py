"""Takes out of an error's words what a person wrote or may keep to themselves, as far as its form can be told."""

import re

from structlog.types import EventDict, WrappedLogger

MASK = "…"
# What stands between addresses in the words of programs; a run of all else is looked at once, however long it is.
_BETWEEN = r"\s<>()\[\]{}\"'`,;:=#|"
_SECRETS = re.compile(
    rf"""
        (?<![^{_BETWEEN}])[^{_BETWEEN}@]++@[^{_BETWEEN}]+                    # ada@example.org
      | \bv1\.[\w-]{{1,16}}\.[\w-]{{22}}\.\d{{1,9}}\.[\w-]+              # a token, see app/links.py
      | (?<=^DETAIL:\ \ ).*?(?=\nHINT:\ |\n\s*\n|\Z)                       # PostgreSQL's: the values of a row
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


def masked_words(text: str) -> str:
    """The text without addresses, tokens of links, and the rows that PostgreSQL repeats."""
    return _SECRETS.sub(MASK, text)


def mask_errors(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """A processor of structlog: masks a line's traceback, and the line itself where a library has worded it."""
    for name in ("event", "exception"):
        if name in line:
            line[name] = _masked(line[name])
    return line


def _masked(value: object) -> object:
    """The value with every text in it masked: structlog has a traceback as a text, or as lists of dictionaries."""
    match value:
        case str():
            return masked_words(value)
        case list():
            return [_masked(each) for each in value]
        case dict():
            return {name: _masked(each) for name, each in value.items()}
    return value
