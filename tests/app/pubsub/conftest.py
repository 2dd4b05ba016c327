"""The channels of a process, by a clock that a test moves."""

import pytest

from app.pubsub.channels import Channels
from tests.support.manual_clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def channels(clock: ManualClock) -> Channels:
    return Channels(clock=clock)
