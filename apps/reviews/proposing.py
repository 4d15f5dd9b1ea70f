"""A good answer becomes the draft of a réponse type, over the passages published today."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.draft_text import cited_numbers, read_draft, renumbered
from apps.answering.masking import MARK
from apps.conversations.models import Answer
from apps.conversations.services import proposed_text, subject_of
from apps.model_answers.models import ModelAnswer
from apps.model_answers.reading import published_passage
from apps.model_answers.services import Content, ModelAnswerRefusal, write_model_answer
from apps.reviews.enums import Verdict
from apps.reviews.models import Review
from apps.reviews.reports import reviewable_answers

_REVIEWED_EVERY = timedelta(days=180)


def propose_model_answer(*, answer: Answer, proposed_by: User) -> ModelAnswer:
    """*Proposer comme réponse type*: its proposer then completes and submits it.

    Raises ModelAnswerRefusal for an answer judged wrong, without source, or whose passages are
    no longer published as it quotes them.
    """
    if not reviewable_answers(proposed_by).filter(pk=answer.pk).exists():
        raise ModelAnswerRefusal(_("You may not review this answer."))
    verdicts = Review.objects.filter(answer=answer, is_current=True)
    if verdicts.filter(verdict__in=(Verdict.WRONG, Verdict.DANGEROUS)).exists():
        raise ModelAnswerRefusal(_("This answer was judged wrong: it cannot be proposed."))
    text = proposed_text(answer)
    cited = cited_numbers(read_draft(text))
    sources = [source for source in answer.sources.all() if source.number in cited]
    passages = [passage for source in sources if (passage := published_passage(source))]
    if len(passages) < len(sources):
        raise ModelAnswerRefusal(_("A sheet changed since: this answer cannot be proposed."))
    numbers = {source.number: new for new, source in enumerate(sources, start=1)}
    question = MARK.sub("…", answer.question.masked_text)
    return write_model_answer(
        author=proposed_by,
        owner=proposed_by,
        review_due=timezone.localdate() + _REVIEWED_EVERY,
        content=Content(
            title=subject_of(answer)[:160],
            question=" ".join(question.split())[:500],
            operator=sources[0].operator if sources else "",
            text=MARK.sub("…", renumbered(text, numbers)),
            passages=passages,
        ),
    )
