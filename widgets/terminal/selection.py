"""Selections in the rows of a terminal, and the text that they mean; pure.

Rows that a line wraps on to are joined again, blanks at the end of lines are left out,
and a wide character is selected whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from widgets.terminal.characters import FILLER, visible
from widgets.terminal.reflow import Place

if TYPE_CHECKING:
    from widgets.terminal.snapshot import Snapshot

Kind = Literal["characters", "lines", "rectangle"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything between two places, both inclusive."""

    kind: Kind
    anchor: Place
    """The end that stays."""
    cursor: Place
    """The end that moves."""

    @property
    def ends(self) -> tuple[Place, Place]:
        """Both ends, the earlier one first."""
        return min(self.anchor, self.cursor), max(self.anchor, self.cursor)

    def lines(self, snapshot: Snapshot) -> tuple[int, int]:
        """Return the numbers of the first and the last row."""
        start, end = self.ends
        if self.kind == "lines":
            return snapshot.line(start.row).first, snapshot.line(end.row).last
        return start.row, end.row

    def span(self, snapshot: Snapshot, number: int) -> tuple[int, int]:
        """Return the columns of a row that are selected: from, and up to.

        The row is one of `lines`. The second may be behind the row's end: then the
        end of the line is selected as well.
        """
        start, end = self.ends
        chars = snapshot.row(number).chars
        if self.kind == "rectangle":
            columns = sorted((start.column, end.column))
            return _whole(chars, columns[0], columns[1] + 1)
        past_end = len(chars) + 1
        if self.kind == "lines":
            return 0, past_end
        first = start.column if number == start.row else 0
        last = end.column + 1 if number == end.row else past_end
        return _whole(chars, first, last)

    def text(self, snapshot: Snapshot) -> str:
        """Return what is selected, without a line end after the last line."""
        first, last = self.lines(snapshot)
        lines: list[str] = []
        parts: list[str] = []
        for number in range(first, last + 1):
            row = snapshot.row(number)
            start, end = self.span(snapshot, number)
            parts.append(visible(row.chars[start:end]))
            goes_on = row.wrapped and number < snapshot.last
            if self.kind == "rectangle" or not goes_on or number == last:
                line = "".join(parts)
                parts.clear()
                cut = self.kind == "rectangle" or _ends(snapshot, number, end)
                lines.append(line.rstrip(" ") if cut else line)
        return "\n".join(lines)


def everything(snapshot: Snapshot) -> Selection:
    """Return the selection of all rows that there are."""
    snapshot.load_all()
    return Selection("lines", Place(snapshot.first, 0), Place(snapshot.last, 0))


def _ends(snapshot: Snapshot, number: int, column: int) -> bool:
    """Whether a line has only blanks from a column of one of its rows on."""
    line = snapshot.line(number)
    return not line.chars[line.offset(Place(number, column)) :].strip(" ")


def _whole(chars: str, start: int, end: int) -> tuple[int, int]:
    """Return a span of columns that parts no wide character."""
    if chars[start : start + 1] == FILLER:
        start -= 1
    if chars[end : end + 1] == FILLER:
        end += 1
    return start, end
