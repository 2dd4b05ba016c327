"""Every environment variable that the service reads, typed and checked once."""

from app.settings.settings import (
    DEVELOPMENT_KEY,
    MINIMUM_KEY_BYTES,
    SecretKey,
    Settings,
    SettingsError,
    decode_key,
    get_settings,
    parse_keys,
)

__all__ = [
    "DEVELOPMENT_KEY",
    "MINIMUM_KEY_BYTES",
    "SecretKey",
    "Settings",
    "SettingsError",
    "decode_key",
    "get_settings",
    "parse_keys",
]
