"""Whose a refusal is, by what it says and where: the table, and the same over a real conversation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail import AttemptOutcome, Cause
from app.mail.replies import classify_reply
from app.mail.reply_table import Stage
from app.mail.reply_words import without_input, without_recipient
from tests.app.mail.talking import (
    ANA,
    DEFERRED,
    NOT_CONNECTED,
    REJECTED,
    SERVICE_REFUSED,
    TOO_FAST,
    outcome_of,
    send,
)
from tests.support.smtp_script import Step, reply
from tests.support.smtp_server import ScriptedSmtpServer

Outcome = tuple[AttemptOutcome, Cause]
STAGES: dict[Step, Stage] = {
    "banner": Stage.CONNECT,
    "ehlo": Stage.EHLO,
    "auth": Stage.AUTH,
    "mail": Stage.MAIL,
    "rcpt": Stage.RCPT,
    "data": Stage.DATA,
    "dot": Stage.CONTENT,
}
RECIPIENT_UNKNOWN = "5.1.1 <nobody@relay.firefox.example>: Recipient address rejected: User unknown in virtual table"

# What servers say of this service only once a recipient has been named, or the message sent.
OF_THE_SERVICE: list[tuple[Step, int, str, str]] = [
    ("rcpt", 553, "5.7.1 <invitations@us.example>: Sender address rejected: not owned by user joe", "sender"),
    ("rcpt", 553, "5.7.1 <invitations@us.example>: Sender address rejected: not logged in", "sender"),
    ("rcpt", 554, "5.7.1 <invitations@us.example>: Sender address rejected: Access denied", "sender"),
    ("rcpt", 550, "5.1.8 <invitations@us.example>: Sender address rejected: Domain not found", "sender"),
    ("rcpt", 554, "5.7.1 <localhost[127.0.0.1]>: Client host rejected: Access denied", "host"),
    ("rcpt", 504, "5.5.2 <[127.0.0.1]>: Helo command rejected: need fully-qualified hostname", "HELO"),
    ("rcpt", 550, "Verification failed for <invitations@us.example> No such user here Sender verify failed", "sender"),
    ("rcpt", 550, "Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", "HELO"),
    ("rcpt", 554, "5.7.1 Service unavailable; Client host blocked using bl.example", "host"),
    ("rcpt", 554, "5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.example; x", "host"),
    ("rcpt", 550, "5.7.1 Your IP address is listed on our block list", "host"),
    ("rcpt", 454, "4.7.1 <ana@example.org>: Relay access denied", "relay"),
    ("rcpt", 554, "5.7.1 <ana@example.org>: Relay access denied", "relay"),
    ("rcpt", 550, "relay not permitted", "relay"),
    ("rcpt", 550, "5.7.1 Relaying denied. Proper authentication required.", "relay"),
    ("rcpt", 553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "relay"),
    ("rcpt", 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "relay"),
    ("rcpt", 450, "4.7.1 <localhost[127.0.0.1]>: Client host rejected: cannot find your hostname, [192.0.2.7]", "host"),
    ("rcpt", 450, "4.1.8 <invitations@us.example>: Sender address rejected: Domain not found", "sender"),
    ("rcpt", 550, "5.7.1 Recipient address rejected: Policy Rejection: Quota exceeded.", "quota"),
    ("dot", 554, "Message rejected: Email address is not verified. The following identities failed: x", "sender"),
    ("dot", 550, "The from address does not match a verified Sender Identity. Mail cannot be sent", "sender"),
    ("dot", 554, "5.2.252 SendAsDenied; invitations@us.example not allowed to send as other@us.example", "sender"),
    ("dot", 554, "5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; x", "sender"),
    ("dot", 550, "5.7.60 SMTP; Client does not have permissions to send as this sender", "sender"),
    ("dot", 550, "5.7.26 Unauthenticated email from us.example is not accepted", "domain"),
    ("dot", 550, "5.7.708 Service unavailable. Access denied, traffic not accepted from this IP", "host"),
    ("dot", 550, "Mail not accepted from this IP", "host"),
    ("dot", 451, "Authentication failed: Maximum credits exceeded", "quota"),
    ("dot", 554, "Sending paused for this account. For more information, check the inbox", "account"),
    ("dot", 550, "5.7.1 Domain us.example is not allowed to send: Free accounts are for test purposes only", "account"),
    ("dot", 551, "5.7.1 Not authorised to send from this header address", "sender"),
]  # fmt: skip
OF_THE_RATE: list[tuple[Step, int, str]] = [
    ("mail", 450, "4.7.1 Error: too much mail; rate limit exceeded"),
    ("rcpt", 550, "5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"),
    ("rcpt", 550, "5.7.0 too many emails per second"),
    ("rcpt", 452, "4.5.3 Too many recipients this hour"),
    ("rcpt", 550, "5.4.5 Daily user sending limit exceeded"),
    ("rcpt", 421, "4.7.0 Too many messages, slow down"),
    ("dot", 454, "Throttling failure: Maximum sending rate exceeded."),
    ("dot", 454, "Throttling failure: Daily message quota exceeded."),
]
OF_THE_CONNECTION: list[tuple[Step, int, str]] = [
    ("banner", 421, "4.7.0 Too many connections from your host"),
    ("banner", 432, "4.3.2 Concurrent connections limit exceeded"),
    ("banner", 554, "5.7.0 Too many connections"),
    ("ehlo", 451, "4.3.0 later"),
    ("mail", 421, "4.3.2 closing"),
]
OF_EVERYBODY: list[tuple[Step, int, str]] = [
    ("banner", 554, "5.7.1 no mail from you"),
    ("banner", 450, "4.7.1 Client host rejected: cannot find your hostname"),
    ("ehlo", 550, "who?"),
    ("mail", 550, "5.7.1 not this sender"),
    ("mail", 451, "4.1.8 Domain of sender address does not resolve"),
    ("mail", 530, "5.7.0 Authentication required"),
]
OF_THE_EMAIL: list[tuple[Step, int, str, Outcome]] = [
    ("mail", 552, "5.3.4 too big", REJECTED),
    ("mail", 452, "4.3.1 disk full", DEFERRED),
    ("rcpt", 550, RECIPIENT_UNKNOWN, REJECTED),
    ("rcpt", 450, RECIPIENT_UNKNOWN.replace("5.1.1", "4.1.1"), DEFERRED),
    ("rcpt", 550, "5.1.1 relay... User unknown", REJECTED),
    ("rcpt", 550, "5.1.1 Sender address rejected: Access denied", REJECTED),
    ("rcpt", 550, "5.1.0 Address rejected, sender rejected", REJECTED),
    ("rcpt", 550, "#5.1.2 relay access denied", REJECTED),
    ("rcpt", 550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", REJECTED),
    ("rcpt", 550, "5.7.1 RESOLVER.RST.AuthRequired; authentication required", REJECTED),
    ("rcpt", 550, "5.7.133 authentication required for this group", REJECTED),
    ("rcpt", 550, "Unknown user relay-access-denied@relay.example", REJECTED),
    ("rcpt", 550, "'relay access denied' is no mailbox here", REJECTED),
    ("rcpt", 550, 'No such mailbox: "sender address rejected"@example.org', REJECTED),
    ("rcpt", 550, "5.7.1 <ana@x.example>: Recipient address rejected: Access denied", REJECTED),
    ("rcpt", 550, "User not listed in public Name & Address Book", REJECTED),
    ("rcpt", 550, "5.2.1 The email account that you tried to reach is disabled", REJECTED),
    ("rcpt", 450, "4.2.1 The user you are trying to contact is receiving mail at a rate that is too high", DEFERRED),
    ("rcpt", 450, "4.2.0 greylisted, see https://relay.example/sender-address-rejected", DEFERRED),
    ("rcpt", 452, "4.2.2 The account's quota exceeded", DEFERRED),
    ("rcpt", 551, "5.7.1 not here", REJECTED),
    ("rcpt", 552, "5.2.2 mailbox full, message quota exceeded", DEFERRED),
    ("rcpt", 550, "No relay for our users: sender unknowns are welcome", REJECTED),
    ("dot", 550, "5.7.1 looks like spam", REJECTED),
    ("dot", 552, "5.3.4 message size exceeds limit", REJECTED),
]  # fmt: skip


def temporary(code: int, text: str) -> tuple[int, str]:
    """The same, said for now."""
    return code - 100, f"4{text[1:]}" if text.startswith("5.") else text


class TestTable:
    @pytest.mark.parametrize(("step", "code", "text", "refused"), OF_THE_SERVICE)
    def test_says_what_of_the_service_is_refused_for_good_and_for_now(
        self, step: Step, code: int, text: str, refused: str
    ) -> None:
        said = [(code, text), *([temporary(code, text)] if code >= 500 else [])]
        for result in (classify_reply(STAGES[step], *each) for each in said):
            assert outcome_of(result) == SERVICE_REFUSED
            assert (result.refused, result.refuses_everybody) == (refused, False)

    @pytest.mark.parametrize("stage", [Stage.RCPT, Stage.DATA, Stage.CONTENT])
    @pytest.mark.parametrize(("step", "code", "text", "refused"), OF_THE_SERVICE)
    def test_reads_the_same_words_the_same_way_wherever_they_are_said(
        self, stage: Stage, step: Step, code: int, text: str, refused: str
    ) -> None:
        assert classify_reply(stage, code, text).refused == refused

    @given(st.sampled_from([RECIPIENT_UNKNOWN, *[text for _, _, text, _ in OF_THE_EMAIL]]), st.emails())
    def test_an_address_in_a_reply_changes_nothing(self, text: str, address: str) -> None:
        plain = classify_reply(Stage.RCPT, 550, text)
        assert outcome_of(classify_reply(Stage.RCPT, 550, f"{text} <{address}>")) == outcome_of(plain)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("<ana@x.org>: Relay access denied", "… : Relay access denied"),
            ("unknown user ana@x.org, sorry", "unknown user … , sorry"),
            ('"ann lee"@x.org is not here', "… is not here"),
            ("we don't take 'x y', and won't", "we don't take … , and won't"),
            ("see https://x.org/?e=ana@x.org", "see …"),
        ],
    )
    def test_words_without_input_name_nobody(self, text: str, words: str) -> None:
        assert without_input(text) == words

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("<ana.lee+x@y.org>: no user Ana.Lee here", "… : no user … here"),
            ("no mailbox ana.lee+x, ask y.org", "no mailbox …, ask y.org"),
            ("ana.lee @ y.org, ana.lee%40y.org and SRS0=ana.lee=y.org", "… @ y.org, …%40y.org and SRS0=…=y.org"),
            ("Juliana.lee is known", "Juliana.lee is known"),
            ("", ""),
        ],
    )
    def test_nor_does_the_part_before_the_at_alone(self, text: str, words: str) -> None:
        assert without_recipient(text, "ana.lee+x@y.org") == words
        assert without_recipient("a mailbox", "a@y.org") == without_recipient("a mailbox", "") == "a mailbox"

    @pytest.mark.parametrize(
        "text", ["x" * 200_000, "relay " * 50_000, "daily x " * 50_000, "<" * 100_000, "a@" * 9_999]
    )
    def test_a_reply_of_any_length_is_read_at_once(self, text: str) -> None:
        assert classify_reply(Stage.RCPT, 550, text).outcome is AttemptOutcome.REJECTED


CONVERSATIONS: list[tuple[Step, int, str, Outcome]] = [
    *[(step, code, text, SERVICE_REFUSED) for step, code, text, _ in OF_THE_SERVICE],
    *[(step, code, text, SERVICE_REFUSED) for step, code, text in OF_EVERYBODY],
    *[(step, code, text, TOO_FAST) for step, code, text in OF_THE_RATE],
    *[(step, code, text, NOT_CONNECTED) for step, code, text in OF_THE_CONNECTION],
    *OF_THE_EMAIL,
]


class TestConversation:
    @pytest.mark.parametrize(("step", "code", "text", "outcome"), CONVERSATIONS)
    async def test_ends_with_a_result_about_whom_the_server_means(
        self, server: ScriptedSmtpServer, step: Step, code: int, text: str, outcome: Outcome
    ) -> None:
        server.on(step, reply(code, text))
        result = await send(server, ANA)
        assert outcome_of(result) == outcome
        assert (result.reply_code, result.reply) == (code, " ".join(text.split()))
        assert result.refuses_everybody == (outcome == SERVICE_REFUSED and step in {"banner", "ehlo", "mail"})
