"""The template as a workbook, uploaded: as it is, and filled in."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZipFile

import pytest

from app.bulk_invites.csv.template import EXAMPLES
from app.bulk_invites.spreadsheets.template import SHEET, write_template
from app.organizations.roles import Role
from tests.support.bulk_uploads import now, rows_of, validated, verdicts
from tests.support.factories import make_admin, make_group

FIRST, SECOND = (email for email, _, _ in EXAMPLES)
STRINGS = "xl/sharedStrings.xml"


def template(*group_names: str) -> bytes:
    return write_template([role.label for role in Role], group_names)


def filled_in(content: bytes, texts: Mapping[str, str]) -> bytes:
    """Returns the workbook with other texts in its cells, in place of the examples'."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as read, ZipFile(written, "w") as archive:
        for name in read.namelist():
            part = read.read(name)
            if name == STRINGS:
                for example, text in texts.items():
                    assert part.count(example.encode()) == 1
                    part = part.replace(example.encode(), text.encode())
            archive.writestr(name, part)
    return written.getvalue()


@pytest.mark.usefixtures("database")
class TestUploaded:
    async def test_untouched_it_invites_nobody(self) -> None:
        admin = await make_admin()
        bulk_invite_id = await validated(admin, template("Köln"))
        found = await verdicts(bulk_invite_id)
        assert [(line, status) for line, status, _ in found] == [(2, "error"), (3, "error")]
        assert [codes[0] for _, _, codes in found] == ["INVALID_EMAIL", "INVALID_EMAIL"]

    async def test_filled_in_its_people_can_be_invited(self) -> None:
        admin = await make_admin()
        for name in ("=1+1", "Köln"):
            await make_group(admin.organization_id, name)
        texts = {FIRST: "ada@example.com", SECOND: "eve@example.com", "Paris Office; Field Devices": "Köln; =1+1"}
        bulk_invite_id = await validated(admin, filled_in(template("=1+1", "Köln"), texts))
        ada, eve = await rows_of(bulk_invite_id)
        assert (ada.line, ada.status, ada.role, ada.groups) == (2, "valid", "Analyst", ())
        assert (eve.status, eve.role, eve.groups) == ("warning", "Group Admin", ("Köln", "=1+1"))
        assert (await now(admin, bulk_invite_id)).sheet == SHEET
