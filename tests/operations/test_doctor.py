"""`doctor` says in French what is out of order and what to do, and never a secret."""

import io
import json
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import suspend_person
from apps.audit.services import load_audit_key, write_checkpoint
from apps.operations.doctor import database, examination, surroundings
from apps.operations.doctor.findings import Finding, State
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import SearchVector
from apps.sheets.search.embedding import current_embedder
from tests.sheets.factories import RevisionFactory
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_fixture import fake_llm

__all__ = ["fake_llm"]
SECRETS = {
    "LLM_API_KEY": "cle-tres-secrete",
    "EMAIL_HOST_PASSWORD": "mot-de-passe-secret",
    "LLM_BASE_URL": "http://moi:autre-secret@127.0.0.1:9/v1",
    "REDIS_URL": "redis://:redis-secret@127.0.0.1:9",
}


@pytest.fixture
def worker(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


@pytest.fixture
def trail(tmp_path: Path, settings: Any, alice: User, emma: User) -> Path:
    """A key, an event, a checkpoint."""
    settings.AUDIT_KEY_FILE = str(tmp_path / "key.pem")
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "checkpoints.tsv")
    call_command("create_audit_key", path=Path(settings.AUDIT_KEY_FILE), stdout=io.StringIO())
    suspend_person(user=alice, suspended_by=emma)
    path = Path(settings.AUDIT_CHECKPOINT_FILE)
    write_checkpoint(path=path, key=load_audit_key(Path(settings.AUDIT_KEY_FILE)))
    return path


@pytest.fixture
def indexed(db: None) -> None:
    """A published sheet, found by meaning too."""
    revision = RevisionFactory(status=RevisionStatus.PUBLISHED)
    model = current_embedder().model
    SearchVector.objects.create(revision=revision, model=model, key="k", vector=[0.0] * 3)


@pytest.fixture
def healthy(worker: None, trail: Path, indexed: None) -> None:
    call_command("purge_expired", stdout=io.StringIO())


def doctor(*options: str) -> str:
    """What it prints, whatever it finds."""
    out = io.StringIO()
    try:
        call_command("doctor", *options, stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


def found() -> dict[str, Finding]:
    return dict(examination.examine())


def test_a_healthy_service_has_nothing_out_of_order(healthy: None) -> None:
    states = {name: finding.state for name, finding in found().items()}
    to_see = {name for name, state in states.items() if state is not State.OK}
    assert to_see == {"Réglages", "Version évaluée"}  # a demonstration, never evaluated
    out = io.StringIO()
    call_command("doctor", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(examination.CHECKS)
    assert all(line.startswith(("OK ", "À voir ", "En panne ")) for line in lines)


def test_every_fault_says_what_to_do(db: None, settings: Any) -> None:
    settings.AUDIT_KEY_FILE = "/absent"
    faults = [finding for finding in found().values() if finding.state is not State.OK]
    assert len(faults) >= 4
    assert all(finding.advice for finding in faults)


def test_it_ends_with_one_and_one_json_object_when_something_is_out_of_order(db: None) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("doctor", "--json", stdout=out)
    assert error.value.returncode == 1
    told = json.loads(out.getvalue())
    states = {one["name"]: one["state"] for one in told["findings"]}
    assert told["ok"] is False
    assert (states["File des tâches"], states["Recherche"]) == ("broken", "broken")
    assert states["pgvector"] == "ok"


def test_no_secret_is_printed_even_by_a_failure(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        setattr(settings, name, value)
    settings.LLM_MODEL, settings.MAIL_IS_ON, settings.EMAIL_HOST = "m", True, "127.0.0.1"
    settings.EMAIL_PORT = 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [settings.REDIS_URL]},
        }
    }

    def fails() -> Finding:
        raise OperationalError("connection to postgresql://fs_app:base-secrete@db failed")

    monkeypatch.setattr(database, "clock", fails)
    said = doctor() + doctor("--json")
    values = [*SECRETS.values(), "autre-secret", "redis-secret", "base-secrete"]
    assert [value for value in [*values, settings.SECRET_KEY] if value in said] == []
    assert "Modèle de rédaction : m ne répond pas" in said
    assert "Courriel : Le serveur de courriel refuse" in said
    assert "Annonces : Redis ne répond pas" in said


