"""Reflow: break lines anew when the width of the screen changes; pure.

Rows that `wrapped` are joined to the line they were, and broken where they fit now.
A wide character is never broken; the column that it leaves free stays empty.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from widgets.terminal.characters import FILLER
from widgets.terminal.rows import BLANK, Row

if TYPE_CHECKING:
    from collections.abc import Sequence


_WIDE = re.compile(f".{FILLER}", re.DOTALL)


class Place(NamedTuple):
    """A position in a list of rows."""

    row: int
    column: int


def reflow(
    rows: Sequence[Row], columns: int, places: Sequence[Place] = ()
) -> tuple[list[Row], list[Place]]:
    """Return the rows at another width, and where `places` have gone.

    Rows that need no change are the same objects.
    """
    result: list[Row] = []
    moved = list(places)
    watched = {place.row for place in places}
    at = 0
    while at < len(rows):
        first, row = at, rows[at]
        at += 1
        if not row.wrapped and len(row.chars) <= columns:
            starts, breaks = [0], [0]
            broken = [row]
        else:
            while rows[at - 1].wrapped and at < len(rows):
                at += 1
            line = rows[first:at]
            starts = list(accumulate((len(part.chars) for part in line), initial=0))
            broken, breaks = _break(line, columns)
        if not watched.isdisjoint(range(first, at)):
            for index, place in enumerate(places):
                if first <= place.row < at:
                    offset = starts[place.row - first] + place.column
                    moved[index] = _find(offset, breaks, len(result))
        result += broken
    return result, moved


def _find(offset: int, breaks: list[int], first: int) -> Place:
    """Return where an offset in a line is after breaking it."""
    index = len(breaks) - 1
    while index and breaks[index] > offset:
        index -= 1
    return Place(first + index, offset - breaks[index])


def _break(line: Sequence[Row], columns: int) -> tuple[list[Row], list[int]]:
    """Return a line's rows at a width, and the offset at which each begins."""
    chars = "".join(row.chars for row in line)
    attrs = "".join(row.attrs for row in line)
    if columns == 1 and FILLER in chars:
        # What takes two columns cannot be shown at all.
        chars = _WIDE.sub(BLANK * 2, chars)
    rows, breaks = [], []
    at = 0
    while True:
        end = at + columns
        if end < len(chars) and chars[end] == FILLER and end - at > 1:
            end -= 1
        row = Row(chars[at:end], attrs[at:end])
        row.wrapped = end < len(chars)
        rows.append(row)
        breaks.append(at)
        if not row.wrapped:
            break
        at = end
    rows[0].mark = line[0].mark
    # The line's own end may be off the list: its last row knows.
    rows[-1].wrapped = line[-1].wrapped
    return rows, breaks
