"""Where traces and unexpected errors are sent. Part of the settings: each is an environment variable."""

import re
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

_DSN = re.compile(r"https?://[^@/\s]+@[^@/\s]+/(\S+/)?\d+")


class TelemetrySettings(BaseModel):
    """Nothing is sent by default. The names are those that OpenTelemetry and Sentry have for them."""

    model_config = ConfigDict(frozen=True)

    otel_exporter_otlp_endpoint: str | None = Field(
        None,
        description="Where traces are sent, OTLP over HTTP: `http://collector:4318`; by default none are made."
        " OpenTelemetry's other variables hold as well",
    )
    otel_exporter_otlp_traces_endpoint: str | None = Field(
        None, description="The same with its whole path: `http://collector:4318/v1/traces`"
    )
    trace_context_from_clients: bool = Field(
        False,
        description="Go on with the trace of a request's `traceparent`: only behind a proxy that sets it itself",
    )
    sentry_dsn: SecretStr | None = Field(
        None, description="Where unexpected errors are reported, Sentry or what is compatible: `https://key@host/1`"
    )

    @field_validator("otel_exporter_otlp_endpoint", "otel_exporter_otlp_traces_endpoint")
    @classmethod
    def _check_endpoint(cls, value: str | None) -> str | None:
        if value is not None and not _is_web_address(value):
            raise ValueError("must be an address like http://collector:4318")
        return value

    @field_validator("sentry_dsn")
    @classmethod
    def _check_dsn(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _DSN.fullmatch(value.get_secret_value()):
            raise ValueError("must be a DSN like https://key@errors.example.com/1")
        return value

    @property
    def exports_traces(self) -> bool:
        return bool(self.otel_exporter_otlp_endpoint or self.otel_exporter_otlp_traces_endpoint)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