def test_without_a_database_the_rest_is_still_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Finding:
        raise OperationalError

    away_check = examination.Check("Base de données", away, needs_database=False)
    checks = [away_check if one is examination.DATABASE else one for one in examination.CHECKS]
    monkeypatch.setattr(examination, "DATABASE", away_check)
    monkeypatch.setattr(examination, "CHECKS", checks)
    states = found()
    assert states["Base de données"].state is State.BROKEN
    assert "la base ne répond pas" in states["Migrations"].text
    assert states["Disque"].state is State.OK


@pytest.mark.django_db(databases=["default", "maintenance"])
def test_a_role_that_could_change_the_trail_is_out_of_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert database.roles().state is State.OK
    monkeypatch.setattr(database, "connection", connections["maintenance"])
    assert "peut modifier" in database.roles().text


@pytest.mark.django_db(databases=["default", "maintenance"])
def test_triggers_that_were_cut_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = connections["maintenance"]
    monkeypatch.setattr(database, "connection", owner)
    with owner.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_no_change")
    finding = database.roles()
    assert (finding.state, "coupés" in finding.text) == (State.BROKEN, True)


def test_a_clock_that_is_off_is_seen(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real = timezone.now
    for seconds, state in ((0, State.OK), (5, State.TO_SEE), (90, State.BROKEN)):
        later = timedelta(seconds=seconds)
        monkeypatch.setattr(database.timezone, "now", lambda later=later: real() + later)
        assert database.clock().state is state


def test_a_silent_worker_is_out_of_order_and_a_late_job_is_told(worker: None) -> None:
    assert database.jobs().state is State.OK
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('t', 'q') RETURNING id"
        )
        job = cursor.fetchone()[0]
        assert database.jobs().state is State.OK
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '1 hour' WHERE job_id = %s",
            [job],
        )
        assert "1 tâches attendent" in database.jobs().text
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 h'")
    assert database.jobs().state is State.BROKEN


def test_a_trail_that_differs_from_its_checkpoint_is_out_of_order(trail: Path) -> None:
    assert database.trail().state is State.OK
    origin, size, _head, at, signature = trail.read_text().rstrip("\n").split("\t")
    trail.write_text("\t".join((origin, size, "0" * 64, at, signature)) + "\n")
    assert "diffère" in database.trail().text
    trail.write_text("illisible\n")
    assert database.trail().state is State.BROKEN


def test_events_without_a_checkpoint_for_minutes_are_told(
    trail: Path, alice: User, emma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspend_person(user=alice, suspended_by=emma)
    assert database.trail().state is State.OK
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(database.timezone, "now", lambda: later)
    assert database.trail().state is State.TO_SEE


def test_sheets_without_vectors_are_told(indexed: None) -> None:
    assert database.search().state is State.OK
    RevisionFactory(status=RevisionStatus.PUBLISHED)
    assert "1 fiches sur 2" in database.search().text


def test_a_model_that_answers_and_one_that_does_not(fake_llm: FakeLlm, settings: Any) -> None:
    settings.LLM_BASE_URL, settings.LLM_MODEL = fake_llm.base_url, "fake-model"
    assert surroundings.writing_model() == Finding(State.OK, "fake-model répond.")
    settings.LLM_BASE_URL = "http://127.0.0.1:9/v1"
    assert surroundings.writing_model().state is State.BROKEN


def test_the_outbound_list_names_hosts_and_tells_what_is_not_encrypted(settings: Any) -> None:
    assert surroundings.outbound().text == "Rien ne sort de la machine."
    settings.LLM_BASE_URL = "https://cle@albert.api.etalab.gouv.fr/v1"
    assert surroundings.outbound().text == "Sorties permises : modèle (albert.api.etalab.gouv.fr)."
    settings.RERANK_BASE_URL = "http://ailleurs.example.org/v1"
    assert "reclassement" in surroundings.outbound().text
    assert surroundings.outbound().state is State.TO_SEE


@pytest.mark.parametrize(
    ("free", "state"), [(50, State.OK), (3, State.TO_SEE), (0.5, State.BROKEN)]
)
def test_a_disk_that_fills_up_is_told_before_it_is_full(
    monkeypatch: pytest.MonkeyPatch, free: float, state: State
) -> None:
    usage = namedtuple("usage", "total used free")(0, 0, free * surroundings.GIGABYTE)
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda path: usage)
    assert surroundings.disk().state is state
