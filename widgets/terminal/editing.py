"""Erasing, inserting, deleting and scrolling: functions that change many cells.

All leave blanks in the background colour of the cursor's rendition (bce). Selective
erasing spares what DECSCA has protected. References: xterm's `ctlseqs`, DEC STD 070.
"""

from __future__ import annotations

from typing import Any

from widgets.terminal import modes
from widgets.terminal.canvas import Canvas
from widgets.terminal.rows import BLANK, Row, blank_row
from widgets.terminal.sgr import Flag


class Editing(Canvas):
    """The part of a screen that erases, inserts, deletes and scrolls."""

    _guards: bool
    """Whether all erasing spares what is protected, not selective erasing alone."""

    # Erasing.

    def set_protection(self, how: int = 0) -> None:
        """Protect (1) what is drawn from now on from selective erasing (DECSCA)."""
        pen = self.cursor.pen
        flags = pen.rendition.flags & ~Flag.PROTECTED
        if how in (0, 1, 2):
            flags |= Flag.PROTECTED if how == 1 else 0
            self.cursor.pen = pen.changed(flags=int(flags))
            self._guards = False

    def guard_area(self, on: bool) -> None:
        """Protect what is drawn from now on from all erasing (SPA, EPA)."""
        self.set_protection(1 if on else 0)
        self._guards = True

    def _erase(self, row: Row, start: int, end: int, *, selective: bool) -> None:
        """Blank columns of a row, all or those that are not protected."""
        if selective or self._guards:
            self._erase_unprotected(row, start, end)
        else:
            row.erase(start, end, self.cursor.pen.erased.code)

    def _erase_unprotected(
        self, row: Row, start: int, end: int, *, keep: bool = False
    ) -> None:
        """Blank columns that are not protected; `keep` their renditions (DECSERA)."""
        erased = self.cursor.pen.erased
        table, size = erased.table, len(row.chars)
        # To rectangles nothing is protected but by DECSCA, in xterm too.
        spared = 0 if keep and self._guards else Flag.PROTECTED
        for x in range(start, min(end, size)):
            code = row.attrs[x]
            if table[code].rendition.flags & spared:
                continue
            if keep:
                row.write(x, BLANK, code)
            else:
                row.write(x, BLANK, erased.code, table)
        if end > size and not keep:
            row.erase(max(start, size), end, erased.code)

    def erase_characters(self, count: int | None = None) -> None:
        """Blank characters from the cursor on (ECH)."""
        self._settle()
        row, x = self.rows[self.cursor.y], self.cursor.x
        end = min(x + (count or 1), self.columns)
        if end == self.columns:
            row.wrapped = False
        self._erase(row, x, end, selective=False)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Blank the line after (0) or up to (1) the cursor, or all of it (EL, DECSEL)."""
        if how not in (0, 1, 2):
            return
        self._settle()
        row, x = self.rows[self.cursor.y], self.cursor.x
        start, end = ((x, self.columns), (0, x + 1), (0, self.columns))[how]
        if end == self.columns and not private:
            row.wrapped = False
        self._erase(row, start, end, selective=private)

    def erase_in_display(
        self, how: int = 0, *_args: Any, private: bool = False, **_kwargs: Any
    ) -> None:
        """Blank after (0) or before (1) the cursor, or everything (2) (ED, DECSED)."""
        if how in (0, 1):
            self.erase_in_line(how, private)
        y, rows = self.cursor.y, self.rows
        below, above = range(y + 1, self.lines), range(y)
        lines = {0: below, 1: above, 2: range(self.lines)}.get(how, range(0))
        code = self.cursor.pen.erased.code
        if how == 2:  # noqa: PLR2004
            self._settle()
        for line in lines:
            if private or self._guards:
                self._erase_unprotected(rows[line], 0, self.columns)
            else:
                rows[line] = blank_row(self.columns, code)

    # Inserting and deleting.

    def insert_characters(self, count: int | None = None) -> None:
        """Insert blanks at the cursor, up to the right margin (ICH)."""
        self._settle()
        if self._in_columns:
            row, code = self.rows[self.cursor.y], self.cursor.pen.erased.code
            row.insert(self.cursor.x, count or 1, self.right + 1, code)

    def delete_characters(self, count: int | None = None) -> None:
        """Delete characters at the cursor, up to the right margin (DCH)."""
        self._settle()
        if self._in_columns:
            row, code = self.rows[self.cursor.y], self.cursor.pen.erased.code
            row.delete(self.cursor.x, count or 1, self.right + 1, code)

    def insert_lines(self, count: int | None = None) -> None:
        """Insert blank lines at the cursor (IL)."""
        self._settle()
        if self._in_margins:
            self._scroll(self.cursor.y, -(count or 1))
            self.cursor.x = self.left

    def delete_lines(self, count: int | None = None) -> None:
        """Delete lines at the cursor (DL); those at the top become scrollback."""
        self._settle()
        if self._in_margins:
            self._scroll(self.cursor.y, count or 1, keep=True)
            self.cursor.x = self.left

    def insert_columns(self, count: int | None = None) -> None:
        """Insert blank columns at the cursor, within the margins (DECIC)."""
        self._shift_columns(count or 1)

    def delete_columns(self, count: int | None = None) -> None:
        """Delete columns at the cursor, within the margins (DECDC)."""
        self._shift_columns(-(count or 1))

    def _shift_columns(self, count: int) -> None:
        """Shift what is right of the cursor within the margins by columns."""
        self._settle()
        if self._in_margins:
            area = (self.top, self.cursor.x, self.bottom, self.right)
            self._grid.shift(area, 0, count, self.cursor.pen.erased.code)

    def back_index(self) -> None:
        """Move back; at the left margin shift the columns right (DECBI)."""
        self._settle()
        if self.cursor.x == self.left and self._in_margins:
            self._shift_columns(1)
        elif self.cursor.x > 0 and self.cursor.x != self.left:
            self.cursor.x -= 1

    def forward_index(self) -> None:
        """Move forward; at the right margin shift the columns left (DECFI)."""
        self._settle()
        if self.cursor.x == self.right and self._in_margins:
            x, self.cursor.x = self.cursor.x, self.left
            self._shift_columns(-1)
            self.cursor.x = x
        elif self.cursor.x < self.columns - 1 and self.cursor.x != self.right:
            self.cursor.x += 1

    # Scrolling.

    def scroll_up(self, count: int | None = None) -> None:
        """Scroll the region up, into the scrollback if it starts on line 1 (SU)."""
        self._scroll(self.top, count or 1, keep=True)

    def scroll_down(self, *counts: int) -> None:
        """Scroll the region down (SD)."""
        # More parameters are mouse highlighting, and an explicit 0 is none, in xterm.
        if not counts or (len(counts) == 1 and counts[0]):
            self._scroll(self.top, -counts[0] if counts else -1)

    def scroll_left(self, count: int | None = None) -> None:
        """Shift all columns within the margins left (SL)."""
        self._shift_all(-(count or 1))

    def scroll_right(self, count: int | None = None) -> None:
        """Shift all columns within the margins right (SR)."""
        self._shift_all(count or 1)

    def _shift_all(self, count: int) -> None:
        """Shift the columns within the margins, wherever in them the cursor is."""
        self._settle()
        if self._in_margins:
            area = (self.top, self.left, self.bottom, self.right)
            self._grid.shift(area, 0, count, self.cursor.pen.erased.code)

    def set_margins(
        self, top: int | None = None, bottom: int | None = None, **_kwargs: Any
    ) -> None:
        """Set the lines that scroll, counted from 1, and home the cursor (DECSTBM)."""
        first, last = (top or 1) - 1, min(bottom or self.lines, self.lines) - 1
        if first < last:
            self.top, self.bottom = first, last
            self.cursor_position()

    def set_columns_margins(
        self, left: int | None = None, right: int | None = None
    ) -> None:
        """Set the columns that scroll, counted from 1, and home the cursor (DECSLRM)."""
        first = (left or 1) - 1
        last = min(right or self.columns, self.columns) - 1
        if first < last:
            self.left, self.right = first, last
            self.cursor_position()

    def alignment_display(self) -> None:
        """Fill the screen with E, drop the margins, and home the cursor (DECALN)."""
        self.top, self.bottom = 0, self.lines - 1
        self.left, self.right = 0, self.columns - 1
        self.mode.discard(modes.ORIGIN)
        pen = self.cursor.pen
        flags = int(pen.rendition.flags & Flag.PROTECTED)
        self.cursor.pen = pen.changed(flags=flags, underline=0)
        code = self.cursor.pen.table.plain.code
        for row in self.rows:
            row.chars, row.attrs = "E" * self.columns, code * self.columns
            row.wrapped = False
        self.cursor_position()
