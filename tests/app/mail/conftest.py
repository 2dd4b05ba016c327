from collections.abc import AsyncIterator

import pytest

from tests.fakes import ScriptedSmtpServer


@pytest.fixture
async def server() -> AsyncIterator[ScriptedSmtpServer]:
    async with ScriptedSmtpServer() as server:
        yield server
