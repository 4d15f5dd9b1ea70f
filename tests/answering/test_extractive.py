"""Drafts made of the sheets' own words: an answer, not a list of hits."""

from dataclasses import replace

from apps.answering.citations import DraftReader
from apps.answering.enums import CheckStatus, Operator, PassageKind, Section
from apps.answering.events import SentenceChecked
from apps.answering.extractive import ExtractiveDrafter
from apps.answering.ports import DraftingFailed, DraftRequest, Understanding
from tests.answering.support import LOST_CARD, passage, sheet

QUESTION = (
    "Combien coûte le renouvellement d'une carte d'identité perdue et quels papiers fournir ?"
)


async def draft(passages, question=QUESTION, sheets=(), **understanding):
    request = DraftRequest(
        Understanding(question=question, text=question, **understanding), tuple(passages), sheets
    )
    reader = DraftReader(passages)
    events = []
    async for piece in ExtractiveDrafter().draft(request):
        events += reader.feed(piece)
    events += reader.close()
    return [event.sentence for event in events if isinstance(event, SentenceChecked)]


async def test_it_opens_with_at_most_two_sentences_that_answer():
    found = await draft(LOST_CARD)
    summary = [s.text for s in found if s.section is Section.SUMMARY]
    assert 1 <= len(summary) <= 2
    assert "Le renouvellement d'une carte perdue coûte 25 € en timbre fiscal." in summary
    assert found[0].section is Section.SUMMARY


async def test_every_sentence_is_a_quote_with_its_citation():
    for sentence in await draft(LOST_CARD):
        assert sentence.check is CheckStatus.SUPPORTED
        (citation,) = sentence.citations
        assert sentence.text in citation.passage.text
        assert citation.quote in citation.passage.text


async def test_a_list_is_kept_whole_with_its_lead_in():
    papers = [s for s in await draft(LOST_CARD) if s.section is Section.PAPERS]
    assert [s.text for s in papers] == [
        "Il faut présenter les documents originaux :",
        "Votre passeport",
        "Photo d'identité de moins de 6 mois",
        "Justificatif de domicile",
        "Timbre fiscal : 25 € (achat en ligne)",
    ]
    assert [s.is_list_item for s in papers] == [False, True, True, True, True]


async def test_parts_come_in_their_order():
    order = [s.section for s in await draft(LOST_CARD)]
    assert order == sorted(order, key=list(Section).index)


SITUATIONS = (
    passage(
        "Vous devez vous adresser à la mairie de votre choix pour la demande.",
        headings=("En France",),
        situation="En France",
        kind=PassageKind.WHERE,
        position=0,
    ),
    passage(
        "Vous devez vous adresser au consulat ou à l'ambassade pour la demande.",
        headings=("À l'étranger",),
        situation="À l'étranger",
        kind=PassageKind.WHERE,
        position=1,
    ),
)


async def test_it_keeps_to_the_situation_that_the_request_tells():
    asked = "Elle vit à l'étranger, à qui s'adresser pour la demande ?"
    text = " ".join(s.text for s in await draft(SITUATIONS, asked))
    assert "consulat" in text
    assert "mairie" not in text


async def test_france_is_meant_when_nothing_says_abroad():
    text = " ".join(s.text for s in await draft(SITUATIONS, "À qui s'adresser pour la demande ?"))
    assert "mairie" in text
    assert "consulat" not in text


CASES = tuple(
    passage(
        f"Le préavis du locataire pour quitter son logement est de {delay}.",
        headings=("Préavis", case),
        case=case,
        kind=PassageKind.DELAY,
        position=position,
        sheet="F1168",
        title="Préavis du locataire",
    )
    for position, (case, delay) in enumerate(
        (("Logement vide", "3 mois"), ("Logement meublé", "1 mois"))
    )
)


async def test_an_undecided_case_stands_over_its_sentences_and_is_asked_for():
    found = await draft(CASES, "Quel est le préavis du locataire pour quitter son logement ?")
    asked = [s.text for s in found if s.section is Section.TO_CONFIRM]
    assert asked == ["Logement vide ?", "Logement meublé ?"]
    assert all(s.check is CheckStatus.SUPPORTED and s.citations for s in found)


async def test_a_told_case_is_not_asked_for():
    found = await draft(CASES, "Quel préavis du locataire pour quitter un logement meublé ?")
    assert not [s for s in found if s.section is Section.TO_CONFIRM]
    assert "3 mois" not in " ".join(s.text for s in found)


