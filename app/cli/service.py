"""Commands about the service itself: its tables, its keys, its settings. None but `migrate` needs a database."""

import argparse
import base64
import os
import secrets
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from app.cli.output import CommandError, CommandOutput, print_progress
from app.database import migrate as migrations
from app.database.connection import describe_database
from app.settings import MINIMUM_KEY_BYTES, Settings, get_settings
from app.settings.addresses import check_database_url
from app.settings.limits import Limits
from app.settings.mail_events import MailEventSettings
from app.settings.rate_limits import RateLimits
from app.settings.telemetry import TelemetrySettings

BOUNDS = {"ge": "", "gt": "more than ", "le": ""}


async def migrate(_: argparse.Namespace) -> CommandOutput:
    """Reads DATABASE_URL and no other setting, so that it can run before the others are set."""
    url = os.environ.get("DATABASE_URL") or get_settings().database_url.get_secret_value()
    try:
        check_database_url(url)
    except ValueError as error:
        raise CommandError(f"DATABASE_URL {error}") from None
    try:
        await migrations.migrate(url, report=print_progress)
    except (migrations.MigrationError, migrations.UnsuitableDatabaseError) as error:
        raise CommandError(f"{describe_database(url)}: {error}") from None
    return CommandOutput(
        f"The tables of {describe_database(url)} are up to date.", {"migrated": describe_database(url)}
    )


async def check_migrations(_: argparse.Namespace) -> CommandOutput:
    missing = await migrations.missing_migrations()
    if missing:
        raise CommandError(f"The models say more than the migrations: {', '.join(missing)} is missing.")
    return CommandOutput("The migrations say what the models say.", {"missing": []})


async def new_key(_: argparse.Namespace) -> CommandOutput:
    """Generates a key with an id of its own, so that it can be added before the old ones in SECRET_KEYS."""
    secret = base64.urlsafe_b64encode(os.urandom(MINIMUM_KEY_BYTES)).decode().rstrip("=")
    key = f"k{secrets.token_hex(3)}:{secret}"
    return CommandOutput(key, {"key": key})


async def list_settings(_: argparse.Namespace) -> CommandOutput:
    """Lists every environment variable, as the table in the documentation does."""
    described = [_describe(name, field) for name, field in _in_order()]
    lines = [f"| `{each['variable']}` | {_default_cell(each)} | {each['meaning']} |" for each in described]
    return CommandOutput("\n".join(["| variable | default | meaning |", "|---|---|---|", *lines]), described)


def _in_order() -> list[tuple[str, FieldInfo]]:
    """Returns rate limits after all other settings, then what is sent elsewhere, and then the limits."""
    parts = (
        MailEventSettings.model_fields,
        RateLimits.model_fields,
        TelemetrySettings.model_fields,
        Limits.model_fields,
    )
    return sorted(Settings.model_fields.items(), key=lambda each: [each[0] in part for part in reversed(parts)])


def _describe(name: str, field: FieldInfo) -> dict[str, Any]:
    bounds = [f"{words}{bound}" for limit, words in BOUNDS.items() if (bound := _bound(field, limit)) is not None]
    choices = [str(choice) for choice in get_args(field.annotation)] if get_origin(field.annotation) is Literal else []
    default = None if field.is_required() or field.default in (None, ()) else str(field.default)
    return {
        "variable": name.upper(),
        "required": field.is_required(),
        "default": default,
        "choices": choices,
        "range": bounds,
        "meaning": field.description,
    }


def _bound(field: FieldInfo, limit: str) -> Any:
    return next((found for each in field.metadata if (found := getattr(each, limit, None)) is not None), None)


def _default_cell(each: dict[str, Any]) -> str:
    if each["required"]:
        return "**required**"
    default = f"`{each['default']}`" if each["default"] is not None else "none"
    others = [f"`{choice}`" for choice in each["choices"] if choice != each["default"]]
    if others:
        return f"{default}, or {', '.join(others)}"
    return f"{default} ({_range(each['range'])})" if each["range"] else default


def _range(bounds: list[str]) -> str:
    if len(bounds) == 1 and bounds[0][0].isdigit():
        return f"{bounds[0]} or more"
    return " to ".join(bounds)
