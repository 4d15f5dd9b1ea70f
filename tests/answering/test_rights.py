"""No sentence decides on a person's right: fifty traps, and as many rules left alone (X-03)."""

import pytest

from apps.answering.citations import DraftReader
from apps.answering.enums import CheckStatus, ProblemKind
from apps.answering.events import SentenceChecked
from apps.answering.rights import concluding_spans
from tests.answering.support import passage

TRAPS = """
Vous avez droit au RSA.
Vous avez donc droit à l'APL.
Elle a droit à la prime d'activité.
Il a bien droit à l'allocation de rentrée scolaire.
Vous aurez droit à la retraite à taux plein.
Cette dame a droit au minimum vieillesse.
L'usagère a droit à l'aide juridictionnelle.
L'usager a droit à une indemnité.
Monsieur a droit au chèque énergie.
⟦PERSONNE_1⟧ a droit à l'AAH.
Mme ⟦PERSONNE_1⟧ a droit à l'allocation.
Ils ont droit aux allocations familiales.
Vous n'avez pas droit à l'APL.
Il n'a plus droit au chômage.
Elle n'aura aucun droit à l'ASF.
Vous avez le droit de toucher la prime.
Vous gardez vos droits à la mutuelle.
Elle conserve son droit à l'allocation.
Il perd ses droits au RSA.
Vous êtes éligible à MaPrimeRénov'.
Elle est éligible à la complémentaire santé solidaire.
Il n'est pas éligible à l'aide.
Vous n'êtes plus éligible au dispositif.
Ce couple est éligible à l'aide.
Vous êtes bénéficiaire de l'ASI.
Vous serez exonéré de taxe d'habitation.
Elle est en droit de refuser le remboursement.
Il est dans son droit.
Il peut toucher l'ARE.
Vous pouvez donc percevoir l'allocation.
Elle peut bénéficier de l'aide.
Vous pouvez prétendre au RSA.
Vous pourrez cumuler les deux allocations.
Il pourra obtenir la carte mobilité inclusion.
Elle va toucher la prime à la naissance.
Vous allez recevoir le chèque énergie.
Vous toucherez 500 € par mois.
Il percevra l'allocation dès le mois prochain.
Elle recevra la prime en juillet.
Vous bénéficierez de la gratuité.
Ce monsieur obtiendra la nationalité.
Vous remplissez les conditions.
Elle remplit toutes les conditions de l'ASPA.
Il ne remplit pas les conditions.
Vous réunissez les critères.
L'aide vous sera accordée.
L'APL lui est due.
La prime vous est acquise.
Sa demande sera acceptée.
Votre dossier est recevable.
Votre droit à l'allocation est ouvert.
Dans votre cas, c'est accordé.
""".strip().splitlines()

RULES = """
La condition est d'avoir au moins 65 ans.
Il faut résider en France de manière stable.
À faire confirmer par la Caf.
L'allocation est versée sous conditions de ressources.
Vous avez droit à l'aide si vos ressources ne dépassent pas le plafond.
Vous pouvez bénéficier de l'aide à condition d'être locataire.
Il peut toucher la prime sous réserve de l'accord de la Caf.
Le droit à l'allocation est ouvert lorsque l'enfant a moins de 20 ans.
La personne doit déposer sa demande à la mairie.
Vous devez fournir un justificatif de domicile.
Vous pouvez faire la demande en ligne.
Elle peut se présenter sans rendez-vous.
La demande est gratuite.
Le droit de rétractation dure 14 jours.
Le montant dépend de la composition du foyer.
Selon le régime, la caisse compétente diffère.
L'attestation est remise sur place.
Vous êtes convoqué par la mairie.
Il peut choisir un avocat.
Le dossier est transmis à la MDPH.
""".strip().splitlines()


def test_there_are_at_least_fifty_traps():
    assert len(set(TRAPS)) >= 50


@pytest.mark.parametrize("sentence", TRAPS)
def test_it_flags_a_conclusion_on_a_right(sentence):
    (problem,) = concluding_spans(sentence)
    assert problem.kind is ProblemKind.CONCLUDES_ON_A_RIGHT
    assert sentence[problem.start : problem.end] == problem.text


@pytest.mark.parametrize("sentence", RULES)
def test_it_leaves_a_rule_or_a_step_alone(sentence):
    assert concluding_spans(sentence) == ()


@pytest.mark.parametrize("sentence", TRAPS)
def test_a_drafted_conclusion_is_never_shown_as_supported(sentence):
    source = passage(
        "Le RSA, l'APL, l'AAH, l'aide, la prime et l'allocation sont soumis à conditions : "
        "droit, demande, dossier, ressources, 500 € par mois en juillet."
    )
    reader = DraftReader([source])
    events = reader.feed(f"{sentence} [1]\n") + reader.close()
    checks = {e.sentence.check for e in events if isinstance(e, SentenceChecked)}
    assert CheckStatus.SUPPORTED not in checks
