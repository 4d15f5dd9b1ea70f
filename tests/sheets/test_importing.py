"""Imports: what is new, what changed, what disappeared, what is refused."""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.sheets.enums import ImportStatus, RevisionStatus
from apps.sheets.models import (
    Contact,
    OnlineService,
    Passage,
    Sheet,
    SheetImport,
    SheetRevision,
)
from apps.sheets.parsing.archive import ArchiveRefusal
from apps.sheets.services import (
    ImportBusy,
    ImportCancelled,
    cancel_import,
    import_sheets,
    lifecycle,
    request_import,
)
from tests.sheets.samples import archive, node, resource, sheet, sheets

pytestmark = pytest.mark.django_db


def published(sheet_id: str) -> SheetRevision:
    return SheetRevision.objects.published().get(sheet__external_id=sheet_id)


def test_a_first_import_creates_published_revisions_with_their_provenance(
    tmp_path: Path, carole: User
) -> None:
    path = archive(tmp_path, {**sheets(3), "N358.xml": node(), "R10.xml": resource()})
    report = import_sheets(path=path, publish=True, approver=carole)
    assert (report.seen, report.created, report.passages, report.refused) == (3, 3, 3, [])
    revision = published("F1")
    assert (revision.number, revision.author, revision.author_label) == (1, None, "Import DILA")
    assert revision.approver == carole
    assert revision.attribution == (
        "Service-Public.gouv.fr / DILA, https://www.service-public.gouv.fr/particuliers/vosdroits/F1,"
        " F1.xml, fichier du 20/01/2026"
    )
    assert revision.source_xml == sheets(1)["F1.xml"]
    assert str(revision.source_date) == "2026-01-15"
    assert revision.passages.get().text == "Texte de la fiche 1."
    assert Sheet.objects.get(external_id="F1").feeds == ["particuliers"]


def test_without_publishing_revisions_await_approval_and_a_later_import_approves_them(
    tmp_path: Path, carole: User
) -> None:
    path = archive(tmp_path, sheets(2))
    import_sheets(path=path)
    assert SheetRevision.objects.awaiting_approval().count() == 2
    report = import_sheets(path=path, publish=True, approver=carole)
    assert (report.updated, report.unchanged) == (2, 0)
    assert published("F2").approver == carole


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    path = archive(tmp_path, {**sheets(5), "N358.xml": node()})
    import_sheets(path=path, publish=True)
    before = list(SheetRevision.objects.values_list("pk", "status", "published_at"))
    report = import_sheets(path=path, publish=True)
    assert (report.unchanged, report.created, report.updated, report.withdrawn) == (5, 0, 0, 0)
    assert list(SheetRevision.objects.values_list("pk", "status", "published_at")) == before


def test_a_changed_sheet_gets_a_new_revision_and_the_old_one_is_kept(tmp_path: Path) -> None:
    import_sheets(path=archive(tmp_path, sheets(10)), publish=True)
    old = published("F1")
    new_text = "<Texte><Paragraphe>Texte nouveau.</Paragraphe></Texte>"
    changed = {**sheets(10), "F1.xml": sheet(new_text, title="Fiche 1")}
    report = import_sheets(path=archive(tmp_path, changed), publish=True)
    assert (report.updated, report.unchanged) == (1, 9)
    old.refresh_from_db()
    assert old.status == RevisionStatus.SUPERSEDED
    assert old.closed_at is not None
    assert old.passages.get().text == "Texte de la fiche 1."
    assert (published("F1").number, published("F1").passages.get().text) == (2, "Texte nouveau.")
    recalls = ProcrastinateJob.objects.filter(task_name="curation.recall_answers")
    assert [job.args["sheet_ids"] for job in recalls] == [[old.sheet_id]]


def test_a_changed_sheet_that_awaits_approval_leaves_the_published_one_in_place(
    tmp_path: Path,
) -> None:
    import_sheets(path=archive(tmp_path, {"F1.xml": sheet()}), publish=True)
    for text in ("deux", "trois"):
        body = f"<Texte><Paragraphe>{text}</Paragraphe></Texte>"
        import_sheets(path=archive(tmp_path, {"F1.xml": sheet(body)}))
    statuses = SheetRevision.objects.order_by("number").values_list("status", flat=True)
    assert list(statuses) == ["published", "superseded", "in_review"]


