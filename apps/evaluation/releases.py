"""What a release is: everything that decides how answers come out, and the digest of it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from apps.answering import prompting
from apps.answering.enums import DrafterName
from apps.llm.endpoints import chat_endpoint
from apps.sheets.models import LexiconEntry
from apps.sheets.search import weights
from apps.sheets.search.lexicon import entries_in_force

_PROMPTS = Path(prompting.__file__).parent / "prompts"


@dataclass(frozen=True, slots=True)
class Release:
    """`prompt`, `weights` and `lexicon` are SHA-256 digests of their contents, 16 digits each."""

    drafter: str
    model: str
    prompt_version: str
    prompt: str
    embeddings: str
    rerank: str
    weights: str
    lexicon: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the parts, in hexadecimal."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def prompt_versions() -> list[str]:
    """The prompts of drafts that there are, newest name first."""
    return sorted((path.stem for path in _PROMPTS.glob("draft-*.md")), reverse=True)


def models() -> tuple[str, ...]:
    """The models that the settings name; none when no endpoint is configured."""
    endpoint = chat_endpoint()
    return endpoint.models if endpoint else ()


def current_release() -> Release:
    """What answers counsellors now."""
    known = models()
    if not known:
        return release_of(DrafterName.EXTRACTIVE)
    return release_of(DrafterName.LLM, known[0], prompting.DRAFT_PROMPT)


def release_of(drafter: DrafterName, model: str = "", prompt_version: str = "") -> Release:
    """With the search and the lexicon of now. Model and prompt stand for nothing in extraction."""
    is_model = drafter is DrafterName.LLM
    return Release(
        drafter=drafter.value,
        model=model if is_model else "",
        prompt_version=prompt_version if is_model else "",
        prompt=_digest([_PROMPTS / f"{prompt_version}.md"]) if is_model else "",
        embeddings=settings.EMBEDDINGS_MODEL or "embedded",
        rerank=settings.RERANK_MODEL,
        weights=_digest([Path(weights.__file__)]),
        lexicon=_lexicon_digest(),
    )


def _digest(paths: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def _lexicon_digest() -> str:
    """Of the entries that search uses, the curators' included, whatever their order."""
    entries = entries_in_force(LexiconEntry.objects.all())
    lines = sorted(json.dumps([each.group, each.official, each.lay]) for each in entries)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
