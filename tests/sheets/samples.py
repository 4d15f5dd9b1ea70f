"""Small sheets of our own in the official XML form."""

import zipfile
from pathlib import Path

HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns:dc="http://purl.org/dc/elements/1.1/" ID="{id}" type="{kind}" spUrl="{url}" {more}>
<dc:title>{title}</dc:title>
<dc:creator>{creator}</dc:creator>
<dc:description>Ce que dit la fiche.</dc:description>
<dc:contributor>{contributor}</dc:contributor>
<dc:date>modified {date}</dc:date>
<Audience>Particuliers</Audience>
<Theme ID="N19810"><Titre>Papiers - Citoyenneté</Titre></Theme>
<DossierPere ID="{dossier}"><Titre>Carte d'identité</Titre><Fiche ID="F7">Voisine</Fiche>
</DossierPere>
"""
TEXT = "<Texte><Paragraphe>La carte est gratuite.</Paragraphe></Texte>"


def sheet(
    body: str = TEXT,
    *,
    id: str = "F1",
    title: str = "Carte d'identité",
    kind: str = "Fiche d'information",
    feed: str = "particuliers",
    date: str = "2026-01-15",
    contributor: str = "Direction de l'information légale et administrative (Premier ministre)",
    creator: str = "Direction de l'information légale et administrative",
    dossier: str = "N358",
    more: str = "",
) -> bytes:
    """Bytes of one sheet F."""
    head = HEADER.format(
        root="Publication",
        id=id,
        kind=kind,
        url=f"https://www.service-public.gouv.fr/{feed}/vosdroits/{id}",
        title=title,
        creator=creator,
        contributor=contributor,
        date=date,
        dossier=dossier,
        more=more,
    )
    return f"{head}{body}\n</Publication>".encode()


def node(id: str = "N358", title: str = "Carte d'identité", kind: str = "Dossier") -> bytes:
    """Bytes of one theme or dossier N."""
    return (
        f'<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="{id}" type="{kind}">'
        f'<dc:title>{title}</dc:title><Fiche ID="F1">Renouvellement</Fiche></Publication>'
    ).encode()


def resource(id: str = "R10", title: str = "Téléservice : Pré-demande") -> bytes:
    """Bytes of one service resource R."""
    return (
        f'<ServiceComplementaire xmlns:dc="http://purl.org/dc/elements/1.1/" ID="{id}"'
        f' type="Téléservice"><dc:title>{title}</dc:title>'
        '<LienWeb URL="https://ants.gouv.fr/predemande"><Source>ANTS</Source></LienWeb>'
        '<FicheLiee ID="F1" audience="Particuliers"/></ServiceComplementaire>'
    ).encode()


def archive(
    folder: Path, files: dict[str, bytes], name: str = "vosdroits-part-20260120.zip"
) -> Path:
    """A zip of these files."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member, raw in files.items():
            target.writestr(member, raw)
    return path


def sheets(count: int, *, start: int = 1) -> dict[str, bytes]:
    """So many sheets, by file name, each with a text of its own."""
    return {
        f"F{number}.xml": sheet(
            f"<Texte><Paragraphe>Texte de la fiche {number}.</Paragraphe></Texte>",
            id=f"F{number}",
            title=f"Fiche {number}",
        )
        for number in range(start, start + count)
    }
