"""The script `dev`: its help, and its messages where it cannot work."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.dev_up_process import ROOT
from tests.support.waiting import PROGRAMS_SECONDS

UNREACHABLE_INDEX = "http://127.0.0.1:1/simple"


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
        timeout=PROGRAMS_SECONDS,
    )


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_it_lists_its_commands(clone: Path, arguments: tuple[str, ...]) -> None:
    result = dev(clone, *arguments)
    assert result.returncode == 0
    for command in ("up", "test", "check", "fix", "admin", "lock", "help"):
        assert f"./dev {command} " in result.stdout


def test_an_unknown_command_is_named(clone: Path) -> None:
    result = dev(clone, "tset")
    assert result.returncode == 2
    assert result.stderr == "There is no `./dev tset`; `./dev help` lists what there is.\n"


def test_without_python_the_message_names_the_version_needed(clone: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("dirname", "cat"):
        (bare / tool).symlink_to(str(shutil.which(tool)))
    result = dev(clone, "test", PATH=str(bare))
    assert result.returncode == 1
    assert result.stderr.startswith("Python 3.11 or newer is needed")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(clone: Path) -> None:
    clone.chmod(0o555)
    result = dev(clone, "test")
    assert result.returncode == 1
    assert result.stderr.startswith(f"Cannot write to {clone}")


def test_an_unreachable_index_is_explained(clone: Path) -> None:
    result = dev(clone, "test", PIP_INDEX_URL=UNREACHABLE_INDEX, UV_DEFAULT_INDEX=UNREACHABLE_INDEX, PIP_RETRIES="0")
    assert result.returncode == 1
    assert "The package index cannot be reached" in result.stderr
    assert "Traceback" not in result.stderr


def test_no_address_of_an_index_is_locked() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()
