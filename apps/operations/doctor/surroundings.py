"""What is around the database: settings, masking, disk, mail, models, the channel layer."""

import shutil
from smtplib import SMTPException
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.mail import get_connection

from apps.answering import masking
from apps.llm.endpoints import Endpoint, chat_endpoint, embeddings_endpoint, rerank_endpoint
from apps.llm.enums import ModelState
from apps.llm.health import Breaker, HealthMonitor
from apps.operations.doctor.findings import Finding, broken, ok, to_see

GIGABYTE = 1_000_000_000
DISK_LOW, DISK_FULL = 5 * GIGABYTE, GIGABYTE
_SAMPLE = "Bonjour, Madame Martin habite 1 rue de la Paix 75002 Paris, que faire ?"
_IN_PRODUCTION = "PRODUCTION=1 et les réglages de docs/settings.md."


def configuration() -> Finding:
    if not settings.PRODUCTION:
        return to_see("Démonstration : données inventées, comptes connus.", _IN_PRODUCTION)
    issues = [
        issue for issue in run_checks(include_deployment_checks=True) if issue.level >= WARNING
    ]
    if issues:
        names = ", ".join(sorted({issue.id or "?" for issue in issues}))
        return broken(f"Réglages à corriger : {names}.", "manage.py check --deploy les explique.")
    return ok("Service réel, réglages sûrs.")


def masking_loads() -> Finding:
    if not masking.scan(_SAMPLE):
        return broken(
            "Le repérage des données personnelles ne trouve rien dans son exemple.",
            "Réinstallez les dépendances (make setup) : le modèle de langue manque.",
        )
    return ok("Le repérage des données personnelles fonctionne.")


def disk() -> Finding:
    free = shutil.disk_usage(settings.LOCAL_FOLDER).free
    text = f"{free / GIGABYTE:.1f} Go libres.".replace(".", ",", 1)
    if free < DISK_LOW:
        finding = broken if free < DISK_FULL else to_see
        return finding(text, "Libérez de la place, ou agrandissez le disque.")
    return ok(text)


def mail() -> Finding:
    if not settings.MAIL_IS_ON:
        return ok("Désactivé : les liens d’invitation sont montrés à l’écran.")
    try:
        with get_connection(fail_silently=False):
            return ok("Le serveur de courriel accepte la connexion.")
    except (OSError, SMTPException) as error:
        return broken(
            f"Le serveur de courriel refuse ou ne répond pas ({type(error).__name__}).",
            "Vérifiez EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER et EMAIL_HOST_PASSWORD.",
        )


def channel_layer() -> Finding:
    if not settings.REDIS_URL:
        if settings.PRODUCTION:
            return to_see("En mémoire : un seul processus de pages.", "REDIS_URL pour plusieurs.")
        return ok("En mémoire : un seul processus.")
    layer = get_channel_layer()
    assert layer is not None
    try:
        async_to_sync(layer.group_send)("doctor", {"type": "doctor"})
    except Exception as error:  # noqa: BLE001 - whatever the layer raises, it is out of order
        return broken(
            f"Redis ne répond pas ({type(error).__name__}) : les pages se relisent d’elles-mêmes.",
            "Vérifiez REDIS_URL et le serveur Redis.",
        )
    return ok("Redis répond.")


def writing_model() -> Finding:
    return _endpoint(
        chat_endpoint(),
        "Aucun modèle : les réponses sont faites d’extraits des fiches.",
        "Les réponses sont faites d’extraits. Vérifiez LLM_BASE_URL, LLM_API_KEY et LLM_MODEL.",
    )


def embeddings() -> Finding:
    return _endpoint(
        embeddings_endpoint(),
        "Modèle embarqué.",
        "La recherche se fait par les mots. Vérifiez EMBEDDINGS_BASE_URL et EMBEDDINGS_API_KEY.",
    )


def rerank() -> Finding:
    return _endpoint(
        rerank_endpoint(),
        "Aucun : l’ordre de la recherche est gardé.",
        "L’ordre de la recherche est gardé. Vérifiez RERANK_BASE_URL et RERANK_API_KEY.",
    )


def _endpoint(endpoint: Endpoint | None, when_off: str, advice: str) -> Finding:
    if endpoint is None:
        return ok(when_off)
    state = async_to_sync(HealthMonitor(endpoint, breaker=Breaker()).poll)()
    if state == ModelState.UP:
        return ok(f"{endpoint.model} répond.")
    return broken(f"{endpoint.model} ne répond pas.", advice)


def outbound() -> Finding:
    """The short list of what may leave the machine: names of hosts, never a whole address."""
    named = {
        "modèle": settings.LLM_BASE_URL,
        "vecteurs": settings.EMBEDDINGS_BASE_URL,
        "reclassement": settings.RERANK_BASE_URL,
        "flux officiel": settings.OFFICIAL_FEED_URL,
    }
    used = [f"{name} ({urlsplit(url).hostname})" for name, url in named.items() if url]
    used += [f"courriel ({settings.EMAIL_HOST})"] if settings.MAIL_IS_ON else []
    used += ["vérification des liens"] if settings.LINK_CHECK else []
    clear = [
        name
        for name, url in named.items()
        if url and urlsplit(url).scheme != "https" and not _is_near(urlsplit(url).hostname or "")
    ]
    if clear:
        return to_see(f"Sans chiffrement : {', '.join(clear)}.", "Donnez des adresses en https.")
    return ok(f"Sorties permises : {', '.join(used)}." if used else "Rien ne sort de la machine.")


def _is_near(host: str) -> bool:
    """A host of the same machine or private network, by its name."""
    return host in ("localhost", "127.0.0.1", "::1") or "." not in host
