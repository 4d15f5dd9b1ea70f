"""The curator and the administrator walk their job."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, Served

OpenAs = Callable[..., Page]
Check = Callable[[Page], None]
SHEETS = ROOT / "apps" / "operations" / "demonstration" / "sheets"


def test_an_administrator_reads_the_journal(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check
) -> None:
    page = signed_in(demonstration, "emma")
    page.goto(f"{demonstration.url}/administration/journal/")
    expect(page.get_by_role("cell", name="Connexion").first).to_be_visible()
    has_no_axe_violation(page)


def test_nobody_enters_another_roles_pages(demonstration: Served, signed_in: OpenAs) -> None:
    page = signed_in(demonstration, "alice")
    for path in ("/supervision/", "/administration/", "/administration/journal/"):
        response = page.goto(demonstration.url + path)
        assert response is not None
        assert response.status == 403


def test_a_curator_imports_a_sheet_and_another_one_publishes_it(
    demonstration: Served, signed_in: OpenAs, has_no_axe_violation: Check, tmp_path: Path
) -> None:
    changed = (SHEETS / "F90001.xml").read_text("utf-8").replace("F90001", "F99001")
    upload = tmp_path / "F99001.xml"
    upload.write_text(changed, "utf-8")
    author = signed_in(demonstration, "carole")
    author.goto(f"{demonstration.url}/administration/")
    has_no_axe_violation(author)
    author.goto(f"{demonstration.url}/administration/imports/nouveau/")
    has_no_axe_violation(author)
    author.locator("input[type=file]").set_input_files(upload)
    author.locator("main form button[type=submit]").first.click()
    expect(author.get_by_text("Terminé").first).to_be_visible(timeout=30_000)
    has_no_axe_violation(author)

    approver = signed_in(demonstration, "chloe")
    approver.goto(f"{demonstration.url}/administration/fiches/?words=F99001")
    has_no_axe_violation(approver)
    with approver.expect_navigation():
        approver.locator("main table a").first.click()
    has_no_axe_violation(approver)
    approver.get_by_role("button", name="Publier la version 1").click()
    counsellor = signed_in(demonstration, "alice")
    counsellor.goto(f"{demonstration.url}/fiches/F99001/")
    expect(counsellor.get_by_role("heading", level=1)).to_be_visible()

    with approver.expect_navigation():
        approver.get_by_role("link", name="Retirer la fiche").click()
    has_no_axe_violation(approver)
    approver.locator("main textarea").fill("Copie de démonstration.")
    with approver.expect_navigation():
        approver.locator("main form button[type=submit]").first.click()
    response = counsellor.goto(f"{demonstration.url}/fiches/F99001/")
    assert response is not None
    assert response.status == 404
