"""What a bounce digest says, and what hostile names cannot make it say."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from app.invitations.bounce_digest_email import (
    MOST_ADDRESSES,
    SWITCH_OFF_PATH,
    BouncedAddress,
    BounceDigestEmailData,
    BouncedPart,
)
from app.invitations.bounce_reasons import BounceReason, count_in_words, reason_in_words
from app.links import Purpose, is_genuine, parse_token
from app.mail import Email
from app.mail.names import WORD_JOINER
from tests.app.invitations.test_email import HOSTILE, Reader, hostile_names
from tests.support.composed_emails import CONTEXT, compose
from tests.support.received_email import bodies, parse

LINK = "https://invite.example/?tab=invited&status=BOUNCED"
ACCOUNT = "https://invite.example/account"
UPLOAD = BouncedPart(
    {BounceReason.NO_ADDRESS: 3, BounceReason.MAILBOX_FULL: 1, BounceReason.COMPLAINT: 1}, 1, "people.csv", 200
)
SINGLE = BouncedPart({BounceReason.GIVEN_UP: 1})
DIGEST = BounceDigestEmailData(
    id=UUID(int=1),
    nonce=bytes(16),
    email="ana@acme.example",
    name="Ana Silva",
    organization_name="Acme Field Services",
    is_for_member=True,
    parts=[UPLOAD, SINGLE],
    addresses=[
        BouncedAddress("Bilal@exmaple.org", BounceReason.NO_ADDRESS),
        BouncedAddress("chen@example.org", BounceReason.COMPLAINT),
    ],
)


def digest_email(**changes: Any) -> Email:
    return compose(replace(DIGEST, **changes))


def plain(text: str) -> str:
    return text.replace(WORD_JOINER, "")


class TestWords:
    def test_text_counts_by_upload_and_names_addresses_with_their_reasons(self) -> None:
        text, _ = bodies(digest_email())
        assert plain(text) == (
            "Hello Ana Silva,\n\n"
            "6 invitations to Acme Field Services came back.\n\n"
            "From the upload people.csv:\n\n"
            "- 3 of 200 addresses do not exist\n- 1 mailbox is full\n- 1 person reported the email as spam\n\n"
            "Invited one by one:\n\n"
            "- 1 email could not be delivered\n\n"
            "They were sent to:\n\n"
            "- Bilal@exmaple.org\n  The address does not exist\n"
            "- chen@example.org\n  The email was reported as spam\n"
            "- and 4 more\n\n"
            "Is an address wrong? Correct it, and the invitation is sent to the right one.\n"
            "Otherwise ask the person for another address.\n\n"
            f"{LINK}\n\n"
            "You get an email like this once a day at most. To get none, switch these emails\n"
            "off in your account:\n\n"
            f"{ACCOUNT}\n\n"
            "Senturo\n"
        )

    def test_html_says_the_same_and_leads_nowhere_else(self) -> None:
        reader = Reader(bodies(digest_email())[1])
        assert reader.links == [LINK, LINK, ACCOUNT]
        words = plain(reader.words)
        for part in DIGEST.parts:
            assert all(line in words for line in part.lines)
        for expected in ("Ana Silva", "Acme Field Services", "people.csv", "Bilal@exmaple.org", "and 4 more"):
            assert expected in words

    def test_of_one_is_in_the_singular(self) -> None:
        email = digest_email(parts=[SINGLE], addresses=DIGEST.addresses[:1])
        assert parse(email)["Subject"] == "1 invitation came back"
        text, html = bodies(email)
        assert "1 invitation to Acme Field Services came back." in text
        assert "It was sent to:" in text
        for body in (text, html):
            assert " more" not in body
            assert "invitations came back" not in body

    def test_names_twenty_addresses_and_counts_the_others(self) -> None:
        many = [BouncedAddress(f"{number}@example.org", BounceReason.NO_ADDRESS) for number in range(MOST_ADDRESSES)]
        parts = [BouncedPart({BounceReason.NO_ADDRESS: 12_345}, 1, "people.csv", 100_000)]
        email = digest_email(parts=parts, addresses=many)
        assert parse(email)["Subject"] == "12,345 invitations came back"
        for body in bodies(email):
            assert body.count("@example.org") == MOST_ADDRESSES
            assert "and 12,325 more" in body
            assert "12,345 of 100,000 addresses do not exist" in body
        assert "\n\n\n" not in bodies(email)[0]

    @pytest.mark.parametrize(
        ("part", "title"),
        [
            (SINGLE, "Invited one by one"),
            (UPLOAD, "From the upload people.csv"),
            (replace(UPLOAD, filename=None), "From an upload without a file name"),
            (replace(UPLOAD, filename=" \u200b"), "From an upload without a file name"),
            (replace(UPLOAD, upload_count=1_200, filename=None), "From 1,200 other uploads"),
        ],
    )
    def test_says_what_is_counted(self, part: BouncedPart, title: str) -> None:
        assert plain(part.title) == title

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


class TestHeaders:
    def test_say_what_kind_of_email_this_is(self) -> None:
        message = parse(digest_email())
        assert message["From"] == "Senturo <invitations@senturo.example>"
        assert message["To"] == "ana@acme.example"
        assert message["Subject"] == "6 invitations came back"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Reply-To"] is None

    def test_one_click_switches_them_off(self) -> None:
        message = parse(digest_email())
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = str(message["List-Unsubscribe"]).strip("<>")
        token = parse_token(link.removeprefix(f"https://invite.example{SWITCH_OFF_PATH.format(token='')}"))
        assert token is not None
        assert (token.subject_id, token.generation) == (DIGEST.id, 1)
        keys = CONTEXT.settings.secret_keys
        assert is_genuine(keys, Purpose.BOUNCE_DIGESTS, token, DIGEST.nonce)
        assert not is_genuine(keys, Purpose.UNSUBSCRIBE, token, DIGEST.nonce)

    def test_the_same_input_gives_the_same_bytes(self) -> None:
        assert digest_email() == digest_email()


class TestHostileNames:
    @given(hostile_names, hostile_names, hostile_names)
    def test_change_nothing_but_their_own_text(self, name: str, organization: str, filename: str) -> None:
        email = digest_email(
            name=name, organization_name=organization, parts=[replace(UPLOAD, filename=filename), SINGLE]
        )
        message = parse(email)
        assert message.keys() == parse(digest_email()).keys()
        text, html = bodies(email)
        reader = Reader(html)
        assert reader.links == [LINK, LINK, ACCOUNT]
        assert re.findall(r"\S*://\S*", text) == [LINK, ACCOUNT]

    @pytest.mark.parametrize("name", HOSTILE)
    def test_have_the_same_elements_as_harmless_ones(self, name: str) -> None:
        hostile = Reader(bodies(digest_email(organization_name=name, parts=[replace(UPLOAD, filename=name)]))[1])
        harmless = Reader(bodies(digest_email(organization_name="Acme", parts=[UPLOAD]))[1])
        assert hostile.elements == harmless.elements


def test_is_wanted_by_a_member_as_long_as_something_is_left() -> None:
    assert DIGEST.is_wanted(1)
    assert not replace(DIGEST, is_for_member=False).is_wanted(1)
    assert not replace(DIGEST, parts=()).is_wanted(1)
    assert list(DIGEST.events()) == []
