"""A secret kept on disk for a local installation that configures none."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def local_secret(path: Path) -> str:
    """Return the secret stored in `path`, made at first use and readable by its owner only.

    Raises ImproperlyConfigured where the folder cannot be written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"Impossible d’écrire dans {path.parent} : {error.strerror}. "
            "Choisissez un autre dossier (LOCAL_FOLDER) ou configurez SECRET_KEY."
        ) from error
