"""Commands of the administrators, run as they run them, many in one process."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.dev_up_process import stub_environment
from tests.support.waiting import PROGRAMS_SECONDS


@dataclass
class Run:
    """One command, with the variables it is given."""

    arguments: list[str]
    variables: dict[str, str]


@dataclass
class Done:
    code: int
    printed: str
    complained: str


def each_of(root: Path, runs: list[Run]) -> list[Done]:
    """Commands one after another, in one process: starting Python for each would be most of the time."""
    finished = subprocess.run(
        [sys.executable, str(root / "tests" / "journeys" / "commands.py")],
        cwd=root,
        env=stub_environment(),
        input=json.dumps([[run.arguments, run.variables] for run in runs]),
        capture_output=True,
        text=True,
        check=True,
        timeout=PROGRAMS_SECONDS,
    )
    return [Done(*each) for each in json.loads(finished.stdout)]