def test_other_bytes_for_the_same_words_change_nothing(tmp_path: Path) -> None:
    import_sheets(path=archive(tmp_path, {"F1.xml": sheet()}), publish=True)
    spaced = sheet().replace(b"<Paragraphe>", b"\n   <Paragraphe>\n")
    report = import_sheets(path=archive(tmp_path, {"F1.xml": spaced}), publish=True)
    assert (report.unchanged, report.updated) == (1, 0)


def test_a_new_date_alone_makes_a_revision_of_the_same_content(tmp_path: Path) -> None:
    import_sheets(path=archive(tmp_path, {"F1.xml": sheet()}), publish=True)
    first = published("F1")
    later = archive(tmp_path, {"F1.xml": sheet(date="2026-02-01")})
    assert import_sheets(path=later, publish=True).updated == 1
    assert published("F1").content_sha256 == first.content_sha256
    assert str(published("F1").source_date) == "2026-02-01"


def test_a_sheet_gone_from_a_whole_archive_is_withdrawn_and_says_what_replaces_it(
    tmp_path: Path,
) -> None:
    import_sheets(path=archive(tmp_path, sheets(12)), publish=True)
    redirections = '<Redirections><Redirection from="F12" to="F1" date="" type=""/></Redirections>'
    fewer = {**sheets(11), "redirections.xml": redirections.encode()}
    report = import_sheets(path=archive(tmp_path, fewer), publish=True)
    assert (report.withdrawn, report.unchanged) == (1, 11)
    gone = Sheet.objects.get(external_id="F12")
    assert (gone.feeds, gone.replaced_by) == ([], "F1")
    assert gone.revisions.get().status == RevisionStatus.WITHDRAWN
    assert not Passage.objects.published().filter(revision__sheet=gone).exists()


def test_a_withdrawn_sheet_that_comes_back_is_published_again(tmp_path: Path) -> None:
    import_sheets(path=archive(tmp_path, sheets(12)), publish=True)
    import_sheets(path=archive(tmp_path, sheets(11)), publish=True)
    report = import_sheets(path=archive(tmp_path, sheets(12)), publish=True)
    assert (report.updated, published("F12").number) == (1, 2)


def test_a_sheet_that_a_curator_withdrew_stays_so(tmp_path: Path, carole: User) -> None:
    path = archive(tmp_path, {"F1.xml": sheet()})
    import_sheets(path=path, publish=True)
    one = Sheet.objects.get(external_id="F1")
    lifecycle.withdraw_sheet(sheet=one, withdrawn_by=carole, reason="Contient une erreur.")
    assert import_sheets(path=path, publish=True).unchanged == 1
    other = sheet("<Texte><Paragraphe>Corrigée.</Paragraphe></Texte>")
    import_sheets(path=archive(tmp_path, {"F1.xml": other}), publish=True)
    latest = one.revisions.order_by("-number").first()
    assert latest is not None
    assert (latest.number, latest.status) == (2, RevisionStatus.IN_REVIEW)


def test_an_archive_that_lost_more_than_a_tenth_withdraws_nothing(tmp_path: Path) -> None:
    import_sheets(path=archive(tmp_path, sheets(20)), publish=True)
    report = import_sheets(path=archive(tmp_path, sheets(17)), publish=True)
    assert (report.withdrawn, report.kept_despite_absence) == (0, 3)
    assert SheetRevision.objects.published().count() == 20


def test_an_archive_of_other_sheets_withdraws_nothing(tmp_path: Path) -> None:
    """However many it holds: an extract of one operator, say, takes nothing of the others away."""
    import_sheets(path=archive(tmp_path, sheets(10)), publish=True)
    others = {f"F{n}.xml": sheet(id=f"F{n}") for n in range(50, 65)}
    report = import_sheets(path=archive(tmp_path, others), publish=True)
    assert (report.created, report.withdrawn, report.kept_despite_absence) == (15, 0, 10)


