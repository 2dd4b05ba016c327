"""What receives traces and error reports: an HTTP server on loopback that keeps all that is sent to it."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from devserver.ports import HOST


@dataclass
class TelemetryReceiver:
    """`bodies` are what came, unpacked, by path. It responds with `status`, once `gate` is open."""

    port: int = 0
    status: int = 200
    gate: threading.Event = field(default_factory=threading.Event)
    bodies: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def dsn(self) -> str:
        return f"http://public@{HOST}:{self.port}/1"

    @property
    def everything(self) -> bytes:
        return b"\n".join(body for _, body in self.bodies)

    def spans(self) -> list[Span]:
        """All spans, those that began first standing first."""
        found = []
        for path, body in self.bodies:
            if path == "/v1/traces":
                request = ExportTraceServiceRequest.FromString(body)
                found += [each for some in request.resource_spans for scope in some.scope_spans for each in scope.spans]
        return sorted(found, key=lambda each: each.start_time_unix_nano)

    def reports(self) -> list[dict[str, Any]]:
        """The events of Sentry's envelopes. Source: https://develop.sentry.dev/sdk/data-model/envelopes/"""
        lines = [json.loads(line) for path, body in self.bodies if "envelope" in path for line in body.splitlines()]
        return [after for before, after in pairwise(lines) if before.get("type") == "event"]


def attributes_of(span: Span) -> dict[str, Any]:
    values = {each.key: each.value for each in span.attributes}
    return {key: getattr(value, str(value.WhichOneof("value"))) for key, value in values.items()}


@contextmanager
def telemetry_receiver() -> Iterator[TelemetryReceiver]:
    receiver = TelemetryReceiver()
    receiver.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            receiver.bodies.append((self.path, body))
            receiver.gate.wait()
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name that the base has
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        receiver.port = server.server_address[1]
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield receiver
        finally:
            receiver.gate.set()
            server.shutdown()
            serving.join()
