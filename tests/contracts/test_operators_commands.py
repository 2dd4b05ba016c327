"""The commands of operators that the pages name, in blocks and in sentences, are understood by the command line."""

import re
import shlex
from pathlib import Path

import pytest

from app.cli.parser import parse

ROOT = Path(__file__).resolve().parents[2]
GROUPS = "operator|queue|failure|delivery|worker|schedule|bulk-invite|act"
COMMAND = re.compile(rf"(?:\./dev admin |python -m app\.cli |[`])((?:(?:{GROUPS}) [a-z][a-z-]*|test-email)\b[^`\n]*)")
STANDS_FOR = {
    "ID": "0193a8f0-0000-7000-8000-000000000001",
    "STATUS": "failed",
    "SECONDS": "60",
    "N": "5",
    "…": "x",
}
PAGES = sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md"))


def commands_of(text: str) -> set[str]:
    return {found.partition(" #")[0].strip() for found in COMMAND.findall(text)}


def is_understood(command: str) -> bool:
    """Of one with optional parts, or named without its arguments, the name alone has to be."""
    words = [STANDS_FOR.get(word, word) for word in shlex.split(command.partition(" [")[0])]
    name = 1 if words[0] == "test-email" else 2
    try:
        parse(words if len(words) > name else [*words, "--help"])
    except SystemExit as ended:
        return ended.code == 0
    return True


def test_commands_are_found() -> None:
    found = commands_of((ROOT / "docs" / "runbook.md").read_text())
    assert {"queue resume email", "delivery list --failure-group ID", "worker list"} <= found


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_operators_is_understood(name: str) -> None:
    commands = commands_of((ROOT / name).read_text())
    assert [each for each in sorted(commands) if not is_understood(each)] == []


@pytest.mark.parametrize("command", ["queue stop email", "delivery retry --groups ID", "bulk-invite list --first 5"])
def test_others_are_not(command: str) -> None:
    assert not is_understood(command)
