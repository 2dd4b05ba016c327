"""Which emails are meant, as it is typed, bounded and kept with an act."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries.queries import DeliveryStatus
from app.errors import TooLong
from app.operations.delivery_filters import DeliveryFilter, parse_domain, parse_message_id


class TestFilter:
    def test_is_kept_as_data_and_back(self) -> None:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        full = DeliveryFilter(
            [DeliveryStatus.FAILED], [uuid4()], "a.example", uuid4(), uuid4(), "<1@a.example>", moment, moment
        )
        assert DeliveryFilter.from_data(full.as_data()) == full
        assert DeliveryFilter().as_data() == {}
        assert DeliveryFilter.from_data({}) == DeliveryFilter(statuses=[], failure_group_ids=[])

    def test_is_bounded(self) -> None:
        for filters in (
            DeliveryFilter(failure_group_ids=[uuid4()] * 51),
            DeliveryFilter(recipient_domain="x" * 256),
            DeliveryFilter(message_id="x" * 256),
        ):
            with pytest.raises(TooLong):
                filters.require_bounded()

    @pytest.mark.parametrize(
        ("typed", "domain"),
        [
            (" @Partner.Example. ", "partner.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("", None),
            ("  ", None),
            ("a b", "a b"),
            ("a\u2028.example", "a\u2028.example"),
            ("a\0.example", "a\ufffd.example"),
        ],
    )
    def test_reads_domains_as_deliveries_have_them(self, typed: str, domain: str | None) -> None:
        assert parse_domain(typed) == domain

    @given(st.text(max_size=300))
    def test_reads_any_domain_without_failing(self, typed: str) -> None:
        parsed = parse_domain(typed)
        assert parsed is None or parsed

    def test_reads_message_ids_as_logs_have_them(self) -> None:
        assert parse_message_id(" 1@a.example ") == parse_message_id("<1@a.example>") == "<1@a.example>"
        assert parse_message_id("  ") is parse_message_id("<>") is None
        assert parse_message_id("a\0b") == "<a\ufffdb>"
