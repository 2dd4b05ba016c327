"""What reading one spreadsheet may take."""

from dataclasses import dataclass

# Of a sheet's name, in characters: Excel allows 31.
MAX_NAME = 100
# What the process that reads says where the CSV finds no place: no fault of the file.
DISK_FULL = "disk"
# Runs of hidden rows; more are not told apart: the last ones are then one run.
MAX_RUNS = 10_000


@dataclass(frozen=True)
class Bounds:
    """`seconds` are of the processor and of the clock; `cells` are those that a sheet spans, empty ones included."""

    memory_bytes: int
    seconds: int
    unpacked_bytes: int
    sheets: int
    cells: int
