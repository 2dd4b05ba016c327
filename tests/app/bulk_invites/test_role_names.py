"""Roles by their labels; what other languages call them is suggested and never taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bulk_invites.review.role_names import find_role, suggest_role
from app.organizations.roles import Role


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Administrator", "Admin"),
        ("ADMINISTRATEUR", "Admin"),
        ("Administratrice", "Admin"),
        ("Адміністратор", "Admin"),
        ("管理者", "Admin"),
        ("YÖNETİCİ", "Admin"),
        ("YAYINCI", "Broadcaster"),
        ("Gruppen-Administrator", "Group Admin"),
        ("Administrateur de groupe", "Group Admin"),
        ("Administrador del grupo", "Group Admin"),
        ("グループ管理者", "Group Admin"),
        ("Ermittler", "Investigator"),
        ("Ermittler/in", "Investigator"),
        ("Ermittler:innen", "Investigator"),
        ("Enquêteur·trice", "Investigator"),
        ("ENQUETEUR", "Investigator"),
        ("Śledczy", "Investigator"),
        ("Analyst/in", "Analyst"),
        ("Analyst*in", "Analyst"),
        ("Analiste", "Analyst"),
        ("Analista", "Analyst"),
        ("アナリスト", "Analyst"),
        ("分析师", "Analyst"),
        ("Emittente", "Broadcaster"),
        ("Read-only", "Remote"),
        ("Nur lesen", "Remote"),
        ("À distance", "Remote"),
    ],
)
def test_words_of_other_languages_are_suggestions(written: str, label: str) -> None:
    assert (find_role(written), suggest_role(written)) == (None, label)


@pytest.mark.parametrize("written", ["Boss", "Mitarbeiterin", "1", "", "…"])
def test_other_words_suggest_nothing(written: str) -> None:
    assert (find_role(written), suggest_role(written)) == (None, None)


@given(st.sampled_from([role.label for role in Role]), st.text(" -_\u200bAdmin", max_size=3), st.integers(0, 13))
def test_only_a_label_is_a_role(label: str, inserted: str, place: int) -> None:
    text = label[:place] + inserted + label[place:]
    role = find_role(text)
    letters = "".join(filter(str.isalnum, text)).casefold()
    assert role is None or letters == role.label.replace(" ", "").casefold()


@given(st.text(max_size=30))
def test_suggestions_are_labels(text: str) -> None:
    assert suggest_role(text) in {None, *(role.label for role in Role)}


def test_labels_are_roles_in_letters_of_the_same_form() -> None:
    assert [find_role(each) for each in ("Analy\u017ft", "\uff21dmin", "ANALYST", "Investigator")] == [
        Role.ANALYST,
        Role.ADMIN,
        Role.ANALYST,
        Role.INVESTIGATOR,
    ]
