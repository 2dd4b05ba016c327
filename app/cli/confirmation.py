"""Asks before an act, where somebody is there to answer."""

import argparse
import signal
import sys

from app.cli.output import CommandError

UNCHANGED = "Nothing was changed."


def confirm(arguments: argparse.Namespace, question: str) -> None:
    """Returns once the act is confirmed, by `--yes` or on the terminal. Raises CommandError, KeyboardInterrupt."""
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise CommandError(f"{question} Nobody can be asked here: confirm it with --yes. {UNCHANGED}")
    if _ask(f"{question} [y/N] ").strip().lower() not in {"y", "yes"}:
        raise CommandError(UNCHANGED)


def _ask(question: str) -> str:
    """asyncio's own handler of Ctrl-C cancels a task, which nothing here would notice before the line has ended."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.stderr.write(question)
        sys.stderr.flush()
        return sys.stdin.readline()
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{UNCHANGED}\n")
        raise
    finally:
        signal.signal(signal.SIGINT, before)
