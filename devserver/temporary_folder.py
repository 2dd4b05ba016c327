"""Temporary folders with short paths, as sockets need them, which are removed even after a process was killed."""

import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Self

LONGEST_SOCKET_FOLDER = 80  # a socket's whole path may have 103 bytes on macOS, 107 on Linux
UNLOCKED_YET_SECONDS = 60.0  # its owner may be between making a folder and locking it


class TemporaryFolder:
    """A folder removed on exit; one whose owner was killed is removed by the next one with its prefix."""

    def __init__(self, prefix: str) -> None:
        home = tempfile.gettempdir()
        self._home = Path(home if len(os.fsencode(home)) + len(prefix) < LONGEST_SOCKET_FOLDER else "/tmp")  # noqa: S108
        self._prefix = prefix

    def __enter__(self) -> Self:
        self._remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._home))
        self._lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)

    def _remove_abandoned(self) -> None:
        for folder in self._home.glob(f"{self._prefix}*"):
            try:
                status = folder.lstat()
                old_enough = time.time() - status.st_mtime > UNLOCKED_YET_SECONDS
                if status.st_uid == os.geteuid() and old_enough and not _is_locked(folder / "lock"):
                    shutil.rmtree(folder, ignore_errors=True)
            except OSError:
                continue


def _is_locked(file: Path) -> bool:
    descriptor = os.open(file, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
