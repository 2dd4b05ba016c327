"""The custom scalars; `LimitedSchema` maps them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NewType

import strawberry
from graphql import GraphQLError
from starlette.datastructures import UploadFile
from strawberry.types.scalar import ScalarDefinition

Upload = NewType("Upload", UploadFile)


def _write_time(value: datetime) -> str:
    """RFC 3339 in UTC with exactly three digits of a second, as the scalar's specification has it."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read_time(value: object) -> datetime:
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        if read is not None and read.tzinfo is not None:
            read = read.astimezone(UTC)  # the database's drivers cannot, for the first and last hours of all years
    except (ValueError, OverflowError):
        read = None
    if read is None or read.tzinfo is None:
        raise GraphQLError("A DateTime is written like 2026-05-31T12:00:00.000Z.")
    return read


def _read_upload(value: object) -> UploadFile:
    """Raises GraphQLError for anything but a file: Strawberry's own scalar takes any JSON value."""
    if not isinstance(value, UploadFile):
        raise GraphQLError("A file is sent by a multipart request: its place in `variables` holds null.")
    return value


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A point in time in UTC, to the millisecond.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=_write_time,
        parse_value=_read_time,
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description="A file, sent as the GraphQL multipart request specification says.",
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
        parse_value=_read_upload,
    ),
}
