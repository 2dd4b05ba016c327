"""Where traces and unexpected errors are sent. Part of the settings: each is an environment variable."""

import re

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from app.settings.urls import Url, split_url

_PROJECT = re.compile(r"/(\S+/)?[0-9]+")


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
        if value is not None:
            url = _split_web(value)
            if url is None:
                raise ValueError("must be an address like http://collector:4318")
            if url.user is not None:
                raise ValueError("takes no user and password: they go into OTEL_EXPORTER_OTLP_HEADERS")
        return value

    @field_validator("sentry_dsn")
    @classmethod
    def _check_dsn(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            url = _split_web(value.get_secret_value())
            if url is None or url.user is None or not _PROJECT.fullmatch(url.path):
                raise ValueError("must be a DSN like https://key@errors.example.com/1")
        return value

    @property
    def exports_traces(self) -> bool:
        return bool(self.otel_exporter_otlp_endpoint or self.otel_exporter_otlp_traces_endpoint)


def _split_web(text: str) -> Url | None:
    """Returns None where this is no address that can be sent to."""
    try:
        url = split_url(text, ())
    except ValueError:
        return None
    is_web = url.scheme in {"http", "https"} and text.isascii() and bool(url.hosts[0][0])
    return url if is_web else None
