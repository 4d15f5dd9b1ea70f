"""Fixtures for tests against the scripted model."""

from tests.support.fakellm_fixture import fake_llm

__all__ = ["fake_llm"]
