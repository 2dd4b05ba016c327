"""Requests that nobody thought of, made by Schemathesis from the exported schema, against the web process itself."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from devserver.console_build import TOOLS
from schema.__main__ import FILE
from tests.support.factories import make_admin, make_invitation, token_of
from tests.support.node_tools import NODE_TOOLS, PATIENCE_SECONDS
from tests.support.product_processes import web_process

LOCK = NODE_TOOLS / "schemathesis.lock"
CHECKS = "not_a_server_error,response_schema_conformance"
EXAMPLES = 12
SEED = 5
# Without limits: this looks for what breaks the service, not for what it holds off.
UNLIMITED = (
    "SIGN_INS_PER_ADDRESS",
    "SIGN_INS_PER_NETWORK",
    "SIGN_INS_PER_ACCOUNT",
    "TOKENS_PER_NETWORK",
    "PASSWORD_RESETS_PER_ADDRESS",
    "PASSWORD_RESETS_PER_NETWORK",
    "INVITATIONS_PER_ORGANIZATION",
    "INVITATIONS_PER_MEMBER",
    "EMAILS_PER_ADDRESS",
)


@pytest.fixture(scope="module")
def schemathesis(root: Path) -> str:
    """The program, from an environment of its own with the packages of its lock file."""
    TOOLS.mkdir(exist_ok=True)
    uv = root / ".venv" / "uv" / "bin" / "uv"
    place = TOOLS / f"schemathesis-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    options = {"UV_LINK_MODE": "copy", "UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    if index := os.environ.get("PIP_INDEX_URL"):
        options["UV_DEFAULT_INDEX"] = index
    with (TOOLS / "schemathesis.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "installed").exists():
            commands: list[list[str | Path]] = [
                [uv, "venv", "--quiet", "--clear", "--python", sys.executable, place],
                [uv, "pip", "sync", "--quiet", "--require-hashes", "--no-build", "--python", place, LOCK],
            ]
            try:
                for command in commands:
                    subprocess.run(command, env={**options, **os.environ}, timeout=PATIENCE_SECONDS, check=True)
            except (OSError, subprocess.SubprocessError) as error:
                if os.environ.get("CI"):
                    raise
                pytest.skip(f"Schemathesis could not be installed: {error}")
            (place / "installed").touch()
    return str(place / "bin" / "schemathesis")


@pytest.fixture(scope="module")
def url(migrated: str, environment: Mapping[str, str]) -> Iterator[str]:
    with web_process({**environment, **{f"RATE_LIMIT_{name}": "off" for name in UNLIMITED}}) as address:
        yield f"{address}/graphql"


def attack(program: str, url: str, folder: Path, *options: str) -> None:
    command = [program, "run", str(FILE), "--url", url, "--checks", CHECKS, "--phases", "fuzzing", *options]
    command += ["--max-examples", str(EXAMPLES), "--seed", str(SEED), "--continue-on-failure", "--no-shrink"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
    assert re.search(r"\d{3,} generated, \d{3,} passed", ended.stdout), ended.stdout


async def test_signed_in_nothing_breaks(schemathesis: str, url: str, tmp_path: Path, database: None) -> None:
    admin = await make_admin()
    await make_invitation(admin)
    bearer = f"Authorization: Bearer {await token_of(admin)}"
    # Signing out would leave the rest signed out.
    attack(schemathesis, url, tmp_path, "--header", bearer, "--exclude-name", "Mutation.signOut")


async def test_signed_out_nothing_breaks(schemathesis: str, url: str, tmp_path: Path, database: None) -> None:
    attack(schemathesis, url, tmp_path)
