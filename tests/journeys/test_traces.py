"""Traces of the real processes, as a collector receives them: one from the request to the mail server's reply."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx2
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from app.database.sql import value
from app.deliveries.actions import TRACED_OF_MANY
from tests.support.factories import PASSWORD, make_admin, token_of
from tests.support.graphql_client import Api
from tests.support.graphql_operations import INVITE, REQUEST_PASSWORD_RESET, SIGN_IN
from tests.support.product_processes import web_process, worker_process
from tests.support.smtp_script import reply
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.telemetry_receiver import TelemetryReceiver, attributes_of, telemetry_receiver
from tests.support.unsubscribing import path_of
from tests.support.waiting import PATIENCE_SECONDS, until

GIVEN_TRACE = "0af7651916cd43dd8448eb211c80319c"
GIVEN = {"traceparent": f"00-{GIVEN_TRACE}-b7ad6b7169203331-01"}
PEOPLE = 25
BULK_INVITE = """
mutation ($csv: String!) {
  bulkInvite(input: {source: {csv: $csv}, review: false}) { bulkInvite { id } errors { message } }
}
"""
REFUSAL = "5.1.1 ada@refused.example unknown to the keeper of mailboxes"


@dataclass
class Deployment:
    url: str
    smtp: ScriptedSmtpServer


@asynccontextmanager
async def deployed(environment: Mapping[str, str], *workers: str, **variables: str) -> AsyncIterator[Deployment]:
    """A web process and workers. They are stopped by SIGTERM, after which all is exported."""
    async with ScriptedSmtpServer() as smtp:
        environment = {**environment, "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}", **variables}
        with ExitStack() as processes:
            url = processes.enter_context(web_process(environment))
            for name in workers:
                processes.enter_context(worker_process(environment, name))
            yield Deployment(url, smtp)


@pytest.fixture
def receiver() -> Iterator[TelemetryReceiver]:
    with telemetry_receiver() as opened:
        yield opened


async def nothing_waits() -> bool:
    return not await value(
        "SELECT EXISTS (SELECT FROM deliveries WHERE status IN ('queued', 'sending'))"
        " OR EXISTS (SELECT FROM bulk_invites WHERE status IN ('validating', 'sending'))"
    )


async def test_one_trace_leads_from_the_request_to_the_reply_of_the_mail_server(
    database: None, environment: Mapping[str, str], receiver: TelemetryReceiver
) -> None:
    token = await token_of(await make_admin())
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "TRACE_CONTEXT_FROM_CLIENTS": "true"}
    async with deployed(environment, "worker-email", **variables) as deployment:
        async with httpx2.AsyncClient(base_url=deployment.url, headers=GIVEN, timeout=PATIENCE_SECONDS) as client:
            await Api(client).change(INVITE, token, email="ada@example.com", role="ANALYST")
        await deployment.smtp.until(lambda: len(deployment.smtp.taken) == 1)
        await until(nothing_waits)
    trace = {each.span_id: each for each in receiver.spans() if each.trace_id.hex() == GIVEN_TRACE}
    (smtp,) = [each for each in trace.values() if each.name == "smtp"]
    assert path_to(smtp, trace) == ["POST /graphql", "mutation invite", "transaction", "claim", "attempt", "smtp"]
    assert [each.name for each in smtp.events] == ["the connection", "MAIL FROM", "RCPT TO", "DATA", "the message"]
    assert (attributes_of(smtp)["smtp.reply_code"], attributes_of(smtp)["outcome"]) == (250, "accepted")
    assert smtp.kind == Span.SPAN_KIND_CLIENT
    assert {each.name for each in trace.values()} >= {"wake send_emails", "record"}
    server = trace_root(smtp, trace)
    assert (server.parent_span_id.hex(), server.kind) == ("b7ad6b7169203331", Span.SPAN_KIND_SERVER)
    assert attributes_of(server)["http.response.status_code"] == 200


async def test_traces_of_a_file_are_bounded_and_a_clients_trace_is_not_gone_on_with(
    database: None, environment: Mapping[str, str], receiver: TelemetryReceiver
) -> None:
    token = await token_of(await make_admin())
    csv = "Email,Role\n" + "".join(f"person-{number}@example.com,Analyst\n" for number in range(PEOPLE))
    variables = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{receiver.url}/v1/traces"}
    async with deployed(environment, "worker-bulk", "worker-email", **variables) as deployment:
        async with httpx2.AsyncClient(base_url=deployment.url, headers=GIVEN, timeout=PATIENCE_SECONDS) as client:
            await Api(client)(BULK_INVITE, token, csv=csv)
        await deployment.smtp.until(lambda: len(deployment.smtp.taken) == PEOPLE)
        await until(nothing_waits)
    spans = receiver.spans()
    assert GIVEN_TRACE not in {each.trace_id.hex() for each in spans}
    attempts = [each for each in spans if each.name == "attempt"]
    assert len(attempts) == TRACED_OF_MANY
    (trace_id,) = {each.trace_id for each in attempts}
    of_trace = {each.span_id: each for each in spans if each.trace_id == trace_id}
    assert path_to(attempts[0], of_trace)[0] == "work on bulk invite"


async def test_no_span_holds_what_somebody_wrote_or_may_keep_to_themselves(
    database: None, environment: Mapping[str, str], receiver: TelemetryReceiver
) -> None:
    admin = await make_admin()
    token = await token_of(admin)
    address = await value("SELECT email FROM users WHERE id = $1", admin.user_id)
    async with deployed(environment, "worker-email", OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url) as deployment:
        deployment.smtp.on("rcpt", reply(550, REFUSAL), recipient="ada@refused.example")
        async with httpx2.AsyncClient(base_url=deployment.url, timeout=PATIENCE_SECONDS) as client:
            api = Api(client)
            await api.change(INVITE, token, email="ada@refused.example", role="ANALYST")
            await api.change(INVITE, token, email="bo@taken.example", role="ANALYST")
            await api.change(SIGN_IN, email=address, password=PASSWORD)
            await api.change(REQUEST_PASSWORD_RESET, email=address)
            invitation_id = await value("SELECT id FROM invitations WHERE email = 'bo@taken.example'")
            path = await path_of(invitation_id)
            assert (await client.get(path)).status_code == 200
            assert (await client.get(f"/nowhere/{token}?secret=variable")).status_code == 404
        await deployment.smtp.until(lambda: len(deployment.smtp.taken) == 2)
        await until(nothing_waits)
    contents = [each.content.decode() for each in deployment.smtp.taken]
    subjects = [
        line.removeprefix("Subject: ") for text in contents for line in text.split("\r\n") if "Subject: " in line
    ]
    secrets = [
        token,
        PASSWORD,
        path.rpartition("/")[2],
        "variable",
        "keeper of mailboxes",
        "refused.example",
        "taken.example",
        *subjects,
    ]
    assert {each.name for each in receiver.spans()} >= {"attempt", "mutation requestPasswordReset", "GET", "smtp"}
    assert "GET /unsubscribe/{token}" in {each.name for each in receiver.spans()}
    assert len(subjects) == 2
    sent = receiver.everything.decode(errors="replace")
    assert [each for each in secrets if each in sent] == []
    assert "@" not in "".join(texts_of(receiver))


async def test_receivers_that_hang_delay_neither_requests_nor_emails_nor_the_end_of_a_process(
    database: None, environment: Mapping[str, str], receiver: TelemetryReceiver
) -> None:
    receiver.gate.clear()
    token = await token_of(await make_admin())
    variables = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
        "SENTRY_DSN": receiver.dsn,
        "OTEL_BSP_SCHEDULE_DELAY": "1",
    }
    async with ScriptedSmtpServer() as smtp:
        environment = {**environment, "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}", **variables}
        with worker_process(environment, "worker-email") as worker, web_process(environment) as url:
            async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS) as client:
                await Api(client).change(INVITE, token, email="ada@example.com", role="ANALYST")
            await smtp.until(lambda: len(smtp.taken) == 1)
            await until(nothing_waits)
            await until(lambda: received(receiver, 2))
            worker.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(worker.process.wait, PATIENCE_SECONDS) == 0
    assert not receiver.gate.is_set()


async def received(receiver: TelemetryReceiver, count: int) -> bool:
    return len(receiver.bodies) >= count


def texts_of(receiver: TelemetryReceiver) -> list[str]:
    """Names and attributes of all spans and their events."""
    found = []
    for each in receiver.spans():
        found += [each.name, each.status.message, *map(str, attributes_of(each).values())]
        found += [f"{happened.name} {happened.attributes}" for happened in each.events]
    return found


def path_to(span: Span, trace: Mapping[bytes, Span]) -> list[str]:
    """The names of the spans that lead to this one, from the trace's first in our processes."""
    names = [span.name]
    while span.parent_span_id in trace:
        span = trace[span.parent_span_id]
        names.insert(0, span.name)
    return names


def trace_root(span: Span, trace: Mapping[bytes, Span]) -> Span:
    while span.parent_span_id in trace:
        span = trace[span.parent_span_id]
    return span
