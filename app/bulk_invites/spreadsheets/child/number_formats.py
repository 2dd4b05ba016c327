"""How numbers and errors are shown that calamine reads without their format."""

import re

# Source: ECMA-376, part 1, 18.8.30: of the formats that every workbook has, those of percentages, 0% and 0.00%.
PERCENTAGES = {9: 0, 10: 2}
_MAX_DECIMALS = 15
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


def percentage_decimals(code: str) -> int | None:
    """Returns how many digits a format shows behind the point of a percentage, None where it shows none."""
    code = code.partition(";")[0]
    if "%" not in code:
        return None
    digits = re.match(r"[0#?]*", code.partition(".")[2])
    return min(len(digits[0]), _MAX_DECIMALS) if digits else 0


def percentage(value: float, decimals: int) -> str:
    return f"{value:.{decimals}%}"


def error_name(code: int) -> str:
    return _ERRORS.get(code, "#N/A")
