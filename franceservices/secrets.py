"""A secret kept on disk for a local installation that configures none."""

import secrets
from pathlib import Path


def local_secret(path: Path) -> str:
    """Return the secret stored in `path`, made at first use and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
