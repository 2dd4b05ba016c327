"""The name of a sheet, as clients of the API say it."""

from typing import Any

import pytest

from tests.schema.test_bulk_invite import UPLOAD
from tests.support.bulk_uploads import work
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api, codes

SHEETS = "query ($id: ID!) { bulkInvite(id: $id) { status sheet sheets failureReason { message } } }"
PAGE = "".join(
    f"<table><tr><td>Email<td>Role<tr><td>{name}@example.com<td>Analyst</table>" for name in ("first", "second")
)


async def uploaded(api: Api, sheet: str | None) -> dict[str, Any]:
    token = await token_of(await make_admin())
    payload = await api.change(UPLOAD, token, source={"csv": PAGE}, sheet=sheet)
    assert payload["errors"] == []
    await work()
    found: dict[str, Any] = await api.ask(SHEETS, token, id=payload["bulkInvite"]["id"])
    return found


@pytest.mark.parametrize(
    ("sheet", "name"),
    [(None, "Table 1"), ("", "Table 1"), (" \u200b", "Table 1"), ("table 2", "Table 2"), (" Table 2 ", "Table 2")],
)
async def test_it_is_left_out_or_found(api: Api, sheet: str | None, name: str) -> None:
    found = await uploaded(api, sheet)
    assert (found["status"], found["sheet"], found["sheets"]) == ("READY", name, ["Table 1", "Table 2"])


@pytest.mark.parametrize("sheet", ["Table\0 2", "%", "\u202e2 elbaT", "'; DROP TABLE users; --"])
async def test_a_name_of_no_sheet_is_answered_with_those_that_there_are(api: Api, sheet: str) -> None:
    found = await uploaded(api, sheet)
    assert found["status"] == "FAILED"
    shown = sheet.replace("\0", "\ufffd")
    assert found["failureReason"]["message"] == (
        f'There is no sheet "{shown}". Choose one that this workbook has: "Table 1", "Table 2".'
    )


async def test_a_long_name_is_refused(api: Api) -> None:
    token = await token_of(await make_admin())
    assert codes(await api.change(UPLOAD, token, source={"csv": PAGE}, sheet="x" * 255)) == ["TOO_LONG"]
