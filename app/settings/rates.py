"""Rate limits as settings: `30/15m`."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_settings import NoDecode

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Rate(BaseModel):
    """`count` at once at most, which are refilled evenly over `seconds`."""

    count: int = Field(ge=1)
    seconds: int = Field(ge=1)

    def __str__(self) -> str:
        unit = next(unit for unit, length in reversed(UNITS.items()) if self.seconds % length == 0)
        return f"{self.count}/{self.seconds // UNITS[unit]}{unit}"


def parse_rate(value: object) -> object:
    """Parses `30/15m`: a count for a number of s, m, h or d. Returns None for `off`. Raises ValueError."""
    if not isinstance(value, str):
        return value
    if value.strip().lower() == "off":
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,4})?([smhd])", value.strip())
    if found is None:
        raise ValueError("is written like 30/15m, with s, m, h or d; or off")
    return Rate(count=int(found[1]), seconds=int(found[2] or 1) * UNITS[found[3]])


RateLimit = Annotated[Rate | None, NoDecode, BeforeValidator(parse_rate)]
