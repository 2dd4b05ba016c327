"""Cells as long as a record may be: whatever stands in them, they are read in linear time. Quadratic takes minutes."""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from app.errors import InvalidCsv
from tests.support.bulk_uploads import now, upload, validated
from tests.support.column_mapping import mapping_due
from tests.support.factories import make_admin, make_group

LENGTH = 60_000
# Of processor time.
MAX_SECONDS = 10
MARKS = "a" + "\u0301\u0316" * (LENGTH // 2)
TEXTS = ["a" * LENGTH, "a@" + "." * LENGTH + ",", "@a." * (LENGTH // 3), "!" * LENGTH, "((" * (LENGTH // 2), MARKS]
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < MAX_SECONDS


@pytest.mark.parametrize("text", TEXTS)
async def test_in_a_header(text: str) -> None:
    admin = await make_admin()
    for names in (text, f"Name,{text}"):
        with suppress(InvalidCsv):
            await upload(admin, f'"{names}"\n')


async def test_in_a_declaration_of_separators() -> None:
    with pytest.raises(InvalidCsv):
        await upload(await make_admin(), "sep=," + "\t" * LENGTH + "x\nada@example.com\n")


@pytest.mark.parametrize("text", TEXTS)
async def test_in_columns_whose_meaning_is_guessed(text: str) -> None:
    await mapping_due(await make_admin(), "Who,What\n" + f'ada@example.com,"{text}"\n' * 20)


@pytest.mark.parametrize("text", TEXTS)
async def test_in_rows(text: str) -> None:
    admin = await make_admin()
    await make_group(admin.organization_id, "Paris")
    people = "".join(f'p{number}@example.com,Analyst,"{number}{text}"\n' for number in range(20))
    roles = "".join(f'p{number}@example.com,"{number}{text}",\n' for number in range(20))
    for rows in (people, roles, f'"{text}",Analyst,\n' * 20):
        bulk_invite_id = await validated(admin, f"Email,Role,Groups\n{rows}")
        assert (await now(admin, bulk_invite_id)).error_rows == 20
