"""The demonstration shows approved réponses types, every sentence of which its sheets bear."""

from apps.accounts.models import User
from apps.model_answers.likeness import likely_model_answers
from apps.model_answers.models import ModelAnswer
from apps.model_answers.reading import ModelAnswerReading
from apps.operations.demonstration.seed import seed_demonstration
from tests.support.database import transactional


@transactional
def test_two_are_approved_by_another_person_and_nothing_of_them_is_doubtful() -> None:
    said: list[str] = []
    seed_demonstration(report=said.append)
    seed_demonstration(report=said.append)
    alice = User.objects.get(email="alice@demo.example")
    offered = list(ModelAnswer.objects.visible_to(alice).offered())
    assert len(offered) == ModelAnswer.objects.count() == 2
    for one in offered:
        assert one.approved_by != one.proposed_by
        assert ModelAnswerReading(one.current).doubts == []
    likely = likely_model_answers("carte d'identité perdue : combien coûte la nouvelle ?", alice)
    assert [one.model_answer.current.operator for one in likely] == ["ants"]
