"""Lines of text and how they fall into rows. Pure.

A line is clean from the moment it is made: it may hold anything a container wrote, and
it may be as long as that likes.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells

from core.session.types import display_text

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_INDENTED_MIN = 8
"""Cells of a row that leave room for an indent."""

TEXT_MAX = 4096
"""Characters of one piece of text that are shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is shown."""

    text: str
    kinds: tuple[tuple[int, str], ...] = ()
    """Where pieces end, and what each is: a component class of `LineView`, or none."""
    key: Hashable = None
    """What the line is about: the same line of a newer text has the same key."""
    indent: int = 0
    """Cells before the text of its rows from the second on, if it is wrapped."""


def make_line(
    *pieces: str | tuple[str, str], key: Hashable = None, indent: int = 0
) -> Line:
    """Make a line of texts, each plain or with its kind."""
    text = ""
    kinds: list[tuple[int, str]] = []
    for piece in pieces:
        raw, kind = (piece, "") if isinstance(piece, str) else piece
        text += display_text(shortened(raw).expandtabs())
        kinds.append((len(text), kind))
    marked = any(kind for _, kind in kinds)
    return Line(text, tuple(kinds) if marked else (), key, indent)


def shortened(text: str, width: int = TEXT_MAX) -> str:
    """Return a text, or its beginning and how long it is."""
    if len(text) <= width:
        return text
    return f"{text[:width]}… ({len(text):,} characters)"


def cuts(line: Line, width: int) -> Sequence[int]:
    """Return where the rows of a line begin that is wrapped to a width in cells."""
    text = line.text
    if len(text) <= width and text.isascii():
        return (0,)
    room = width - indent_of(line, width)
    if text.isascii():
        return (0, *range(width, len(text), room))
    if cell_len(text) <= width:
        return (0,)
    first = len(chop_cells(text, width)[0])
    rows = chop_cells(text[first:], room)
    return (0, *accumulate((len(row) for row in rows[:-1]), initial=first))


def indent_of(line: Line, width: int | None) -> int:
    """Return the cells before a line's rows from the second on."""
    if width is None or width < _INDENTED_MIN:
        return 0
    return min(line.indent, width // 2)


class Rows:
    """Which part of which line stands in a row."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._counts: list[int] = []
        self._ends: list[int] = []
        self._width: int | None = None

    @property
    def width(self) -> int | None:
        """The width in cells that lines are wrapped to."""
        return self._width

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self._ends[-1] if self._ends else 0

    def wrap(self, lines: Sequence[Line], width: int | None) -> None:
        """Hold these lines, wrapped to a width; None: each has one row."""
        self._width = width
        self._counts = []
        self.splice(0, 0, lines)

    def splice(self, start: int, stop: int, lines: Sequence[Line]) -> None:
        """Put lines in the place of others."""
        width = self._width
        if width is None:
            counts = [1] * len(lines)
        else:
            counts = [len(cuts(line, width)) for line in lines]
        self._counts[start:stop] = counts
        before = self._ends[start - 1] if start else 0
        del self._ends[start:]
        after = accumulate(self._counts[start:], initial=before)
        next(after)
        self._ends.extend(after)

    def first(self, index: int) -> int:
        """Return the first row of a line; of one after the last, the row after it."""
        return self._ends[index - 1] if index else 0

    def at(self, row: int) -> tuple[int, int]:
        """Return the line in a row, and which of its rows that is."""
        index = bisect_right(self._ends, row)
        return index, row - self.first(index)

    def row_of(self, line: Line, index: int, at: int) -> int:
        """Return the row of a place in a line's text."""
        if self._width is None:
            return self.first(index)
        return self.first(index) + bisect_right(cuts(line, self._width), at) - 1

    def span(self, line: Line, part: int) -> tuple[int, int]:
        """Return where the text of a row begins and ends in its line."""
        if self._width is None:
            return 0, len(line.text)
        starts = cuts(line, self._width)
        end = starts[part + 1] if part + 1 < len(starts) else len(line.text)
        return starts[part], end
