"""The cells of a screen as pyte shows them: `screen.buffer[line][column]`.

This is for owners that look at single cells; painting and scrolling use the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from widgets.terminal.characters import FILLER, cell_code, visible
from widgets.terminal.rows import BLANK

if TYPE_CHECKING:
    from pyte.screens import Char

    from widgets.terminal.attributes import Attributes, Cell
    from widgets.terminal.rows import Row
    from widgets.terminal.screen import TerminalScreen


class Cells(Mapping[int, "Cell"]):
    """One line; columns without a character are blank."""

    def __init__(self, row: Row, attributes: Attributes, columns: int) -> None:
        self._row = row
        self._attributes = attributes
        self._columns = columns

    def __len__(self) -> int:
        return self._columns

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._columns))

    def __getitem__(self, x: int) -> Cell:
        row = self._row
        if x >= len(row.chars):
            return self._attributes.plain.cell(BLANK)
        return self._attributes[row.attrs[x]].cell(visible(row.chars[x]))

    def __setitem__(self, x: int, char: Char) -> None:
        code = self._attributes.from_char(char).code
        self._row.write(x, cell_code(char.data) if char.data else FILLER, code)


class Buffer(Mapping[int, Cells]):
    """All lines of a screen."""

    def __init__(self, screen: TerminalScreen) -> None:
        self._screen = screen

    def __len__(self) -> int:
        return self._screen.lines

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._screen.lines))

    def __getitem__(self, y: int) -> Cells:
        screen = self._screen
        return Cells(screen.rows[y], screen.attributes, screen.columns)
