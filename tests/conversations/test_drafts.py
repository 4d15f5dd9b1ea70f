"""Drafts: started once, versioned, never overwritten, masked, restored, handed over with proof."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.enums import CheckStatus, DrafterName, Section
from apps.answering.masking import MaskedText
from apps.answering.rewriting import Rewriting
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.draft_reading import DraftReading, mask_draft
from apps.conversations.enums import DraftOrigin, HandoverChannel
from apps.conversations.handing_over import (
    CitizenSheet,
    mail_file,
    mailto_address,
    plain_text,
    rich_text,
)
from apps.conversations.models import Answer, Draft
from apps.conversations.reports import day_summary, handover_difference
from apps.conversations.services import (
    DraftConflict,
    hand_over,
    mark_draft_proofread,
    restore_draft,
    rewrite_draft,
    save_draft,
    start_draft,
)
from apps.sheets.enums import Visibility
from apps.sheets.models import Sheet
from tests.conversations.factories import (
    AnswerFactory,
    AnswerSentenceFactory,
    AnswerSourceFactory,
    CitationFactory,
    QuestionFactory,
)

COST = "La nouvelle carte coûte 25 €."
PLACE = "La demande se fait en mairie."
HIMSELF = "La personne vient elle-même."


def make_answer(user: User, **values) -> Answer:
    question = QuestionFactory(conversation__author=user)
    answer = AnswerFactory(question=question, **values)
    cost = AnswerSourceFactory(answer=answer, number=1, source_url="https://example.org/F90001")
    place = AnswerSourceFactory(
        answer=answer,
        number=2,
        sheet_id="F90002",
        sheet_title="Où demander sa carte",
        text=f"{PLACE} {HIMSELF}",
        source_url="https://example.org/F90002",
    )
    said = [(Section.SUMMARY, COST, cost), (Section.WHERE, PLACE, place)]
    for section, text, source in [*said, (Section.WHERE, HIMSELF, place)]:
        sentence = AnswerSentenceFactory(answer=answer, section=section, text=text)
        CitationFactory(sentence=sentence, source=source, quote=text)
    return answer


@pytest.fixture
def answer(alice: User) -> Answer:
    return make_answer(alice)


@pytest.fixture
def draft(alice: User, answer: Answer) -> Draft:
    return start_draft(user=alice, answer=answer)


def typed(draft: Draft, text: str) -> MaskedText:
    return mask_draft(text, draft)


def reading_of(draft: Draft) -> DraftReading:
    return DraftReading(Draft.objects.with_answer().get(pk=draft.pk))


def test_a_draft_begins_with_the_parts_and_sources_of_the_answer(draft: Draft) -> None:
    assert draft.text == (f"## En bref\n{COST} [1]\n\n## Où et comment\n{PLACE} [2]\n{HIMSELF} [2]")
    assert reading_of(draft).doubts == []


def test_a_second_start_gives_the_same_draft_untouched(
    alice: User, answer: Answer, draft: Draft
) -> None:
    save_draft(draft=draft, text=typed(draft, "Mon texte."), version=1)
    again = start_draft(user=alice, answer=answer)
    assert (again.pk, again.text, again.version) == (draft.pk, "Mon texte.", 2)


def test_an_old_version_never_overwrites_a_newer_one(draft: Draft) -> None:
    save_draft(draft=draft, text=typed(draft, "Premier."), version=1)
    with pytest.raises(DraftConflict) as conflict:
        save_draft(draft=draft, text=typed(draft, "Second."), version=1)
    assert conflict.value.current.text == "Premier."
    draft.refresh_from_db()
    assert draft.text == "Premier."


def test_the_same_text_sent_twice_is_kept_once_and_is_no_conflict(draft: Draft) -> None:
    save_draft(draft=draft, text=typed(draft, "Premier."), version=1)
    assert save_draft(draft=draft, text=typed(draft, "Premier."), version=1).version == 2


def test_edits_within_a_minute_share_one_version_and_rewritings_have_their_own(
    draft: Draft,
) -> None:
    save_draft(draft=draft, text=typed(draft, draft.text + " Un."), version=1)
    save_draft(draft=draft, text=typed(draft, draft.text + " Deux."), version=2)
    rewrite_draft(draft=draft, rewriting=Rewriting.STEPS, version=3)
    origins = list(draft.versions.values_list("number", "origin"))
    assert origins == [
        (4, DraftOrigin.STEPS),
        (3, DraftOrigin.EDITED),
        (1, DraftOrigin.PROPOSED),
    ]


def test_a_rewriting_is_undone_by_restoring_what_stood_before(draft: Draft) -> None:
    before = draft.text
    rewrite_draft(draft=draft, rewriting=Rewriting.SMS, version=1)
    past = draft.versions.get(number=1)
    restored = restore_draft(draft=draft, past=past, version=2)
    assert (restored.text, restored.version) == (before, 3)


def test_a_lost_source_is_told(draft: Draft) -> None:
    rewrite_draft(draft=draft, rewriting=Rewriting.SMS, version=1)
    reading = reading_of(draft)
    assert [source.number for source in reading.kept] == [1]
    assert [source.number for source in reading.lost] == [2]


def test_personal_data_is_masked_before_it_is_stored(draft: Draft) -> None:
    text = typed(draft, "M. Durand, 06 12 34 56 78, vient mardi.")
    saved = save_draft(draft=draft, text=text, version=1)
    assert "Durand" not in saved.text
    assert "06 12" not in saved.text
    assert "……………" in plain_text(reading_of(draft))
    assert "⟦" not in plain_text(reading_of(draft)) + rich_text(reading_of(draft))


def test_proofreading_is_of_one_version(alice: User, draft: Draft) -> None:
    proofread = mark_draft_proofread(user=alice, draft=draft, version=1)
    assert proofread.is_proofread
    assert AuditEvent.objects.filter(kind=EventKind.DRAFT_PROOFREAD).count() == 1
    changed = save_draft(draft=draft, text=typed(draft, "Autre."), version=1)
    assert not changed.is_proofread


def test_plain_text_holds_sources_as_links_and_no_internal_mark(draft: Draft) -> None:
    text = plain_text(reading_of(draft))
    assert COST in text
    assert "[1]" not in text
    assert "#" not in text
    assert "https://example.org/F90001" in text


def test_acronyms_are_spelled_out_in_what_is_given(alice: User, draft: Draft) -> None:
    """X-06"""
    assert "Sigles" not in plain_text(reading_of(draft)) + rich_text(reading_of(draft))
    text = typed(draft, f"{draft.text}\nDemandez l’APL à la Caf.")
    reading = reading_of(save_draft(draft=draft, text=text, version=1))
    printed = render_to_string(
        "conversations/_citizen_sheet.html", {"sheet": CitizenSheet(reading), "level": 1}
    )
    for given in (plain_text(reading), rich_text(reading), printed):
        assert given.index("Sigles") < given.index("aide personnalisée au logement")


@pytest.mark.parametrize(
    ("drafter", "proofread", "mention"),
    [
        (DrafterName.LLM, True, "intelligence artificielle et relu par votre conseiller."),
        (DrafterName.LLM, False, "l’aide d’une intelligence artificielle."),
        (DrafterName.EXTRACTIVE, True, "sans intelligence artificielle et relu"),
    ],
)
def test_the_mention_says_who_prepared_it_and_whether_it_was_proofread(
    alice: User, drafter: DrafterName, proofread: bool, mention: str
) -> None:
    draft = start_draft(user=alice, answer=make_answer(alice, drafter=drafter, model="albert"))
    if proofread:
        mark_draft_proofread(user=alice, draft=draft, version=1)
    assert mention in reading_of(draft).mention


def test_an_internal_sheet_never_leaves_the_tool(alice: User, draft: Draft) -> None:
    Sheet.objects.create(external_id="F90002", visibility=Visibility.INTERNAL)
    pasted = f"{draft.text}\n{PLACE}"
    save_draft(draft=draft, text=typed(draft, pasted), version=1)
    reading = reading_of(draft)
    name, content = mail_file(reading)
    for given in (plain_text(reading), rich_text(reading), mailto_address(reading), str(content)):
        assert "mairie" not in given
        assert "F90002" not in given
        assert "Où" not in given
    assert reading.held_back == 3
    assert "25" in plain_text(reading)


def test_a_mail_says_to_machines_whether_a_model_wrote_it(alice: User, draft: Draft) -> None:
    assert b"X-AI-Generated: no" in mail_file(reading_of(draft))[1]
    by_model = make_answer(alice, drafter=DrafterName.LLM, model="albert\r\nBcc: x@example.org")
    _name, content = mail_file(reading_of(start_draft(user=alice, answer=by_model)))
    assert b"X-AI-Generated: yes; model=albertBcc: x@example.org" in content
    headers = content.partition(b"\n\n")[0]
    assert b"\nBcc:" not in headers
    assert b"\nTo:" not in headers


def test_a_handover_is_proved_and_its_difference_can_be_read(
    alice: User, answer: Answer, draft: Draft
) -> None:
    assert handover_difference(answer) is None
    text = typed(draft, draft.text.replace("25 €", "30 €"))
    save_draft(draft=draft, text=text, version=1)
    given = plain_text(reading_of(draft))
    hand_over(
        user=alice,
        answer=answer,
        channel=HandoverChannel.PRINT,
        text=MaskedText.from_storage(given),
    )
    event = AuditEvent.objects.get(kind=EventKind.HANDED_OVER)
    assert "30 €" not in str(event.payload)
    difference = handover_difference(answer)
    assert difference is not None
    assert "25" in "".join(run.text for run in difference.runs if run.is_removed)
    assert "30" in "".join(run.text for run in difference.runs if run.is_added)
    assert 0.7 < difference.kept < 1


def test_an_edited_figure_is_doubted(draft: Draft) -> None:
    text = typed(draft, draft.text.replace("25 €", "30 €"))
    save_draft(draft=draft, text=text, version=1)
    (doubt,) = reading_of(draft).doubts
    assert doubt.check is CheckStatus.TO_CHECK


def test_the_day_is_counted_without_content(alice: User, david: User) -> None:
    make_answer(alice)
    make_answer(david)
    question = make_answer(alice).question
    summary = day_summary(user=alice, day=timezone.localdate(question.created_at))
    assert (summary.questions, summary.exchanges) == (2, 2)
    assert summary.operators == [("France Titres (ANTS)", 2)]
    assert question.masked_text not in summary.text


def test_a_question_that_names_no_operator_counts_for_the_sheet_it_was_answered_from(
    alice: User,
) -> None:
    question = make_answer(alice).question
    question.operators = []
    question.save()
    assert day_summary(user=alice, day=timezone.localdate(question.created_at)).operators == [
        ("France Titres (ANTS)", 1)
    ]
