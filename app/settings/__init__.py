"""Every environment variable that the service reads, typed and checked once."""

from app.settings.secret_keys import DEVELOPMENT_KEY, MINIMUM_KEY_BYTES, SecretKey, decode_key, parse_keys
from app.settings.settings import Settings, SettingsError, get_settings

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
