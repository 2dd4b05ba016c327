"""A mapping as it is stored, with what else is needed to read a file by it."""

from dataclasses import asdict, dataclass

import orjson

from app.bulk_invites.csv.columns import Layout
from app.bulk_invites.csv.mapping import Mapping


@dataclass(frozen=True)
class StoredMapping:
    """`has_header` is whether a line names the columns, None: as it was found.

    `layout` is how the file is laid out, None until a worker has found that out.
    """

    mapping: Mapping
    has_header: bool | None = None
    layout: Layout | None = None


def write_mapping(stored: StoredMapping) -> str:
    """Returns the mapping as JSON."""
    return orjson.dumps(
        {
            **stored.mapping._asdict(),
            "has_header": stored.has_header,
            "layout": asdict(stored.layout) if stored.layout else None,
        }
    ).decode()


def read_mapping(text: str) -> StoredMapping:
    """Returns what `write_mapping` wrote."""
    stored = orjson.loads(text)
    layout = stored.pop("layout")
    return StoredMapping(
        has_header=stored.pop("has_header"), layout=Layout(**layout) if layout else None, mapping=Mapping(**stored)
    )
