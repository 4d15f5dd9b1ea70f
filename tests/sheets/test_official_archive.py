"""The official archive of November 2020: a sample is read, updates make new revisions."""

import json
import zipfile
from pathlib import Path

import pytest

from apps.sheets.models import SheetRevision
from apps.sheets.parsing.files import parse_file
from apps.sheets.parsing.parsed import ParsedSheet
from apps.sheets.parsing.publication import parse_publication
from apps.sheets.services import import_sheets
from tests.sheets.samples import archive

pytestmark = pytest.mark.shared_data
SAMPLE = 40  # one sheet in so many


@pytest.fixture(scope="module")
def official(shared_folder: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(shared_folder / "data" / "vosdroits-part-20201112.zip")


def test_a_sample_of_every_kind_of_file_is_parsed(official: zipfile.ZipFile) -> None:
    names = sorted(official.namelist())[::SAMPLE]
    sheets = [parse_file(official.read(name), name) for name in names]
    assert len(sheets) > 100
    for parsed in sheets:
        if isinstance(parsed, ParsedSheet) and parsed.has_answer:
            assert parsed.passages
            assert all(each.text == each.text.strip() for each in parsed.passages)


def test_the_quotes_of_the_evaluation_set_stand_in_passages(
    official: zipfile.ZipFile, shared_folder: Path
) -> None:
    """The few that do not are cells of tables, written without a separator in the set."""
    lines = (shared_folder / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
    facts = [fact for line in lines for fact in json.loads(line).get("facts", [])]
    passages: dict[str, str] = {}
    for name in {fact["sheet"] for fact in facts}:
        parsed = parse_publication(official.read(f"{name}.xml"), f"{name}.xml")
        passages[name] = "\n".join(" ".join(each.text.split()) for each in parsed.passages)
    found = sum(" ".join(fact["quote"].split()) in passages[fact["sheet"]] for fact in facts)
    assert len(facts) > 250
    assert found / len(facts) > 0.93


def test_two_sheets_speak_for_their_variants(official: zipfile.ZipFile) -> None:
    lost_card = parse_publication(official.read("F1344.xml"), "F1344.xml")
    assert lost_card.operator == "ants"
    costs = [each.text for each in lost_card.passages if each.kind == "cost"]
    assert any("25\u00a0€" in text for text in costs)
    census = parse_publication(official.read("F870.xml"), "F870.xml")
    assert any("16" in each.text for each in census.passages)


@pytest.mark.django_db
def test_newer_versions_of_two_sheets_make_new_revisions(
    official: zipfile.ZipFile, shared_folder: Path, tmp_path: Path
) -> None:
    files = {name: official.read(name) for name in ("F303.xml", "F2918.xml", "N19806.xml")}
    import_sheets(path=archive(tmp_path, files), publish=True)
    report = import_sheets(path=shared_folder / "data" / "updates", publish=True)
    assert (report.updated, report.withdrawn, report.refused) == (2, 0, [])
    current = SheetRevision.objects.published().order_by("sheet__external_id")
    assert [(row.sheet.external_id, row.number) for row in current] == [("F2918", 2), ("F303", 2)]
    apprenticeship = current[0]
    assert "Une mise à jour de cette fiche est annoncée" in apprenticeship.warning
    assert apprenticeship.sheet.audiences == ["Particuliers", "Professionnels"]
    assert apprenticeship.contacts.filter(pivot="mission_locale").exists()
    assert SheetRevision.objects.filter(status="superseded").count() == 2
