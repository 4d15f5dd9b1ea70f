"""The database: reached, migrated, its roles apart, its clock right; jobs, search, trail."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from apps.audit.models import AuditEvent
from apps.audit.services import load_audit_key, read_checkpoints
from apps.evaluation.releases import current_release
from apps.evaluation.reports import latest_decision
from apps.operations.doctor.findings import Finding, broken, ok, to_see
from apps.operations.models import PurgeRun
from apps.sheets.models import SheetRevision
from apps.sheets.search.embedding import current_embedder
from apps.sheets.services.indexing import revisions_without_vectors

WORKER_SILENT = timedelta(minutes=1)
JOB_LATE = timedelta(minutes=2)
CHECKPOINT_LATE = timedelta(minutes=5)
PURGE_LATE = timedelta(hours=36)
CLOCK_SECONDS, CLOCK_BROKEN_SECONDS = 2.0, 60.0
_TRIGGERS = 2


def _row(statement: str, *parameters: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def reached() -> Finding:
    (version,) = _row("SHOW server_version")
    return ok(f"PostgreSQL {version.split()[0]} répond.")


def vectors_extension() -> Finding:
    (version,) = _row("SELECT max(extversion) FROM pg_extension WHERE extname = 'vector'")
    if version is None:
        return broken("pgvector manque.", "CREATE EXTENSION vector, en superutilisateur.")
    return ok(f"pgvector {version}.")


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        return broken(
            f"{waiting} migrations à appliquer.", "manage.py migrate --database maintenance."
        )
    return ok("Toutes appliquées.")


def roles() -> Finding:
    """The application may add to the trail, and nothing else; triggers refuse the rest to all."""
    may_change, is_above, triggers = _row(
        """SELECT has_table_privilege('audit_auditevent', 'UPDATE, DELETE, TRUNCATE'),
                  (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),
                  (SELECT count(*) FROM pg_trigger
                    WHERE tgrelid = 'audit_auditevent'::regclass AND tgenabled <> 'D'
                      AND tgname IN ('audit_no_change', 'audit_no_truncate'))"""
    )
    if triggers != _TRIGGERS:
        return broken(
            "Les déclencheurs qui protègent le journal d’audit sont coupés.",
            "Cherchez qui les a coupés, puis ALTER TABLE audit_auditevent ENABLE TRIGGER ALL.",
        )
    if may_change or is_above:
        return broken(
            "Le rôle de l’application peut modifier le journal d’audit.",
            "DATABASE_URL : le rôle de l’application ; DATABASE_OWNER_URL : le propriétaire.",
        )
    return ok("L’application ne peut qu’ajouter au journal d’audit.")


def clock() -> Finding:
    (there,) = _row("SELECT clock_timestamp()")
    seconds = abs((timezone.now() - there).total_seconds())
    text = f"{seconds:.1f} s d’écart avec la base.".replace(".", ",", 1)
    if seconds > CLOCK_SECONDS:
        finding = broken if seconds > CLOCK_BROKEN_SECONDS else to_see
        return finding(text, "Synchronisez les horloges des machines (NTP).")
    return ok(text)


def jobs() -> Finding:
    now = timezone.now()
    waiting = (
        ProcrastinateJob.objects.filter(
            status="todo",
            procrastinateevent__type="deferred",
            procrastinateevent__at__lt=now - JOB_LATE,
        )
        .exclude(scheduled_at__gt=now - JOB_LATE)
        .count()
    )
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - WORKER_SILENT).count()
    if not alive:
        return broken(
            "Aucun processus de travail ne donne signe de vie : aucune réponse ne peut venir.",
            "manage.py procrastinate worker, ou WORKER_IN_SERVER=1.",
        )
    if waiting:
        return to_see(
            f"{waiting} tâches attendent depuis plus de deux minutes.",
            "Ajoutez un processus de travail, ou augmentez WORKER_CONCURRENCY.",
        )
    if failed:
        return to_see(f"{failed} tâches ont échoué.", "Lisez les journaux du processus de travail.")
    return ok(f"Processus de travail en marche : {alive}.")


def search() -> Finding:
    published = SheetRevision.objects.published().count()
    if not published:
        return broken("Aucune fiche publiée.", "manage.py import_sheets … --publish.")
    missing = revisions_without_vectors(current_embedder().model).count()
    if missing:
        return to_see(
            f"{missing} fiches sur {published} ne se trouvent encore que par leurs mots.",
            "manage.py index_sheets, ou laissez faire le processus de travail.",
        )
    return ok(f"{published} fiches publiées, toutes indexées.")


def trail() -> Finding:
    """The key is there, the last checkpoint is young, and the chain still has its head."""
    missing = "manage.py create_audit_key, puis gardez la clé hors de la machine de la base."
    if not Path(settings.AUDIT_KEY_FILE).exists():
        finding = broken if settings.PRODUCTION else to_see
        return finding("Pas de clé : les points de contrôle ne sont pas signés.", missing)
    try:
        load_audit_key(Path(settings.AUDIT_KEY_FILE))
        known = read_checkpoints(Path(settings.AUDIT_CHECKPOINT_FILE))
    except (OSError, ValueError):
        return broken("La clé ou un point de contrôle est illisible.", missing)
    last = AuditEvent.objects.order_by("-seq").first()
    if not known:
        return to_see("Aucun point de contrôle.", "Le processus de travail en écrit un par minute.")
    event = AuditEvent.objects.filter(seq=known[-1].size).first()
    if event is None or event.hash != known[-1].head:
        return broken(
            f"Le journal diffère du point de contrôle {known[-1].size}.",
            "manage.py verify_audit --checkpoints FICHIER ; gardez la base telle quelle.",
        )
    later = AuditEvent.objects.filter(seq__gt=event.seq).order_by("seq").first()
    if last and later and timezone.now() - later.at > CHECKPOINT_LATE:
        return to_see(
            f"{last.seq - event.seq} événements sans point de contrôle depuis plus de 5 minutes.",
            "Vérifiez que le processus de travail peut écrire AUDIT_CHECKPOINT_FILE.",
        )
    return ok(f"Dernier point de contrôle : événement {event.seq}.")


def retention() -> Finding:
    finished = PurgeRun.objects.exclude(finished_at=None).first()
    if finished is None or timezone.now() - finished.started_at > PURGE_LATE:
        return to_see(
            "Pas d’effacement des données anciennes depuis plus d’un jour.",
            "manage.py purge_expired, et vérifiez que le processus de travail tourne la nuit.",
        )
    return ok(f"Dernier effacement le {timezone.localtime(finished.started_at):%d/%m/%Y à %H:%M}.")


def release() -> Finding:
    """What the gate says of the release that is configured (PRODUCT S-11)."""
    decision = latest_decision(current_release().fingerprint)
    if decision is None:
        return to_see(
            "La version qui répond n’a jamais été évaluée.",
            "Lancez release_gate --run JEU, ou une série dans Supervision.",
        )
    day = f"{timezone.localtime(decision.created_at):%d/%m/%Y}"
    if decision.is_accepted:
        return ok(f"Acceptée le {day}.")
    found = broken if settings.RELEASE_GATE else to_see
    return found(
        f"Refusée le {day}. {' '.join(decision.reasons)}", "Remettez la version précédente."
    )
