"""`sendTestEmail`: the conversation as operators read it, without anything that signs in."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.database.sql import rows
from tests.support.changed_rate_limits import Limit
from tests.support.factories import make_admin, token_of
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.mail_settings import UseMailServer
from tests.support.smtp_script import reply
from tests.support.smtp_server import ScriptedSmtpServer

SEND = """
mutation ($input: SendTestEmailInput!) {
  sendTestEmail(input: $input) {
    isAccepted conversation { from text atMs } errors { code message path }
    act { id kind actorName status changedCount reason stopReason finishedAt }
  }
}
"""
USER, PASSWORD = "product", "correct horse battery"


async def session_of_operator(*, may_act: bool = True) -> str:
    admin = await make_admin()
    await rows("UPDATE users SET is_operator = true, operator_may_act = $2 WHERE id = $1", admin.user_id, may_act)
    return await token_of(admin)


@pytest.fixture
async def server(use_mail_server: UseMailServer) -> AsyncIterator[ScriptedSmtpServer]:
    async with ScriptedSmtpServer(credentials=(USER, PASSWORD)) as server:
        use_mail_server(server, credentials="product:correct%20horse%20battery@")
        yield server


async def test_conversation_is_shown_line_by_line(api: Api, server: ScriptedSmtpServer) -> None:
    sent = await api.change(SEND, await session_of_operator(), to="ana@partner.example")

    assert (sent["isAccepted"], sent["errors"]) == (True, [])
    act = sent["act"]
    assert (act["kind"], act["status"], act["changedCount"]) == ("SEND_TEST_EMAIL", "DONE", 1)
    assert (act["actorName"], act["stopReason"]) == ("Grace Hopper", None)
    assert server.copies == {"ana@partner.example": 1}
    sides = {side: [line["text"] for line in sent["conversation"] if line["from"] == side] for side in sides_of(sent)}
    assert sides["CLIENT"][:2] == ["EHLO [127.0.0.1]", "AUTH PLAIN …"]
    assert sides["CLIENT"][2].startswith("MAIL FROM:<invitations@senturo.example> SIZE=")
    assert sides["CLIENT"][3:5] == ["RCPT TO:<ana@partner.example>", "DATA"]
    assert "Subject: Test email of Senturo" in sides["CLIENT"]
    assert "250 2.0.0 taken" in sides["SERVER"]
    assert sides["NOTE"][-1].startswith("The mail server accepted the email.")
    assert all(line["atMs"] >= 0 for line in sent["conversation"])


def sides_of(sent: dict[str, Any]) -> set[str]:
    return {line["from"] for line in sent["conversation"]}


async def test_payload_holds_the_password_in_no_form(api: Api, server: ScriptedSmtpServer) -> None:
    plain = b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
    encoded = b64encode(PASSWORD.encode()).decode()
    server.on("auth", reply(535, f"5.7.8 {USER} {PASSWORD} {encoded}", f"in 'AUTH PLAIN {plain}'"))
    session = await session_of_operator()
    sent = await api.change(SEND, session, to="ana@partner.example")

    assert any(plain in line for _, line in server.told)
    assert (sent["isAccepted"], sent["act"]["status"]) == (False, "FAILED")
    assert sent["act"]["stopReason"].startswith("Not accepted, at AUTH: 535 5.7.8 …")
    recorded = json.dumps([sent, [dict(each) for each in await rows("SELECT * FROM operator_acts")]], default=str)
    forms = [PASSWORD, "correct%20horse", encoded, encoded.rstrip("="), plain, PASSWORD.encode().hex()]
    assert [form for form in forms if form in recorded] == []


async def test_refused_recipient_is_data(api: Api, server: ScriptedSmtpServer) -> None:
    server.on("rcpt", reply(550, "5.1.1 <ana@partner.example> unknown"))
    sent = await api.change(SEND, await session_of_operator(), to="ana@partner.example")

    assert (sent["isAccepted"], sent["errors"]) == (False, [])
    texts = [line["text"] for line in sent["conversation"]]
    assert "550 5.1.1 <ana@partner.example> unknown" in texts
    assert "a delivery would have failed" in texts[-1]
    assert sent["act"]["stopReason"] == "Not accepted, at RCPT TO: 550 5.1.1 … unknown"


async def test_an_address_that_is_none_is_refused_at_its_place(api: Api, server: ScriptedSmtpServer) -> None:
    sent = await api.change(SEND, await session_of_operator(), to="nobody")

    assert codes(sent) == ["INVALID_EMAIL"]
    assert sent["errors"][0]["path"] == ["to"]
    assert (sent["act"], sent["isAccepted"], sent["conversation"]) == (None, False, [])
    assert not server.connection_count


async def test_more_than_the_limit_is_refused(api: Api, server: ScriptedSmtpServer, limit: Limit) -> None:
    limit(test_emails_per_operator="1/1h")
    session = await session_of_operator()
    assert codes(await api.change(SEND, session, to="ana@partner.example")) == []
    assert codes(await api.change(SEND, session, to="ana@partner.example")) == ["RATE_LIMITED"]
    assert len(server.taken) == 1


async def test_read_only_operators_others_and_strangers_may_not(api: Api, server: ScriptedSmtpServer) -> None:
    refused = await api.change(SEND, await session_of_operator(may_act=False), to="ana@partner.example")
    assert codes(refused) == ["NOT_PERMITTED"]
    assert codes(await api.change(SEND, await token_of(await make_admin()), to="ana@partner.example")) == [
        "NOT_PERMITTED"
    ]
    with pytest.raises(ApiError) as raised:
        await api.change(SEND, to="ana@partner.example")
    assert raised.value.code == "UNAUTHENTICATED"
    assert not server.connection_count
    assert not await rows("SELECT id FROM operator_acts")
