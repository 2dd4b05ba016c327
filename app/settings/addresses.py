"""The addresses in settings: of servers, of web pages, of the sender. No message repeats a password.

The functions that parse or check raise ValueError with a sentence about the form of the address.
"""

import re
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pydantic import BaseModel, SecretStr

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
WEB_PORTS = {"http": 80, "https": 443}
_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?")
_SENDER = re.compile(r"[^\s@<>(),:;\"\\\[\]]+@[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


class SmtpServer(BaseModel):
    """The mail server of SMTP_URL: its address, the credentials, and the encryption."""

    host: str
    port: int
    username: str | None
    password: SecretStr | None
    tls: Literal["starttls", "implicit", "none"]

    @property
    def is_loopback(self) -> bool:
        return self.host in LOOPBACK_HOSTS


def parse_public_url(text: str) -> str:
    """Returns the address without a slash at its end and without the scheme's default port."""
    parts = _split_web(text)
    if parts is None or parts.query or parts.fragment:
        raise ValueError("must be an address like https://invitations.example.com")
    if not _PATH.fullmatch(parts.path):
        raise ValueError("may have a path like /team/invitations: letters, digits, and . _ ~ - inside of its parts")
    return f"{_origin(parts)}{parts.path}".rstrip("/")


def parse_origin(text: str) -> str:
    """Returns the Origin header of pages at this address. Source: RFC 6454, section 6.2."""
    parts = _split_web(text)
    if parts is None or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("takes addresses like https://app.example.com, without a path; there is no address for all")
    return _origin(parts)


def origin_of(public_url: str) -> str:
    """Returns the origin of an address that `parse_public_url` returned."""
    return _origin(urlsplit(public_url))


def path_of(public_url: str) -> str:
    """Returns the path of an address that `parse_public_url` returned: empty, or like /team."""
    return urlsplit(public_url).path


def loopback_origins(origin: str) -> frozenset[str]:
    """Returns the origins that are this machine as well, where an origin is; else the origin alone."""
    parts = urlsplit(origin)
    if parts.hostname not in LOOPBACK_HOSTS:
        return frozenset({origin})
    port = f":{parts.port}" if parts.port else ""
    return frozenset(f"{parts.scheme}://{host}{port}" for host in ("localhost", "127.0.0.1"))


def check_database_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("must start with postgres:// (PostgreSQL is the only database supported)")
    if not _has_port(parts):
        raise ValueError("must have a number as its port, like postgres://user:password@host:5432/name")
    if not parts.path.strip("/"):
        raise ValueError("must end with the database's name, like postgres://user:password@host:5432/name")


def check_redis_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("must start with redis://, rediss:// or unix://")
    if parts.scheme == "unix" and not parts.path.strip("/"):
        raise ValueError("must name a socket, like unix:///run/valkey/valkey.sock")
    if not _has_port(parts):
        raise ValueError("must have a number as its port, like redis://host:6379/0")


def parse_smtp_url(url: str) -> SmtpServer:
    """Parses `smtp://` and `smtps://` addresses, in which user and password are percent-encoded."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("must be smtp://host:587 or smtps://host:465")
    if not _has_port(parts):
        raise ValueError("must have a number as its port; a password's special characters are percent-encoded")
    tls = parse_qs(parts.query).get("tls", [""])[0]
    if not tls:
        default = "none" if parts.hostname in LOOPBACK_HOSTS else "starttls"
        tls = "implicit" if parts.scheme == "smtps" else default
    if tls not in {"starttls", "implicit", "none"}:
        raise ValueError("tls= must be starttls, implicit or none")
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or (465 if tls == "implicit" else 587),
        username=unquote(parts.username) if parts.username else None,
        password=SecretStr(unquote(parts.password)) if parts.password else None,
        tls=tls,
    )


def check_sender(address: str) -> None:
    """Allows ASCII alone: otherwise every email would need a server that supports SMTPUTF8."""
    if not address.isascii() or not _SENDER.fullmatch(address):
        raise ValueError("must be a plain address like invitations@example.com, without a name around it")


def _split_web(text: str) -> SplitResult | None:
    """Returns None where this is no web address that a browser would send unchanged."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return None
    parts = urlsplit(text)
    is_web = parts.scheme in WEB_PORTS and parts.hostname and parts.username is None and _has_port(parts)
    return parts if is_web and re.fullmatch(r"[a-z0-9.:-]+", str(parts.hostname)) else None


def _origin(parts: SplitResult) -> str:
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    port = "" if parts.port in {None, WEB_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _has_port(parts: SplitResult) -> bool:
    """Returns whether the port is a number from 1 to 65535, or left out."""
    try:
        return parts.port != 0
    except ValueError:
        return False
