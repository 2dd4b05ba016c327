from collections.abc import AsyncIterator

import pytest

from tests.support.smtp_server import ScriptedSmtpServer


@pytest.fixture
async def server() -> AsyncIterator[ScriptedSmtpServer]:
    async with ScriptedSmtpServer() as server:
        yield server