def test_a_theme_whose_name_is_too_long_is_refused_and_its_sheets_come_in(tmp_path: Path) -> None:
    nodes = {"N19810.xml": node("N19810", "Papiers " * 30, "Theme")}
    report = import_sheets(path=archive(tmp_path, {**sheets(2), **nodes}), publish=True)
    assert [(each.file, each.reason) for each in report.refused] == [
        ("N19810.xml", "Le titre dépasse 120 caractères.")
    ]
    assert report.refused[0].line > 0
    assert (report.created, published("F1").sheet.theme) == (2, "Papiers - Citoyenneté")


def test_one_file_or_a_folder_of_a_few_withdraws_nothing(tmp_path: Path) -> None:
    import_sheets(path=archive(tmp_path, sheets(2)), publish=True)
    folder = tmp_path / "lot"
    folder.mkdir()
    for number in (1, 3):
        (folder / f"F{number}.xml").write_bytes(sheets(1, start=number)[f"F{number}.xml"])
    report = import_sheets(path=folder, publish=True)
    assert (report.created, report.unchanged, report.withdrawn) == (1, 1, 0)
    assert import_sheets(path=folder / "F3.xml", publish=True).unchanged == 1


def test_an_unreadable_file_is_refused_alone_and_keeps_its_published_revision(
    tmp_path: Path,
) -> None:
    import_sheets(path=archive(tmp_path, sheets(10)), publish=True)
    before = counts()
    broken = {**sheets(10), "F3.xml": sheet().replace(b"</Texte>", b""), "F11.xml": b"<Publication"}
    report = import_sheets(path=archive(tmp_path, broken), publish=True)
    refusals = sorted((each.file, each.line) for each in report.refused)
    assert [file for file, _ in refusals] == ["F11.xml", "F3.xml"]
    assert all(line > 0 for _, line in refusals)
    assert (report.unchanged, report.withdrawn) == (9, 0)
    assert counts() == before


def test_a_value_too_long_for_its_column_is_refused_without_a_partial_sheet(
    tmp_path: Path,
) -> None:
    long_theme = sheet().replace("Papiers - Citoyenneté".encode(), b"a" * 500)
    files = {**sheets(4, start=2), "F1.xml": long_theme}
    report = import_sheets(path=archive(tmp_path, files), publish=True)
    assert [refusal.file for refusal in report.refused] == ["F1.xml"]
    assert report.created == 4
    assert not Sheet.objects.filter(external_id="F1").exists()


def test_the_same_sheet_in_two_feeds_is_one_sheet_with_its_text_from_the_first(
    tmp_path: Path,
) -> None:
    pro = sheet(
        "<Texte><Paragraphe>Pour les pros.</Paragraphe></Texte>", feed="professionnels-entreprises"
    )
    alone = sheet(id="F2", title="Seule", feed="professionnels-entreprises")
    import_sheets(path=archive(tmp_path, {"F1.xml": pro, "F2.xml": alone}, "pro.zip"), publish=True)
    import_sheets(path=archive(tmp_path, {"F1.xml": sheet()}, "part.zip"), publish=True)
    one = Sheet.objects.get(external_id="F1")
    assert one.feeds == ["particuliers", "professionnels-entreprises"]
    assert published("F1").passages.get().text == "La carte est gratuite."
    report = import_sheets(
        path=archive(tmp_path, {"F1.xml": pro, "F2.xml": alone}, "pro.zip"), publish=True
    )
    assert (report.updated, report.unchanged, report.withdrawn) == (0, 2, 0)


def test_an_official_archive_leaves_demonstration_sheets_alone(tmp_path: Path) -> None:
    demonstration = sheet(id="F90001", creator="Équipe (texte de démonstration)")
    import_sheets(path=archive(tmp_path, {"F90001.xml": demonstration}), publish=True)
    report = import_sheets(path=archive(tmp_path, sheets(3)), publish=True)
    assert (report.created, report.withdrawn) == (3, 0)
    one = Sheet.objects.get(external_id="F90001")
    assert (one.is_demonstration, one.feeds) == (True, ["demonstration"])


