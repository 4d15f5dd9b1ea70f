"""« Fiche modifiée depuis »: computed on reading, from the hashes of the quoted passages."""

import pytest

from apps.conversations.models import Answer, AnswerSource
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Passage, SheetRevision
from tests.conversations.factories import (
    AnswerFactory,
    AnswerSentenceFactory,
    AnswerSourceFactory,
    CitationFactory,
)
from tests.sheets.factories import PassageFactory, RevisionFactory, SheetFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def passage() -> Passage:
    return PassageFactory(revision=RevisionFactory(sheet=SheetFactory(external_id="F1342")))


def _answer_quoting(passage: Passage) -> Answer:
    sentence = AnswerSentenceFactory(answer=AnswerFactory())
    source = AnswerSourceFactory(
        answer=sentence.answer,
        sheet_id=passage.revision.sheet.external_id,
        text=passage.text,
        text_hash=passage.text_hash,
    )
    CitationFactory(sentence=sentence, source=source)
    return sentence.answer


def _is_outdated(answer: Answer) -> bool:
    return Answer.objects.with_outdated().get(pk=answer.pk).is_outdated


def _new_revision(old: SheetRevision, text: str) -> None:
    SheetRevision.objects.filter(pk=old.pk).update(status=RevisionStatus.SUPERSEDED)
    PassageFactory(revision=RevisionFactory(sheet=old.sheet, number=2), text=text)


def test_an_answer_whose_passage_is_still_published_is_current(passage: Passage) -> None:
    answer = _answer_quoting(passage)
    assert not _is_outdated(answer)
    _new_revision(passage.revision, passage.text)
    assert not _is_outdated(answer)


def test_an_answer_whose_passage_changed_is_outdated(passage: Passage) -> None:
    answer = _answer_quoting(passage)
    _new_revision(passage.revision, "Le renouvellement coûte 30 €.")
    assert _is_outdated(answer)


def test_an_answer_whose_sheet_was_withdrawn_is_outdated(passage: Passage) -> None:
    answer = _answer_quoting(passage)
    SheetRevision.objects.update(status=RevisionStatus.WITHDRAWN)
    assert _is_outdated(answer)


def test_the_same_words_in_another_sheet_do_not_make_it_current(passage: Passage) -> None:
    answer = _answer_quoting(passage)
    PassageFactory(revision=RevisionFactory(), text=passage.text)
    _new_revision(passage.revision, "Le renouvellement coûte 30 €.")
    assert _is_outdated(answer)


def test_a_source_that_was_read_and_not_quoted_does_not_count(passage: Passage) -> None:
    answer = _answer_quoting(passage)
    unquoted = AnswerSourceFactory(answer=answer, number=2, sheet_id="F9", text_hash="b" * 64)
    assert unquoted in AnswerSource.objects.outdated()
    assert not _is_outdated(answer)
