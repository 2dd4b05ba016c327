"""Finds the servers of a running `./dev up`, so that no address has to be copied by hand."""

import json
import os
from pathlib import Path

from app.settings.dev_data import data_folder, environment_file


def use_dev_environment() -> str | None:
    """Sets the variables that are not set to those of the running `./dev up`. Returns its data folder.

    Returns None where nothing runs, or where DATABASE_URL is set: that is another service, and the two are never
    mixed.
    """
    if os.environ.get("DATABASE_URL"):
        return None
    folder = data_folder()
    try:
        variables = json.loads(environment_file(Path(folder)).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    for name, text in variables.items():
        if not os.environ.get(name):
            os.environ[name] = text
    return str(Path(folder))
