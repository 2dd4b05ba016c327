"""What `./dev up` writes to the terminal."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

NAME_WIDTH = 12


def write_lines(name: str, text: str) -> None:
    """Writes each line of `text` after the name of its program. A terminal that is gone is no error."""
    with suppress(OSError, ValueError):
        for line in text.splitlines():
            sys.stdout.write(f"{name:<{NAME_WIDTH}} | {line}\n")
        sys.stdout.flush()


def write_addresses(addresses: Mapping[str, Any], data: Path) -> None:
    """Writes where everything is, and how to sign in."""
    admin = addresses["admin"]
    lines = [
        "Everything is up.",
        "",
        f"  Console   {addresses['url']}",
        f"  GraphQL   {addresses['graphql']}",
        *([f"  Mailbox   {addresses['mailbox']}"] if addresses["mailbox"] else []),
        *([f"  Sign in   {admin['email']}  password {admin['password']}"] if admin else []),
        "",
        f"Data stays in {data}. Ctrl-C stops everything.",
    ]
    write_lines("dev", "\n".join(lines))
