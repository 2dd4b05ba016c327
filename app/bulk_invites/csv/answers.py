"""What somebody said that the columns of a file mean."""

from dataclasses import asdict, dataclass

import orjson

from app.bulk_invites.csv.columns import Layout
from app.bulk_invites.csv.mapping import Mapping


@dataclass(frozen=True)
class Answer:
    """`has_header` is whether a line names the columns, None: as it was found.

    `layout` is how the file is laid out, None until a worker has found that out.
    """

    mapping: Mapping
    has_header: bool | None = None
    layout: Layout | None = None


def write_answer(answer: Answer) -> str:
    """Returns the answer as JSON."""
    return orjson.dumps(
        {
            **answer.mapping._asdict(),
            "has_header": answer.has_header,
            "layout": asdict(answer.layout) if answer.layout else None,
        }
    ).decode()


def read_answer(text: str) -> Answer:
    """Returns what `write_answer` wrote."""
    stored = orjson.loads(text)
    layout = stored.pop("layout")
    return Answer(
        has_header=stored.pop("has_header"), layout=Layout(**layout) if layout else None, mapping=Mapping(**stored)
    )
