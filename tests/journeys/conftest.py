"""The product as a person starts it: `./dev up`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.dev_up_process import Up

FIRST_BUILD_SECONDS = 300.0  # in a fresh clone the console's packages are installed first


@pytest.fixture(scope="module")
def up(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """The very command of the README, at a port and in a folder of its own."""
    with Up(tmp_path_factory.mktemp("up") / "data", command=[str(root / "dev"), "up"]) as running:
        running.ready(FIRST_BUILD_SECONDS)
        yield running
