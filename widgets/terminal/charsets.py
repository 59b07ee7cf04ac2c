"""Character sets of a terminal: four slots, one of them in use.

Only the sets that programs still select are known: ASCII, the line drawing set
and the British one. They work in UTF-8 too, since curses draws its boxes so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

_TABLES = {
    "0": str.maketrans(
        "_`abcdefghijklmnopqrstuvwxyz{|}~",
        " ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·",
    ),
    "A": str.maketrans("#", "£"),
}
_SLOTS = "()*+"
"""The intermediate character that designates each slot, G0 to G3."""


@dataclass
class Charsets:
    """The sets in slots G0 to G3, and which slot the next text uses."""

    slots: list[str] = field(default_factory=lambda: ["B"] * 4)
    active: int = 0
    """Slot in use until the next shift."""
    single: int | None = None
    """Slot for the next character only."""

    def copy(self) -> Charsets:
        """Return an independent copy, as saving the cursor needs."""
        return replace(self, slots=self.slots.copy())

    def designate(self, slot: str, code: str) -> None:
        """Load set `code` into the slot of an intermediate character."""
        if slot in _SLOTS:
            self.slots[_SLOTS.index(slot)] = code

    @property
    def is_plain(self) -> bool:
        """Whether text passes unchanged."""
        return self.single is None and self.slots[self.active] not in _TABLES

    def translate(self, text: str) -> str:
        """Return `text` as the selected sets show it."""
        head = ""
        if self.single is not None:
            head = text[:1].translate(_TABLES.get(self.slots[self.single], {}))
            text = text[1:]
            self.single = None
        return head + text.translate(_TABLES.get(self.slots[self.active], {}))
