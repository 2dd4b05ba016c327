"""Invalid settings are refused at the start, with a sentence that repeats no secret."""

import pytest

from app.settings import SettingsError, get_settings
from tests.support.usable_settings import USABLE, settings_with

pytestmark = pytest.mark.usefixtures("usable_settings")
SECRETS = ("cret", "'se", "c2VjcmV0", "QUFB", "ZGV2")


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "texts"),
        [
            ("ENVIRONMENT", ["prod"]),
            ("PRODUCT_NAME", [" ", "\u200b", "Sen\nturo", "x" * 61]),
            (
                "PUBLIC_URL",
                ["http://in.the.clear", "invitations.example", "https://x.example/#a", "https://x.example?a"],
            ),
            ("PUBLIC_URL", ["https://x:port", "https://x:99999", "https://me:secret@x.example", "https://x y.example"]),
            (
                "PUBLIC_URL",
                ["https://x.example/a//b", "https://x.example/../a", "https://x.example/a;b", "https://x.example/%41"],
            ),
            ("PUBLIC_URL", ["https://bücher.example", "https://x\ty.example", "ftp://x.example", "https://[::1"]),
            ("ALLOWED_ORIGINS", ["*", "null", "app.example", "https://app.example/page", "https://ok.example,*"]),
            ("DATABASE_URL", ["mysql://db/x", "postgres://db", "postgres://me:se/cret@db/x", "postgres://db:99999/x"]),
            ("REDIS_URL", ["http://valkey", "redis://valkey:port", "redis://me:secret@valkey:port/0", "unix://"]),
            (
                "SMTP_URL",
                ["mail.example", "smtp://", "smtp://mail:port", "smtp://me:se/cret@mail:587", "smtp://mail:0"],
            ),
            ("SMTP_URL", ["smtp://mail.example?tls=none", "smtp://mail.example?tls=perhaps"]),
            (
                "MAIL_FROM",
                ["Acme", "Acme <a@b.example>", "a@b\r\nBcc: c@d", "a b@c.example", "ä@b.example", "a@", "@b"],
            ),
            (
                "EHLO_NAME",
                ["mail", "mail server.example", "mail.example\r\nRSET", "[192.0.2]", "[2001:db8::1]", "a..b"],
            ),
            ("SECRET_KEYS", ["", "k1", "k1:", "k1:c2VjcmV0", "k 1:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE"]),
            ("SECRET_KEYS", ["dev:ZGV2ZWxvcG1lbnQta2V5LW9ubHktZm9yLWxvY2FsLXVzZSE"]),
            ("MAILBOX_DIR", ["/srv/mailbox"]),
            ("TRUSTED_PROXIES", ["*", "proxy.example"]),
            ("DRAIN_SECONDS", ["-1", "nan", "inf", "soon"]),
            ("RATE_LIMIT_EMAILS_PER_ADDRESS", ["0/1h", "many"]),
            ("METRICS_PORT", ["0", "65536", "metrics"]),
            ("METRICS_HOST", ["localhost", "*", "127.0.0.1:9464"]),
            ("LOG_LEVEL", ["LOUD"]),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                ["collector", "collector:4318", "grpc://collector:4317", "http://", "http://x:99999", "http://[::1"],
            ),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                ["http://x y", "http://x/?secret", "http://x#a", "http://x\n", "http://ü.example"],
            ),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ["https://me:secret@collector/v1/traces"]),
            (
                "SENTRY_DSN",
                ["https://errors.example/1", "secret", "https://secret@errors.example", "https://secret@/1"],
            ),
            ("SENTRY_DSN", ["https://secret@x:99999/1", "https://secret@x:port/1", "https://secret@[::1/1"]),
            ("SENTRY_DSN", ["https://secret@x?a/1", "https://secret@x#/1", "https://secret@x/\u0661"]),
            ("HEADER_SECONDS", ["0", "inf", "1e400", "nan"]),
            ("BODY_STALL_SECONDS", ["0", "inf", "1e400", "nan"]),
        ],
    )
    def test_with_the_variables_name_and_no_secret(
        self, monkeypatch: pytest.MonkeyPatch, name: str, texts: list[str]
    ) -> None:
        for text in texts:
            with pytest.raises(SettingsError, match=rf"\b{name}\b") as refused:
                settings_with(monkeypatch, name, text)
            assert not [secret for secret in SECRETS if secret in str(refused.value)]

    def test_all_at_once_one_sentence_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in USABLE:
            monkeypatch.delenv(name)
        with pytest.raises(SettingsError) as refused:
            get_settings.__wrapped__()
        named = [line.split()[0] for line in str(refused.value).splitlines()]
        assert named == ["PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "SECRET_KEYS"]


class TestAccepted:
    @pytest.mark.parametrize(
        ("text", "public_url", "origin"),
        [
            ("https://invitations.example/", "https://invitations.example", "https://invitations.example"),
            ("https://Invitations.Example:443", "https://invitations.example", "https://invitations.example"),
            ("https://x.example:8443/team/", "https://x.example:8443/team", "https://x.example:8443"),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
            ("https://x.example?", "https://x.example", "https://x.example"),
        ],
    )
    def test_the_public_address_is_normalized_as_browsers_do(
        self, monkeypatch: pytest.MonkeyPatch, text: str, public_url: str, origin: str
    ) -> None:
        settings = settings_with(monkeypatch, "PUBLIC_URL", text)
        assert settings.public_url == public_url
        assert settings.origins == {origin}

    @pytest.mark.parametrize(
        ("name", "text", "greeting"),
        [
            ("PUBLIC_URL", "https://invitations.example", "invitations.example"),
            ("PUBLIC_URL", "https://192.0.2.1", None),
            ("PUBLIC_URL", "https://[2001:db8::1]:8443", None),
            ("PUBLIC_URL", "https://localhost", None),
            ("EHLO_NAME", "mail.example", "mail.example"),
            ("EHLO_NAME", "[192.0.2.1]", "[192.0.2.1]"),
            ("EHLO_NAME", "[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
        ],
    )
    def test_mail_servers_are_greeted_with_a_name_they_can_look_up(
        self, monkeypatch: pytest.MonkeyPatch, name: str, text: str, greeting: str | None
    ) -> None:
        assert settings_with(monkeypatch, name, text).name_in_ehlo == greeting

    def test_allowed_origins_are_normalized_as_browsers_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = " https://App.Example/, http://localhost:5173 ,"
        assert settings_with(monkeypatch, "ALLOWED_ORIGINS", text).allowed_origins == (
            "https://app.example",
            "http://localhost:5173",
        )

    @pytest.mark.parametrize(
        ("text", "port", "tls"),
        [
            ("smtp://mail.example", 587, "starttls"),
            ("smtps://mail.example", 465, "implicit"),
            ("smtp://localhost:25", 25, "none"),
            ("smtp://localhost:25?tls=starttls", 25, "starttls"),
        ],
    )
    def test_a_mail_server_needs_tls_unless_it_is_on_loopback(
        self, monkeypatch: pytest.MonkeyPatch, text: str, port: int, tls: str
    ) -> None:
        smtp = settings_with(monkeypatch, "SMTP_URL", text).smtp
        assert (smtp.port, smtp.tls) == (port, tls)

    def test_a_mail_servers_password_may_hold_anything(self, monkeypatch: pytest.MonkeyPatch) -> None:
        smtp = settings_with(monkeypatch, "SMTP_URL", "smtp://a%40b:p%2F%3A%40%C3%A9@mail.example").smtp
        assert smtp.username == "a@b"
        assert smtp.password is not None
        assert smtp.password.get_secret_value() == "p/:@é"

    def test_their_representation_hides_secrets(self) -> None:
        text = repr(get_settings.__wrapped__())
        assert "secret@" not in text
        assert "QUFB" not in text


def test_two_keys_cannot_share_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    key = USABLE["SECRET_KEYS"]
    with pytest.raises(SettingsError, match="SECRET_KEYS two keys share an id"):
        settings_with(monkeypatch, "SECRET_KEYS", f"{key},{key}")


class TestTelemetry:
    @pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
    def test_either_endpoint_turns_traces_on(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        assert not settings_with(monkeypatch, "LOG_LEVEL", "INFO").exports_traces
        assert settings_with(monkeypatch, name, "http://collector:4318").exports_traces

    def test_a_dsn_is_a_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = settings_with(monkeypatch, "SENTRY_DSN", "https://key@errors.example/sub/17")
        assert "key@" not in repr(settings)
