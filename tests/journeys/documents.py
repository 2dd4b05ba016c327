"""Runs the commands of a document the way a reader does: block after block, in one shell."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.waiting import PROGRAMS_SECONDS

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "--- end of a block ---"


@dataclass
class Step:
    """A block of commands, and what the document says that they print, if it does."""

    commands: str
    promised: str | None = None


def steps_of(text: str) -> list[Step]:
    """The `sh` blocks of a document, in order. A `json` or `text` block belongs to the `sh` block before it."""
    steps: list[Step] = []
    for language, content in BLOCK.findall(text):
        if language == "sh":
            steps.append(Step(content))
        elif language in {"json", "text"} and steps and steps[-1].promised is None:
            steps[-1].promised = content
    return steps


def section(document: Path, heading: str) -> str:
    """What stands below a heading of the second level."""
    found = document.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert found, f"{document.name} has no section {heading!r}"
    return found


def run(steps: list[Step], folder: Path, environment: dict[str, str]) -> list[str]:
    """What each block printed. A command that fails ends the story."""
    script = "".join(f"{step.commands}\nprintf '%s\\n' '{MARK}'\n" for step in steps)
    finished = subprocess.run(
        ["sh", "-eu", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROGRAMS_SECONDS,
    )
    printed = finished.stdout.split(f"{MARK}\n")
    assert finished.returncode == 0, f"{printed[-1]}\n{finished.stderr}\nin:\n{steps[len(printed) - 1].commands}"
    return printed[:-1]


def as_data(text: str) -> list[Any]:
    """One JSON value after another."""
    decoder, found, text = json.JSONDecoder(), [], text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].lstrip()
    return found
