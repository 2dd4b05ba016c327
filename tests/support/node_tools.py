"""Runs the outside tools of `tests/contracts/node_tools`, from the packages of its lock file."""

import fcntl
import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from devserver.console_build import TOOLS, BuildError, Node, find_node

NODE_TOOLS = Path(__file__).parents[1] / "contracts" / "node_tools"
PACKAGES = NODE_TOOLS / "node_modules"
INSTALLED = PACKAGES / ".lock.sha256"
PATIENCE_SECONDS = 300


class NodeTools:
    """`tell` answers what a script of `node_tools/` printed as JSON."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def tell(self, script: str, *arguments: object) -> Any:
        return json.loads(self.run(script, *arguments))

    def run(self, script: str | Path, *arguments: object, folder: Path = NODE_TOOLS) -> str:
        """Raises AssertionError with what the program said, where it fails."""
        command = [self.node.node, str(NODE_TOOLS / script), *map(str, arguments)]
        ended = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
        assert ended.returncode == 0, f"{script} failed:\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout


@pytest.fixture(scope="session")
def node_tools() -> NodeTools:
    """Installs the packages once; test processes that start together wait for each other.

    Only on a developer's machine, and only for want of the package index, are these tests left out.
    """
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "console.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return NodeTools(_install())
        except (BuildError, subprocess.SubprocessError) as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"Node or its packages could not be installed: {error}")


def _install() -> Node:
    node = find_node()
    digest = hashlib.sha256((NODE_TOOLS / "package-lock.json").read_bytes()).hexdigest()
    if not INSTALLED.is_file() or INSTALLED.read_text(encoding="ascii") != digest:
        command = [node.node, node.npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]
        subprocess.run(command, cwd=NODE_TOOLS, timeout=PATIENCE_SECONDS, check=True)
        INSTALLED.write_text(digest, encoding="ascii")
    return node
