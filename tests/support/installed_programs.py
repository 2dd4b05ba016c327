"""Programs of the system that some tests need: a machine may lack them, CI may not."""

import os
import shutil

import pytest

ADMINISTRATORS_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # in the PATH of few ordinary users


def installed_program(name: str, package: str) -> str:
    """Returns the program's path. Skips the test where it is not installed, but fails it in CI."""
    folders = os.pathsep.join([os.environ.get("PATH", os.defpath), *ADMINISTRATORS_FOLDERS])
    found = shutil.which(name, path=folders)
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"There is no {name}: `apt-get install {package}`.")
    assert found is not None, f"There is no {name}, and CI does not skip."
    return found
