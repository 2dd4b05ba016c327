"""A newcomer follows the README and its continuation, word for word, on a real `./dev up`."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.journeys.documents import Step, as_data, run, section, steps_of
from tests.support.dev_up_process import Up, stub_environment

START = Step("./dev up\n")


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """Nothing but curl, Python and what every POSIX system has."""
    (tmp_path / "python3").symlink_to(sys.executable)
    for tool in ("curl", "date", "grep", "sed", "sh", "sleep", "tr"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


@pytest.mark.parametrize(
    ("page", "headings"),
    [
        ("README.md", ("Start it", "The first invitation")),
        ("docs/getting-started.md", ("Start the service", "From an invitation to a member", "The API by example")),
    ],
)
def test_every_command_prints_what_the_page_says(
    up: Up, bare_path: Path, root: Path, page: str, headings: tuple[str, ...]
) -> None:
    first, *steps = steps_of("".join(section(root / page, heading) for heading in headings))
    assert first == START
    environment = stub_environment(SENTURO_DATA=str(up.data), PATH=str(bare_path))
    printed = run(steps, root, environment)
    for step, text in zip(steps, printed, strict=True):
        if step.promised is not None:
            assert as_data(text) == as_data(step.promised), step.commands
    assert any("Amara Okafor (amara.okafor@acme.example) invites you" in text for text in printed)
