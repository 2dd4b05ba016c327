"""What operators read of an address that they may not see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.operations.masked_addresses import HIDDEN, mask_address


class TestMasking:
    @pytest.mark.parametrize(
        ("email", "masked"),
        [
            ("ada@example.com", "a***@example.com"),
            ("a@example.com", "a***@example.com"),
            ("éva@bücher.example", "é***@bücher.example"),
            ("李@例え.example", "李***@例え.example"),
            ('"a@b"@example.com', "***@example.com"),
            ("+tag@example.com", "***@example.com"),
            ("a@b@example.com", "a***@example.com"),
            ("@example.com", HIDDEN),
            ("ada@", HIDDEN),
            ("ada", HIDDEN),
            ("", HIDDEN),
        ],
    )
    def test_leaves_the_first_letter_and_the_domain(self, email: str, masked: str) -> None:
        assert mask_address(email) == masked

    @given(st.text(min_size=2), st.text(st.characters(exclude_characters="@"), min_size=1))
    def test_keeps_the_rest_to_itself(self, local: str, domain: str) -> None:
        masked = mask_address(f"{local}@{domain}")
        assert masked in {f"{local[0]}{HIDDEN}@{domain}", f"{HIDDEN}@{domain}"}
