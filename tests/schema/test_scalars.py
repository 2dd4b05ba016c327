"""Times as clients read and write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import strawberry
from hypothesis import given
from hypothesis import strategies as st

from schema.execution.schema import LimitedSchema


@strawberry.type
class Query:
    @strawberry.field
    def echo(self, time: datetime) -> datetime:
        return time


SCHEMA = LimitedSchema(Query)
ECHO = "query ($time: DateTime!) { echo(time: $time) }"


ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30))])


@given(st.integers(-2_000_000_000_000, 20_000_000_000_000), ZONES)
async def test_a_time_is_told_in_utc_to_the_millisecond(milliseconds: int, zone: timezone) -> None:
    time = datetime.fromtimestamp(milliseconds / 1_000, zone) + timedelta(microseconds=7)
    answer = await SCHEMA.execute(ECHO, variable_values={"time": time.isoformat()})
    assert answer.data
    told = answer.data["echo"]
    assert len(told) == len("2026-05-31T12:00:00.000Z")
    assert told.endswith("Z")
    assert timedelta(0) <= time - datetime.fromisoformat(told) < timedelta(milliseconds=1)


@pytest.mark.parametrize("value", ["", "tomorrow", "2026-05-31", "2026-05-31T12:00:00", 1_780_000_000, True, []])
async def test_what_is_no_time_is_bad_input(value: object) -> None:
    answer = await SCHEMA.execute(ECHO, variable_values={"time": value})
    assert answer.errors
    assert (answer.errors[0].extensions or {})["code"] == "BAD_USER_INPUT"


def test_its_specification_is_named() -> None:
    url = "https://scalars.graphql.org/andimarek/date-time.html"
    assert f'scalar DateTime @specifiedBy(url: "{url}")' in SCHEMA.as_str()
