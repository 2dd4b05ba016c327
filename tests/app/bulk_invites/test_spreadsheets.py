"""CSV files as programs save them."""

import io

import pytest

from app.bulk_invites.csv.reader import CsvFile
from app.bulk_invites.review.group_names import GroupNames
from app.errors import InvalidCsv

PEOPLE = "Email,Role,Groups\r\nada@example.com,Analyst,München; Paris\r\n"
ADA = (2, "ada@example.com", "Analyst", ("München", "Paris"))


def ada_in(content: bytes | str) -> tuple[int, str, str, tuple[str, ...]]:
    """The only person of a file."""
    (only,) = CsvFile(io.BytesIO(content.encode() if isinstance(content, str) else content)).rows()
    return (*only[:3], GroupNames([]).split("".join(only.groups)))


class TestSaved:
    @pytest.mark.parametrize(
        "content",
        [
            PEOPLE.encode("utf-8-sig"),
            PEOPLE.encode("cp1252"),
            b"\xff\xfe" + PEOPLE.replace(",", "\t").encode("utf-16-le"),
            PEOPLE.replace("München; Paris", '"München; Paris"').replace(",", ";").encode("cp1252"),
            PEOPLE.replace("\r\n", "\r").encode(),
        ],
        ids=["CSV UTF-8", "CSV", "Unicode text", "CSV where commas are decimal", "classic Mac"],
    )
    def test_by_excel(self, content: bytes) -> None:
        assert ada_in(content) == ADA

    def test_by_excel_with_empty_columns_and_rows(self) -> None:
        assert ada_in('Email;Role;Groups;;\r\nada@example.com;Analyst;"München;Paris";;\r\n;;;;\r\n;;;;\r\n') == ADA

    def test_by_libre_office_with_all_text_quoted(self) -> None:
        assert ada_in('"Email","Role","Groups"\n"ada@example.com","Analyst","München;Paris"\n') == ADA

    def test_by_numbers_with_the_tables_name(self) -> None:
        line, *cells = ada_in('Table 1\nEmail;Role;Groups\nada@example.com;Analyst;"München;Paris"\n')
        assert (line, *cells) == (3, *ADA[1:])

    def test_below_a_title(self) -> None:
        assert ada_in("People to invite,,\n,,\nEmail,Role,Groups\nada@example.com,Analyst,\n")[0] == 4

    def test_by_google_contacts(self) -> None:
        text = (
            "First Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Notes,Notes\nAda,* myContacts,Work,ada@example.com,,\n"
        )
        assert ada_in(text)[1] == "ada@example.com"

    def test_by_google_workspace(self) -> None:
        text = "First Name [Required],Email Address [Required],Role\nAda,ada@example.com,Analyst\n"
        assert ada_in(text)[1:3] == ("ada@example.com", "Analyst")

    def test_by_outlook(self) -> None:
        text = '"First Name","E-mail Address","E-mail Type","E-mail 2 Address"\n"Ada","ada@example.com","SMTP",""\n'
        assert ada_in(text)[1] == "ada@example.com"

    def test_by_hand_with_a_blank_behind_each_comma(self) -> None:
        assert ada_in('Email, Role, Groups\n"ada@example.com", Analyst, "München; Paris"\n') == ADA

    def test_twice_with_a_mark_each_time(self) -> None:
        assert ada_in(b"\xef\xbb\xbf\xef\xbb\xbf" + PEOPLE.encode()) == ADA

    @pytest.mark.parametrize("declaration", ["sep=;", '"sep=;",,'])
    def test_with_a_sep_line_that_is_not_true_any_more(self, declaration: str) -> None:
        assert ada_in(f"{declaration}\n{PEOPLE}")[1:] == ADA[1:]


class TestHeader:
    @pytest.mark.parametrize(
        "header",
        [
            "EmailAddress,UserRole,DeviceGroups",
            "Email*,Role*,Groups",
            "Email:,Role:,Group(s):",
            "\u200bEmail,\u00a0Role\u00a0,Groups",
            "“Email”,'Role',Groups",
            "email (required),role (required),groups (optional)",
            '"\ufeffEmail",Role,Groups',
            '"E-mail\naddress",Role,Groups',
        ],
    )
    def test_names_are_known_by_their_letters(self, header: str) -> None:
        assert ada_in(f"{header}\nada@example.com,Analyst,München|Paris\n")[1:] == ADA[1:]

    @pytest.mark.parametrize(
        "header",
        [
            "Name,E-Mail-Adresse,Rolle",
            "Nom,Adresse de messagerie,Type de messagerie",
            "Nom,Adresse e-mail,x",
            "Nome,Indirizzo posta elettronica,Tipo posta elettronica",
            "Nome,Indirizzo di posta elettronica,x",
            "Nombre,Dirección de correo electrónico,Tipo de correo electrónico",
            "Nombre,Direccio\u0301n de correo electro\u0301nico,x",
            "Naam,E-mailadres,E-mailtype",
            "Display Name,Primary Email,x",
            "Name,Work Email,Personal Email",
            "Redirection url [inviteRedirectURL] Required,Email address to invite [inviteeEmail] Required,x",
            "Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile]",
            "First name,Username,Alternate email address",
            "Work Email,Email,Primary Email",
        ],
    )
    def test_names_of_templates_and_address_books_are_known(self, header: str) -> None:
        text = f"version:v1.0,,\n{header}\nAda,ada@example.com,Analyst\nEve,eve@example.com,\n"
        assert [row.email for row in CsvFile(io.BytesIO(text.encode())).rows()] == [
            "ada@example.com",
            "eve@example.com",
        ]

    def test_a_title_may_have_an_address_in_it(self) -> None:
        assert (
            ada_in("Questions? Write to hr@example.com\nEmail,Role\nada@example.com,Analyst\n")[1] == "ada@example.com"
        )

    def test_user_names_that_are_no_addresses_are_no_email_column(self) -> None:
        with pytest.raises(InvalidCsv):
            ada_in("Username,Role\nada,Analyst\neve@example.com,Analyst\n")


class TestCells:
    @pytest.mark.parametrize("around", ["\u00a0", "\u200b", "\ufeff", "\u202a", "\u3000", "\t"])
    def test_invisible_characters_around_a_cell_are_not_part_of_it(self, around: str) -> None:
        cells = (f"{around}{cell}{around}" for cell in ("ada@example.com", "Analyst", "München"))
        assert ada_in(f"Email,Role,Groups\n{','.join(cells)}\n") == (*ADA[:3], ("München",))

    def test_what_turns_letters_around_stays_to_be_refused(self) -> None:
        assert ada_in("Email\n\u202emoc.elpmaxe@ada\n")[1].startswith("\u202e")
