"""What the columns of files mean as people export them: from directories, address books and their own lists."""

import csv
import io
from collections.abc import Sequence

import pytest

from app.bulk_invites.csv.column_names import column_key, means
from app.bulk_invites.csv.file_columns import (
    MAX_COLUMNS,
    MAX_TEXT,
    Meaning,
    list_columns,
    read_columns,
    with_meanings,
    without_unused_samples,
    write_columns,
)
from app.bulk_invites.csv.guesses import guess_meanings, holds_addresses

E, R, G = Meaning.EMAIL, Meaning.ROLE, Meaning.GROUPS


def guess(text: str, *groups: str, names: Sequence[str] | None = None) -> dict[str, Meaning]:
    """Returns what the columns probably mean, by their names; those without one by their places."""
    header, *rows = csv.reader(io.StringIO(text))
    if names is not None:
        header, rows = list(names), [header, *rows]
    columns = list_columns(header, rows)
    return {columns[place].header or str(place): each for place, each in guess_meanings(columns, rows, groups).items()}


class TestGuesses:
    @pytest.mark.parametrize(
        ("text", "meanings"),
        [
            ("Name,Contact,Position\nAda,ada@example.com,Analyst\n", {"Contact": E, "Position": R}),
            ("Kontakt,Berechtigung\na@x.de,Admin\nb@x.de,Admin\n", {"Kontakt": E, "Berechtigung": R}),
            # Two columns of addresses: a person's own differ, and a manager's is called so.
            (
                "Manager,Person\nboss@example.com,a@example.com\nboss@example.com,b@example.com\n",
                {"Person": E},
            ),
            ("Invited by,Who\nx@example.com,a@example.com\n", {"Who": E}),
            ("Who,Other\na@example.com,\nb@example.com,c@example.com\n", {"Who": E}),
            ("Email,E-mail\na@example.com,b@example.com\n", {"Email": E}),
            ("Email,E-mail\n,b@example.com\n,c@example.com\n", {"E-mail": E}),
            ("Email,E-mail\nada,\n", {"Email": E}),
            # A mail program's names with addresses are addresses too, but one that stands alone is better.
            ("To,Note\nAda <ada@example.com>,x\n", {"To": E}),
            ("To,Plain\nAda <ada@example.com>,ada@example.com\n", {"Plain": E}),
            ("User name,Role\nada,Analyst\n", {"Role": R}),
            # Misspelled roles, administrators by another name, roles in two words.
            ("Who,What\na@example.com,Group-Admin\nb@example.com,Analist\nc@example.com,X\n", {"Who": E, "What": R}),
            ("Who,What\na@example.com,Administrator\n", {"Who": E, "What": R}),
            ("Who,Access\na@x.de,Reader\nb@x.de,Reader\nc@x.de,Reader\nd@x.de,Admin\n", {"Who": E, "Access": R}),
            ("Who,Access code\na@x.de,1\nb@x.de,1\n", {"Who": E}),
            (
                "userPrincipalName,mail,userType,jobTitle\na@x.example,a@example.com,Member,Analyst of data",
                {"mail": E},
            ),
            (
                "username,email,status,fullname\nada,ada@example.com,Admin,Ada\neve,eve@example.com,Member,Eve\n",
                {"email": E, "status": R},
            ),
            ("Name,Phone\nAda,1\n", {}),
            ("Who,Who\na@example.com,b@example.com\n", {"Who": E}),
        ],
    )
    def test_columns_are_recognized_by_what_stands_in_them_and_by_their_names(
        self, text: str, meanings: dict[str, Meaning]
    ) -> None:
        assert guess(text) == meanings

    def test_groups_are_those_that_there_are(self) -> None:
        text = "Who,City,Department\na@example.com,Rome,paris  office; Kiosks\nb@example.com,Rome,Sales\n"
        assert guess(text) == {"Who": E}
        assert guess(text, "Paris Office") == {"Who": E, "Department": G}
        assert guess(text, "Rome") == {"Who": E, "City": G}
        assert guess(text.replace("Department", "Devices"), "Kiosks") == {"Who": E, "Devices": G}

    def test_groups_are_recognized_in_the_spellings_in_which_they_are_read(self) -> None:
        text = "Who,Where\na@example.com,lab-1\nb@example.com,LAB\u20101;Rome\n"
        assert guess(text, "Lab 1", "--")["Where"] is G
        assert "Where" not in guess(text, "--")

    def test_a_column_called_groups_is_it_without_any_that_there_is(self) -> None:
        assert guess("Who,Gruppen\na@example.com,X\n") == {"Who": E, "Gruppen": G}

    def test_columns_without_names_are_recognized_by_what_stands_in_them(self) -> None:
        assert guess("Ada,a@example.com,Analyst,Rome\nBob,b@example.com,Remote,Rome\n", "Rome", names=()) == {
            "1": E,
            "2": R,
            "3": G,
        }

    def test_what_is_known_is_not_guessed(self) -> None:
        rows = [["a@example.com", "b@example.com", "Analyst"]]
        columns = list_columns(("Email", "Other", "What"), rows)
        assert guess_meanings(columns, rows, (), {1: E}) == {1: E, 2: R}

    def test_columns_hold_addresses_where_most_cells_are_some(self) -> None:
        rows = [["a@example.com", "", "x"], ["", "b@example.com"], ["x@example.com", "c@example.com"], ["x", "x"]]
        assert [holds_addresses(rows, place) for place in range(4)] == [True, True, False, False]

    def test_no_rows_are_no_columns(self) -> None:
        assert list_columns((), []) == ()
        assert guess_meanings((), []) == {}


