"""The uploaded bytes, stored in PostgreSQL, where every worker can read them without a shared disk."""

from collections.abc import AsyncIterator
from os import SEEK_END
from typing import BinaryIO, Protocol
from uuid import UUID

from app.database.ids import uuid7
from app.database.sql import rows, value

PIECE_BYTES = 2**20


class Content(Protocol):
    """Uploaded bytes, `size` of them. `pieces` yields them from the beginning at each call."""

    @property
    def size(self) -> int: ...
    def pieces(self) -> AsyncIterator[bytes]: ...


class BytesContent:
    """Content that is in memory already."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = len(content)

    async def pieces(self) -> AsyncIterator[bytes]:
        for start in range(0, self.size, PIECE_BYTES):
            yield self.content[start : start + PIECE_BYTES]


class FileContent:
    """Content of an open file."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, SEEK_END)

    async def pieces(self) -> AsyncIterator[bytes]:
        for start in range(0, self.size, PIECE_BYTES):
            self.file.seek(start)
            yield self.file.read(PIECE_BYTES)


async def store(bulk_invite_id: UUID, content: Content) -> None:
    """Stores the content in pieces, in the current transaction."""
    number = 0
    async for piece in content.pieces():
        await rows(
            "INSERT INTO bulk_invite_pieces (id, bulk_invite_id, number, content) VALUES ($1, $2, $3, $4)",
            uuid7(),
            bulk_invite_id,
            number,
            piece,
        )
        number += 1


async def delete(bulk_invite_id: UUID) -> None:
    """Deletes the content, in the current transaction."""
    await rows("DELETE FROM bulk_invite_pieces WHERE bulk_invite_id = $1", bulk_invite_id)


async def load(bulk_invite_id: UUID, into: BinaryIO) -> None:
    """Writes the stored content into an open file, a piece at a time."""
    number = 0
    while (piece := await _piece(bulk_invite_id, number)) is not None:
        into.write(piece)
        number += 1


async def _piece(bulk_invite_id: UUID, number: int) -> bytes | None:
    found: bytes | None = await value(
        "SELECT content FROM bulk_invite_pieces WHERE bulk_invite_id = $1 AND number = $2", bulk_invite_id, number
    )
    return found
