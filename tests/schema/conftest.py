"""A small schema behind the product's endpoint."""

import pytest
from starlette.testclient import TestClient

from tests.support.small_schema import World, build_endpoint


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def client(world: World) -> TestClient:
    return TestClient(build_endpoint(world))
