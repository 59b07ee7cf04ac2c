"""Rows of one screen and its scrollback.

A terminal has two grids: the main one, and the alternate one without scrollback. The
list in `rows` is always the same object, changed in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.terminal.attributes import PLAIN_CODE
from widgets.terminal.reflow import Place, reflow
from widgets.terminal.rows import BLANK, Row, blank_row
from widgets.terminal.scrollback import Scrollback

if TYPE_CHECKING:
    from collections.abc import Sequence


class Grid:
    """Lines of equal width; rows that leave the top go to `history`."""

    def __init__(self, columns: int, lines: int, scrollback: int) -> None:
        self.columns = columns
        self.rows = [Row() for _ in range(lines)]
        self.history = Scrollback(scrollback, columns)

    @property
    def keeps(self) -> bool:
        """Whether rows that leave the top are kept."""
        return self.history.limit > 0

    def clear(self, code: str = PLAIN_CODE) -> None:
        """Replace every row by a blank one; the history stays."""
        self.rows[:] = [blank_row(self.columns, code) for _ in self.rows]

    def scroll_up(
        self, top: int, bottom: int, count: int, code: str, *, keep: bool
    ) -> None:
        """Move the rows of a region up; `keep` those that leave the screen."""
        rows, count = self.rows, min(count, bottom - top + 1)
        if keep and top == 0:
            self.history.recent.extend(rows[:count])
        del rows[top : top + count]
        at = bottom + 1 - count
        rows[at:at] = [blank_row(self.columns, code) for _ in range(count)]

    def scroll_down(self, top: int, bottom: int, count: int, code: str) -> None:
        """Move the rows of a region down; what leaves it is lost."""
        rows, count = self.rows, min(count, bottom - top + 1)
        del rows[bottom + 1 - count : bottom + 1]
        rows[top:top] = [blank_row(self.columns, code) for _ in range(count)]

    def shift(
        self, area: tuple[int, int, int, int], down: int, right: int, code: str
    ) -> None:
        """Move the cells of an area by lines and columns; fill with blanks.

        The area is top, left, bottom, right, all inclusive (DECSLRM margins).
        """
        top, left, bottom, last = area
        width = last + 1 - left
        taken: list[tuple[str, str]] = []
        for row in self.rows[top : bottom + 1]:
            row.extend(last + 1)
            if right > 0:
                row.insert(left, right, last + 1, code)
            elif right < 0:
                row.delete(left, -right, last + 1, code)
            else:
                # What the box cuts keeps its rendition, in xterm too.
                row.part(left)
                row.part(last + 1)
            taken.append((row.chars[left : last + 1], row.attrs[left : last + 1]))
        if not down:
            return
        count = min(abs(down), len(taken))
        blanks = [(BLANK * width, code * width)] * count
        taken = blanks + taken[:-count] if down > 0 else taken[count:] + blanks
        for row, (chars, attrs) in zip(self.rows[top : bottom + 1], taken, strict=True):
            row.write(left, chars, attrs)

    def cut(self, columns: int, lines: int, cursor_y: int) -> int:
        """Take a new size without reflow; return the cursor's line."""
        gone = max(len(self.rows) - lines, 0)
        above = min(gone, max(cursor_y - lines + 1, 0))
        del self.rows[:above]
        del self.rows[lines:]
        for row in self.rows:
            row.cut(columns)
        self.rows.extend(Row() for _ in range(lines - len(self.rows)))
        self.columns = self.history.columns = columns
        return cursor_y - above

    def reflow(self, columns: int, lines: int, places: Sequence[Place]) -> list[Place]:
        """Take a new size, break lines anew, and return where `places` are now.

        The first place is the cursor's; its line stays on the screen. Blank rows
        under it go first; a higher screen takes rows back from the history.
        """
        rows, history = self.rows, self.history
        cursor_y = places[0].row
        last = len(rows)
        while last > cursor_y + 1 and rows[last - 1].is_blank:
            last -= 1
        grown = max(lines - len(rows), 0)
        past = history.take(grown, everything_recent=columns != self.columns)
        flow = past + rows[:last]
        anchors = [Place(row + len(past), column) for row, column in places]
        anchors.append(Place(len(past), 0))
        flow, anchors = reflow(flow, columns, anchors)
        first = anchors.pop().row
        top = min(max(first - grown, len(flow) - lines, 0), anchors[0].row)
        self.columns = history.columns = columns
        history.recent.extend(flow[:top])
        rows[:] = flow[top : top + lines]
        rows.extend(blank_row(columns, PLAIN_CODE) for _ in range(lines - len(rows)))
        return [
            Place(min(max(place.row - top, 0), lines - 1), place.column)
            for place in anchors
        ]
