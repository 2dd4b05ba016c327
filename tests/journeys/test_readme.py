"""A newcomer follows the README's first page, word for word, on a real `./dev up`."""

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.embedded.supervised import Up, stub_environment
from tests.journeys.documents import as_data, run, section, steps_of


@pytest.fixture(scope="module")
def up(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """What the README's first command starts, at a port and in a folder of its own."""
    first, *_ = steps_of(section(root / "README.md", "From nothing to an accepted invitation"))
    assert first.commands == "./dev up\n"
    program, *arguments = shlex.split(first.commands)
    with Up(tmp_path_factory.mktemp("up") / "data", command=[str(root / program), *arguments]) as running:
        yield running


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """Nothing but curl, Python and what every POSIX system has."""
    (tmp_path / "python3").symlink_to(sys.executable)
    for tool in ("curl", "date", "grep", "sed", "sh", "sleep", "tr"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def test_every_command_prints_what_the_readme_says(up: Up, bare_path: Path, root: Path) -> None:
    up.ready()
    readme = root / "README.md"
    _, *steps = steps_of(
        section(readme, "From nothing to an accepted invitation") + section(readme, "The API by example")
    )
    environment = stub_environment(SENTURO_DATA=str(up.data), PATH=str(bare_path))
    printed = run(steps, root, environment)
    for step, text in zip(steps, printed, strict=True):
        if step.promised is not None:
            assert as_data(text) == as_data(step.promised), step.commands
    assert any("Amara Okafor (amara.okafor@acme.example) invites you" in text for text in printed)
