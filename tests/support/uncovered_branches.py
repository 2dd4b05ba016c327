"""Prints how many branches the tests took, and lists the others: `python -m … COVERAGE_JSON LISTING`."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TREES = ("app", "schema", "workers")


def main(report: Path, listing: Path) -> None:
    files: dict[str, dict[str, Any]] = json.loads(report.read_text())["files"]
    listing.write_text("".join(f"{line}\n" for line in uncovered(files)))
    for tree in TREES:
        figures = [each["summary"] for name, each in files.items() if Path(name).parts[0] == tree]
        sys.stdout.write(f"branches of {tree}/: {_share(figures)}\n")
    sys.stdout.write(f"branches in all: {_share([each['summary'] for each in files.values()])}; others in {listing}\n")


def uncovered(files: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """`file:line → where it never went: the line`."""
    for name, found in sorted(files.items()):
        lines = Path(name).read_text().splitlines()
        for start, end in found["missing_branches"]:
            target = f"line {end}" if end > 0 else "the end"
            yield f"{name}:{start} → {target}: {lines[start - 1].strip()}"


def _share(figures: list[dict[str, int]]) -> str:
    taken, all_ = (sum(each[name] for each in figures) for name in ("covered_branches", "num_branches"))
    return f"{taken:,} of {all_:,} ({taken / all_:.1%})"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
