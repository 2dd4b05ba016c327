"""What an invitation's email says, and what hostile names cannot make it say."""

import re
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.links import Purpose, is_genuine, parse_token
from app.mail.names import WORD_JOINER
from app.organizations.roles import Role
from tests.support.composed_emails import CONTEXT, INVITATION, compose, invitation_email
from tests.support.received_email import bodies, parse

LINK = CONTEXT.link("accept", Purpose.INVITATION, INVITATION.id, INVITATION.nonce)
HEADERS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post",
    "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
]  # fmt: skip
HOSTILE = [
    "evil.com",
    "https://evil.example/x",
    "<script>alert(1)</script>",
    "</p><a href=https://evil.example>x</a>",
    "Bcc: x@y.org",
    "Acme\r\nBcc: x@y.org\r\n\r\nHello",
    "Acme\0\n\n--boundary",
    "x" * 4000,
    "évil.example " * 400,
    "\u202emoc.live",
    "🚀 Rocket 👩‍🚀",
    " \t\r\n ",
    "\udcff\ud800",
    "=?utf-8?q?evil.com?=",
    '"quoted" <ceo@bank.example>',
    "{{ link }}{% raw %}",
]
PIECES = ["www.", "://", ".com", "@", "\r\n", "\u202e", "&", "a", " "]
hostile_names = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=120),
    st.lists(st.sampled_from([*HOSTILE, *PIECES])).map("".join),
)


class Reader(HTMLParser):
    """What a person sees of a page, where its links lead, and which elements it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.links: list[str | None] = []
        self.elements: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1] != "style":
            self.words += data


class TestWords:
    def test_text_says_who_invites_whom_to_what(self) -> None:
        text, _ = bodies(invitation_email())

        assert text.startswith("Welcome to Senturo!\n")
        assert "Ana Silva (ana@acme.example) invites you to join Acme Field Services." in text
        assert "Your role: Group Admin\nManages the people of their own device groups." in text
        assert "12 characters or more" in text
        assert "Already have an account for ben@example.org" in text
        assert "Didn't expect this? Ignore it" in text

    def test_link_stands_on_a_line_of_its_own(self) -> None:
        email = invitation_email()

        assert LINK in bodies(email)[0].splitlines()
        assert f"\r\n{LINK}\r\n".encode() in email.content

    def test_html_says_the_same_and_leads_nowhere_else(self) -> None:
        reader = Reader(bodies(invitation_email())[1])

        assert reader.links == [LINK, LINK]
        for words in ("Ana Silva (ana@acme.example)", "Acme Field Services", "Group Admin", "12 characters"):
            assert words in reader.words

    @pytest.mark.parametrize(
        ("name", "address", "words"),
        [
            ("Ana Silva", None, "Ana Silva invites you"),
            (None, "ana@acme.example", "ana@acme.example invites you"),
            ("  ", "ana@acme.example", "ana@acme.example invites you"),
            (None, None, "You are invited to join Acme"),
            (None, "no address\r\nBcc: x@y.org", "You are invited to join Acme"),
        ],
    )
    def test_names_what_is_known_of_the_inviter(self, name: str | None, address: str | None, words: str) -> None:
        for body in bodies(invitation_email(inviter_name=name, inviter_email=address)):
            assert words in re.sub("<[^>]*>", "", body)

    def test_resent_says_that_the_earlier_link_no_longer_works(self) -> None:
        for body in bodies(invitation_email(earlier_message_ids=["<0188@invite.example>"])):
            assert "This email replaces an earlier one, whose link no longer works." in body
        assert "no longer works" not in "".join(bodies(invitation_email()))

    def test_time_limit_is_told_in_words_and_utc(self) -> None:
        limit = datetime(2026, 6, 1, 1, 5, tzinfo=timezone(timedelta(hours=2)))

        for body in bodies(invitation_email(expires_at=limit)):
            assert "good until Sunday, 31 May 2026, 23:05 UTC" in re.sub("<[^>]*>", "", body)
        assert "good until" not in "".join(bodies(invitation_email()))

    @pytest.mark.parametrize("role", Role)
    def test_every_role_has_its_label(self, role: Role) -> None:
        assert f"Your role: {role.label}\n" in bodies(invitation_email(role=role))[0]

    def test_organization_without_a_visible_name_is_a_team(self) -> None:
        assert (
            parse(invitation_email(organization_name="\u200b "))["Subject"]
            == "You are invited to join a team on Senturo"
        )


class TestLayout:
    def test_is_made_of_what_outlook_knows_and_screen_readers_pass_over(self) -> None:
        """Word's engine knows neither `max-width` nor the padding of a link: tables and their attributes say both."""
        html = bodies(invitation_email())[1]
        tables = re.findall("<table[^>]*>", html)

        assert all('role="presentation"' in table for table in tables)
        assert re.search(r'<!--\[if mso\]><table[^>]* width="560">', html)
        for tag in re.findall("<t[a-z]+ [^>]*background:[^>]*>", html):
            assert re.findall('bgcolor="([^"]*)"', tag) == re.findall("background:(#[0-9a-f]{6})", tag)
        assert re.search("<td[^>]*mso-padding-alt:[^>]*><a href", html)

    def test_text_leaves_one_line_between_its_parts(self) -> None:
        for limit in (None, datetime(2026, 6, 1, tzinfo=UTC)):
            for earlier in ((), ["<0188@invite.example>"]):
                assert "\n\n\n" not in bodies(invitation_email(expires_at=limit, earlier_message_ids=earlier))[0]