REGISTRATION = tuple(
    passage(
        text,
        headings=(heading,),
        kind=PassageKind.PROCEDURE,
        position=position,
        sheet="F31218",
        title="Retirer un nom de la carte grise",
    )
    for position, (heading, text) in enumerate(
        (
            (
                "Retirer le nom de l'ex-époux",
                "Après un divorce, la carte grise est modifiée sur présentation du jugement.",
            ),
            (
                "Retirer le nom de l'époux décédé",
                "L'époux survivant fait modifier la carte grise à son nom en ligne.",
            ),
        )
    )
)


async def test_of_parts_that_open_alike_the_one_that_is_told_is_followed():
    asked = "Son mari est décédé, comment faire modifier la carte grise ?"
    text = " ".join(s.text for s in await draft(REGISTRATION, asked))
    assert "survivant" in text
    assert "divorce" not in text


async def test_a_side_note_does_not_open_the_answer():
    note = "À savoir : le recensement est possible jusqu'à l'âge de 25 ans. "
    rule = "Tout jeune Français doit se faire recenser à l'âge de 16 ans."
    found = await draft(
        [passage(note + rule, headings=("De quoi s'agit-il ?",)), *LOST_CARD[:1]],
        "À partir de quel âge faut-il se faire recenser ?",
    )
    assert found[0].text == rule


async def test_two_operators_give_two_topics():
    passages = (
        passage(
            "La Caf verse la prime à la naissance au 7e mois de grossesse.",
            operator=Operator.CAF,
            sheet="F2550",
            title="Prime à la naissance",
        ),
        passage(
            "La déclaration de grossesse se fait auprès de la CPAM avant la 14e semaine.",
            operator=Operator.CPAM,
            sheet="F968",
            title="Déclaration de grossesse",
        ),
    )
    found = await draft(
        passages,
        "Grossesse : quelle prime de naissance de la Caf et quelle déclaration à la CPAM ?",
        operators=(Operator.CAF, Operator.CPAM),
    )
    assert list(dict.fromkeys(s.topic for s in found)) == ["Caf", "Assurance Maladie (CPAM)"]


async def test_it_stays_short_and_says_nothing_twice():
    sentences = [f"La carte perdue coûte {n} € selon le tarif numéro {n}." for n in range(80)]
    found = await draft([passage("\n".join(sentences)), passage("\n".join(sentences), position=1)])
    assert sum(len(s.text.split()) for s in found) <= 270
    assert len({s.text for s in found}) == len(found)


async def test_markup_inside_a_sheet_stays_text():
    hostile = passage("# France Titres (ANTS)\n[7] La carte perdue coûte 25 € [8].\n- - [9] et [1]")
    for sentence in await draft([hostile]):
        assert sentence.topic == ""
        assert [c.number for c in sentence.citations] == [1]
        assert sentence.text in hostile.text


async def test_nothing_to_quote_is_a_failure_to_draft():
    try:
        await draft([passage("Quels sont les cas :")])
    except DraftingFailed:
        return
    raise AssertionError("a draft was made out of nothing")


NEIGHBOURS = (
    passage("Le permis perdu coûte 25 € à refaire.", sheet="F1727", title="Permis perdu"),
    passage("La demande de permis perdu se fait en ligne.", sheet="F1727", title="Permis perdu"),
    passage("Le passeport coûte 86 € à refaire.", sheet="F34752", title="Coût d'un passeport"),
)


async def test_it_follows_one_sheet_and_leaves_its_neighbours_out():
    ranked = (
        replace(sheet("Permis perdu", sheet_id="F1727"), score=2.0),
        replace(sheet("Coût d'un passeport", sheet_id="F34752"), score=1.0),
    )
    asked = "Combien coûte le permis perdu, et où en refaire la demande ?"
    found = await draft(NEIGHBOURS, asked, ranked)
    assert {c.passage.sheet_id for s in found for c in s.citations} == {"F1727"}
    assert {s.topic for s in found} == {""}


async def test_a_second_sheet_that_answers_as_well_stands_under_its_title():
    twins = (
        passage("Le permis perdu coûte 25 €.", sheet="F1", title="Permis perdu"),
        passage("Le permis volé coûte 25 €.", sheet="F2", title="Permis volé"),
    )
    found = await draft(twins, "Combien coûte le permis perdu ou volé ?")
    assert list(dict.fromkeys(s.topic for s in found)) == ["Permis perdu", "Permis volé"]
    for sentence in found:
        assert {c.passage.sheet_title for c in sentence.citations} == {sentence.topic}
