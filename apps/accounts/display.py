"""How a person wants the pages: theme, streaming, keys. Holds nothing about citizens."""

from dataclasses import asdict, dataclass
from typing import Any

from apps.accounts.enums import Shortcut, Theme


@dataclass(frozen=True, slots=True)
class Display:
    """`shortcuts`: those that are on. `enter_sends`: else Enter breaks the line."""

    theme: Theme = Theme.SYSTEM
    shows_at_once: bool = False
    follows_text: bool = False
    enter_sends: bool = True
    shortcuts: tuple[Shortcut, ...] = tuple(Shortcut)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Display":
        """What `to_json` gave; what is missing has its default."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        if "theme" in known:
            known["theme"] = Theme(known["theme"])
        if "shortcuts" in known:
            known["shortcuts"] = tuple(Shortcut(one) for one in known["shortcuts"])
        return cls(**known)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
