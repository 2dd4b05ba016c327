"""Starts the product's own processes, as a deployment does, on the servers of a test run."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from devserver.ports import HOST, reserved_port
from devserver.processes import PRODUCT
from tests.support.servers import RunningProgram


@contextmanager
def web_process(environment: Mapping[str, str]) -> Iterator[str]:
    """A web process; yields its address, such as `http://127.0.0.1:49152`, once it is healthy."""
    with reserved_port() as port, RunningProgram(PRODUCT.web_program(port, {**os.environ, **environment})):
        yield f"http://{HOST}:{port}"


@contextmanager
def worker_process(environment: Mapping[str, str], name: str = "worker-email") -> Iterator[RunningProgram]:
    """A worker, which may still be starting. Its `kill()` is SIGKILL, its `stop()` SIGTERM and patience."""
    programs = {program.name: program for program in PRODUCT.worker_programs({**os.environ, **environment})}
    with RunningProgram(programs[name]) as running:
        yield running
