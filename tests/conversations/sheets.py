"""Published sheets for exchanges: one about lost identity cards, one about census."""

import hashlib

from django.utils import timezone

from apps.answering.enums import Operator, PassageKind
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import OnlineService, Passage, Sheet, SheetRevision

LOST_CARD = (
    (
        PassageKind.INTRO,
        "Vous avez perdu votre carte d'identité ? Vous pouvez la faire renouveler en mairie.",
    ),
    (
        PassageKind.COST,
        "Le renouvellement d'une carte d'identité perdue coûte 25 € en timbre fiscal.",
    ),
    (
        PassageKind.PAPERS,
        "Pour renouveler la carte d'identité perdue, il faut présenter les documents suivants :\n"
        "- Photo d'identité de moins de 6 mois\n- Justificatif de domicile\n"
        "- Timbre fiscal de 25 €",
    ),
    (
        PassageKind.WHERE,
        "La demande de carte d'identité se fait dans une mairie équipée d'une station.",
    ),
)
# One passage holds all that the scripted model says, so that each sentence passes its checks
# whichever number the passage gets.
LONG_PASSAGE = "\n".join(
    f"Renouveler la carte d'identité perdue demande la démarche numéro {number} en mairie."
    for number in range(1, 21)
)
LONG_DRAFT = "## En bref\n" + "\n".join(f"{line} [1]" for line in LONG_PASSAGE.split("\n"))
LOST_CARD_QUESTION = "J'ai perdu ma carte d'identité, combien coûte le renouvellement ?"


def publish_sheet(
    passages=LOST_CARD,
    *,
    external_id="F1344",
    title="Carte d'identité d'un majeur : en cas de perte",
    operator=Operator.ANTS,
):
    """A published sheet with these passages, each (kind, text)."""
    sheet = Sheet.objects.create(
        external_id=external_id, operator=operator, theme="Papiers - Citoyenneté"
    )
    revision = SheetRevision.objects.create(
        sheet=sheet,
        number=1,
        status=RevisionStatus.PUBLISHED,
        title=title,
        source_url=f"https://www.service-public.fr/particuliers/vosdroits/{external_id}",
        raw_sha256="0" * 64,
        content_sha256="0" * 64,
        published_at=timezone.now(),
    )
    for position, (kind, text) in enumerate(passages):
        Passage.objects.create(
            revision=revision,
            position=position,
            heading_path=["En France"],
            kind=kind,
            text=text,
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
        )
    OnlineService.objects.create(
        revision=revision, title="Pré-demande en ligne", url="https://ants.gouv.fr/"
    )
    return sheet
