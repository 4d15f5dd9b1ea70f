"""HTML of the messages of the socket and of its HTTP fall-back; templates/conversations/_*.html."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.masking import Finding
from apps.answering.prepare import Prepared
from apps.conversations.enums import ErrorCode
from apps.conversations.models import Answer, AnswerSentence, AnswerSource, Feedback, Question
from apps.conversations.services.recording import Said
from apps.conversations.templatetags.answers import MASK_LABELS


@dataclass(slots=True)
class Position:
    """Where the next sentence of a live answer goes: the part that the last one stands in."""

    section: str = ""
    topic: str = ""
    opened_by: int = 0

    def move_to(self, sentence: AnswerSentence) -> int:
        """The position of the sentence that opened the part of `sentence`."""
        if (self.section, self.topic) != (sentence.section, sentence.topic):
            self.section, self.topic = sentence.section, sentence.topic
            self.opened_by = sentence.position
        return self.opened_by


def sources_html(answer: Answer, sources: Iterable[AnswerSource]) -> str:
    """The passages, before any text or, `with_is_quoted`, beside it."""
    context = {"answer": answer, "sources": sources, "oob": True}
    return render_to_string("conversations/_sources.html", context)


def _tags_html(answer: Answer, viewer: User) -> str:
    """Operators and themes, known once the sheets are searched."""
    can_act = answer.conversation.author_id == viewer.pk
    context = {"answer": answer, "question": answer.question, "can_act": can_act, "oob": True}
    return render_to_string("conversations/_tags.html", context)


def sentences_html(answer: Answer, said: Sequence[Said], seq: int, position: Position) -> str:
    """Firm sentences as they arrive, each after the part that it opens or joins."""
    return "".join(
        render_to_string(
            "conversations/_sentence.html",
            {
                "answer": answer,
                "sentence": each.sentence,
                "citations": each.citations,
                "part": position.move_to(each.sentence),
                "seq": seq,
            },
        )
        for each in said
    )


def tail_html(answer: Answer, text: str, seq: int) -> str:
    """The sentence being written."""
    return render_to_string(
        "conversations/_tail.html", {"answer": answer, "text": text, "seq": seq}
    )


def heartbeat_html(answer_id: UUID | None, seq: int) -> str:
    """What this socket showed last."""
    return render_to_string("conversations/_heartbeat.html", {"answer_id": answer_id, "seq": seq})


def preview_html(text: str, prepared: Prepared) -> str:
    """The masked text and what was found, shown to its author and kept nowhere."""
    found = [_found(text, finding) for finding in prepared.masked.findings]
    context = {
        "masked_text": prepared.masked.text,
        "findings": found,
        "sensitive": prepared.sensitive,
    }
    return render_to_string("conversations/_preview.html", context)


def _found(text: str, finding: Finding) -> dict[str, str]:
    return {"label": str(MASK_LABELS[finding.kind]), "text": text[finding.start : finding.end]}


def error_html(code: ErrorCode, *, reference: str = "") -> str:
    """What happened, what is kept, what to do."""
    return refusal_html(str(code.label), reference=reference)


def refusal_html(message: str, *, reference: str = "") -> str:
    """The same for a message that already says what happened and what to do."""
    kept = _("Your text is still in the field.")
    context = {"message": message, "kept": kept, "reference": reference}
    return render_to_string("conversations/_error.html", context)


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer with its question, and what its reader thinks of it."""

    question: Question
    answer: Answer
    feedback: Feedback | None


def turns_of(answers: Iterable[Answer], viewer: User) -> list[Turn]:
    """Turns in the order of time; each new attempt at a question is a turn of its own."""
    ordered = sorted(answers, key=lambda answer: answer.created_at)
    ratings = {
        rating.answer_id: rating
        for rating in Feedback.objects.filter(author=viewer, is_current=True, answer__in=ordered)
    }
    return [Turn(answer.question, answer, ratings.get(answer.pk)) for answer in ordered]


def turn_html(answer_id: UUID, viewer: User, *, key: str, is_known: bool) -> tuple[int, str]:
    """The step shown, and: the turn unless the page has it, the field emptied for its `key`."""
    answer = Answer.objects.with_everything_shown().get(pk=answer_id)
    html = _with_turn("conversations/_accepted.html", answer, viewer, key=key, is_known=is_known)
    sources = answer.sources.all()
    return answer.seq, html + (sources_html(answer, sources) if sources else "")


def whole_html(answer_id: UUID, conversation_id: UUID, viewer: User) -> tuple[int, str] | None:
    """The step shown, and the whole answer in place of what the page has; None if not visible."""
    answers = Answer.objects.visible_to(viewer).filter(conversation_id=conversation_id)
    answer = answers.with_everything_shown().filter(pk=answer_id).first()
    if answer is None:
        return None
    template = "conversations/_finished.html" if answer.is_final else "conversations/_answer.html"
    return answer.seq, _with_turn(template, answer, viewer, oob=True) + _beside(answer, viewer)


def polled_html(answer: Answer, viewer: User) -> str:
    """The whole answer for a page without a socket: the element itself, not a swap of it."""
    turn = _with_turn("conversations/_answer.html", answer, viewer, oob=False)
    return turn + _beside(answer, viewer)


def _beside(answer: Answer, viewer: User) -> str:
    """The tags of its question and its sources."""
    return _tags_html(answer, viewer) + sources_html(answer, answer.sources.all())


def _with_turn(template: str, answer: Answer, viewer: User, **more: object) -> str:
    (turn,) = turns_of([answer], viewer)
    context = {
        "question": turn.question,
        "answer": turn.answer,
        "feedback": turn.feedback,
        "conversation": answer.conversation,
        "can_act": answer.conversation.author_id == viewer.pk,
    }
    return render_to_string(template, context | more)
