"""Rates as settings write them."""

import pytest

from app.settings.rates import Rate, parse_rate


@pytest.mark.parametrize(
    ("text", "count", "seconds"), [("30/15m", 30, 900), ("1/s", 1, 1), ("6000/1h", 6000, 3600), ("5/2d", 5, 172_800)]
)
def test_a_count_and_a_period(text: str, count: int, seconds: int) -> None:
    assert parse_rate(text) == Rate(count=count, seconds=seconds)


def test_off_is_no_limit() -> None:
    assert parse_rate("Off") is None


@pytest.mark.parametrize("text", ["", "30", "0/1h", "-1/1h", "30/0m", "30/1w", "30 / 1h", "1e3/1h", "on"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="30/15m"):
        parse_rate(text)


@pytest.mark.parametrize("text", ["30/15m", "1/1s", "6000/1h", "5/2d", "90/90s"])
def test_it_is_formatted_as_it_is_written(text: str) -> None:
    assert str(parse_rate(text)) == text
