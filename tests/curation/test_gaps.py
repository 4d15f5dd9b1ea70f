"""Gaps: gathered and grouped, counted without telling on anybody, closed by replaying (A-10)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Desk, User
from apps.answering.enums import AnswerStatus
from apps.answering.masking import mask
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer, Feedback, Question
from apps.curation.enums import GapStatus, SignalKind
from apps.curation.gap_board import gap_detail, ranked_gaps
from apps.curation.models import Gap, GapSignal
from apps.curation.services import gaps as services
from apps.sheets.models import SearchNote, Sheet
from tests.accounts.factories import UserFactory
from tests.conversations.factories import AnswerFactory, ConversationFactory, QuestionFactory
from tests.conversations.sheets import LOST_CARD_QUESTION, publish_sheet
from tests.support.database import transactional

STOVE = "Quelles aides de l’État pour remplacer un poêle à bois ?"
SAME_STOVE = "aide pour changer mon poêle à bois"
BEES = "Comment déclarer ses ruches d’abeilles ?"


def _asked(
    user: User,
    text: str,
    status: AnswerStatus = AnswerStatus.ABSTAINED_NO_SHEET,
    operators: tuple[str, ...] = (),
) -> Answer:
    question = QuestionFactory(
        conversation=ConversationFactory(author=user), masked_text=text, operators=list(operators)
    )
    return AnswerFactory(question=question, status=status)


def _searched(text: str, minutes_ago: int = 30, **facts: object) -> SearchNote:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return SearchNote.objects.create(
        text=text, searcher="1234", departement="23", results=0, changed_at=at, **facts
    )


def _counsellors(desk: Desk, count: int) -> list[User]:
    return [UserFactory(desk=desk) for _ in range(count)]


def test_it_gathers_abstentions_bad_ratings_and_searches_without_a_click(alice: User) -> None:
    _asked(alice, BEES)
    rated = _asked(alice, "Combien coûte un passeport ?", AnswerStatus.ANSWERED)
    Feedback.objects.create(
        conversation=rated.conversation, answer=rated, author=alice, vote="not_helpful"
    )
    _searched("vignette suisse")
    _asked(alice, "Une question bien répondue", AnswerStatus.ANSWERED)
    _asked(alice, "Quel temps fera-t-il ?", AnswerStatus.ABSTAINED_OUT_OF_SCOPE)
    _searched("carte grise", opened_at=timezone.now())
    _searched("je tape encore", minutes_ago=1)
    assert services.gather_gaps() == 3
    assert set(GapSignal.objects.values_list("kind", flat=True)) == set(SignalKind)
    assert services.gather_gaps() == 0


def test_a_question_answered_since_is_no_gap(alice: User) -> None:
    answer = _asked(alice, BEES)
    AnswerFactory(question=answer.question, number=2, status=AnswerStatus.ANSWERED)
    assert services.gather_gaps() == 0


def test_it_groups_what_is_alike(alice: User, david: User) -> None:
    _asked(alice, STOVE)
    _asked(david, BEES)
    _asked(david, SAME_STOVE)
    services.gather_gaps()
    assert [(gap.title, gap.signal_count) for gap in ranked_gaps()] == [(STOVE, 2), (BEES, 1)]


def test_grouping_gives_the_same_each_time(alice: User, david: User) -> None:
    for text in (BEES, STOVE, "déclaration ruche", SAME_STOVE, "vignette autoroute suisse"):
        _asked(alice, text)
    services.gather_gaps()
    first = sorted(GapSignal.objects.values_list("gap__title", "question__masked_text"))
    Gap.objects.all().delete()
    services.gather_gaps()
    assert sorted(GapSignal.objects.values_list("gap__title", "question__masked_text")) == first


def test_two_operators_never_share_a_gap(alice: User) -> None:
    _asked(alice, STOVE, operators=("france_renov",))
    _asked(alice, SAME_STOVE, operators=("dgfip",))
    services.gather_gaps()
    assert Gap.objects.count() == 2


def test_it_counts_by_month_and_operator(alice: User) -> None:
    old = _asked(alice, BEES, operators=("msa",))
    Question.objects.filter(pk=old.question_id).update(created_at="2026-01-15T10:00Z")
    _asked(alice, STOVE)
    services.gather_gaps()
    january = timezone.datetime(2026, 1, 1).date()
    assert [gap.title for gap in ranked_gaps(month=january)] == [BEES]
    assert [gap.title for gap in ranked_gaps(operator="msa")] == [BEES]


def test_a_departement_with_fewer_than_five_people_tells_nothing(gueret: Desk, tulle: Desk) -> None:
    for user in [*_counsellors(gueret, 6), *_counsellors(tulle, 2)]:
        _asked(user, BEES)
    services.gather_gaps()
    gap = Gap.objects.get()
    counts = {one.name: one.signals for one in gap_detail(gap).departements}
    assert counts["Corrèze"] is None
    # The total is shown: Creuse's count would give Corrèze's away.
    assert counts["Creuse"] is None
    assert list(ranked_gaps(departement="23")) == [gap]
    assert list(ranked_gaps(departement="19")) == []


def test_departements_of_five_people_are_shown(gueret: Desk, tulle: Desk) -> None:
    for user in [*_counsellors(gueret, 6), *_counsellors(tulle, 5)]:
        _asked(user, BEES)
    services.gather_gaps()
    counts = {one.name: one.signals for one in gap_detail(Gap.objects.get()).departements}
    assert counts == {"Creuse": 6, "Corrèze": 5}


def test_a_draft_is_begun_once(alice: User, carole: User) -> None:
    _asked(alice, BEES)
    services.gather_gaps()
    gap = Gap.objects.get()
    draft = services.draft_for_gap(gap=gap, author=carole, title="Ruches", markdown="")
    again = services.draft_for_gap(gap=gap, author=carole, title="Encore", markdown="")
    gap.refresh_from_db()
    assert (again, gap.draft, gap.status) == (draft, draft, GapStatus.DRAFTED)


@pytest.fixture
def card_gap(alice: User) -> Gap:
    """A question that was declined before the sheet about it was published."""
    _asked(alice, LOST_CARD_QUESTION)
    services.gather_gaps()
    return Gap.objects.get()


@pytest.fixture
def card(db: None) -> Sheet:
    return publish_sheet()


@transactional
def test_a_gap_closes_when_the_sheet_answers_its_questions(
    card_gap: Gap, card: Sheet, carole: User
) -> None:
    gap = services.answer_gap(gap=card_gap, sheet=card, replayed_by=carole)
    assert (gap.status, gap.sheet) == (GapStatus.CLOSED, card)
    assert gap.proof == [{"text": LOST_CARD_QUESTION, "status": "answered", "is_answered": True}]
    event = AuditEvent.objects.get(kind=EventKind.GAP_CLOSED)
    assert event.payload == {"sheet": card.external_id, "replayed": 1, "answered": 1}
    assert Answer.objects.count() == 1  # the replay kept nothing


@transactional
def test_a_gap_stays_open_while_one_question_is_not_answered(
    card_gap: Gap, card: Sheet, carole: User, alice: User
) -> None:
    bees = _asked(alice, BEES)
    GapSignal.objects.create(
        gap=card_gap, kind="abstention", question=bees.question, person="1", at=timezone.now()
    )
    gap = services.answer_gap(gap=card_gap, sheet=card, replayed_by=carole)
    assert gap.is_open
    assert sorted(one["is_answered"] for one in gap.proof) == [False, True]


def test_a_sheet_that_is_not_published_closes_nothing(
    card_gap: Gap, card: Sheet, carole: User
) -> None:
    card.revisions.update(status="withdrawn", closed_at=timezone.now())
    with pytest.raises(services.GapRefusal):
        services.answer_gap(gap=card_gap, sheet=card, replayed_by=carole)


@transactional
def test_publishing_the_drafted_sheet_closes_the_gap_by_itself(
    card_gap: Gap, card: Sheet, carole: User
) -> None:
    draft = services.draft_for_gap(gap=card_gap, author=carole, title="Carte", markdown="")
    assert services.replay_published() == 0
    draft.sheet = card
    draft.save()
    assert services.replay_published() == 1
    card_gap.refresh_from_db()
    assert card_gap.status == GapStatus.CLOSED
    assert services.replay_published() == 0


def test_a_gap_is_set_aside_with_a_reason_only(card_gap: Gap, carole: User) -> None:
    with pytest.raises(services.GapRefusal):
        services.dismiss_gap(gap=card_gap, dismissed_by=carole, reason=mask(" "))
    services.dismiss_gap(gap=card_gap, dismissed_by=carole, reason=mask("Question de test."))
    card_gap.refresh_from_db()
    assert (card_gap.status, card_gap.note) == (GapStatus.DISMISSED, "Question de test.")
    with pytest.raises(services.GapRefusal):
        services.dismiss_gap(gap=card_gap, dismissed_by=carole, reason=mask("Encore."))


def test_text_goes_with_the_exchange_it_came_from(card_gap: Gap) -> None:
    Question.objects.get().conversation.delete()
    assert not GapSignal.objects.exists()


@transactional
def test_the_board_and_the_acts_of_a_curator(
    card_gap: Gap, card: Sheet, carole: User, client_of
) -> None:
    client = client_of(carole)
    page = client.get("/administration/lacunes/").context["page"]
    assert list(page) == [card_gap]
    url = f"/administration/lacunes/{card_gap.pk}/"
    html = client.get(url).content.decode()
    assert "Alice" not in html
    assert "Guéret" not in html
    to_draft = client.post(url + "rediger/")["Location"]
    assert LOST_CARD_QUESTION[:30] in client.get(to_draft).context["form"]["markdown"].value()
    assert client.post(url + "rejouer/", {"sheet": "F0"}).status_code == 422
    assert client.post(url + "ecarter/", {"reason": ""}).status_code == 422
    client.post(url + "rejouer/", {"sheet": card.external_id})
    card_gap.refresh_from_db()
    assert card_gap.status == GapStatus.CLOSED
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("act", ["", "rediger/", "rejouer/", "ecarter/"])
def test_only_curators_see_gaps(card_gap: Gap, alice: User, emma: User, client_of, act) -> None:
    url = f"/administration/lacunes/{card_gap.pk}/{act}"
    for user in (alice, emma):
        client = client_of(user)
        assert (client.post(url) if act else client.get(url)).status_code == 403
