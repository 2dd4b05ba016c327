"""How numbers and errors are shown that calamine reads without their format."""

import re
from collections.abc import Callable
from functools import partial

# Returns what is shown of a number.
Format = Callable[[float], str]
_MAX_DECIMALS = 15
# Numbers of persons and groups, as "0012": as 12 it could be another one.
_PADDED = re.compile(r"0{2,15}")
# Source: MS-XLS 2.5 (Bes) and MS-XLSB 2.5 (BErr).
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def number_format(code: str) -> Format | None:
    """Returns the format with this code if it shows percentages or leading zeros, else None."""
    code = code.partition(";")[0]
    if "%" in code:
        digits = re.match(r"[0#?]*", code.partition(".")[2])
        return partial(_percentage, min(len(digits[0]), _MAX_DECIMALS) if digits else 0)
    return partial(_padded, len(code)) if _PADDED.fullmatch(code) else None


def error_name(code: int) -> str:
    return _ERRORS.get(code, "#N/A")


def _percentage(decimals: int, value: float) -> str:
    return f"{value:.{decimals}%}"


def _padded(digits: int, value: float) -> str:
    return f"{'-' if value < 0 else ''}{abs(value):0{digits}.0f}"


# Source: ECMA-376, part 1, 18.8.30: of the formats that every workbook has, those of percentages, 0% and 0.00%.
BUILT_IN: dict[int, Format] = {9: partial(_percentage, 0), 10: partial(_percentage, 2)}
