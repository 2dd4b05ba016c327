"""The columns of an uploaded file."""

from typing import Self

import strawberry

from app.bulk_invites.csv.file_columns import FileColumn, Meaning


@strawberry.type(description="A column of an uploaded file.")
class BulkInviteColumn:
    position: int = strawberry.field(description="Its place, from 0.")
    header: str = strawberry.field(description="What the header calls it; empty where it has no name.")
    samples: list[str] = strawberry.field(
        description="Different texts of its first rows, at most 3, each cut to 100 characters. Of a column that means"
        " nothing here only where `mapping` was ASK, until the list is sent, canceled or FAILED, for those who may say"
        " what it means."
    )
    meaning: Meaning | None = strawberry.field(
        description="What it says of a person; while the list is MAPPING, what it probably says. Null: nothing."
    )

    @classmethod
    def of(cls, column: FileColumn) -> Self:
        return cls(position=column.position, header=column.header, samples=list(column.samples), meaning=column.meaning)
