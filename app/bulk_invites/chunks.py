"""Chunks of rows: each is worked on in a transaction of its own."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

CHUNK_ROWS = 4_000
T = TypeVar("T")


def chunks(items: Iterable[T], size: int = CHUNK_ROWS) -> Iterator[list[T]]:
    """Yields the items in lists of `size`, the last one shorter. Reads no further ahead than one chunk."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