class TestNames:
    @pytest.mark.parametrize(
        ("name", "meaning"),
        [
            *[(name, E) for name in ("Work Email", "E-Postadress", "sähköposti", "Adres e-mail", "E-POSTA ADRESİ")],
            *[
                (name, E)
                for name in (
                    "Электронная почта",
                    "メールアドレス",
                    "电子邮件",
                    "이메일 주소",
                    "البريد الإلكتروني",
                    "דוא״ל",
                )
            ],
            *[(name, R) for name in ("Rôle", "Rolle", "Роль", "角色", "役割", "역할", "Função", "Szerepkör")],
            *[
                (name, G)
                for name in ("Group(s)", "Gruppen", "Группы", "グループ", "그룹", "Grupy", "Grupper", "Skupiny")
            ],
        ],
    )
    def test_they_are_understood_in_many_languages(self, name: str, meaning: Meaning) -> None:
        assert means(name, meaning)

    @pytest.mark.parametrize("name", ["", "Name", "Job title", "Department", "Team", "Phone", "Manager", "Emails sent"])
    def test_others_are_not(self, name: str) -> None:
        assert not any(means(name, each) for each in Meaning)

    def test_no_name_is_empty(self) -> None:
        assert column_key(" - ") == ""
        assert not means(" - ", E)


class TestColumns:
    def test_they_are_stored_as_they_are(self) -> None:
        rows = [[" a@example.com ", "\u00a0x", ""], ["a@example.com", "y", "", "surplus"], ["b@example.com"]]
        columns = with_meanings(list_columns(["Who", " What\u00a0"], rows), {0: E})
        assert read_columns(write_columns(columns)) == columns
        assert [(each.position, each.header, each.samples, each.meaning) for each in columns] == [
            (0, "Who", ("a@example.com", "b@example.com"), E),
            (1, "What", ("x", "y"), None),
            (2, "", (), None),
            (3, "", ("surplus",), None),
        ]
        assert [each.samples for each in without_unused_samples(columns)] == [columns[0].samples, (), (), ()]
        assert read_columns(None) == ()

    def test_they_are_bounded(self) -> None:
        columns = list_columns(["x" * 500] * 500, [["y" * 500] * 500])
        assert len(columns) == MAX_COLUMNS
        assert {(len(each.header), len(each.samples[0])) for each in columns} == {(MAX_TEXT, MAX_TEXT)}
