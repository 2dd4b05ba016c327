"""A newcomer follows the README's first page, word for word, on a real `./dev up`."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.journeys.documents import as_data, run, section, steps_of
from tests.support.dev_up_process import Up, stub_environment


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """Nothing but curl, Python and what every POSIX system has."""
    (tmp_path / "python3").symlink_to(sys.executable)
    for tool in ("curl", "date", "grep", "sed", "sh", "sleep", "tr"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def test_every_command_prints_what_the_readme_says(up: Up, bare_path: Path, root: Path) -> None:
    readme = root / "README.md"
    first, *steps = steps_of(
        section(readme, "From nothing to an accepted invitation") + section(readme, "The API by example")
    )
    assert first.commands == "./dev up\n"
    environment = stub_environment(SENTURO_DATA=str(up.data), PATH=str(bare_path))
    printed = run(steps, root, environment)
    for step, text in zip(steps, printed, strict=True):
        if step.promised is not None:
            assert as_data(text) == as_data(step.promised), step.commands
    assert any("Amara Okafor (amara.okafor@acme.example) invites you" in text for text in printed)
