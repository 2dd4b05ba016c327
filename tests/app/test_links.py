"""Tokens of links: what is signed can be read back, and nothing else passes."""

import base64
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.links import NONCE_BYTES, Purpose, Token, is_genuine, make_token, parse_token, without_tokens
from app.settings import parse_keys

OLD, NEW = (parse_keys(f"{name}:{base64.b64encode(name.encode() * 16).decode()}")[0] for name in ("old", "new"))
generations = st.integers(1, 999_999_999)
nonces = st.binary(min_size=NONCE_BYTES, max_size=NONCE_BYTES)
purposes = st.sampled_from(Purpose)


def read(text: str) -> Token:
    token = parse_token(text)
    assert token is not None
    return token


class TestTokens:
    @given(purpose=purposes, subject_id=st.uuids(), generation=generations, nonce=nonces)
    def test_are_read_back_and_believed(
        self, purpose: Purpose, subject_id: UUID, generation: int, nonce: bytes
    ) -> None:
        token = read(make_token([NEW, OLD], purpose, subject_id, generation, nonce))
        assert (token.key_id, token.subject_id, token.generation) == ("new", subject_id, generation)
        assert is_genuine([NEW, OLD], purpose, token, nonce)

    @given(
        made=st.tuples(purposes, st.uuids(), generations, nonces),
        asked=st.tuples(purposes, st.uuids(), generations, nonces),
    )
    def test_are_good_for_one_purpose_one_thing_one_generation_and_one_nonce(
        self, made: tuple[Purpose, UUID, int, bytes], asked: tuple[Purpose, UUID, int, bytes]
    ) -> None:
        signature = read(make_token([NEW], *made)).mac
        purpose, subject_id, generation, nonce = asked
        forged = Token("new", subject_id, generation, signature)
        assert is_genuine([NEW], purpose, forged, nonce) == (made == asked)

    @given(purpose=purposes, subject_id=st.uuids(), nonce=nonces)
    def test_of_an_old_key_are_believed_as_long_as_it_is_listed(
        self, purpose: Purpose, subject_id: UUID, nonce: bytes
    ) -> None:
        token = read(make_token([OLD], purpose, subject_id, 1, nonce))
        assert is_genuine([NEW, OLD], purpose, token, nonce)
        assert not is_genuine([NEW], purpose, token, nonce)

    @given(text=st.text(max_size=120))
    def test_anything_else_is_no_token(self, text: str) -> None:
        assert parse_token(text) is None

    @given(subject_id=st.uuids(), nonce=nonces, position=st.integers(0, 200), letter=st.characters(max_codepoint=127))
    def test_another_letter_anywhere_makes_another_token_or_none(
        self, subject_id: UUID, nonce: bytes, position: int, letter: str
    ) -> None:
        text = make_token([NEW, OLD], Purpose.INVITATION, subject_id, 1, nonce)
        position %= len(text)
        changed = text[:position] + letter + text[position + 1 :]
        token = parse_token(changed)
        if changed.strip() != text and token is not None:
            assert not is_genuine([NEW, OLD], Purpose.INVITATION, token, nonce)


class TestWithoutTokens:
    @given(purpose=purposes, subject_id=st.uuids(), generation=generations, nonce=nonces, cut=st.integers(0, 43))
    def test_what_somebody_quotes_has_none_even_where_it_was_cut(
        self, purpose: Purpose, subject_id: UUID, generation: int, nonce: bytes, cut: int
    ) -> None:
        token = make_token([NEW], purpose, subject_id, generation, nonce)
        quoted = f"550 link https://us.example/i#{token[: len(token) - cut]}"
        assert without_tokens(f"{quoted} is listed") == "550 link https://us.example/i#… is listed"

    def test_other_words_stay(self) -> None:
        text = "550 5.1.1 v1.2 of v1.relay.example, see https://x.example/v1.html"
        assert without_tokens(text) == text
