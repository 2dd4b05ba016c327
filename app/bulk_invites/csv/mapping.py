"""What the columns of a file mean by somebody's answer, where the header does not say it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import orjson

from app.bulk_invites.csv.columns import Columns, Layout
from app.characters import trimmed


@dataclass(frozen=True)
class Mapping:
    """The places of the columns, from 0; None for what the file does not say."""

    email: int
    role: int | None = None
    groups: int | None = None

    def places(self) -> dict[str, int]:
        """Returns the places by what they mean."""
        return {meaning: place for meaning, place in asdict(self).items() if place is not None}


def map_columns(layout: Layout, names: Sequence[str], mapping: Mapping) -> Columns:
    """Returns the columns of a file that is laid out so, with these names of its columns, by the answer."""
    used = set(mapping.places().values())
    ignored = (name for place, name in enumerate(map(trimmed, names)) if name and place not in used)
    return Columns(
        layout=layout,
        names=tuple(map(trimmed, names)),
        email=mapping.email,
        role=mapping.role,
        groups=mapping.groups,
        ignored=tuple(dict.fromkeys(ignored)),
    )


def write_mapping(layout: Layout, mapping: Mapping) -> str:
    """Returns both as JSON, as a bulk invite stores them."""
    return orjson.dumps({"layout": asdict(layout), **asdict(mapping)}).decode()


def read_mapping(text: str) -> tuple[Layout, Mapping]:
    """Returns what `write_mapping` wrote."""
    stored = orjson.loads(text)
    layout = Layout(**stored.pop("layout"))
    return layout, Mapping(**stored)


def header_key(names: Iterable[str]) -> str:
    """Returns a text that is the same for files with the same columns in the same order."""
    return orjson.dumps([trimmed(name).casefold() for name in names]).decode()
