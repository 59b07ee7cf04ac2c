"""Writing, moving, erasing and scrolling: what output does to the rows.

The meaning of each function is that of xterm (`ctlseqs`); their names are pyte's.
`cursor.x == columns` says that a full line waits for its next character before it
wraps (pending wrap).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pyte.screens import Cursor, Margins
from wcwidth import wcwidth

from widgets.terminal import modes
from widgets.terminal.modes import ModalScreen
from widgets.terminal.rows import BLANK, Cell, Row
from widgets.terminal.sgr import apply_sgr

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from widgets.terminal.charsets import Charsets
    from widgets.terminal.grid import Grid

_NARROW = re.compile("([\x20-\x7e\xa1-\xac\xae-\u02ff\u2500-\u259f]+)|(.)", re.DOTALL)
"""Runs of characters known to be one column wide, or any single other one."""

char_width: Callable[[str], int] = lru_cache(maxsize=8192)(wcwidth)


class TerminalCursor(Cursor):
    """pyte's cursor, with a rendition that knows `dim` and `conceal`."""

    attrs: Cell  # type: ignore[assignment]


class Canvas(ModalScreen):
    """The part of a screen that changes rows; it holds no history of its own."""

    buffer: list[Row]  # type: ignore[assignment]
    cursor: TerminalCursor
    _grid: Grid
    _charsets: Charsets
    _last_char: str

    # Text.

    def draw(self, data: str) -> None:
        """Write printable text at the cursor."""
        if not self._charsets.is_plain:
            data = self._charsets.translate(data)
        if data.isascii():
            self._draw_narrow(data)
            return
        for match in _NARROW.finditer(data):
            narrow, char = match.groups()
            if narrow:
                self._draw_narrow(narrow)
            else:
                self._draw_char(char)

    def repeat(self, count: int | None = None) -> None:
        """Draw the last character again (REP)."""
        # A screenful shows all that any larger count could show.
        count = min(count or 1, self.columns * self.lines)
        for char in self._last_char * count if self._last_char else ():
            self._draw_char(char)

    def _draw_narrow(self, text: str) -> None:
        """Write characters that take one column each."""
        cursor, columns, wraps = self.cursor, self.columns, modes.AUTOWRAP in self.mode
        at, end = 0, len(text)
        while at < end:
            if cursor.x >= columns:
                self._wrap()
            part = text[at : at + columns - cursor.x]
            at += len(part)
            if at < end and not wraps:
                # Without wrapping, the last column shows the last character.
                part, at = part[:-1] + text[-1], end
            row = self.buffer[cursor.y]
            if modes.INSERT in self.mode:
                row.insert(cursor.x, len(part), cursor.attrs)
            row.write(cursor.x, part, cursor.attrs)
            self.dirty.add(cursor.y)
            cursor.x += len(part)
        if not wraps:
            self._settle()
        self._last_char = text[-1:]

    def _draw_char(self, char: str) -> None:
        """Write a character of any width."""
        width = char_width(char)
        cursor = self.cursor
        if width == 1:
            self._draw_narrow(char)
        elif width == 0 and cursor.x:
            self.buffer[cursor.y].combine(cursor.x - 1, char)
            self.dirty.add(cursor.y)
        elif width > 1 and self.columns > 1:
            if cursor.x > self.columns - 2:
                self._wrap(self.columns - 2)
            row = self.buffer[cursor.y]
            if modes.INSERT in self.mode:
                row.insert(cursor.x, 2, cursor.attrs)
            row.write_wide(cursor.x, char, cursor.attrs)
            self.dirty.add(cursor.y)
            cursor.x += 2
            if modes.AUTOWRAP not in self.mode:
                self._settle()
            self._last_char = char

    def _wrap(self, column: int | None = None) -> None:
        """Go on in the next line, or without autowrap in the last columns."""
        if modes.AUTOWRAP in self.mode:
            self.buffer[self.cursor.y].wrapped = True
            self.index()
            self.cursor.x = 0
        else:
            self.cursor.x = self.columns - 1 if column is None else column

    # Character sets.

    def define_charset(self, code: str, mode: str) -> None:
        """Load a character set into the slot of intermediate character `mode`."""
        self._charsets.designate(mode, code)

    def shift_in(self) -> None:
        """Use G0."""
        self._charsets.active = 0

    def shift_out(self) -> None:
        """Use G1."""
        self._charsets.active = 1

    def locking_shift(self, slot: int) -> None:
        """Use slot G2 or G3 from now on (LS2, LS3)."""
        self._charsets.active = slot

    def single_shift(self, slot: int) -> None:
        """Use slot G2 or G3 for one character (SS2, SS3)."""
        self._charsets.single = slot

    def select_graphic_rendition(self, *attrs: int) -> None:
        """Set display attributes from numbers, as pyte does."""
        self.set_rendition(";".join(map(str, attrs)))

    def set_rendition(self, params: str) -> None:
        """Set display attributes from the parameter text of a `CSI … m`."""
        self.cursor.attrs = apply_sgr(self.cursor.attrs, params)

    # Cursor movement.

    def _settle(self) -> None:
        """End a pending wrap: the cursor is in the last column."""
        self.cursor.x = min(self.cursor.x, self.columns - 1)

    @property
    def _region(self) -> Margins:
        """The lines that scroll."""
        return self.margins or Margins(0, self.lines - 1)

    def cursor_up(self, count: int | None = None) -> None:
        """Move up, not past the top margin when below it (CUU)."""
        self._settle()
        top = self._region.top if self.cursor.y >= self._region.top else 0
        self.cursor.y = max(self.cursor.y - (count or 1), top)

    def cursor_down(self, count: int | None = None) -> None:
        """Move down, not past the bottom margin when above it (CUD)."""
        self._settle()
        bottom = self._region.bottom
        last = bottom if self.cursor.y <= bottom else self.lines - 1
        self.cursor.y = min(self.cursor.y + (count or 1), last)

    def cursor_forward(self, count: int | None = None) -> None:
        """Move right within the line (CUF)."""
        self.cursor.x = min(self.cursor.x + (count or 1), self.columns - 1)

    def cursor_back(self, count: int | None = None) -> None:
        """Move left within the line (CUB)."""
        self._settle()
        self.cursor.x = max(self.cursor.x - (count or 1), 0)

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
            self.cursor.y = min(y + self._region.top, self._region.bottom)
        else:
            self.cursor.y = min(y, self.lines - 1)

    def cursor_to_column(self, column: int | None = None) -> None:
        """Move to a column, counted from 1 (CHA)."""
        self.cursor.x = min((column or 1) - 1, self.columns - 1)

    def tab(self) -> None:
        """Move to the next tab stop or the last column; a pending wrap stays."""
        if self.cursor.x < self.columns:
            stops = (stop for stop in self.tabstops if stop > self.cursor.x)
            self.cursor.x = min(min(stops, default=self.columns), self.columns - 1)

    def tab_forward(self, count: int | None = None) -> None:
        """Move over several tab stops (CHT)."""
        for _ in range(min(count or 1, self.columns)):
            self.tab()

    def tab_back(self, count: int | None = None) -> None:
        """Move back over tab stops (CBT)."""
        self._settle()
        for _ in range(min(count or 1, self.columns)):
            stops = (stop for stop in self.tabstops if stop < self.cursor.x)
            self.cursor.x = max(stops, default=0)

    # Scrolling.

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """Set the scrolling region, counted from 1, and home the cursor (DECSTBM)."""
        first, last = (top or 1) - 1, min(bottom or self.lines, self.lines) - 1
        if first < last:
            full = (first, last) == (0, self.lines - 1)
            self.margins = None if full else Margins(first, last)
            self.cursor_position()

    def index(self) -> None:
        """Move down; at the bottom margin scroll (IND)."""
        self._settle()
        if self.cursor.y == self._region.bottom:
            self.scroll_up(1)
        elif self.cursor.y < self.lines - 1:
            self.cursor.y += 1

    def reverse_index(self) -> None:
        """Move up; at the top margin scroll down (RI)."""
        self._settle()
        if self.cursor.y == self._region.top:
            self.scroll_down(1)
        elif self.cursor.y > 0:
            self.cursor.y -= 1

    def next_line(self) -> None:
        """Move to the start of the next line (NEL)."""
        self.index()
        self.cursor.x = 0

    def scroll_up(self, count: int | None = None) -> None:
        """Scroll the region up, into the scrollback if it starts on line 1 (SU)."""
        self._scroll(self._region.top, count or 1, keep=True)

    def scroll_down(self, count: int | None = None) -> None:
        """Scroll the region down (SD)."""
        self._scroll(self._region.top, -(count or 1))

    def insert_lines(self, count: int | None = None) -> None:
        """Insert blank lines at the cursor (IL)."""
        if self._region.top <= self.cursor.y <= self._region.bottom:
            self._scroll(self.cursor.y, -(count or 1))
            self.cursor.x = 0

    def delete_lines(self, count: int | None = None) -> None:
        """Delete lines at the cursor (DL); they do not become scrollback."""
        if self._region.top <= self.cursor.y <= self._region.bottom:
            self._scroll(self.cursor.y, count or 1)
            self.cursor.x = 0

    def _scroll(self, top: int, count: int, *, keep: bool = False) -> None:
        """Scroll from `top` to the bottom margin, up if `count` is positive."""
        bottom = self._region.bottom
        if count > 0:
            self._grid.scroll_up(top, bottom, count, self._blank, keep=keep)
        else:
            self._grid.scroll_down(top, bottom, -count, self._blank)
        self.dirty.update(range(top, bottom + 1))

    # Erasing.

    @property
    def _blank(self) -> Cell:
        """What erasing leaves: the background colour stays (bce)."""
        bg = self.cursor.attrs.bg
        return BLANK if bg == "default" else BLANK._replace(bg=bg)

    def _change_row(self) -> Row:
        """Return the cursor's row for a change that ends a pending wrap."""
        self._settle()
        self.dirty.add(self.cursor.y)
        return self.buffer[self.cursor.y]

    def insert_characters(self, count: int | None = None) -> None:
        """Insert blanks at the cursor (ICH)."""
        self._change_row().insert(self.cursor.x, count or 1, self._blank)

    def delete_characters(self, count: int | None = None) -> None:
        """Delete characters at the cursor (DCH)."""
        self._change_row().delete(self.cursor.x, count or 1, self._blank)

    def erase_characters(self, count: int | None = None) -> None:
        """Blank characters from the cursor on (ECH)."""
        end = min(self.cursor.x + (count or 1), self.columns)
        self._change_row().erase(self.cursor.x, end, self._blank)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:  # noqa: ARG002
        """Blank the line after (0) or up to (1) the cursor, or all of it (EL)."""
        row, x = self._change_row(), self.cursor.x
        if how in (0, 2):
            row.wrapped = False
        if how == 0:
            row.erase(x, self.columns, self._blank)
        elif how == 1:
            row.erase(0, x + 1, self._blank)
        elif how == 2:  # noqa: PLR2004
            row.erase(0, self.columns, self._blank)

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Blank after (0) or before (1) the cursor, or everything (2) (ED)."""
        if how in (0, 1):
            self.erase_in_line(how)
        y = self.cursor.y
        below, above = range(y + 1, self.lines), range(y)
        lines = {0: below, 1: above, 2: range(self.lines)}.get(how, range(0))
        for line in lines:
            self.buffer[line] = Row(self.columns, self._blank)
        self.dirty.update(lines)
