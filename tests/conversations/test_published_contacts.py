"""Published contacts reach searches, and the page of an abstention."""

from dataclasses import asdict

import pytest
from django.urls import reverse

from apps.answering.enums import AnswerStatus
from apps.conversations.draft_reading import mask_draft
from apps.conversations.models import Draft
from apps.sheets.models import PublishedContact
from apps.sheets.search import Scope, current_reader, find_now
from apps.sheets.services.directory import save_entry
from tests.answering.support import sheet
from tests.conversations.factories import AnswerFactory, QuestionFactory
from tests.sheets.searchable import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def caf(carole):
    contact = PublishedContact(
        name="Caf nationale", operator="caf", phone="32 30", email="contact@caf.example.fr"
    )
    return save_entry(entry=contact, saved_by=carole)


def test_a_search_brings_the_published_contacts_of_whoever_asks(caf, alice):
    """A-12"""
    publish("Carte d'identité perdue", "Vous devez déclarer la perte en mairie.")
    found = find_now(current_reader().read("carte d'identité perdue", ()), Scope(alice))
    assert [one.phone for one in found.contacts] == ["32 30"]


def test_an_abstention_shows_the_published_contact_before_those_of_near_sheets(client_of, alice):
    """A-12"""
    near = asdict(sheet()) | {"contacts": [{"title": "Autre", "phone": "11 22"}]}
    given = {"title": "Caf nationale", "phone": "32 30", "email": "contact@caf.example.fr"}
    answer = AnswerFactory(
        question=QuestionFactory(conversation__author=alice),
        status=AnswerStatus.ABSTAINED_NO_SHEET,
        outcome={"nearest": [near], "contacts": [given]},
    )
    address = reverse("conversations:conversation_detail", args=[answer.conversation_id])
    page = client_of(alice).get(address).content.decode()
    assert 'href="tel:3230"' in page
    assert 'href="mailto:contact@caf.example.fr"' in page
    assert "11 22" not in page


def test_a_published_number_is_not_masked_in_a_draft(caf, alice, carole):
    """C-09"""
    number = "09 69 32 52 52"
    save_entry(
        entry=PublishedContact(name="Plateforme", operator="caf", phone=number), saved_by=carole
    )
    answer = AnswerFactory(question=QuestionFactory(conversation__author=alice))
    draft = Draft.objects.create(answer=answer)
    masked = mask_draft(f"Appelez le {number}, ou le 06 12 34 56 78.", draft)
    assert number in masked.text
    assert "06 12" not in masked.text
