"""Character sets of a terminal: four slots, two of them in use.

Known are the sets that programs still select: ASCII, the line drawing set and the
national sets of the VT220 (7-bit replacements). They work in UTF-8 too, since curses
draws its boxes so. GR is kept for completeness: in UTF-8 no output reaches it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

_REPLACED = "#@[\\]^_`{|}~"


def _national(characters: str) -> dict[int, str]:
    """Return the table of a national replacement set."""
    return dict(zip(map(ord, _REPLACED), characters, strict=True))


_TABLES: dict[str, dict[int, str]] = {
    "0": dict(
        zip(
            map(ord, "_`abcdefghijklmnopqrstuvwxyz{|}~"),
            " ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·",
            strict=True,
        )
    ),
    "A": _national("£@[\\]^_`{|}~"),
    "4": _national("£¾ĳ½|^_`¨ƒ¼´"),
    "5": _national("#@ÄÖÅÜ_éäöåü"),
    "R": _national("£à°ç§^_`éùè¨"),
    "Q": _national("#àâçêî_ôéùèû"),
    "K": _national("#§ÄÖÜ^_`äöüß"),
    "Y": _national("£§°çé^_ùàòèì"),
    "E": _national("#ÄÆØÅÜ_äæøåü"),
    "%6": _national("#@ÃÇÕ^_`ãçõ~"),
    "Z": _national("£§¡Ñ¿^_`°ñç~"),
    "7": _national("#ÉÄÖÅÜ_éäöåü"),
    "=": _national("ùàéçêîèôäöüû"),
}
_LATIN_1 = {code: chr(code + 0x80) for code in range(0x20, 0x80)}
_SUPPLEMENTAL = _LATIN_1 | dict(zip(b"\x28\x57\x5d\x77\x7d", "¤ŒŸœÿ", strict=True))
_TECHNICAL = dict(
    zip(
        range(0x21, 0x7F),
        "⎷┌─⌠⌡│⎡⎣⎤⎦⎛⎝⎞⎠⎨⎬\ufffd\ufffd╲╱\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd≤≠≥∫"
        "∴∝∞÷Δ∇ΦΓ∼≃Θ×Λ⇔⇒≡ΠΨ\ufffdΣ\ufffd\ufffd√ΩΞΥ⊂⊃∩∪∧∨¬αβχδεφγηιθκλ\ufffdν∂πψρστ"
        "\ufffdƒωξυζ←↑→↓",
        strict=True,
    )
)
_TABLES |= {"<": _SUPPLEMENTAL, "%5": _SUPPLEMENTAL, ">": _TECHNICAL, "96A": _LATIN_1}
_NATIONAL = frozenset("45RQKYEZ7=") | {"%6"}
"""Sets that are known only in the mode of national replacement sets (DECNRCM)."""
_PLAIN = frozenset("B12")
_ALIASES = {"C": "5", "f": "R", "9": "Q", "6": "E", "`": "E", "H": "7"}
_SLOTS = "()*+"
_SLOTS_96 = "-./"
"""Intermediates that designate each slot: G0 to G3, and G1 to G3 for 96 characters."""


@dataclass
class Charsets:
    """The sets in slots G0 to G3, and which slot the next text uses."""

    slots: list[str] = field(default_factory=lambda: ["B"] * 4)
    active: int = 0
    """Slot in use until the next shift (GL)."""
    right: int = 2
    """Slot of the upper half (GR)."""
    single: int | None = None
    """Slot for the next character only."""
    national: bool = False
    """Whether national replacement sets are in force (DECNRCM)."""

    def copy(self) -> Charsets:
        """Return an independent copy, as saving the cursor needs."""
        return replace(self, slots=self.slots.copy())

    def designate(self, intermediate: str, code: str) -> None:
        """Load set `code` into the slot of an intermediate character."""
        if intermediate in _SLOTS_96:
            slot, code = _SLOTS_96.index(intermediate) + 1, f"96{code}"
        else:
            slot, code = _SLOTS.index(intermediate), _ALIASES.get(code, code)
        if code in _TABLES or code in _PLAIN:
            self.slots[slot] = code

    @property
    def is_plain(self) -> bool:
        """Whether text passes unchanged."""
        return self.single is None and not self._table(self.active)

    def _table(self, slot: int) -> dict[int, str]:
        """Return what the set in a slot changes; nothing if it is not in force."""
        code = self.slots[slot]
        if code in _NATIONAL and not self.national:
            return {}
        return _TABLES.get(code, {})

    def translate(self, text: str) -> str:
        """Return `text` as the selected sets show it."""
        head = ""
        if self.single is not None:
            head = text[:1].translate(self._table(self.single))
            text = text[1:]
            self.single = None
        return head + text.translate(self._table(self.active))
