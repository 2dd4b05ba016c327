import tomllib
from pathlib import Path

from app.version import VERSION


def test_the_version_is_the_package_s(root: Path) -> None:
    assert tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"] == VERSION
