"""Which groups the cells of a row name: the whole cell first, then its parts."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bulk_invites.review.group_names import Group, GroupNames


def named(*names: str) -> GroupNames:
    return GroupNames([Group(uuid4(), name) for name in names])


GROUPS = named("Paris", "Paris Office", "Rome", "Smith, Jones & Co", "Lobby; Paris", "A-1", "A 1", "-")


class TestFind:
    @pytest.mark.parametrize("name", ["Paris Office", "paris-office", "PARIS_OFFICE", "Paris\u00a0 office"])
    def test_a_group_is_found_by_nearly_its_name(self, name: str) -> None:
        found = GROUPS.find(name)
        assert found is not None
        assert found.name == "Paris Office"

    def test_of_two_that_differ_in_a_hyphen_each_is_found_by_its_name_alone(self) -> None:
        assert [found and found.name for found in map(GROUPS.find, ("a-1", "A  1", "a_1"))] == ["A-1", "A 1", None]

    @pytest.mark.parametrize("name", ["", "_", "\u2013", "ParisOffice", "Paris Offices"])
    def test_other_names_find_none(self, name: str) -> None:
        assert GROUPS.find(name) is None

    def test_a_group_without_a_word_is_found_by_its_name(self) -> None:
        found = GROUPS.find("-")
        assert found is not None


class TestSplit:
    @pytest.mark.parametrize(
        ("cell", "names"),
        [
            ("", ()),
            ("Paris; Rome", ("Paris", "Rome")),
            ("Paris|Rome ;; ", ("Paris", "Rome")),
            ("Paris\nRome", ("Paris", "Rome")),
            ("Paris\u2028Rome", ("Paris", "Rome")),
            ("Paris\nOffice", ("Paris", "Office")),
            ("Nowhere; Rome", ("Nowhere", "Rome")),
            ("Lobby; Paris", ("Lobby; Paris",)),
            ("lobby;\u00a0paris", ("lobby;\u00a0paris",)),
            ("Lobby; Paris\nRome", ("Lobby; Paris", "Rome")),
            ("Smith, Jones & Co", ("Smith, Jones & Co",)),
            ("Smith,  Jones & Co; Rome", ("Smith,  Jones & Co", "Rome")),
            ("Paris, rome", ("Paris", "rome")),
            ("Paris,Rome; paris-office,", ("Paris", "Rome", "paris-office")),
            ("Paris, Nowhere", ("Paris, Nowhere",)),
            (",", (",",)),
        ],
    )
    def test_the_whole_cell_comes_before_its_parts(self, cell: str, names: tuple[str, ...]) -> None:
        assert GROUPS.split(cell) == names

    @given(st.text("Paris Rome,;|\n-"))
    def test_a_name_that_was_split_off_is_not_split_again(self, cell: str) -> None:
        for name in GROUPS.split(cell):
            assert GROUPS.split(name) == (name,)


def test_the_most_similar_name_is_found_in_any_letter_case() -> None:
    assert GROUPS.most_similar("PARIS OFICE") == "Paris Office"
    assert GROUPS.most_similar("Nowhere") is None