class TestHeaders:
    def test_say_what_kind_of_email_this_is(self) -> None:
        message = parse(invitation_email())

        assert message.keys() == HEADERS
        assert message["From"] == "Acme Field Services via Senturo <invitations@senturo.example>"
        assert message["To"] == "ben@example.org"
        assert message["Reply-To"] == "Ana Silva <ana@acme.example>"
        assert message["Subject"] == "You are invited to join Acme Field Services on Senturo"
        assert message["Date"].datetime == datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
        assert message["Message-ID"] == "<0190@invite.example>"
        assert message["Auto-Submitted"] == "auto-generated"

    def test_one_click_unsubscribes(self) -> None:
        """RFC 8058 section 3.1: one HTTPS address, with a token that opens nothing else."""
        message = parse(invitation_email())
        link = str(message["List-Unsubscribe"])
        token = parse_token(link.removeprefix("<https://invite.example/unsubscribe/").removesuffix(">"))

        assert token is not None
        assert token.subject_id == INVITATION.id
        assert is_genuine(CONTEXT.settings.secret_keys, Purpose.UNSUBSCRIBE, token, INVITATION.nonce)
        assert not is_genuine(CONTEXT.settings.secret_keys, Purpose.INVITATION, token, INVITATION.nonce)
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    @pytest.mark.parametrize(
        ("public_url", "headers"),
        [
            ("https://example.org/invitations", ["List-Unsubscribe", "List-Unsubscribe-Post"]),
            ("http://localhost:8000", ["List-Unsubscribe"]),
        ],
    )
    def test_one_click_is_for_https_alone(self, public_url: str, headers: list[str]) -> None:
        settings = CONTEXT.settings.model_copy(update={"public_url": public_url})
        message = parse(compose(INVITATION, settings=settings))

        assert str(message["List-Unsubscribe"]).startswith(f"<{public_url}/unsubscribe/v1.")
        assert [name for name in message if name.startswith("List-")] == headers

    def test_reply_goes_nowhere_where_the_inviter_is_unknown(self) -> None:
        assert "Reply-To" not in parse(invitation_email(inviter_email=None))

    def test_resent_belongs_to_the_thread_of_the_earlier_emails(self) -> None:
        """RFC 5322 section 3.6.4. It is no reply."""
        earlier = [f"<{number}@{'x' * 200}.example>" for number in range(10)]
        message = parse(invitation_email(earlier_message_ids=earlier))

        assert str(message["References"]).split() == earlier
        assert "In-Reply-To" not in message
        assert "References" not in parse(invitation_email())

    def test_encoded_words_keep_to_76_columns_with_their_header_s_name(self) -> None:
        """RFC 2047 section 2. Python's parser and its policies take longer ones without a word."""
        email = invitation_email(organization_name="Фирма Звезда " * 6, inviter_name="Ärzte ohne Grenzen " * 4)
        lines = email.content.partition(b"\r\n\r\n")[0].split(b"\r\n")
        encoded = [line for line in lines if b"=?utf-8?" in line]

        for header in (b"Subject: =?", b"From: =?", b"Reply-To: =?"):
            assert sum(line.startswith(header) for line in encoded) == 1
        assert max(map(len, encoded)) <= 76
        assert str(parse(email)["Subject"]).startswith("You are invited to join Фирма Звезда Фирма")

    def test_same_invitation_gives_the_same_bytes(self) -> None:
        assert invitation_email() == invitation_email()
        assert invitation_email() != compose(INVITATION, message_id="<0191@invite.example>")

    def test_plain_letters_are_sent_plainly(self) -> None:
        assert invitation_email().content.count(b"Content-Transfer-Encoding: 7bit") == 2


