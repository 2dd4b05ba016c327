"""What a person sees of `./dev up`."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

NAME_WIDTH = 12


def say(name: str, text: str) -> None:
    """One line or more, each with the name of who says it. A terminal that is gone is no reason to stop."""
    with suppress(OSError, ValueError):
        for line in text.splitlines():
            sys.stdout.write(f"{name:<{NAME_WIDTH}} | {line}\n")
        sys.stdout.flush()


def say_where(places: Mapping[str, Any], data: Path) -> None:
    admin = places["admin"]
    lines = [
        "Everything is up.",
        "",
        f"  Console   {places['url']}",
        f"  GraphQL   {places['graphql']}",
        *([f"  Mailbox   {places['mailbox']}"] if places["mailbox"] else []),
        *([f"  Sign in   {admin['email']}  password {admin['password']}"] if admin else []),
        "",
        f"Data stays in {data}. Ctrl-C stops everything.",
    ]
    say("dev", "\n".join(lines))
