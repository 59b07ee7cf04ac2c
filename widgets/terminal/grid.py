"""Rows of one screen, and the rows that scrolled off its top.

A terminal has two grids: the main one with scrollback, and the alternate one
without. The list in `rows` is always the same object, changed in place.
"""

from __future__ import annotations

from collections import deque

from widgets.terminal.rows import BLANK, Cell, Row


class Grid:
    """Lines of equal width; `history` holds at most `scrollback` more."""

    def __init__(self, columns: int, lines: int, scrollback: int) -> None:
        self.columns = columns
        self.rows = [Row(columns) for _ in range(lines)]
        self.history: deque[Row] = deque(maxlen=scrollback)
        self.scrolled_off = 0
        """Rows that ever went into the history, forgotten ones included."""

    def clear(self, blank: Cell = BLANK) -> None:
        """Replace every row by a blank one; the history stays."""
        self.rows[:] = [Row(self.columns, blank) for _ in self.rows]

    def scroll_up(
        self, top: int, bottom: int, count: int, blank: Cell, *, keep: bool
    ) -> None:
        """Move the rows of a region up; `keep` those that leave the screen."""
        count = min(count, bottom - top + 1)
        if keep and top == 0:
            self._push(count)
        del self.rows[top : top + count]
        at = bottom + 1 - count
        self.rows[at:at] = [Row(self.columns, blank) for _ in range(count)]

    def scroll_down(self, top: int, bottom: int, count: int, blank: Cell) -> None:
        """Move the rows of a region down; what leaves it is lost."""
        count = min(count, bottom - top + 1)
        del self.rows[bottom + 1 - count : bottom + 1]
        self.rows[top:top] = [Row(self.columns, blank) for _ in range(count)]

    def resize(self, columns: int, lines: int, cursor_y: int) -> int:
        """Take a new size and return the line that the cursor's row is on now.

        Blank rows below the cursor go first, then rows off the top into the
        history, so the cursor's row is never lost. A higher grid takes rows back
        from the history.
        """
        rows, history = self.rows, self.history
        while len(rows) > lines and len(rows) > cursor_y + 1 and rows[-1].is_blank:
            rows.pop()
        excess = len(rows) - lines
        if excess > 0:
            up = min(excess, cursor_y)
            self._push(up)
            del rows[:up]
            del rows[lines:]
            cursor_y -= up
        while len(rows) < lines and history:
            rows.insert(0, history.pop())
            self.scrolled_off -= 1
            cursor_y += 1
        for row in rows:
            row.resize(columns)
        self.columns = columns
        rows.extend(Row(columns) for _ in range(lines - len(rows)))
        return cursor_y

    def forget(self) -> None:
        """Drop the history."""
        self.history.clear()

    def _push(self, count: int) -> None:
        """Copy the topmost rows into the history."""
        self.history.extend(self.rows[:count])
        self.scrolled_off += count
