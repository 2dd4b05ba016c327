"""No form of a password that a mail server may repeat is left in a text."""

from base64 import b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.masking import masked_secrets

PASSWORD = "correct horse+battery/staple?"
FORMS = {
    "as it is": PASSWORD,
    "in capitals": PASSWORD.upper(),
    "percent-encoded": quote(PASSWORD, safe=""),
    "base64": b64encode(PASSWORD.encode()).decode(),
    "base64 of AUTH PLAIN": b64encode(f"\0product\0{PASSWORD}".encode()).decode(),
    "base64 without its end": b64encode(PASSWORD.encode()).decode().rstrip("="),
    "base64 in the middle": f"xy{b64encode(PASSWORD.encode()).decode()}",
    "hexadecimal": PASSWORD.encode().hex(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_password_is_masked_in_every_form(form: str) -> None:
    assert masked_secrets(f"535 5.7.8 in 'AUTH {form}' it is", (PASSWORD,)) == "535 5.7.8 in 'AUTH …' it is"


def test_other_words_stay() -> None:
    text = "250 2.0.0 Ok: queued as 4F7kq21xzZ, QXV0aG9yaXphdGlvbg=="
    assert masked_secrets(text, (PASSWORD,)) == text


def test_without_a_secret_nothing_is_masked() -> None:
    assert masked_secrets("250 AUTH PLAIN", ("",)) == "250 AUTH PLAIN"


@given(
    password=st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=6, max_size=40),
    before=st.binary(max_size=20),
    after=st.binary(max_size=20),
)
def test_base64_of_anything_around_a_password_is_masked(password: str, before: bytes, after: bytes) -> None:
    run = b64encode(before + password.encode() + after).decode()
    masked = masked_secrets(f"535 {run} it was", (password,))
    assert "…" in masked
    assert run.rstrip("=") not in masked
