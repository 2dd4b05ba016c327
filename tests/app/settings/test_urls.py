"""Addresses of servers: every part is read, or refused without repeating a secret."""

import pytest

from app.settings.addresses import check_database_url, check_redis_url, parse_smtp_url

SECRETS = ("4711", "2024", "abc", "sesame")


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (parse_smtp_url, "smtp://mailer:4711#abc@mail.example:587"),
        (parse_smtp_url, "smtp://mailer:4711/abc@mail.example:587"),
        (parse_smtp_url, "smtp://mailer:4711?abc@mail.example:587"),
        (parse_smtp_url, "smtp://mailer:4711?abc=1@mail.example:587"),
        (parse_smtp_url, "smtp://mailer:47:11abc@mail.example:587"),
        (parse_smtp_url, "smtp://mailer:4711%zabc@mail.example:587"),
        (parse_smtp_url, "smtp://mailer:4711 abc@mail.example:587"),
        (check_database_url, "postgres://u:2024/x@db"),
        (check_database_url, "postgres://u:2024/x@db/name"),
        (check_database_url, "postgres://u:2024#x@db/name"),
        (check_database_url, "postgres://u:2024?x@db/name"),
        (check_database_url, "postgres://u:sesame@abc@db/name"),
        (check_database_url, "postgres://u:sesame@db/name/more"),
        (check_redis_url, "redis://:12#abc@valkey.example:6379/0"),
        (check_redis_url, "redis://:12/abc@valkey.example:6379/0"),
        (check_redis_url, "redis://:12?abc@valkey.example:6379/0"),
    ],
)
def test_a_password_that_is_not_encoded_is_refused_and_not_repeated(check: object, text: str) -> None:
    assert callable(check)
    with pytest.raises(ValueError, match="percent-encode") as refused:
        check(text)
    assert not any(secret in str(refused.value) for secret in SECRETS)


@pytest.mark.parametrize(
    ("check", "text", "sentence"),
    [
        (parse_smtp_url, "smtp://mail.example:587?verify=none", "has the option verify, which nothing here reads"),
        (parse_smtp_url, "smtp://mail.example?tls=none&tls=starttls", "has the option tls twice"),
        (parse_smtp_url, "smtp://mail.example?tls", "must have options like"),
        (parse_smtp_url, "smtp://mail.example/inbox", "must be smtp://host:587"),
        (parse_smtp_url, "smtp://:sesame@mail.example", "has a password and no user"),
        (parse_smtp_url, "smtps://mail.example?tls=none", "must be smtp:// for"),
        (check_database_url, "postgres://db/x?connect_timeout=3", "has the option connect_timeout, which nothing"),
        (check_database_url, "postgres://db/x?application_name=y", "has the option application_name, which nothing"),
        (check_database_url, "postgres://db/x?sslmode=of", "sslmode= must be one of: disable"),
        (check_database_url, "postgres://db/x?target_session_attrs=write", "target_session_attrs= must be one of"),
        (check_database_url, "postgres://db/x?host=other", "must name its servers once"),
        (check_database_url, "postgres://me@db/x?user=you", "must name user and password once"),
        (check_database_url, "postgres://h1:5432,h2:port/x", "must have a number as its port"),
        (check_database_url, "postgres:///x?host=h1,h2&port=port", "port= must be a number from 1 to 65535"),
        (check_database_url, "postgres:///x?host=h1,h2,h3&port=1,2", "port= must name one port for all servers"),
        (check_database_url, "postgres://db/x?sslnegotiation=tls", "sslnegotiation= must be one of: postgres"),
        (check_database_url, "postgres://db/x?ssl_min_protocol_version=1.2", "ssl_min_protocol_version= must be one"),
        (check_database_url, "postgres://db/x?ssl_max_protocol_version=SSLv3", "ssl_max_protocol_version= must be one"),
        (check_database_url, "postgres://db/x?gsslib=kerberos", "gsslib= must be one of: gssapi"),
        (check_database_url, "postgres://db/x?sslrootcert=/nowhere/ca.pem", "sslrootcert= names a file that cannot"),
        (check_database_url, "postgres://d%0ab/x", "must have a host name without blanks"),
        (parse_smtp_url, "smtp://mail.example%20", "must have a host name without blanks"),
        (check_redis_url, "rediss://valkey?ssl_cert_reqs=no", "ssl_cert_reqs= must be one of: none"),
        (check_redis_url, "rediss://valkey?ssl_check_hostname=maybe", "ssl_check_hostname= must be one of: true"),
        (check_redis_url, "rediss://valkey?ssl_ca_certs=/nowhere/ca.pem", "ssl_ca_certs= names a file that cannot"),
        (check_redis_url, "redis://valkey:6379/0?verify=none", "has the option verify, which nothing here reads"),
        (check_redis_url, "redis://valkey:6379/0?socket_timeout=9", "has the option socket_timeout, which nothing"),
        (check_redis_url, "redis://valkey:6379/first", "must end with the number of the database"),
        (check_redis_url, "redis://valkey:6379/1?db=2", "must name its database once"),
        (check_redis_url, "redis://valkey:6379/0?ssl_cert_reqs=none", "has options for TLS: they need rediss://"),
        (check_redis_url, "unix://run/valkey.sock", "must have three slashes"),
    ],
)
def test_a_part_that_nobody_reads_is_refused(check: object, text: str, sentence: str) -> None:
    assert callable(check)
    with pytest.raises(ValueError, match="^" + sentence.replace("?", r"\?")):
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgres://u:p@h1:5432,h2:5432/db?target_session_attrs=read-write",
        "postgresql://u:p%23%2F%3F%40@[::1]:5432,db.example/db?sslmode=verify-full&sslrootcert=/dev/null",
        "postgres://senturo@/db?host=/tmp/sockets&port=5432",
        "postgres:///db",
    ],
)
def test_addresses_of_databases_that_asyncpg_reads_are_allowed(text: str) -> None:
    check_database_url(text)


@pytest.mark.parametrize(
    "text",
    ["redis://valkey", "rediss://:p%23@valkey:6380/3?ssl_cert_reqs=none", "unix:///run/valkey.sock?db=3"],
)
def test_addresses_of_redis_that_its_client_reads_are_allowed(text: str) -> None:
    check_redis_url(text)
