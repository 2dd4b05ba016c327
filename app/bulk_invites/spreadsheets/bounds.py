"""What reading one spreadsheet may take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """`seconds` are of the processor and of the clock; `cells` are those that a sheet spans, empty ones included."""

    memory_bytes: int
    seconds: int
    unpacked_bytes: int
    sheets: int
    cells: int
