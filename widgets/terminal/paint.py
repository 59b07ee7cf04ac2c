"""From rows of cells to Textual strips.

The 16 colours stay ANSI colours: Textual's filter turns them into those of the
app's theme, or leaves them to the user's terminal. Default colours are the
widget's own, so light and dark themes both work. A strip is kept on its row until
the row changes, so scrolled rows are not painted again.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from widgets.terminal.sgr import COLOUR_NAMES

if TYPE_CHECKING:
    from widgets.terminal.rows import Cell, Row


@lru_cache(maxsize=1024)
def colour_of(name: str) -> Color | None:
    """Return a cell's colour; None for the default."""
    if name == "default":
        return None
    if name in COLOUR_NAMES:
        return Color.from_ansi(COLOUR_NAMES.index(name))
    return Color.parse(f"#{name}")


@lru_cache(maxsize=4096)
def style_of(cell: Cell, base: Style, *, inverted: bool) -> Style:
    """Return the style of a rendition over the widget's own style.

    `inverted` swaps the colours once more: for the cursor, or a reverse screen.
    """
    return base + Style(
        color=colour_of(cell.fg),
        bgcolor=colour_of(cell.bg),
        bold=cell.bold or None,
        dim=cell.dim or None,
        italic=cell.italics or None,
        underline=cell.underscore or None,
        blink=cell.blink or None,
        reverse=(cell.reverse != inverted) or None,
        strike=cell.strikethrough or None,
        conceal=cell.conceal or None,
    )


class Painter:
    """Paints rows at one width, in one base style, for one look of the screen.

    Make a new one when any of these change: strips of another painter, cached on
    rows, are then painted anew.
    """

    def __init__(
        self, width: int, base: Style, *, reverse_screen: bool = False
    ) -> None:
        self.width = width
        self.base = base
        self.reverse_screen = reverse_screen

    def strip(self, row: Row) -> Strip:
        """Return a row without cursor; the same object while it is unchanged."""
        if isinstance(row.cache, tuple) and row.cache[0] is self:
            strip: Strip = row.cache[1]
            return strip
        strip = Strip(self._segments(row, 0, len(row)), len(row))
        strip = strip.adjust_cell_length(self.width, self.base)
        row.cache = (self, strip)
        return strip

    def strip_with_cursor(self, row: Row, x: int, *, focused: bool) -> Strip:
        """Return a row with the cursor on column `x`: a block, or a line if unfocused."""
        x = min(x, len(row) - 1)
        if not row.chars[x] and x:
            x -= 1
        end = x + 1
        while end < len(row) and not row.chars[end]:
            end += 1
        cell = row.attrs[x]
        if focused:
            style = style_of(cell, self.base, inverted=not self.reverse_screen)
        else:
            style = self._style(cell) + Style(underline=not cell.underscore)
        segments = self._segments(row, 0, x)
        segments.append(Segment(row.chars[x] or " ", style))
        segments += self._segments(row, end, len(row))
        return Strip(segments, len(row)).adjust_cell_length(self.width, self.base)

    def _style(self, cell: Cell) -> Style:
        """Return the style of a cell that is not under the cursor."""
        return style_of(cell, self.base, inverted=self.reverse_screen)

    def _segments(self, row: Row, start: int, end: int) -> list[Segment]:
        """Return one segment for each run of equal renditions."""
        chars, attrs = row.chars, row.attrs
        segments = []
        while start < end:
            attr = attrs[start]
            stop = start + 1
            while stop < end and (attrs[stop] is attr or attrs[stop] == attr):
                stop += 1
            text = "".join(chars[start:stop])
            if text:
                segments.append(Segment(text, self._style(attr)))
            start = stop
        return segments


def overlay(strip: Strip, text: str, at: int, style: Style) -> Strip:
    """Return `strip` with `text` laid over it from column `at` on."""
    note = Strip([Segment(text, style)])
    end = min(at + note.cell_length, strip.cell_length)
    note = note.crop(0, end - at)
    return Strip.join([strip.crop(0, at), note, strip.crop(end)])
