"""The addresses in settings: of servers, of web pages, of the sender. No message repeats a password.

The functions that parse or check raise ValueError with a sentence about the form of the address.
"""

import os
import re
from collections.abc import Collection, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, SecretStr

from app.settings.urls import MAX_PORT, PERCENT_ENCODE, split_url

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
# What asyncpg reads, and two settings of the session that the service leaves alone.
DATABASE_OPTIONS = frozenset(
    [
        "host",
        "port",
        "user",
        "password",
        "passfile",
        "sslmode",
        "sslcert",
        "sslkey",
        "sslrootcert",
        "sslcrl",
        "sslpassword",
        "sslnegotiation",
        "ssl_min_protocol_version",
        "ssl_max_protocol_version",
        "target_session_attrs",
        "krbsrvname",
        "gsslib",
        "options",
        "search_path",
    ]
)
TLS_VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
DATABASE_CHOICES = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    "sslnegotiation": ("postgres", "direct"),
    "ssl_min_protocol_version": TLS_VERSIONS,
    "ssl_max_protocol_version": TLS_VERSIONS,
    "gsslib": ("gssapi", "sspi"),
}
DATABASE_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")
REDIS_OPTIONS = frozenset(
    {
        "db",
        "client_name",
        "ssl_cert_reqs",
        "ssl_ca_certs",
        "ssl_ca_path",
        "ssl_certfile",
        "ssl_keyfile",
        "ssl_check_hostname",
    }
)
REDIS_CHOICES = {
    "ssl_cert_reqs": ("none", "optional", "required"),
    "ssl_check_hostname": ("true", "false"),
}
REDIS_FILES = ("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")
MAX_HOST_NAME = 255
IPV6 = 6
WEB_PORTS = {"http": 80, "https": 443}
_PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})+", re.IGNORECASE)
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
    """Allows several servers, the first of which that `target_session_attrs` suits is used."""
    parts = split_url(url, DATABASE_OPTIONS, many_hosts=True)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("must start with postgres:// (PostgreSQL is the only database supported)")
    if not parts.path.strip("/"):
        raise ValueError("must end with the database's name, like postgres://user:password@host:5432/name")
    if "/" in parts.path[1:]:
        raise ValueError(PERCENT_ENCODE)
    if parts.hosts != (("", None),) and {"host", "port"} & set(parts.options):
        raise ValueError("must name its servers once: before the database's name, or by ?host= and port=")
    if (parts.user and "user" in parts.options) or (parts.password and "password" in parts.options):
        raise ValueError("must name user and password once")
    _check_ports(parts.options)
    _check_options(parts.options, DATABASE_CHOICES, DATABASE_FILES)


def check_redis_url(url: str) -> None:
    parts = split_url(url, REDIS_OPTIONS)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("must start with redis://, rediss:// or unix://")
    if parts.scheme != "rediss" and any(name.startswith("ssl_") for name in parts.options):
        raise ValueError("has options for TLS: they need rediss://")
    if not parts.options.get("db", "0").isdecimal():
        raise ValueError("db= must be a number")
    _check_options(parts.options, REDIS_CHOICES, REDIS_FILES)
    if parts.scheme == "unix":
        if not parts.path.strip("/"):
            raise ValueError("must name a socket, like unix:///run/valkey/valkey.sock")
        if parts.hosts != (("", None),):
            raise ValueError("must have three slashes before the socket, like unix:///run/valkey/valkey.sock")
        return
    database = parts.path.strip("/")
    if database and not (database.isascii() and database.isdecimal()):
        raise ValueError("must end with the number of the database, like redis://host:6379/0")
    if database and "db" in parts.options:
        raise ValueError("must name its database once: at the end, or by ?db=")


def parse_smtp_url(url: str) -> SmtpServer:
    """Parses `smtp://` and `smtps://` addresses, in which user and password are percent-encoded."""
    parts = split_url(url, {"tls"})
    [(host, port)] = parts.hosts
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/"):
        raise ValueError("must be smtp://host:587 or smtps://host:465")
    if parts.password and not parts.user:
        raise ValueError("has a password and no user, like smtp://user:password@host:587")
    tls = parts.options.get("tls", "")
    if not tls:
        default = "none" if host in LOOPBACK_HOSTS else "starttls"
        tls = "implicit" if parts.scheme == "smtps" else default
    if tls not in {"starttls", "implicit", "none"}:
        raise ValueError("tls= must be starttls, implicit or none")
    if parts.scheme == "smtps" and tls != "implicit":
        raise ValueError("must be smtp:// for tls=starttls or tls=none: smtps:// is TLS from the start")
    return SmtpServer(
        host=host,
        port=port or (465 if tls == "implicit" else 587),
        username=parts.user,
        password=SecretStr(parts.password) if parts.password else None,
        tls=tls,
    )


def _check_ports(options: Mapping[str, str]) -> None:
    """Of servers that are named by ?host=: one port for all, or one for each."""
    ports = options["port"].split(",") if "port" in options else []
    if not all(port.isascii() and port.isdecimal() and 0 < int(port) <= MAX_PORT for port in ports):
        raise ValueError("port= must be a number from 1 to 65535")
    if len(ports) not in {0, 1, len(options.get("host", "").split(","))}:
        raise ValueError("port= must name one port for all servers, or one for each")


def _check_options(options: Mapping[str, str], choices: Mapping[str, Sequence[str]], files: Collection[str]) -> None:
    for name, allowed in choices.items():
        if options.get(name, allowed[0]) not in allowed:
            raise ValueError(f"{name}= must be one of: {', '.join(allowed)}")
    for name in files:
        if name in options and not os.access(Path(options[name]).expanduser(), os.R_OK):
            raise ValueError(f"{name}= names a file that cannot be read here")


def check_sender(address: str) -> None:
    """Allows ASCII alone: otherwise every email would need a server that supports SMTPUTF8."""
    if not address.isascii() or not _SENDER.fullmatch(address):
        raise ValueError("must be a plain address like invitations@example.com, without a name around it")


def check_ehlo_name(name: str) -> None:
    """A host name with a dot, or an address literal. Source: RFC 5321, section 4.1.1.1."""
    if len(name) > MAX_HOST_NAME or not (_HOST_NAME.fullmatch(name) or _is_address_literal(name)):
        raise ValueError("must be a full host name like mail.example.com, or an address like [192.0.2.1]")


def ehlo_name_of(public_url: str) -> str | None:
    """Returns the host name of an address that `parse_public_url` returned; None where it is an IP or local."""
    host = urlsplit(public_url).hostname or ""
    is_name = _HOST_NAME.fullmatch(host) and not host.rpartition(".")[2].isdigit()
    return host if is_name else None


def _is_address_literal(name: str) -> bool:
    if not (name.startswith("[") and name.endswith("]")):
        return False
    text = name[1:-1]
    try:
        address = ip_address(text.removeprefix("IPv6:"))
    except ValueError:
        return False
    return (address.version == IPV6) == text.startswith("IPv6:")


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
