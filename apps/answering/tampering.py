"""Tells sheet text that is no information: hidden or marked-up text, orders to an assistant."""

import re

from apps.answering.plain_text import is_invisible
from apps.answering.wording import fold

_SEEN = frozenset("\u200b\u00ad\ufeff\t\n\r")
_MARKUP = re.compile(r"<[!?/]?[a-zA-Z]|\]\]>|\{\{|\$\{|!\[[^\]]*\]\(")
# What the prompt's own layout looks like: a passage that imitates it passes for several.
_LAYOUT = re.compile(r"\[\d{1,3}\]|={4,}|<<<|>>>|#{3,}")
# Official sheets say "vous" and inform; they never speak to whoever drafts an answer. Folded.
_ORDER = re.compile(
    r"\b(?:ignore|oublie|neglige|contourne)z?\b.{0,40}"
    r"\b(?:consignes?|instructions?|regles?|prompt)\b"
    r"|\bignorez? (?:(?:les|toutes|ces|tes|vos|autres) )+(?:fiches?|passages?|sources?)\b"
    r"|\b(?:reponds|ecris)\b|\brecopie (?:mot|cett?e?|ces|ceci|tes|tout)\b"
    r"|\bconsignes? (?:editoriale|systeme|prioritaire|cachee|interne|au modele|a l'ia)"
    r"|\b(?:note|message|consigne|instruction)s? (?:au|aux|a l'|pour le|pour l'|pour les)"
    r" ?(?:modeles?|ia|assistants?|redacteurs? automatiques?|chatbots?|robots?)\b"
    r"|\ba ne pas afficher\b|\bpour toute question, (?:recommander|repondre|dire|citer|ajouter)\b"
    r"|\btoujours (?:reprendre|commencer|repondre|citer|recommander|ajouter|terminer)\b"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|above|previous|rules|sheets)\b"
    r"|\b(?:output|print|reply|respond|answer) (?:the|with|only|in every)\b|\bwhen asked\b"
    r"|\b(?:system|developer) (?:prompt|message|override|mode)\b|\byou are (?:now )?an?\b"
    r"|\b(?:assistant|system|human) ?:|\[/?inst\]"
)


def is_tampered(text: str) -> bool:
    """Whether a passage holds what no vetted sheet says: it is neither quoted nor given to a
    model. Soft hyphens and zero-width spaces, which sheets do hold, are let through."""
    if any(map(is_invisible, set(text) - _SEEN)):
        return True
    return bool(_MARKUP.search(text) or _LAYOUT.search(text) or _ORDER.search(fold(text)))
