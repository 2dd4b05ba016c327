"""Splits the URL of a server: every part is read or refused. Messages repeat none of it but the names of options.

Special characters in user and password are percent-encoded. Where they are not, `#`, `/` or `?` would end the password,
and what follows would be taken for something else. Source: RFC 3986, section 3.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus

PERCENT_ENCODE = (
    "has a special character where none belongs: percent-encode those of user and password"
    " (# is %23, / is %2F, ? is %3F, @ is %40, : is %3A, % is %25, a blank is %20)"
)
_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?#]*)"
    r"(?P<path>[^?#]*)(\?(?P<query>[^#]*))?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^:@\[\]]*)(:(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
_NOT_ENCODED = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
_OPTION_NAME = re.compile(r"[A-Za-z_]{1,40}")
MAX_PORT = 65535


@dataclass(frozen=True)
class Url:
    """The parts of a URL, decoded. A part that is not there is empty, or None where empty means something else."""

    scheme: str
    user: str | None
    password: str | None
    hosts: tuple[tuple[str, int | None], ...]
    path: str
    options: dict[str, str]


def split_url(text: str, options: Collection[str], *, many_hosts: bool = False) -> Url:
    """Raises ValueError with a sentence for what nobody would read, for options other than `options`, for no port."""
    match = _URL.fullmatch(text)
    if match is None or not text.isprintable() or " " in text or _NOT_ENCODED.search(text):
        raise ValueError(PERCENT_ENCODE if "://" in text else "must begin like scheme://")
    path, query = match["path"], match["query"] or ""
    if "@" in path or "@" in query:
        raise ValueError(PERCENT_ENCODE)
    credentials, _, servers = match["authority"].rpartition("@")
    user, colon, password = credentials.partition(":")
    if ":" in password or (many_hosts and "@" in credentials):
        raise ValueError(PERCENT_ENCODE)
    hosts = tuple(_host(each) for each in (servers.split(",") if many_hosts else [servers]))
    return Url(
        match["scheme"].lower(),
        unquote(user) or None,
        unquote(password) if colon else None,
        hosts,
        unquote(path),
        _options(query, options),
    )


def _host(text: str) -> tuple[str, int | None]:
    match = _HOST.fullmatch(text)
    if match is None or "," in match["host"]:
        raise ValueError(f"must have a number as its port, and {PERCENT_ENCODE}")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port <= MAX_PORT:
        raise ValueError("must have a number from 1 to 65535 as its port")
    host = unquote(match["host"].strip("[]")).lower()
    if not host.isprintable() or " " in host:
        raise ValueError("must have a host name without blanks and control characters")
    return host, port


def _options(query: str, known: Collection[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in filter(None, query.split("&")):
        name, equals, value = part.partition("=")
        if not equals or not _OPTION_NAME.fullmatch(name):
            raise ValueError(f"must have options like ?name=value, or {PERCENT_ENCODE}")
        if name not in known:
            allowed = f"; there are: {', '.join(sorted(known))}" if known else ""
            raise ValueError(f"has the option {name}, which nothing here reads{allowed}")
        if name in options:
            raise ValueError(f"has the option {name} twice")
        options[name] = unquote_plus(value)
    return options
