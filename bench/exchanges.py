"""How long *Mes échanges* takes on 2,000 exchanges: python -m bench.exchanges [--exchanges 2000]

Fills a counsellor's list on the demonstration's database, two questions each with six sentences,
then times the page in process: as it opens, searched, narrowed. Works in a transaction that is
rolled back. Prints a JSON object, milliseconds.
"""

import argparse
import json
import os
import time
from statistics import quantiles

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()

from django.db import connection, transaction
from django.test import Client

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, CheckStatus, DrafterName, Section
from apps.conversations.models import (
    Answer,
    AnswerSentence,
    Conversation,
    Question,
)

ASKED = "Elle a perdu sa carte d’identité. Combien coûte la nouvelle et où aller ?"
SAID = "La nouvelle carte coûte 25 €, à payer en timbre fiscal, dans la mairie de son choix."
TURNS, SENTENCES = 2, 6
PAGES = {
    "as it opens": {},
    "last page": {"page": "9999"},
    "searched": {"q": "timbre fiscal"},
    "searched, nothing found": {"q": "zinzolin"},
    "narrowed": {"operator": "ants"},
}


def fill(user: User, number: int) -> None:
    """`number` exchanges of `user`, answered."""
    conversations = Conversation.objects.bulk_create(
        Conversation(author=user, desk=user.desk, title=f"{ASKED[:40]} {at}")
        for at in range(number)
    )
    questions = Question.objects.bulk_create(
        Question(
            conversation=conversation,
            asked_by=user,
            position=position + 1,
            masked_text=ASKED,
            operators=["ants"],
        )
        for conversation in conversations
        for position in range(TURNS)
    )
    answers = Answer.objects.bulk_create(
        Answer(
            question=question,
            conversation=question.conversation,
            status=AnswerStatus.ANSWERED,
            drafter=DrafterName.EXTRACTIVE,
        )
        for question in questions
    )
    sentences = (
        AnswerSentence(
            answer=answer,
            position=position,
            seq=position + 1,
            section=Section.SUMMARY,
            text=SAID,
            check_status=CheckStatus.SUPPORTED,
        )
        for answer in answers
        for position in range(SENTENCES)
    )
    AnswerSentence.objects.bulk_create(sentences, batch_size=5_000)


def measure(client: Client, times: int) -> dict[str, dict[str, int]]:
    """p50 and p95 of each page, after one that warms up."""
    found: dict[str, dict[str, int]] = {}
    for name, query in PAGES.items():
        taken = []
        for _ in range(times + 1):
            started = time.perf_counter()
            response = client.get("/echanges/", query, headers={"host": "localhost"})
            taken.append((time.perf_counter() - started) * 1000)
            if response.status_code != 200:
                raise RuntimeError(f"{name}: {response.status_code}")
        cuts = quantiles(taken[1:], n=20, method="inclusive")
        found[name] = {"n": times, "p50": round(cuts[9]), "p95": round(cuts[18])}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    user = User.objects.get(email="alice@demo.example")
    with transaction.atomic():
        fill(user, options.exchanges)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '60s'")
        client = Client()
        client.force_login(user)
        print(json.dumps(measure(client, options.times), indent=2))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
