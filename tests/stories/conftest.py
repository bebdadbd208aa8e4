"""What stories in a browser play on: the whole site in a home of its own, and a browser. One of each for a file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.supervisor import house as houses
from tests.supervisor.house import House


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    chromium.required()
    with houses.built() as built:
        built.up()
        yield built


@pytest.fixture(scope="module")
def browser(house: House) -> Iterator[Browser]:
    with chromium.running() as running:
        yield running
