"""Every environment variable of the service, typed, read once."""

from functools import cache
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.settings.addresses import (
    SmtpServer,
    check_database_url,
    check_ehlo_name,
    check_redis_url,
    check_sender,
    ehlo_name_of,
    loopback_origins,
    origin_of,
    parse_origin,
    parse_public_url,
    parse_smtp_url,
    path_of,
)
from app.settings.limits import Limits
from app.settings.mail_events import MailEventSettings
from app.settings.rate_limits import RateLimits
from app.settings.secret_keys import DEVELOPMENT_KEY, SecretKey, decode_key, parse_keys
from app.settings.telemetry import TelemetrySettings


class SettingsError(Exception):
    """The environment is not valid; the message has a line for each variable, with what to do."""


class Settings(Limits, TelemetrySettings, RateLimits, MailEventSettings, BaseSettings):
    """The service's configuration. Field names in capitals are the environment variables."""

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True, extra="ignore")

    environment: Literal["development", "production"] = Field(
        "production", description="`development` turns on the mailbox and plain HTTP; never on a real server"
    )
    product_name: str = Field("Senturo", description="Named in emails and pages", min_length=1, max_length=60)
    public_url: str = Field(
        description="Where people reach the service, with the path below which a proxy serves it, if any; every link in"
        " an email starts with it"
    )
    database_url: SecretStr = Field(description="PostgreSQL 18: `postgres://user:password@host:5432/name`")
    redis_url: SecretStr = Field(description="Valkey or Redis: `redis://host:6379/0` or `unix:///path`")
    smtp_url: SecretStr = Field(
        description="Mail server: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`;"
        " `?tls=none` sends in the clear, on loopback or in development only"
    )
    secret_keys: Annotated[tuple[SecretKey, ...], NoDecode] = Field(
        description="`id:key[,id:key…]`, each key 32 bytes or more in base64; the first signs, all verify"
    )
    mail_from: str = Field("invitations@senturo.example", description="Sender address of every email", max_length=254)
    ehlo_name: str | None = Field(
        None,
        description="Our name in EHLO, best the one that our address resolves to; by default the host of PUBLIC_URL",
    )
    mailbox_dir: str | None = Field(
        None, description="Maildir shown at `/mailbox`; development only, set by `./dev up`"
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Origins of front ends served elsewhere, comma-separated"
    )
    database_pool_size: int = Field(10, ge=1, le=200, description="Database connections per process, at most")
    database_prepared_statements: Literal["on", "off"] = Field(
        "on", description="`off` behind a pooler in transaction mode that does not track them, as PgBouncer before 1.21"
    )
    database_connect_seconds: float = Field(
        5.0, gt=0, le=60, description="How long connecting to one host of `DATABASE_URL` may take"
    )
    database_statement_seconds: float = Field(
        10.0, gt=0, le=600, description="How long a statement of a request may take; then it is canceled"
    )
    database_worker_statement_seconds: float = Field(
        60.0, gt=0, le=3600, description="The same for statements of workers and of the command line"
    )
    session_ttl_days: int = Field(30, ge=1, le=365, description="How long somebody stays signed in")
    email_concurrency: int = Field(8, ge=1, le=64, description="SMTP connections per email worker")
    email_lease_seconds: int = Field(
        30,
        ge=2,
        le=600,
        description="A worker's lease on an email: after this long without a renewal another worker may claim it",
    )
    email_poll_seconds: float = Field(
        1.0, gt=0, le=60, description="How often an email worker looks for work without being woken"
    )
    bulk_lease_seconds: int = Field(
        20,
        ge=2,
        le=600,
        description="A worker's lease on a bulk invite: after this long without a renewal another worker may go on",
    )
    smtp_timeout_seconds: float = Field(
        120.0, gt=0, le=900, description="How long the mail server may take for one answer"
    )
    on_unknown: Literal["retry", "hold"] = Field(
        "retry", description="An email whose fate is unknown: `retry` it, or `hold` it for an operator"
    )
    drain_seconds: float = Field(
        30.0, ge=0, le=600, description="On SIGTERM, how long a worker may finish what is in flight"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Addresses or networks of reverse proxies whose X-Forwarded-For is believed, comma-separated; that"
        " of a Unix socket always is",
    )
    introspection: bool = Field(True, description="May clients ask for the schema?")
    execution_fast_path: bool = Field(
        True,
        description="Read plain fields of results directly; `false` has graphql-core resolve all, slower",
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Serves `/metrics`, `/health/live` and `/health/ready` of this process, web process or worker, on a"
        " port of its own; see [metrics](metrics.md)",
    )
    metrics_host: str = Field("127.0.0.1", description="The address that `METRICS_PORT` listens on; `0.0.0.0` for all")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least severe line logged")

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _parse_keys(cls, value: object) -> object:
        return parse_keys(value) if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _parse_proxies(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        proxies = tuple(part.strip() for part in value.split(",") if part.strip())
        for proxy in proxies:
            try:
                ip_network(proxy)
            except ValueError:
                raise ValueError(f"{proxy} is no address or network like 10.0.0.0/8") from None
        return proxies

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _parse_origins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(parse_origin(part.strip()) for part in value.split(",") if part.strip())

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        return parse_public_url(value)

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr) -> SecretStr:
        check_database_url(value.get_secret_value())
        return value

    @field_validator("redis_url")
    @classmethod
    def _check_redis_url(cls, value: SecretStr) -> SecretStr:
        check_redis_url(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_mail_from(cls, value: str) -> str:
        check_sender(value)
        return value

    @field_validator("ehlo_name")
    @classmethod
    def _check_ehlo_name(cls, value: str | None) -> str | None:
        if value is not None:
            check_ehlo_name(value)
        return value

    @field_validator("metrics_host")
    @classmethod
    def _check_metrics_host(cls, value: str) -> str:
        try:
            return str(ip_address(value))
        except ValueError:
            raise ValueError(f"{value} is no address like 127.0.0.1 or ::") from None

    @field_validator("product_name")
    @classmethod
    def _check_product_name(cls, value: str) -> str:
        if not value.strip() or not value.isprintable():
            raise ValueError("must be one line of visible text")
        return value.strip()

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp_url(cls, value: SecretStr) -> SecretStr:
        parse_smtp_url(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _check_production(self) -> Self:
        if self.environment == "development":
            return self
        if any(key.secret_bytes == decode_key(DEVELOPMENT_KEY.split(":")[1]) for key in self.secret_keys):
            raise ValueError("SECRET_KEYS holds the development key: make your own with `./dev admin new-key`")
        if not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL must start with https:// in production")
        if self.smtp.tls == "none" and not self.smtp.is_loopback:
            raise ValueError("SMTP_URL must not say tls=none in production: passwords and links would be readable")
        if (self.bounce_imap_url or SecretStr("")).get_secret_value().startswith("imap://"):
            raise ValueError("BOUNCE_IMAP_URL must be imaps:// in production: the password would be readable")
        if self.mailbox_dir is not None:
            raise ValueError("MAILBOX_DIR must not be set in production: it would show everybody's emails")
        return self

    @property
    def is_development(self) -> bool:
        return self.environment == "development"

    @property
    def prepares_statements(self) -> bool:
        return self.database_prepared_statements == "on"

    @property
    def smtp(self) -> SmtpServer:
        return parse_smtp_url(self.smtp_url.get_secret_value())

    @property
    def name_in_ehlo(self) -> str | None:
        """None for our address, as a host name that nobody can look up is refused more often."""
        return self.ehlo_name or ehlo_name_of(self.public_url)

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def origin(self) -> str:
        """The Origin header of the service's own pages."""
        return origin_of(self.public_url)

    @property
    def own_origins(self) -> frozenset[str]:
        """The same, and in development the other names of this machine: people type one or the other."""
        return loopback_origins(self.origin) if self.is_development else frozenset({self.origin})

    @property
    def path(self) -> str:
        """The path of PUBLIC_URL that everything is served below: empty, or like /team."""
        return path_of(self.public_url)

    @property
    def origins(self) -> frozenset[str]:
        """The Origin headers that are allowed: the service's own and those of ALLOWED_ORIGINS."""
        return self.own_origins | frozenset(self.allowed_origins)


@cache
def get_settings() -> Settings:
    """Returns the settings of this process. Raises SettingsError with one sentence for each invalid variable."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(map(_describe, error.errors(include_input=False)))) from None


def _describe(error: object) -> str:
    """Returns a sentence that begins with the variable's name."""
    assert isinstance(error, dict)
    variable = str(error["loc"][0]).upper() if error["loc"] else ""
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        message = f"is not set: {Settings.model_fields[variable.lower()].description}"
    return f"{variable} {message}".strip()
