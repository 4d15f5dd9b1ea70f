"""The whole life of a local sheet, by two curators, and what a counsellor sees of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served
from tests.e2e.test_counsellor import OpenAs, ask, wait_for_the_end

Check = Callable[[Page], None]
TITLE = "Pass Oxygène pour le bus"
TEXT = (
    "Le pass Oxygène pour le bus coûte 47 € par an.\n\n"
    "## Pièces à fournir\n\n- Une pièce d’identité\n- Une photo"
)
QUESTION = "Combien coûte le pass Oxygène pour le bus ?"
SHEETS = "/administration/fiches/"


def write_sheet(page: Page, served: Served, check: Check) -> None:
    """Title, text, metadata; check looks at each step."""
    page.goto(f"{served.url}{SHEETS}locales/nouvelle/")
    check(page)
    page.locator("#id_title").fill(TITLE)
    with page.expect_navigation():
        page.get_by_role("button", name="Commencer").click()
    page.locator("#id_markdown").fill(TEXT)
    expect(page.locator("#preview")).to_contain_text("Pièces à fournir")
    check(page)
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.locator("#id_operator").select_option("other")
    page.locator("#id_theme_id").select_option("N19812")
    page.locator("#id_source_url").fill("https://transports.example.org/oxygene")
    page.locator("#id_licence").fill("Licence Ouverte 2.0")
    page.locator("#id_review_due").fill((date.today() + timedelta(days=180)).isoformat())
    page.locator("#id_visibility").select_option("public")
    check(page)
    page.get_by_role("button", name="Enregistrer et continuer").click()


def submit_sheet(page: Page, check: Check) -> str:
    """Test and submission; the address of the version that awaits another person."""
    page.get_by_role("button", name="Tester la fiche telle qu’elle est").click()
    page.get_by_label("Une question à laquelle").fill(QUESTION)
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_text("(cette fiche)")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Continuer vers la publication").click()
    check(page)
    page.get_by_role("button", name="Soumettre à approbation").click()
    expect(page.get_by_text("une autre personne doit la publier")).to_be_visible()
    expect(page.get_by_role("button", name="Publier la version")).to_have_count(0)
    check(page)
    return page.url


def answer_text(page: Page, served: Served) -> str:
    """What a new exchange answers to the question."""
    page.goto(f"{served.url}/")
    ask(page, QUESTION)
    wait_for_the_end(page)
    return page.locator(".fs-turn").last.inner_text()


@pytest.mark.timeout(300)  # three people, eleven pages, each looked at by axe
def test_a_local_sheet_is_written_approved_quoted_changed_recalled_and_withdrawn(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """A-01, A-02, A-04, A-05: two people, and a counsellor."""
    served, check = demonstration, has_no_axe_violation
    author, approver = signed_in(served, "carole"), signed_in(served, "chloe")
    counsellor = signed_in(served, "alice")

    write_sheet(author, served, check)
    version = submit_sheet(author, check)
    assert "47 €" not in answer_text(counsellor, served), "it awaits approval"
    approver.goto(f"{served.url}{SHEETS}?state=in_review&change=new&words=Oxyg%C3%A8ne")
    check(approver)
    approver.get_by_role("link", name=TITLE).click()
    approver.get_by_role("button", name="Publier la version 1").click()
    expect(approver.get_by_text("La version est publiée")).to_be_visible()

    assert "47 €" in answer_text(counsellor, served)
    exchange = counsellor.url
    counsellor.locator(".fs-cite").and_(counsellor.get_by_role("button", name=TITLE)).first.click()
    expect(counsellor.get_by_text("Fiche locale").locator("visible=true").first).to_be_visible()
    check(counsellor)

    author.goto(version)
    with author.expect_navigation():
        author.get_by_role("button", name="Modifier la fiche locale").click()
    author.locator("#id_markdown").fill(TEXT.replace("47 €", "52 €"))
    for _ in ("text", "metadata"):
        with author.expect_navigation():
            author.get_by_role("button", name="Enregistrer et continuer").click()
    changed = submit_sheet(author, check)
    approver.goto(changed)
    expect(approver.locator("del").filter(has_text="47")).to_be_visible()
    expect(approver.locator("ins").filter(has_text="52")).to_be_visible()
    expect(approver.get_by_text("1 réponse concernée")).to_be_visible()
    check(approver)
    approver.goto(f"{changed}?vue=suivi")
    check(approver)
    approver.get_by_role("button", name="Publier la version 2").click()
    expect(approver.get_by_text("La version est publiée")).to_be_visible()

    counsellor.goto(exchange)
    expect(counsellor.get_by_text("Fiche modifiée depuis").first).to_be_visible()
    check(counsellor)
    expect(counsellor.locator("main")).to_contain_text("47 €")
    assert "52 €" in answer_text(counsellor, served)

    approver.get_by_role("link", name="Retirer la fiche").click()
    check(approver)
    approver.locator("main textarea").fill("Le pass n’existe plus.")
    approver.locator("main form button[type=submit]").first.click()
    expect(approver.get_by_text("La fiche est retirée")).to_be_visible()
    gone = answer_text(counsellor, served)
    assert "52 €" not in gone
    assert TITLE not in gone


def test_a_curator_writes_and_lifts_a_publishing_rule(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    """A-03"""
    page = signed_in(demonstration, "carole")
    page.goto(f"{demonstration.url}{SHEETS}dates-de-revue/")
    has_no_axe_violation(page)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Logement"))
    row.get_by_role("button", name="Publier automatiquement").click()
    expect(row).to_contain_text("Publié automatiquement")
    has_no_axe_violation(page)
    row.get_by_role("button", name="Attendre de nouveau une personne").click()
    expect(row).to_contain_text("Attend une personne")
