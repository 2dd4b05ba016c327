import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from app.logs import configure_logs
from app.settings import Settings
from app.telemetry import log_context
from app.telemetry.background import background_context

logger = logging.getLogger("app.test")


Read = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def read_log(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], Read]]:
    """Called in a test, configures the log; what that returns reads its lines."""
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def configure() -> Read:
        configure_logs(settings.model_copy(update={"environment": "production"}))
        log_context.end()
        return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield configure
    root.handlers, root.level = before
    logging.getLogger("uvicorn.error").filters.clear()
    log_context.end()


def test_a_line_has_the_ids_of_what_it_is_about_until_something_new_begins(
    read_log: Callable[[], Read],
) -> None:
    read = read_log()
    log_context.begin(request_id="1", user_id=None)
    log_context.bind(organization_id=UUID(int=7))
    logger.info("first")
    log_context.begin(request_id="2")
    logger.info("second", extra={"request_id": "its own"})
    log_context.end()
    logger.info("third")
    first, second, third = read()
    assert (first["request_id"], first["organization_id"]) == ("1", str(UUID(int=7)))
    assert "user_id" not in first
    assert second["request_id"] == "its own"
    assert "organization_id" not in second
    assert "request_id" not in third


async def test_tasks_have_the_ids_of_what_starts_them_and_those_in_the_background_their_own(
    read_log: Callable[[], Read],
) -> None:
    read = read_log()

    async def log(event: str) -> None:
        logger.info(event)

    log_context.begin(request_id="1")
    await asyncio.create_task(log("part"))
    await asyncio.create_task(log("apart"), context=background_context())
    part, apart = read()
    assert part["request_id"] == "1"
    assert "request_id" not in apart


def test_every_line_has_the_name_of_its_process(read_log: Callable[[], Read], monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_log()
    monkeypatch.setattr(log_context, "_of_process", {})
    log_context.name_process(worker="email@host:1")
    logger.info("it")
    (line,) = read()
    assert line["worker"] == "email@host:1"


def test_each_traceback_has_an_id(read_log: Callable[[], Read]) -> None:
    read = read_log()
    logger.error("it_failed", exc_info=RuntimeError())
    logger.error("known", exc_info=RuntimeError(), extra={"error_id": "given"})
    failed, known = read()
    assert len(failed["error_id"]) == 16
    assert known["error_id"] == "given"
