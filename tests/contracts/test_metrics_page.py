"""docs/metrics.md documents every metric, as the code has it."""

import re
from pathlib import Path

from app.metrics.catalog import FIGURES, INSTRUMENTS

ROW = re.compile(r"^\| `(senturo_\w+)` \| (\w+) \|([^|]*)\|", re.MULTILINE)
NAMED = re.compile(r"`(\w+)`")


def documented(root: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Returns the type and the labels of each metric on the page."""
    found = ROW.findall((root / "docs" / "metrics.md").read_text())
    return {name: (kind, frozenset(NAMED.findall(labels))) for name, kind, labels in found}


def test_the_page_documents_each_metric_with_its_type_and_labels(root: Path) -> None:
    suffix = {"counter": "_total"}
    assert documented(root) == {
        each.name + suffix.get(each.kind, ""): (each.kind, frozenset(each.labels)) for each in (*INSTRUMENTS, *FIGURES)
    }
