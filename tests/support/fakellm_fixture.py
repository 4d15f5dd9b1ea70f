"""The scripted model as a pytest fixture: import `fake_llm` into a conftest."""

from collections.abc import Iterator

import pytest

from tests.support.fakellm import FakeLlm


@pytest.fixture
def fake_llm() -> Iterator[FakeLlm]:
    """A running server in mode `normal`; it must be left without an open connection."""
    with FakeLlm() as server:
        yield server