def test_resources_complete_services_and_nodes_relabel_themes(tmp_path: Path) -> None:
    service = '<ServiceEnLigne ID="R10"><Titre>Pré-demande</Titre></ServiceEnLigne>'
    files = {
        "F1.xml": sheet(f"<Texte><Paragraphe>a</Paragraphe>{service}</Texte>"),
        "R10.xml": resource(),
        "N19810.xml": node("N19810", "Papiers - Citoyenneté - Élections", "Theme"),
    }
    import_sheets(path=archive(tmp_path, files), publish=True)
    row = OnlineService.objects.get()
    assert (row.url, row.kind) == ("https://ants.gouv.fr/predemande", "Téléservice")
    assert Sheet.objects.get().theme == "Papiers - Citoyenneté - Élections"


def test_the_index_of_important_changes_completes_the_sheet(tmp_path: Path) -> None:
    index = (
        '<DatesModImp><Item ID="F1" dateDerniereModificationImportante="2026-01-02T00:00:00"/>'
        "</DatesModImp>"
    )
    files = {"F1.xml": sheet(), "idxDateModifImp.xml": index.encode()}
    import_sheets(path=archive(tmp_path, files), publish=True)
    assert str(published("F1").important_change_on) == "2026-01-02"


def test_one_event_holds_the_hash_of_all_that_an_import_wrote(tmp_path: Path, carole: User) -> None:
    import_sheets(path=archive(tmp_path, sheets(3)), publish=True, approver=carole)
    event = AuditEvent.objects.get(kind=EventKind.SHEETS_IMPORTED)
    assert (event.actor_id, event.payload["created"]) == (carole.pk, 3)
    assert len(event.payload["manifest_sha256"]) == 64
    run = SheetImport.objects.get()
    assert (run.status, run.done, run.total) == (ImportStatus.DONE, 3, 3)
    assert run.report["passages"] == 3


def test_progress_is_said_up_to_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    import_sheets(
        path=archive(tmp_path, sheets(3)), progress=lambda done, total: seen.append((done, total))
    )
    assert seen[-1] == (3, 3)


def test_an_input_that_cannot_be_read_changes_nothing_and_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "faux.zip"
    path.write_bytes(b"PK rien")
    with pytest.raises(ArchiveRefusal, match="zip lisible"):
        import_sheets(path=path, publish=True)
    run = SheetImport.objects.get()
    assert (run.status, "zip lisible" in run.error) == (ImportStatus.FAILED, True)
    assert Sheet.objects.count() == 0


def test_only_one_import_runs_at_a_time(tmp_path: Path, carole: User) -> None:
    path = archive(tmp_path, sheets(1))
    other = request_import(file_name="autre.zip", requested_by=carole, publish=False)
    with pytest.raises(ImportBusy):
        import_sheets(
            path=path,
            progress=lambda _done, _total: import_sheets(path=path, run=other),
        )


def test_a_cancelled_import_stops(tmp_path: Path, carole: User) -> None:
    run = request_import(file_name="a.zip", requested_by=carole, publish=False)
    assert cancel_import(run=run)
    with pytest.raises(ImportCancelled):
        import_sheets(path=archive(tmp_path, sheets(1)), run=run)
    assert Sheet.objects.count() == 0


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (SheetRevision, {"title": "Autre"}),
        (SheetRevision, {"body": {}}),
        (SheetRevision, {"raw": b""}),
        (Passage, {"text": "Autre"}),
        (Passage, {"heading_path": ["x"]}),
    ],
)
def test_the_database_refuses_to_change_what_a_revision_says(
    tmp_path: Path, model: type[SheetRevision | Passage], values: dict[str, object]
) -> None:
    import_sheets(path=archive(tmp_path, sheets(1)), publish=True)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        model._default_manager.update(**values)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Passage.objects.all()._raw_delete("default")


def counts() -> tuple[int, ...]:
    models = (Sheet, SheetRevision, Passage, OnlineService, Contact)
    return tuple(model._default_manager.count() for model in models)
