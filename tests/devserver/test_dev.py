"""The script `dev`: what it answers where it cannot do its work."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.dev_up_process import ROOT

NOWHERE = "http://127.0.0.1:1/simple"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The script and its lock file, without .venv, in a folder with a space in its name."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    for name in ("dev", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def dev(clone: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", clone / "dev", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(clone), **variables},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_it_lists_its_commands(clone: Path, arguments: tuple[str, ...]) -> None:
    answer = dev(clone, *arguments)
    assert answer.returncode == 0
    for command in ("up", "test", "check", "fix", "admin", "lock", "help"):
        assert f"./dev {command} " in answer.stdout


def test_an_unknown_command_is_named(clone: Path) -> None:
    answer = dev(clone, "tset")
    assert answer.returncode == 2
    assert answer.stderr == "There is no `./dev tset`; `./dev help` lists what there is.\n"


def test_a_machine_without_python_is_told_so(clone: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("dirname", "cat"):
        (bare / tool).symlink_to(str(shutil.which(tool)))
    answer = dev(clone, "test", PATH=str(bare))
    assert answer.returncode == 1
    assert answer.stderr.startswith("Python 3.11 or newer is needed")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(clone: Path) -> None:
    clone.chmod(0o555)
    answer = dev(clone, "test")
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Cannot write to {clone}")


def test_a_missing_network_is_explained(clone: Path) -> None:
    answer = dev(clone, "test", PIP_INDEX_URL=NOWHERE, UV_DEFAULT_INDEX=NOWHERE, PIP_RETRIES="0")
    assert answer.returncode == 1
    assert "The package index cannot be reached" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_no_address_of_an_index_is_locked() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()
