"""The steps of a local sheet in the browser's own terms, without a browser."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.curation.models import SheetDraft
from apps.curation.services import drafts
from apps.sheets.enums import RevisionStatus
from tests.curation.test_drafts import TEXT, metadata
from tests.sheets.test_written import docx, paragraph

Clients = Callable[[User], Client]
LOCAL = "/administration/fiches/locales/"


@pytest.fixture
def draft(carole: User) -> SheetDraft:
    begun = drafts.begin_draft(author=carole, title="Carte de transport", markdown=TEXT)
    return drafts.save_metadata(draft=begun, version=1, metadata=metadata(), changed_by=carole)


def _url(draft: SheetDraft, step: str) -> str:
    return f"{LOCAL}{draft.pk}/{step}/"


def test_a_sheet_begins_blank_from_a_document_or_from_a_page(
    client_of: Clients, carole: User
) -> None:
    client = client_of(carole)
    document = SimpleUploadedFile("f.docx", docx(paragraph("Le prix est de 25 €.")))
    begun = [
        {"beginning": "blank"},
        {"beginning": "docx", "document": document},
        {"beginning": "page", "page": "<p>Le prix est de <b>30 €</b>.</p>"},
    ]
    for fields in begun:
        response = client.post(LOCAL + "nouvelle/", {"title": "Carte", **fields})
        assert response.status_code == 302
    texts = list(SheetDraft.objects.order_by("created_at").values_list("markdown", flat=True))
    assert texts == ["", "Le prix est de 25 €.", "Le prix est de **30 €**."]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"beginning": "docx"}, "docx"),
        ({"beginning": "docx", "document": SimpleUploadedFile("f.docx", b"PK")}, "DOCX"),
        ({"beginning": "page"}, "HTML"),
        ({"beginning": "page", "page": "<script>1</script>"}, "aucun texte"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_form_and_begins_nothing(
    client_of: Clients, carole: User, fields: dict[str, object], said: str
) -> None:
    response = client_of(carole).post(LOCAL + "nouvelle/", {"title": "Carte", **fields})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not SheetDraft.objects.exists()


def test_the_steps_lead_from_the_text_to_the_approval(
    client_of: Clients, carole: User, chloe: User
) -> None:
    client = client_of(carole)
    draft = drafts.begin_draft(author=carole, title="Carte")
    sent = {"title": "Carte de transport", "markdown": TEXT, "version": 1}
    response = client.post(_url(draft, "contenu"), sent)
    assert response["Location"] == _url(draft, "metadonnees")
    fields = {k: v for k, v in metadata().items() if v is not None} | {"version": 2}
    response = client.post(_url(draft, "metadonnees"), fields)
    assert response["Location"] == _url(draft, "test")
    client.post(_url(draft, "test"))
    draft.refresh_from_db()
    page = client.get(_url(draft, "test"), {"question": "Combien coûte la carte ?"})
    assert [hit.title for hit in page.context["places"]] == ["Carte de transport"]
    client.post(_url(draft, "publication"))
    draft.refresh_from_db()
    assert draft.revision.status == RevisionStatus.IN_REVIEW
    client_of(chloe).post(f"/administration/fiches/{draft.revision.pk}/publier/")
    draft.revision.refresh_from_db()
    assert draft.revision.status == RevisionStatus.PUBLISHED


def test_the_conflict_page_shows_both_texts_and_takes_the_merged_one(
    client_of: Clients, carole: User, chloe: User, draft: SheetDraft
) -> None:
    theirs = {"title": draft.title, "markdown": "Texte de Chloé", "version": 2}
    client_of(chloe).post(_url(draft, "contenu"), theirs)
    client = client_of(carole)
    mine = {"title": draft.title, "markdown": "Texte de Carole", "version": 2}
    response = client.post(_url(draft, "contenu"), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Texte de Chloé" in page
    assert "Texte de Carole" in page
    merged = {"title": draft.title, "markdown": "Texte de Chloé et de Carole", "version": 3}
    client.post(_url(draft, "contenu"), merged)
    draft.refresh_from_db()
    assert draft.markdown == "Texte de Chloé et de Carole"


def test_metadata_that_others_saved_meanwhile_are_shown_beside_the_form(
    client_of: Clients, carole: User, chloe: User, draft: SheetDraft
) -> None:
    fields = {k: v for k, v in metadata().items() if v is not None}
    client_of(chloe).post(
        _url(draft, "metadonnees"), fields | {"licence": "Licence de Chloé", "version": 2}
    )
    response = client_of(carole).post(
        _url(draft, "metadonnees"), fields | {"licence": "Licence de Carole", "version": 2}
    )
    assert response.status_code == 409
    assert "Licence de Chloé" in response.content.decode()
    assert "Licence de Carole" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("completes", "F999"),
        ("desk", "Nulle part"),
        ("review_due", "2020-01-01"),
        ("verified_on", "2999-01-01"),
        ("source_url", "javascript:alert(1)"),
    ],
)
def test_impossible_metadata_are_refused_on_their_field(
    client_of: Clients, carole: User, draft: SheetDraft, field: str, value: str
) -> None:
    """A-02"""
    fields = {k: v for k, v in metadata().items() if v is not None}
    response = client_of(carole).post(
        _url(draft, "metadonnees"), fields | {"version": 2, field: value}
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_the_preview_shows_the_text_and_runs_nothing(client_of: Clients, carole: User) -> None:
    source = "## Coût\n\n25 € <script>alert(1)</script>\n\n![x](https://evil.example/x.png)"
    page = client_of(carole).post(LOCAL + "apercu/", {"markdown": source}).content.decode()
    assert "25 €" in page
    assert "<script" not in page
    assert "<img" not in page


def test_other_roles_reach_no_draft(
    client_of: Clients, alice: User, bob: User, draft: SheetDraft
) -> None:
    for user in (alice, bob):
        for step in ("contenu", "metadonnees", "test", "publication"):
            assert client_of(user).get(_url(draft, step)).status_code == 403
