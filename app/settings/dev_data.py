"""The data folder of `./dev up`, and where in it the settings of the running product are."""

import os
from pathlib import Path

DATA_FOLDER_VARIABLE = "SENTURO_DATA"
DEFAULT_DATA_FOLDER = ".data"


def data_folder() -> str:
    """Returns the folder that the environment names, or the default one below the working directory."""
    return os.environ.get(DATA_FOLDER_VARIABLE) or DEFAULT_DATA_FOLDER


def environment_file(folder: Path) -> Path:
    """Returns the file with the environment variables of the running product, as JSON; there is one while it runs."""
    return folder / "environment.json"
