"""One sheet, rendered faithfully; the passage that an answer cites is marked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from apps.accounts.models import User
from apps.sheets.models import Sheet, SheetRevision
from apps.sheets.services import import_sheets
from tests.sheets.samples import archive, sheet

pytestmark = pytest.mark.django_db
CITED = "//div[contains(@class, 'fs-passage--cited')]"

BODY = """
<Avertissement><Titre>Réforme à venir</Titre><Texte><Paragraphe>En mars.</Paragraphe></Texte>
</Avertissement>
<Introduction><Texte><Paragraphe>Elle coûte <Valeur>25 €</Valeur>, au 1<Exposant>er</Exposant> mars,
 pour la <LienInterne LienPublication="R4" type="Sigle">CNI</LienInterne>
 d'un <LienIntra LienID="R3" type="Définition de glossaire">foyer</LienIntra>.</Paragraphe></Texte>
</Introduction>
<ListeSituations affichage="onglet">
  <Situation><Titre>En France</Titre><Texte><Chapitre><Titre><Paragraphe>Pièces</Paragraphe></Titre>
    <BlocCas affichage="radio">{cases}</BlocCas></Chapitre></Texte></Situation>
  <Situation><Titre>À l'étranger</Titre><Texte>
    <Tableau><Titre>Prix</Titre><Colonne type="header"/>
      <Rangée type="header"><Cellule fusionHorizontale="2">Pays</Cellule></Rangée>
      <Rangée><Cellule>Italie</Cellule><Cellule>25 €</Cellule></Rangée></Tableau>
    <Attention><Titre>Attention</Titre><Paragraphe>&lt;script&gt;alert(1)&lt;/script&gt;</Paragraphe>
    </Attention>
    <Paragraphe>Voir <LienInterne LienPublication="F2">la fiche</LienInterne> et
     <LienInterne LienPublication="F99">une autre</LienInterne> et
     <LienExterne URL="https://a.fr">un site</LienExterne>.</Paragraphe>
    <ServiceEnLigne ID="R10" URL="https://ants.gouv.fr" type="Téléservice" numerocerfa="1*02">
      <Titre>Pré-demande</Titre></ServiceEnLigne>
    <OuSAdresser ID="R20"><Titre>Consulat</Titre><Complement>Sur rendez-vous</Complement>
    </OuSAdresser>
  </Texte></Situation>
