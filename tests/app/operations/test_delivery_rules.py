"""The pure rules of acts on emails."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.operations.delivery_rules import CanaryResult, is_same_again


class TestSameAgain:
    GROUP, OTHER = UUID(int=1), UUID(int=2)
    WORDS, OTHER_WORDS = (550, "full"), (451, "later")

    @pytest.mark.parametrize(
        ("group_before", "outcome", "group", "words", "expected"),
        [
            (GROUP, None, None, (None, None), None),
            (GROUP, "accepted", None, (250, "ok"), False),
            (GROUP, "rejected", GROUP, WORDS, True),
            (GROUP, "deferred", GROUP, OTHER_WORDS, True),
            (GROUP, "rejected", OTHER, OTHER_WORDS, False),
            (GROUP, "rejected", OTHER, WORDS, True),
            (GROUP, "rejected", None, WORDS, True),
            (None, "rejected", OTHER, WORDS, True),
            (None, "rejected", OTHER, OTHER_WORDS, False),
            (None, "unknown", None, OTHER_WORDS, False),
        ],
    )
    def test_goes_by_the_group_or_by_the_words_themselves(
        self,
        group_before: UUID | None,
        outcome: str | None,
        group: UUID | None,
        words: tuple[int | None, str | None],
        expected: bool | None,
    ) -> None:
        result = CanaryResult(outcome, group, words, self.WORDS, is_over=False)
        assert is_same_again(group_before, result) is expected

    @given(st.sampled_from([None, GROUP, OTHER]), st.sampled_from([None, GROUP, OTHER]))
    def test_what_was_accepted_has_not_failed(self, before: UUID | None, after: UUID | None) -> None:
        assert is_same_again(before, CanaryResult("accepted", after, self.WORDS, self.WORDS, is_over=False)) is False
