"""What servers and other processes write during a test run: kept in files, and shown with a test that fails.

A pytest plugin. Without pytest, as in the benchmarks, processes write to this one's standard error.
"""

import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO, Any

import pytest

LONGEST = 20_000  # characters shown of one file, the last ones
STEERING = "steering_output"

_numbers = count(1)


class OutputFiles:
    """The files of a test process, and how long each was when the present test began."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.shared: Path | None = None
        self.watched: dict[Path, int] = {}

    def begin_test(self) -> None:
        self._find_shared()
        self.watched = {path: path.stat().st_size for path in self.watched if path.exists()}

    def written_since(self) -> Iterator[tuple[str, str]]:
        """Name and text of each file that has grown since the test began."""
        self._find_shared()
        for path, start in self.watched.items():
            if path.exists() and path.stat().st_size > start:
                with path.open("rb") as file:
                    file.seek(start)
                    yield path.stem, file.read().decode(errors="replace")[-LONGEST:]

    def _find_shared(self) -> None:
        """PostgreSQL and Valkey belong to the process that steers the test run."""
        if self.shared is not None:
            for path in self.shared.iterdir():
                self.watched.setdefault(path, 0)


FILES = OutputFiles()


@contextmanager
def output_of(name: str) -> Iterator[IO[bytes] | None]:
    """Where a process that is being started may write, as `stdout` and `stderr` of subprocess.Popen."""
    if FILES.folder is None:
        yield None
        return
    path = FILES.folder / f"{name}-{next(_numbers)}.txt"
    with path.open("ab") as file:
        FILES.watched[path] = 0
        yield file


def outputs_of(name: str) -> list[Path]:
    """The files that processes of this name have written to, the newest last."""
    return [path for path in FILES.watched if path.stem.rpartition("-")[0] == name]


def watch(path: Path) -> None:
    """Shows this file, too, with a test that fails."""
    FILES.watched.setdefault(path, 0)


def pytest_configure(config: pytest.Config) -> None:
    folder = tempfile.TemporaryDirectory(prefix="senturo-output-", ignore_cleanup_errors=True)
    config.add_cleanup(folder.cleanup)
    FILES.folder = Path(folder.name)
    workerinput: dict[str, str] = getattr(config, "workerinput", {})
    FILES.shared = Path(workerinput[STEERING]) if STEERING in workerinput else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a pytest-xdist worker where this process keeps the output of the servers that all share."""
    node.workerinput[STEERING] = str(FILES.folder)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    FILES.begin_test()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections.extend((f"Output of {name}", text) for name, text in FILES.written_since())
    return report
