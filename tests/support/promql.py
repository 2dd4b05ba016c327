"""The names of metrics and labels in PromQL expressions, as far as ours go."""

import re
from dataclasses import dataclass

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
SELECTOR = re.compile(r"\b([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*")')
GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
PREFIX = "senturo_"


@dataclass(frozen=True)
class Selector:
    """One metric of an expression, with the labels that it is selected by: name, operator and value."""

    metric: str
    matchers: tuple[tuple[str, str, str], ...]


def selectors(expression: str) -> list[Selector]:
    """Returns what an expression selects of our metrics."""
    return [
        Selector(match[1], tuple((name, how, text[1:-1]) for name, how, text in MATCHER.findall(match[2] or "")))
        for match in SELECTOR.finditer(expression)
        if match[1].startswith(PREFIX)
    ]


def groupings(expression: str) -> set[str]:
    """Returns the labels that it groups or joins by."""
    without_strings = STRING.sub('""', expression)
    return {
        label.strip() for labels in GROUPING.findall(without_strings) for label in labels.split(",") if label.strip()
    }
