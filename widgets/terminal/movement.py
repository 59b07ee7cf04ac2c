"""Moving the cursor, and the margins that keep it.

The meaning of each function is that of xterm (`ctlseqs`, and xterm itself where that is
silent); their names are pyte's. `cursor.x == columns` says that a full line waits for
its next character before it wraps (pending wrap).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyte
from pyte.screens import Char, Margins

from widgets.terminal import modes
from widgets.terminal.modes import ModalScreen
from widgets.terminal.rows import BLANK, Row

if TYPE_CHECKING:
    from widgets.terminal.attributes import Attribute, Cell
    from widgets.terminal.grid import Grid


class TerminalCursor(pyte.screens.Cursor):
    """pyte's cursor; its rendition is an interned `pen`."""

    __slots__ = ("pen",)

    def __init__(self, x: int, y: int, pen: Attribute) -> None:
        self.x, self.y, self.pen = x, y, pen
        self.hidden = False

    @property
    def attrs(self) -> Cell:
        """The rendition of what is drawn next, as a blank cell."""
        return self.pen.cell(BLANK)

    @attrs.setter
    def attrs(self, char: Char) -> None:
        """Draw in the rendition of `char` from now on."""
        self.pen = self.pen.table.from_char(char)


class Movement(ModalScreen):
    """The part of a screen that moves the cursor.

    `rows` are those of the screen shown. `top`, `bottom`, `left` and `right` are the
    margins, all inclusive; without margins they are the edges of the screen.
    """

    cursor: TerminalCursor
    rows: list[Row]
    top: int
    bottom: int
    left: int
    right: int
    _grid: Grid
    _waits: bool
    """A pending wrap with the cursor on a column, as at a margin within the screen."""
    behind: int | None
    """Columns from the cell that was drawn last to the cursor; None after a move."""

    @property
    def _edge(self) -> int:
        """The column past the last one that text from the cursor can take."""
        return self.right + 1 if self.cursor.x <= self.right else self.columns

    # Cursor movement.

    def _settle(self) -> None:
        """End a pending wrap: the cursor is in the last column."""
        self._waits, self.behind = False, None
        if self.cursor.x >= self.columns:
            self.cursor.x = self.columns - 1

    @property
    def _is_waiting(self) -> bool:
        """Whether the next character wraps."""
        return self._waits or self.cursor.x >= self.columns

    def _place(self, x: int, *, waits: bool) -> None:
        """Put the cursor in a column, with or without a pending wrap."""
        last, before = self.columns - 1, self.cursor.x + self._waits
        self._waits = waits and x < last
        self.cursor.x = last + 1 if waits and x == last else x
        if self.behind is not None:
            self.behind += self.cursor.x + self._waits - before

    @property
    def _in_columns(self) -> bool:
        """Whether the cursor is between the left and right margins."""
        return self.left <= min(self.cursor.x, self.columns - 1) <= self.right

    @property
    def _in_margins(self) -> bool:
        """Whether the cursor is within all margins."""
        return self._in_columns and self.top <= self.cursor.y <= self.bottom

    def cursor_up(self, count: int | None = None) -> None:
        """Move up, not past the top margin when below it (CUU)."""
        self._settle()
        top = self.top if self.cursor.y >= self.top else 0
        self.cursor.y = max(self.cursor.y - (count or 1), top)

    def cursor_down(self, count: int | None = None) -> None:
        """Move down, not past the bottom margin when above it (CUD)."""
        self._settle()
        last = self.bottom if self.cursor.y <= self.bottom else self.lines - 1
        self.cursor.y = min(self.cursor.y + (count or 1), last)

    def cursor_up1(self, count: int | None = None) -> None:
        """Move up to the start of a line (CPL)."""
        self.cursor_up(count)
        self.carriage_return()

    def cursor_down1(self, count: int | None = None) -> None:
        """Move down to the start of a line (CNL)."""
        self.cursor_down(count)
        self.carriage_return()

    def cursor_forward(self, count: int | None = None) -> None:
        """Move right, not past the right margin when left of it (CUF)."""
        self._settle()
        last = self._edge - 1
        self.cursor.x = min(self.cursor.x + (count or 1), last)

    def cursor_back(self, count: int | None = None) -> None:
        """Move left, not past the left margin when right of it (CUB).

        With reverse wraparound (mode 45) it goes on at the end of the line above.
        """
        count, cursor = count or 1, self.cursor
        reverse = {modes.REVERSE_WRAP, modes.AUTOWRAP} <= self.mode
        if reverse and self._is_waiting:
            count -= 1
        self._settle()
        left = self.left if cursor.x >= self.left else 0
        if cursor.x - count >= left or not reverse:
            cursor.x = max(cursor.x - count, left)
            return
        within = self.top <= cursor.y <= self.bottom
        top, bottom = (self.top, self.bottom) if within else (0, self.lines - 1)
        width = self.right + 1 - self.left
        offset = width * (cursor.y - top) + cursor.x - self.left - count
        y, x = divmod(offset % (width * (bottom + 1 - top)), width)
        cursor.y, cursor.x = y + top, x + self.left

    def backspace(self) -> None:
        """Move back one column (BS)."""
        self.cursor_back()

    def carriage_return(self) -> None:
        """Move to the left margin, or left of it to the first column (CR)."""
        within = modes.ORIGIN in self.mode or self.cursor.x >= self.left
        self._settle()
        self.cursor.x = self.left if within else 0

    def cursor_position(
        self, line: int | None = None, column: int | None = None
    ) -> None:
        """Move to a position, counted from 1 (CUP)."""
        self.cursor_to_line(line)
        self.cursor_to_column(column)

    def cursor_to_line(self, line: int | None = None) -> None:
        """Move to a line, counted from the top margin in origin mode (VPA)."""
        self._settle()
        y = (line or 1) - 1
        if modes.ORIGIN in self.mode:
            self.cursor.y = min(y + self.top, self.bottom)
        else:
            self.cursor.y = min(y, self.lines - 1)

    def cursor_to_column(self, column: int | None = None) -> None:
        """Move to a column, counted from the left margin in origin mode (CHA)."""
        self._settle()
        x = (column or 1) - 1
        if modes.ORIGIN in self.mode:
            self.cursor.x = min(x + self.left, self.right)
        else:
            self.cursor.x = min(x, self.columns - 1)

    def cursor_down_absolute(self, count: int | None = None) -> None:
        """Move down by lines without regard to margins, save in origin mode (VPR)."""
        origin = self.top if modes.ORIGIN in self.mode else 0
        self.cursor_to_line(self.cursor.y - origin + (count or 1) + 1)

    def cursor_forward_absolute(self, count: int | None = None) -> None:
        """Move right by columns without regard to margins, save in origin mode (HPR)."""
        origin = self.left if modes.ORIGIN in self.mode else 0
        self._settle()
        self.cursor_to_column(self.cursor.x - origin + (count or 1) + 1)

    # Lines.

    def index(self) -> None:
        """Move down; at the bottom margin scroll (IND)."""
        self._settle()
        if self.cursor.y == self.bottom and self._in_columns:
            self._scroll(self.top, 1, keep=True)
        elif self.cursor.y != self.bottom and self.cursor.y < self.lines - 1:
            self.cursor.y += 1

    def reverse_index(self) -> None:
        """Move up; at the top margin scroll down (RI)."""
        self._settle()
        if self.cursor.y == self.top and self._in_columns:
            self._scroll(self.top, -1)
        elif self.cursor.y != self.top and self.cursor.y > 0:
            self.cursor.y -= 1

    def linefeed(self) -> None:
        """Move down, with LNM also to the left margin (LF, VT, FF)."""
        self.index()
        if modes.NEW_LINE in self.mode:
            self.carriage_return()

    def next_line(self) -> None:
        """Move to the start of the next line (NEL)."""
        self.index()
        self.carriage_return()

    def _scroll(self, top: int, count: int, *, keep: bool = False) -> None:
        """Scroll from `top` to the bottom margin, up if `count` is positive."""
        code = self.cursor.pen.erased.code
        if (self.left, self.right) != (0, self.columns - 1):
            area = (top, self.left, self.bottom, self.right)
            self._grid.shift(area, -count, 0, code)
        elif count > 0:
            self._grid.scroll_up(top, self.bottom, count, code, keep=keep)
        else:
            self._grid.scroll_down(top, self.bottom, -count, code)

    # Tab stops.

    def tab(self) -> None:
        """Move to the next tab stop or the last column; a pending wrap stays."""
        stops = (stop for stop in self.tabstops if stop > self.cursor.x)
        self._place(
            min(min(stops, default=self.right), self.right), waits=self._is_waiting
        )

    def tab_forward(self, count: int | None = None) -> None:
        """Move over several tab stops (CHT)."""
        for _ in range(min(count or 1, self.columns)):
            self.tab()

    def tab_back(self, count: int | None = None) -> None:
        """Move back over tab stops (CBT); a pending wrap stays."""
        first = self.left if modes.ORIGIN in self.mode else 0
        x = min(self.cursor.x, self.columns - 1)
        for _ in range(min(count or 1, self.columns)):
            x = max(max((stop for stop in self.tabstops if stop < x), default=0), first)
        self._place(x, waits=self._is_waiting)

    def reset_tab_stops(self, what: int = 0) -> None:
        """Set a tab stop at every eighth column (DECST8C)."""
        if what == 5:  # noqa: PLR2004
            self.tabstops = set(range(8, self.columns, 8))

    @property
    def margins(self) -> Margins | None:
        """Top and bottom margin, None if the whole screen scrolls (pyte's)."""
        if (self.top, self.bottom) == (0, self.lines - 1):
            return None
        return Margins(self.top, self.bottom)

    @margins.setter
    def margins(self, margins: Margins | None) -> None:
        """Set both margins, or with None none."""
        self.top, self.bottom = margins or (0, self.lines - 1)
