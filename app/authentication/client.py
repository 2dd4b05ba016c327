"""Where a request comes from, as far as signing in cares."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """`network` is what rate limits count for. `known_devices` is what the browser's device cookie holds.

    `user_agent` is what it calls itself, as it came. `replaced_token` is the session token of the cookie that a new
    session's cookie will replace.
    """

    network: str = "unknown"
    known_devices: str = ""
    user_agent: str = ""
    replaced_token: str | None = None
