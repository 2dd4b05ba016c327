"""The folder in which `./dev up` keeps everything; one supervisor at a time uses it."""

import fcntl
import json
import os
import secrets
from pathlib import Path
from typing import Any, Self

from app.settings.dev_data import environment_file
from devserver.programs import StartError

LONGEST_PATH = 900  # PostgreSQL cuts its paths at 1024 bytes


class DataFolder:
    """Locked inside `with`, which raises StartError where another process has the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        if len(os.fsencode(self.path)) > LONGEST_PATH:
            raise StartError("The path of the data folder is too long for PostgreSQL: choose another with --data.")
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise StartError(
                f"{self.path} cannot be the data folder: {error.strerror}. Choose another with --data."
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise StartError(
                f"Another `./dev up` uses {self.path}: stop it first, or choose another folder with --data."
            ) from None
        self._remove_files_of_last_run()
        return self

    def __exit__(self, *_error: object) -> None:
        self._remove_files_of_last_run()
        os.close(self._lock)

    @property
    def ready_file(self) -> Path:
        """The addresses of what runs; there is one while everything is up."""
        return self.path / "ready.json"

    @property
    def environment_file(self) -> Path:
        """The settings of the running product, read by `./dev admin`."""
        return environment_file(self.path)

    def secrets(self) -> dict[str, str]:
        """Returns `secret_keys` and `admin_password`, which are generated on first use."""
        file = self.path / "secrets.json"
        try:
            return {"secret_keys": "", "admin_password": "", **json.loads(file.read_text(encoding="utf-8"))}
        except FileNotFoundError:
            generated = {
                "secret_keys": f"dev:{secrets.token_urlsafe(32)}",
                "admin_password": secrets.token_urlsafe(12),
            }
            write_privately(file, generated)
            return generated
        except (OSError, ValueError, TypeError) as error:
            raise StartError(f"{file} cannot be read: repair or remove it. ({error})") from error

    def _remove_files_of_last_run(self) -> None:
        self.ready_file.unlink(missing_ok=True)
        self.environment_file.unlink(missing_ok=True)


def write_privately(file: Path, content: dict[str, Any]) -> None:
    """Replaces a JSON file, atomically; only its owner may read it."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
        json.dump(content, stream, indent=2)
        stream.write("\n")
    unfinished.rename(file)