</ListeSituations>
<Reference URL="https://legifrance.gouv.fr/x" ID="R1"><Titre>Décret n°1</Titre></Reference>
<QuestionReponse ID="F2" audience="Particuliers">Et le passeport ?</QuestionReponse>
<Definition ID="R3"><Titre>Foyer</Titre><Texte><Paragraphe>Un sens.</Paragraphe></Texte>
</Definition>
<Abreviation ID="R4" type="Sigle"><Titre>CNI</Titre>
<Texte><Paragraphe>Carte nationale d'identité</Paragraphe></Texte></Abreviation>
""".format(
    cases="".join(
        f"<Cas><Titre>Cas {number}</Titre><Paragraphe>Pièce {number}.</Paragraphe></Cas>"
        for number in range(1, 7)
    )
)


@pytest.fixture
def client(alice: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(alice)


@pytest.fixture
def revision(tmp_path: Path) -> SheetRevision:
    files = {"F1.xml": sheet(BODY), "F2.xml": sheet(id="F2", title="Passeport")}
    import_sheets(path=archive(tmp_path, files), publish=True)
    return SheetRevision.objects.get(sheet__external_id="F1")


def page_of(client: Client, address: str) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


@pytest.mark.usefixtures("revision")
def test_it_shows_titles_situations_and_cases_in_their_order_and_level(client: Client) -> None:
    page = page_of(client, "/fiches/F1/")
    headings = page.xpath("//article//h2 | //article//h3[not(ancestor::summary)] | //summary")
    titles = [(heading.tag, heading.text_content()) for heading in headings]
    assert titles[:4] == [
        ("h2", "Réforme à venir"),
        ("h2", "En France"),
        ("h3", "Pièces"),
        ("summary", "Cas 1"),
    ]
    menu = [link.get("href") for link in page.xpath("//nav[@class='fs-situations']//a")]
    assert menu == ["#situation-1", "#situation-2"]
    assert page.xpath("//section[@id='situation-2']")


@pytest.mark.usefixtures("revision")
def test_it_keeps_inline_marks_links_and_terms(client: Client) -> None:
    page = page_of(client, "/fiches/F1/")
    intro = page.xpath("//div[@id='passage-0']/p")[0]
    assert html.tostring(intro, encoding="unicode").startswith(
        "<p>Elle coûte <strong>25 €</strong>, au 1<sup>er</sup> mars, pour la "
    )
    assert page.xpath("//abbr")[0].get("title") == "Carte nationale d'identité"
    assert page.xpath("//a[@class='fs-term']")[0].get("href") == "#definition-R3"
    assert page.xpath("//dt[@id='definition-R3']")
    links = {a.text_content(): a.get("href") for a in page.xpath("//section[@id='situation-2']//a")}
    assert links["la fiche"] == "/fiches/F2/"
    assert links["une autre"] == "https://www.service-public.gouv.fr/particuliers/vosdroits/F99"
    assert links["un site"] == "https://a.fr"


@pytest.mark.usefixtures("revision")
def test_it_keeps_tables_with_their_headers_and_merged_cells(client: Client) -> None:
    table = page_of(client, "/fiches/F1/").xpath("//article//table")[0]
    assert table.xpath("caption")[0].text_content() == "Prix"
    assert table.xpath("thead//th")[0].get("colspan") == "2"
    assert [(c.tag, c.get("scope"), c.text_content()) for c in table.xpath("tbody/tr/*")] == [
        ("th", "row", "Italie"),
        ("td", None, "25 €"),
    ]


@pytest.mark.usefixtures("revision")
def test_it_shows_services_contacts_references_dates_and_attribution(client: Client) -> None:
    page = page_of(client, "/fiches/F1/").text_content()
    for words in (
        "Pré-demande",
        "Cerfa n° 1*02",
        "Consulat",
        "Sur rendez-vous",
        "Décret n°1",
        "15/01/2026",
        "Service-Public.gouv.fr / DILA, https://www.service-public.gouv.fr/",
        "F1.xml",
        "Et le passeport ?",
        "En mars.",
    ):
        assert words in page


@pytest.mark.usefixtures("revision")
def test_the_text_of_a_sheet_is_never_markup(client: Client) -> None:
    response = client.get("/fiches/F1/").content.decode()
    assert "<script>alert(1)" not in response
    assert "&lt;script&gt;alert(1)" in response


def test_it_marks_the_passage_cited_and_opens_its_case(
    client: Client, revision: SheetRevision
) -> None:
    passage = revision.passages.get(case="Cas 5")
    page = page_of(client, f"/fiches/F1/?passage={passage.pk}")
    [cited] = page.xpath(CITED)
    assert cited.text_content() == "Pièce 5."
    assert [e.xpath("summary")[0].text_content() for e in page.xpath("//details[@open]")] == [
        "Cas 5"
    ]
    assert page.xpath(f"//a[@href='#passage-{passage.position}']")


def test_a_passage_of_an_old_version_is_found_again_by_its_words_or_said_gone(
    client: Client, revision: SheetRevision, tmp_path: Path
) -> None:
    kept = revision.passages.get(case="Cas 5")
    gone = revision.passages.get(case="Cas 6")
    changed = BODY.replace("Pièce 6.", "Pièce changée.")
    import_sheets(path=archive(tmp_path, {"F1.xml": sheet(changed)}, "b.zip"), publish=True)
    page = page_of(client, f"/fiches/F1/?passage={kept.pk}")
    assert page.xpath(CITED)[0].text_content() == "Pièce 5."
    page = page_of(client, f"/fiches/F1/?passage={gone.pk}")
    assert not page.xpath(CITED)
    old = f"/fiches/F1/versions/{revision.pk}/?passage={gone.pk}"
    assert page_of(client, old).xpath(CITED)[0].text_content() == "Pièce 6."


def test_the_panel_is_the_sheet_alone(client: Client, revision: SheetRevision) -> None:
    address = f"/fiches/F1/versions/{revision.pk}/"
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Pièce 1." in fragment


def test_it_refuses_what_may_not_be_read(
    client: Client, revision: SheetRevision, tmp_path: Path, david: User
) -> None:
    import_sheets(path=archive(tmp_path, {"F3.xml": sheet(id="F3")}, "c.zip"))
    waiting = SheetRevision.objects.get(sheet__external_id="F3")
    for address in (
        "/fiches/F404/",
        "/fiches/F3/",
        f"/fiches/F3/versions/{waiting.pk}/",
        f"/fiches/F2/versions/{revision.pk}/",
        "/fiches/F1/versions/999999/",
    ):
        assert client.get(address).status_code == 404
    Sheet.objects.filter(external_id="F1").update(territory="19")
    assert client.get("/fiches/F1/").status_code == 404


@pytest.mark.parametrize("passage", ["abc", "-1", "9" * 40, "٣", "12"])
def test_a_strange_passage_is_no_error(
    client: Client, revision: SheetRevision, passage: str
) -> None:
    assert client.get("/fiches/F1/", {"passage": passage}).status_code == 200
