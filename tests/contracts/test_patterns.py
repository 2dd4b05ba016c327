"""Patterns match the same with every Python that the service runs on."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [path for folder in ("app", "schema", "workers") for path in sorted((ROOT / folder).rglob("*.py"))]
# CPython before 3.11.5 forgets what a possessive group has matched when a part of it is tried again (gh-106052).
# Possessive characters and classes are right everywhere.
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[\d,]+\})\+")


def test_no_pattern_repeats_a_group_possessively() -> None:
    assert [str(path) for path in SOURCES if POSSESSIVE_GROUP.search(path.read_text(encoding="utf-8"))] == []
