"""Exchanges for tests, made row by row as the services leave them."""

import factory

from apps.answering.enums import AnswerStatus, CheckStatus, DrafterName, Section
from apps.conversations.models import (
    Answer,
    AnswerSentence,
    AnswerSource,
    Citation,
    Conversation,
    Question,
)
from tests.accounts.factories import UserFactory


class ConversationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Conversation

    author = factory.SubFactory(UserFactory)
    desk = factory.SelfAttribute("author.desk")
    title = "Carte d’identité perdue"


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    conversation = factory.SubFactory(ConversationFactory)
    asked_by = factory.SelfAttribute("conversation.author")
    position = factory.Sequence(lambda n: n + 1)
    masked_text = "⟦PERSONNE_1⟧ a perdu sa carte d’identité. Combien coûte la nouvelle ?"
    operators = factory.LazyFunction(lambda: ["ants"])


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    question = factory.SubFactory(QuestionFactory)
    conversation = factory.SelfAttribute("question.conversation")
    status = AnswerStatus.ANSWERED
    drafter = DrafterName.EXTRACTIVE


class AnswerSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnswerSource

    answer = factory.SubFactory(AnswerFactory)
    number = 1
    sheet_id = "F90001"
    revision_id = "1"
    sheet_title = "Carte d’identité perdue"
    heading_path = factory.LazyFunction(lambda: ["En France", "Coût"])
    text = "La nouvelle carte coûte 25 €.\nLe timbre fiscal s’achète en ligne."
    text_hash = "a" * 64
    kind = "cost"
    operator = "ants"


class AnswerSentenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnswerSentence

    answer = factory.SubFactory(AnswerFactory)
    position = factory.Sequence(lambda n: n)
    seq = factory.Sequence(lambda n: n + 1)
    section = Section.SUMMARY
    text = "La nouvelle carte coûte 25 €."
    check_status = CheckStatus.SUPPORTED


class CitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Citation

    sentence = factory.SubFactory(AnswerSentenceFactory)
    source = factory.SubFactory(
        AnswerSourceFactory, answer=factory.SelfAttribute("..sentence.answer")
    )
    quote = "La nouvelle carte coûte 25 €."
