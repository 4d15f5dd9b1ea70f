"""Marks for tests that need committed rows."""

import pytest

# Both aliases are one database; emptying it needs the owner's.
transactional = pytest.mark.django_db(transaction=True, databases=["default", "maintenance"])
