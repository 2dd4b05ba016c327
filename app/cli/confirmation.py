"""Asks before an act, where somebody is there to answer."""

import argparse
import sys

from app.cli.output import CommandError


def confirm(arguments: argparse.Namespace, question: str) -> None:
    """Returns once the act is confirmed, by `--yes` or on the terminal. Raises CommandError otherwise."""
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise CommandError(f"{question} Nobody can be asked here: confirm it with --yes. Nothing was changed.")
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise CommandError("Nothing was changed.")
