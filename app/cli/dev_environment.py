"""Finds the servers of a running `./dev up`, so that nobody has to copy addresses by hand."""

import json
import os
from pathlib import Path

FOLDER_VARIABLE = "SENTURO_DATA"
DEFAULT_FOLDER = ".data"
ENVIRONMENT_FILE = "environment.json"


def use_dev_environment() -> str | None:
    """Sets what is not set from what `./dev up` wrote down; answers its folder, None where nothing was taken.

    A DATABASE_URL of one's own means another service altogether: then nothing is mixed in.
    """
    if os.environ.get("DATABASE_URL"):
        return None
    folder = Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)
    try:
        written = json.loads((folder / ENVIRONMENT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    for name, text in written.items():
        if not os.environ.get(name):
            os.environ[name] = text
    return str(folder)
