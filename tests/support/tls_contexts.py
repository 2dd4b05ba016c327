"""The TLS contexts of the scripted mail server, and of clients that trust it."""

import ssl
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "certificates" / "localhost.pem"


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting_context() -> ssl.SSLContext:
    """A client's context that trusts the test certificate and nothing else."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))
