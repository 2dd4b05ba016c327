"""Connecting to whichever host of DATABASE_URL answers, with an end to each try."""

import socket
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from asyncpg import Connection, PostgresError, connect

from app.database.outages import ServerRefusalError, is_outage

# Of a TCP connection: a host that is lost is noticed after about twenty seconds, in which it acknowledges nothing.
KEEP_ALIVE = {socket.TCP_KEEPIDLE: 10, socket.TCP_KEEPINTVL: 3, socket.TCP_KEEPCNT: 3, socket.TCP_USER_TIMEOUT: 15_000}


class Hosts:
    """The hosts of one address. The one that answered last is tried first: a process waits once for a dead one."""

    def __init__(self, url: str, connect_seconds: float) -> None:
        self.connect_seconds = connect_seconds
        self._urls = _urls_of_process(url)

    async def connect(self, seconds: float | None = None, **options: Any) -> Connection:
        """Returns a connection, each host having had so many seconds. Raises what the last host's try raised.

        Where that is a refusal, such as of the password, it is ServerRefusalError.
        """
        limit = self.connect_seconds if seconds is None else min(seconds, self.connect_seconds)
        untried = list(self._urls)
        while True:
            url = untried.pop(0)
            try:
                connection = await connect(url, timeout=limit, **options)
            except BaseException as error:
                # Also where the caller gave up waiting: otherwise the next caller would wait for the same host.
                self._urls.sort(key=url.__eq__)
                if untried and is_outage(error):
                    continue
                if isinstance(error, PostgresError) and not is_outage(error):
                    raise ServerRefusalError(f"{type(error).__name__}: {error}") from error
                raise
            else:
                keep_alive(connection._transport.get_extra_info("socket"))  # noqa: SLF001 - it has no other name
                return connection


def split_hosts(url: str) -> list[str]:
    """Returns an address for each of the hosts that `url` names, `h1:5432,h2:5432` say, with all else as it is."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if "host" not in options:
        credentials, at, hosts = parts.netloc.rpartition("@")
        return [parts._replace(netloc=f"{credentials}{at}{host}").geturl() for host in hosts.split(",")]
    named = options.pop("host").split(",")
    ports = options.pop("port", "").split(",")
    if len(ports) == 1:  # one for all, or the usual one
        ports *= len(named)
    each = [{"host": host, "port": port} if port else {"host": host} for host, port in zip(named, ports, strict=True)]
    return [parts._replace(query=urlencode(one | options)).geturl() for one in each]


@cache
def _urls_of_process(url: str) -> list[str]:
    """Returns the one list for all connections to `url`, which is sorted as hosts fail."""
    return split_hosts(url)


def keep_alive(connected: socket.socket) -> None:
    """Makes the system ask whether the other side is there, and give up where it acknowledges nothing."""
    if connected.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, number in KEEP_ALIVE.items():
        connected.setsockopt(socket.IPPROTO_TCP, option, number)
