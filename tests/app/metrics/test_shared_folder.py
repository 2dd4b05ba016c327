"""Processes that share a folder: any of them shows all, and those who died hold nothing any more."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.measured_processes import FOLDER, Page

# Each is a process of its own, as prometheus-client decides when it is imported.
COUNTING = """
import os, sys
from app.metrics.catalog import EMAIL_ATTEMPTS, POOL_IN_USE, STARTED_AT
from app.metrics.exposition import Exposition
exposition = Exposition()
EMAIL_ATTEMPTS.add("accepted", "email")
POOL_IN_USE.add(amount=3)
STARTED_AT.set(float(sys.argv[1]), "web")
if sys.argv[2] == "dies":
    os._exit(0)
sys.stdout.write(exposition.show().decode())
if sys.argv[2] == "ends":
    exposition.end()
"""


def count(root: Path, folder: Path, started_at: int, how: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, str(started_at), how],
        cwd=root,
        env={**os.environ, FOLDER: str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_what_is_counted_is_added_up_and_what_the_dead_held_is_gone(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "by the first"
    count(root, folder, 100, "dies")
    count(root, folder, 300, "dies")
    page = Page.of(count(root, folder, 200, "ends"))
    assert page.value("senturo_email_attempts_total", outcome="accepted", cause="email") == 3
    assert page.value("senturo_database_pool_in_use") == 3
    assert page.value("senturo_process_start_time_seconds", process="web") == 300
    assert not list(folder.glob("gauge_live*"))


def test_an_empty_name_of_a_folder_is_none(root: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, "1", "ends"],
        cwd=root,
        env={**os.environ, FOLDER: ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Page.of(done.stdout).value("senturo_database_pool_in_use") == 3
