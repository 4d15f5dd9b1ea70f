"""What is held about one account, as rows to read: found by walking the models, so that a new table
is in it by itself."""

from collections.abc import Iterator
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import CASCADE, ForeignKey, ForeignObjectRel, Model, Q

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.conversations.models import Conversation

Row = dict[str, Any]
SECRET = {"accounts.user": {"password"}, "mfa.authenticator": {"data"}}
"""What opens the account is nobody's to read."""
_BULK = {"sheets.sheetrevision": {"raw", "body", "related"}}
"""The words of published sheets: the sheet can be read in the service."""
ACCOUNT, JOURNAL = "compte.json", "journal.json"
_FILES = {
    "conversations.feedback": "votes.json",
    "conversations.question": "questions.json",
    "notices.notice": "messages.json",
    "reviews.review": "relectures-donnees.json",
    "sheets.sheetreport": "signalements.json",
}
README = """Données détenues au sujet d’un compte de l’assistant France services.

compte.json      nom, adresse, rôles, espace, préférences (jamais le mot de passe)
echanges/        un fichier par échange : questions masquées, réponses, sources, brouillons,
                 remises, votes, relectures, aides
journal.json     les actes de ce compte et ceux qui le concernent ; sans texte
messages.json    les messages de « Mes avis »
Les autres fichiers portent le nom de leur table : ce que ce compte a écrit, relu ou validé.

Les noms des champs sont ceux de la base ; les personnes y figurent par un identifiant.
Ne sont pas ici : les mots de passe et moyens de double authentification ; le journal des recherches
dans les fiches, qui n’est rattaché à personne ; le texte des fiches publiées.
"""


def person_files(user: User) -> Iterator[tuple[str, Any]]:
    """Names of files and what they hold, one after the other; an empty table gives none."""
    yield ACCOUNT, row_of(user)
    for conversation in user.conversations.order_by("created_at"):
        yield (
            f"echanges/{conversation.created_at:%Y-%m-%d}-{conversation.pk}.json",
            tree(conversation),
        )
    for model, found in rows_naming(user):
        rows = [row_of(row) for row in found.order_by("pk").iterator()]
        if rows:
            label = model._meta.label_lower
            yield _FILES.get(label, f"{label}.json"), rows
    events = AuditEvent.objects.filter(
        Q(actor_id=user.pk) | Q(subject_type="user", subject_id=str(user.pk))
    )
    yield JOURNAL, [row_of(event) for event in events.iterator()]


def rows_naming(user: User) -> Iterator[tuple[type[Model], Any]]:
    """Each table with a key to the account, but the exchanges, and its rows."""
    fields: dict[type[Model], Q] = {}
    for field in _keys_to(User):
        if field.model is not Conversation:
            fields[field.model] = fields.get(field.model, Q()) | Q(**{field.name: user})
    for model, condition in fields.items():
        yield model, model._base_manager.filter(condition)


def row_of(row: Model) -> Row:
    """The columns of a row, but what is secret or in bulk; keys as identifiers."""
    label = row._meta.label_lower
    left_out = SECRET.get(label, set()) | _BULK.get(label, set())
    return {
        field.attname: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if field.name not in left_out
    }


def tree(row: Model, seen: set[tuple[type[Model], Any]] | None = None) -> Row:
    """A row with all that would go with it, each once, under the name of its table."""
    seen = {(type(row), row.pk)} if seen is None else seen
    told = row_of(row)
    for field in _keys_to(type(row)):
        if field.remote_field.on_delete is not CASCADE:
            continue
        rows = field.model._base_manager.filter(**{field.name: row}).order_by("pk")
        new = [one for one in rows if (type(one), one.pk) not in seen]
        seen |= {(type(one), one.pk) for one in new}
        if new:
            told[field.model._meta.model_name or ""] = [tree(one, seen) for one in new]
    return told


def _keys_to(model: type[Model]) -> Iterator[Any]:
    """Every foreign key to a table, those without a name for the way back too."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.field, ForeignKey):
            yield relation.field


def sessions_of(user: User) -> list[str]:
    """Keys of the person's sessions; every session is read, since none names its person."""
    return [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
