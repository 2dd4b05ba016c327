"""Stops a PostgreSQL that outlived the process which started it."""

import os
import signal
import subprocess
import time
from pathlib import Path

from devserver.programs import StartError

GRACE_SECONDS = 20.0
POLL_SECONDS = 0.05


def stop_leftover_postgres(data: Path) -> None:
    """Call it only while holding the folder's lock: then no other process supervises a server still running there.

    A lock file whose process is gone is left to PostgreSQL, which also looks for orphaned backends. One whose
    process id was given to another program would keep PostgreSQL from starting, so it is removed.
    """
    lock_file = data / "postmaster.pid"
    try:
        pid = int(lock_file.read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    if not _is_alive(pid):
        return
    if str(data) not in _command_line(pid):
        lock_file.unlink(missing_ok=True)
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + GRACE_SECONDS
    while _is_alive(pid):
        if time.monotonic() > deadline:
            raise StartError(f"A PostgreSQL (process {pid}) still runs in {data} and does not stop: end it by hand.")
        time.sleep(POLL_SECONDS)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command_line(pid: int) -> str:
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.exists():
        return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    listing = ["ps", "-p", str(pid), "-o", "command="]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout  # noqa: S603
