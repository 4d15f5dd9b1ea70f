"""A second curator, and a sheet with a published and a waiting revision."""

import pytest

from apps.accounts.models import User
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import SheetRevision
from tests.accounts.factories import UserFactory
from tests.sheets.factories import PassageFactory, RevisionFactory, SheetFactory


@pytest.fixture
def chloe(db: None) -> User:
    """A second curator."""
    return UserFactory(email="chloe@example.org", full_name="Chloé Petit", roles=["curator"])


@pytest.fixture
def current(db: None) -> SheetRevision:
    """Version 1 of F12242, published."""
    revision = RevisionFactory(
        sheet=SheetFactory(external_id="F12242"), title="Allocation aux adultes handicapés (AAH)"
    )
    PassageFactory(revision=revision, position=0, text="Le montant est de 1 016,05 € par mois.")
    PassageFactory(revision=revision, position=1, text="La demande se fait à la MDPH.")
    return revision


@pytest.fixture
def waiting(current: SheetRevision) -> SheetRevision:
    """Version 2, imported, awaiting approval: the amount changes."""
    revision = RevisionFactory(
        sheet=current.sheet, number=2, status=RevisionStatus.IN_REVIEW, title=current.title
    )
    PassageFactory(revision=revision, position=0, text="Le montant est de 1 033,32 € par mois.")
    PassageFactory(revision=revision, position=1, text="La demande se fait à la MDPH.")
    return revision
