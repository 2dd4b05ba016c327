"""Why an email came back, said in the same words everywhere."""

import pytest

from app.deliveries.bounce_reasons import BounceReason, count_in_words, reason_in_words, reason_of
from app.deliveries.bounces import BounceKind


class TestReason:
    @pytest.mark.parametrize(
        ("kind", "status", "reason"),
        [
            (BounceKind.HARD, None, BounceReason.NO_ADDRESS),
            (BounceKind.HARD, "5.0.0", BounceReason.NO_ADDRESS),
            (BounceKind.HARD, "5.1.1", BounceReason.NO_ADDRESS),
            (BounceKind.HARD, "5.1.6", BounceReason.NO_ADDRESS),
            (BounceKind.HARD, "5.2.1", BounceReason.CLOSED),
            (BounceKind.HARD, "5.7.1", BounceReason.CLOSED),
            (BounceKind.HARD, "5.2.2", BounceReason.MAILBOX_FULL),
            (BounceKind.SOFT, "4.2.2", BounceReason.MAILBOX_FULL),
            (BounceKind.SOFT, "4.4.7", BounceReason.GIVEN_UP),
            (BounceKind.SOFT, None, BounceReason.GIVEN_UP),
            (BounceKind.COMPLAINT, "5.1.1", BounceReason.COMPLAINT),
        ],
    )
    def test_is_of_kind_and_status(self, kind: BounceKind, status: str | None, reason: BounceReason) -> None:
        assert reason_of(kind, status, is_about_domain=False) is reason

    @pytest.mark.parametrize("status", [None, "5.1.1", "5.1.2", "5.4.4"])
    def test_of_a_domain_is_the_domain_whatever_the_status_is(self, status: str | None) -> None:
        assert reason_of(BounceKind.HARD, status, is_about_domain=True) is BounceReason.NO_DOMAIN


class TestWords:
    @pytest.mark.parametrize(
        ("reason", "count", "total", "words"),
        [
            (BounceReason.NO_ADDRESS, 1, 200, "1 of 200 addresses does not exist"),
            (BounceReason.NO_ADDRESS, 200, 200, "200 addresses do not exist"),
            (BounceReason.NO_ADDRESS, 1, None, "1 address does not exist"),
            (BounceReason.NO_DOMAIN, 2, 7, "2 of 7 addresses are at domains that take no email"),
            (BounceReason.CLOSED, 1, 1, "1 address takes no email"),
            (BounceReason.MAILBOX_FULL, 2, 7, "2 mailboxes are full"),
            (BounceReason.GIVEN_UP, 1_000, 7_000, "1,000 emails could not be delivered"),
            (BounceReason.COMPLAINT, 2, 7, "2 people reported the email as spam"),
        ],
    )
    def test_counts_in_words(self, reason: BounceReason, count: int, total: int | None, words: str) -> None:
        assert count_in_words(reason, count, total) == words

    def test_every_reason_has_words(self) -> None:
        assert all(reason_in_words(each) and count_in_words(each, 1) for each in BounceReason)
