"""How the cells of a screen look, for comparison with what others show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.terminal.attributes import PLAIN_CODE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.terminal.attributes import Cell
    from widgets.terminal.screen import TerminalScreen
    from widgets.terminal.sgr import Rendition

LOOK = (
    *("foreground", "background", "bold", "dim", "italics", "underline", "blink"),
    *("reverse", "conceal", "strikethrough", "overline"),
)
"""The attributes of a cell that others have too."""
_looks: dict[Rendition, dict[str, object]] = {}


def look(cell: Cell) -> Mapping[str, object]:
    """Return how a cell looks: those attributes that are not the usual."""
    found = _looks.get(cell.rendition)
    if found is None:
        values = {name: getattr(cell, name) for name in LOOK}
        found = {
            name: value
            for name, value in values.items()
            # Colour 0 is black, and not the usual; underline 0 is none.
            if value is not None and (value or name in ("foreground", "background"))
        }
        _looks[cell.rendition] = found
    return found


def state(screen: TerminalScreen) -> dict[str, object]:
    """Return all that a program can have changed, by name, in comparable form."""
    looks = [
        [screen.attributes[code].rendition for code in codes]
        for row in screen.rows
        for codes in [row.attrs.ljust(screen.columns, PLAIN_CODE)]
    ]
    return {
        "display": screen.display,
        **{f"looks of row {y}": look for y, look in enumerate(looks)},
        "cursor": (screen.cursor.x, screen.cursor.y, screen.cursor.attrs),
        "mode": screen.mode,
        "margins": screen.margins,
        "title": (screen.title, screen.icon_name),
        "wrapped": [row.wrapped for row in screen.rows],
        "history": [(row.text, row.wrapped) for row in screen.history],
        "bells": screen.bell_count,
        "replies": screen.take_replies(),
    }
