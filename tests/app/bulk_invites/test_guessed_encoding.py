"""Files that do not say how their letters are encoded: nobody else's address is invited without a warning."""

import pytest

from app.bulk_invites.row_edits import update_row
from tests.support.bulk_uploads import now, rows_of, validated, verdicts
from tests.support.factories import make_admin

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("email", "encoding"),
    [
        ("jürgen@example.com", "mac-roman"),
        ("юлия@example.com", "cp1251"),
        ("シフト@example.com", "shift-jis"),
        ("zoë@example.com", "cp1252"),
        ("muñoz@example.com", "mac-roman"),
        ("łukasz@example.com", "cp1250"),
        ("łukasz@example.com", "iso8859-2"),
        ("γιώργος@example.com", "cp1253"),
        ("иван@почта.рф", "koi8-r"),
        ("иван@почта.рф", "iso8859-5"),
        ("山田@例え.jp", "euc-jp"),
        ("张伟@example.com", "gb18030"),
        ("jürgen@gmial.com", "mac-roman"),
    ],
)
async def test_an_address_outside_of_ascii_is_never_simply_valid(email: str, encoding: str) -> None:
    admin = await make_admin()
    text = f"Email,Role\n{email},Analyst\nada@example.com,Analyst\n"
    bulk_invite_id = await validated(admin, text.encode(encoding))
    assert (await now(admin, bulk_invite_id)).encoding == "windows-1252"
    guessed, ascii_one = await rows_of(bulk_invite_id)
    assert (guessed.status == "valid", ascii_one.status) == (False, "valid")
    (problem,) = guessed.problems
    assert "was read as windows-1252" in problem.message
    assert (problem.suggestion, "Did you mean" in problem.message) == (None, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_a_known_encoding_is_no_guess(encoding: str) -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, "Email,Role\nzoë@example.com,Analyst\n".encode(encoding))
    assert await verdicts(bulk_invite_id) == [(2, "valid", [])]
    assert (await now(admin, bulk_invite_id)).encoding == encoding.upper()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
async def test_utf_16_without_a_mark_is_known_by_its_separators_in_any_alphabet(encoding: str) -> None:
    admin = await make_admin()
    people = [f"Иванов Иван Иванович Длинноеимя;иван{number}@почтовыйсервер.рф;Analyst" for number in range(30)]
    text = "\n".join(["Фамилия, имя и отчество сотрудника;Email;Role", *people])
    bulk_invite_id = await validated(admin, text.encode(encoding))
    assert {status for _, status, _ in await verdicts(bulk_invite_id)} == {"valid"}
    assert (await now(admin, bulk_invite_id)).encoding == "UTF-16"


async def test_the_guess_is_remembered_where_the_file_is_stored_in_utf_8() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, "Name,Email,Role\nZoë,zoë@example.com,Analyst\n".encode("cp1252"))
    assert await verdicts(bulk_invite_id) == [(2, "warning", ["INVALID_EMAIL"])]


async def test_an_address_that_was_typed_under_review_is_no_guess() -> None:
    admin = await make_admin()
    bulk_invite_id = await validated(admin, "Email,Role\nzoë@example.com,Analyst\n".encode("cp1252"))
    (row,) = await rows_of(bulk_invite_id)
    await update_row(admin, row.id, "zoé@example.com", "Analyst", [])
    assert await verdicts(bulk_invite_id) == [(2, "valid", [])]
