"""Runs commands of the administrators' command line one after another, each as if it had a process to itself.

Reads `[[arguments, variables], …]` as JSON and answers `[[exit code, output, complaints], …]`.
"""

import contextlib
import io
import json
import os
import sys

from app.cli.__main__ import main
from app.settings import get_settings


def run(arguments: list[str], variables: dict[str, str]) -> tuple[int, str, str]:
    before = dict(os.environ)
    os.environ.update(variables)
    get_settings.cache_clear()
    printed, complained, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
        try:
            main(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
            if isinstance(left.code, str):
                complained.write(f"{left.code}\n")
    os.environ.clear()
    os.environ.update(before)
    return code, printed.getvalue(), complained.getvalue()


if __name__ == "__main__":
    sys.stdout.write(json.dumps([run(*each) for each in json.load(sys.stdin)]))
