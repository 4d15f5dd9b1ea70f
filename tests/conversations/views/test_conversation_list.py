"""*Mes échanges*: searched in full text, narrowed, fast on two thousand exchanges."""

import pytest

from apps.conversations.models import Answer, Conversation
from apps.conversations.services import start_draft
from tests.conversations.test_drafts import make_answer


@pytest.fixture
def titles(alice, client_of):
    """The titles listed for a query string, newest first."""

    def listed(query: str) -> list[str]:
        response = client_of(alice).get(f"/echanges/?{query}")
        assert response.status_code == 200
        return [conversation.title for conversation in response.context["page"]]

    return listed


def exchange(user, title: str) -> Answer:
    answer = make_answer(user)
    Conversation.objects.filter(pk=answer.conversation_id).update(title=title)
    return answer


def test_it_finds_words_of_titles_questions_and_answers(alice, titles) -> None:
    exchange(alice, "Passeport")
    assert titles("q=passeport") == ["Passeport"]
    assert titles("q=combien+carte") == ["Passeport"]
    assert titles("q=mairie") == ["Passeport"]
    assert titles("q=mairie+introuvable") == []


def test_it_narrows_by_operator_draft_star_and_date(alice, titles) -> None:
    exchange(alice, "Sans brouillon")
    answer = exchange(alice, "Avec brouillon")
    start_draft(user=alice, answer=answer)
    Conversation.objects.filter(title="Sans brouillon").update(is_starred=True)
    assert titles("drafted=on") == ["Avec brouillon"]
    assert titles("starred=on") == ["Sans brouillon"]
    assert len(titles("operator=ants")) == 2
    assert titles("operator=caf") == []
    assert titles("since=2999-01-01") == []
    assert len(titles("since=hier&operator=personne")) == 2


def test_it_says_what_deleting_does_before_it_is_done(alice, client_of) -> None:
    """X-15."""
    exchange(alice, "Passeport")
    page = client_of(alice).get("/echanges/").content.decode()
    above, row = page.split("<main")[1].split("</main>")[0].split("<tbody>")
    assert "retire un échange de la liste tout de suite" in above.replace("\u00a0", " ")
    assert "durée de conservation" in above
    assert "hx-confirm=" in row
