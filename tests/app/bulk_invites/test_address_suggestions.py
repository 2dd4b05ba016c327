import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bulk_invites.review.address_suggestions import addresses_within, corrected_address
from app.users.addresses import parse_address


class TestAddressesWithin:
    @pytest.mark.parametrize(
        "cell",
        [
            "Ada Lovelace <ada@example.com>",
            '"Lovelace, Ada" <ada@example.com>',
            "<ada@example.com>",
            "mailto:ada@example.com",
            "MAILTO:<ada@example.com>",
            "'ada@example.com'",
            "“ada@example.com”",
            "ada@example.com (work)",
            "ada@example.com;",
            "ada@example.com.",
            "ada@example.com, ada@example.com",
            "Ada Lovelace <ada@example.com",
            "john smith@example.com <ada@example.com>",
            "SMTP:ada@example.com",
            "E-mail: ada@example.com",
        ],
    )
    def test_an_address_among_other_text_is_found(self, cell: str) -> None:
        assert addresses_within(cell) == ["ada@example.com"]

    @pytest.mark.parametrize("separator", ["; ", ",", " ", "\n"])
    def test_several_addresses_are_all_found(self, separator: str) -> None:
        assert addresses_within(f"ada@example.com{separator}eve@example.com") == ["ada@example.com", "eve@example.com"]

    @pytest.mark.parametrize(
        "cell",
        [
            "",
            "Ada Lovelace",
            "ada@example",
            "a@example.com " * 100,
            "john smith@example.com",
            "john,smith@example.com",
            "john;smith@example.com",
            "Ada Lovelace ada@example.com",
            "john (smith)@example.com",
            "ada@example.co m",
            "ada³@example.com",
            "ada™@example.com",
            "adaŉ@example.com",
            "a…@example.com",
        ],
    )
    def test_other_text_holds_none(self, cell: str) -> None:
        assert addresses_within(cell) == []


class TestCorrectedAddress:
    @pytest.mark.parametrize(
        "cell",
        [
            "ada@@example.com",
            "ada@example..com",
            "ada.@example.com",
            "ada@example,com",
            "ada @ example.com",
            "ada@exam ple.com",
            "ada\u200b@example.com",
            "ada＠example.com",  # noqa: RUF001 - as a Japanese keyboard writes it
            "ａｄａ@example.com",  # noqa: RUF001 - full width
            "ada at example.com",
            "ada(at)example.com",
        ],
    )
    def test_what_cannot_be_in_an_address_is_taken_out(self, cell: str) -> None:
        assert corrected_address(cell) == "ada@example.com"

    @pytest.mark.parametrize(
        "cell",
        [
            "",
            "n/a",
            "ada",
            "ada@",
            "@example.com",
            "ada@localhost",
            '"a b"@example.com',
            "ada@[127.0.0.1]",
            "john smith@example.com",
            "john smith@@example.com",
            "john smith at example.com",
            "ada@example.co m",
            "ada³@example.com",
            "ada™@example.com",
            "adaŉ@example.com",
            "a…@example.com",
        ],
    )
    def test_what_cannot_be_corrected_gets_no_suggestion(self, cell: str) -> None:
        assert corrected_address(cell) is None

    def test_a_comma_or_a_blank_beside_a_sign_is_a_slip(self) -> None:
        assert corrected_address("john,smith@example.com") == "john.smith@example.com"
        assert corrected_address("john. smith@example.com") == "john.smith@example.com"


@given(st.text(alphabet="aé@.,;<>'\" \u200b\n(mailto:)", max_size=30))
def test_every_suggestion_is_an_address(text: str) -> None:
    for suggestion in [*addresses_within(text), corrected_address(text)]:
        assert suggestion is None or parse_address(suggestion).typed == suggestion


def test_a_very_long_cell_is_not_searched_for_what_was_meant() -> None:
    assert corrected_address("ada @example.com" + " " * 600) is None
    assert addresses_within("<ada@example.com>" + " " * 600) == []
