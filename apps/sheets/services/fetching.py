"""Download the official archive: one address, from the settings, off by default."""

from pathlib import Path

import httpx
from django.conf import settings

# Folder of each feed on the publisher's server; {feed} in OFFICIAL_FEED_URL stands for it.
FEED_FOLDERS = {"particuliers": "part", "professionnels": "pro"}
EXAMPLE = "https://lecomarquage.service-public.gouv.fr/vdd/3.5/{feed}/zip/vosdroits-latest.zip"
TIMEOUT = httpx.Timeout(30.0)


class FetchRefusal(Exception):
    """The archive cannot be downloaded; the message says why, in French."""


def official_address(feed: str) -> str:
    """Address of the archive of a feed. Raises FetchRefusal when none is set, or not https."""
    address: str = settings.OFFICIAL_FEED_URL.replace("{feed}", FEED_FOLDERS.get(feed, ""))
    if feed not in FEED_FOLDERS:
        raise FetchRefusal(f"Flux inconnu : choisissez parmi {', '.join(FEED_FOLDERS)}.")
    if not address:
        raise FetchRefusal(f"L’adresse du flux manque : OFFICIAL_FEED_URL={EXAMPLE}")
    if not address.startswith("https://"):
        raise FetchRefusal("L’adresse du flux (OFFICIAL_FEED_URL) doit commencer par https://.")
    return address


def download_archive(*, address: str, folder: Path) -> Path:
    """Save the archive in `folder`, its date in its name. Raises FetchRefusal."""
    target = folder / "vosdroits-latest.zip"
    size = 0
    try:
        with (
            httpx.stream("GET", address, timeout=TIMEOUT, follow_redirects=False) as response,
            target.open("wb") as file,
        ):
            response.raise_for_status()
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > settings.ARCHIVE_MAX_BYTES:
                    raise FetchRefusal("L’archive téléchargée est trop grande.")
                file.write(chunk)
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise FetchRefusal(f"Le serveur du flux a répondu {code}.") from error
    except httpx.HTTPError as error:
        raise FetchRefusal(f"Le flux est injoignable ({type(error).__name__}).") from error
    return target