class TestInternationalAddress:
    def test_recipient_is_named_in_raw_utf8(self) -> None:
        email = invitation_email(email="пример@example.org", inviter_email="анна@acme.example")

        assert email.needs_smtputf8
        assert "\r\nTo: пример@example.org\r\n".encode() in email.content
        assert "<анна@acme.example>".encode() in email.content

    def test_domain_alone_needs_no_smtputf8(self) -> None:
        email = invitation_email(email="ana@bücher.example")

        assert (email.recipient, email.needs_smtputf8) == ("ana@xn--bcher-kva.example", False)
        assert email.content.isascii()
        assert "an account for ana@bücher.example" in bodies(email)[0]

    def test_inviter_never_makes_an_email_need_it(self) -> None:
        email = invitation_email(inviter_email="анна@acme.example")

        assert email.content.isascii()
        assert "Reply-To" not in parse(email)
        assert "анна@acme.example" in bodies(email)[0]


class TestHostileNames:
    @given(organization=hostile_names, inviter=hostile_names)
    def test_change_nothing_but_their_own_words(self, organization: str, inviter: str) -> None:
        email = invitation_email(organization_name=organization, inviter_name=inviter)
        message, (text, html) = parse(email), bodies(email)
        usual = bodies(invitation_email())

        assert message.keys() == HEADERS
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert [address.addr_spec for address in message["From"].addresses] == ["invitations@senturo.example"]
        assert [address.addr_spec for address in message["Reply-To"].addresses] == ["ana@acme.example"]
        assert text.count("\n") == usual[0].count("\n")
        assert Reader(html).elements == Reader(usual[1]).elements
        assert Reader(html).links == [LINK, LINK]
        assert max(map(len, email.content.split(b"\r\n"))) <= 998

    @given(organization=hostile_names, inviter=hostile_names)
    def test_are_never_links(self, organization: str, inviter: str) -> None:
        email = invitation_email(organization_name=organization, inviter_name=inviter)
        text, html = bodies(email)

        for words in (text, Reader(html).words, str(parse(email)["Subject"])):
            strangers = words.replace(LINK, "").replace("ana@acme.example", "").replace("ben@example.org", "")
            assert not re.search(r"\w[.:/@\\]+\w", strangers)
            assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]", strangers)

    @pytest.mark.parametrize("name", ["evil.com", "https://evil.example/x", "<script>a</script>", "A & B", "🚀"])
    def test_read_the_same(self, name: str) -> None:
        email = invitation_email(organization_name=name)
        text, html = bodies(email)

        for words in (text, Reader(html).words, str(parse(email)["Subject"])):
            assert name in words.replace(WORD_JOINER, "")
