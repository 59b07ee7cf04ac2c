"""The rows of a terminal as they were at one moment.

The program goes on drawing, and what is being read here stays as it is: rows are pairs
of strings that do not change, so keeping them costs next to nothing. They are numbered
from the first row of the screen; those of the past are negative. So older rows, which
may have to be parsed first (see `flood`), can be fetched when they are needed.
"""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from widgets.terminal.characters import FILLER
from widgets.terminal.reflow import Place, reflow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from widgets.terminal.attributes import Attribute, Attributes
    from widgets.terminal.rows import Row
    from widgets.terminal.screen import TerminalScreen
    from widgets.terminal.scrollback import Scrollback

LOAD_ROWS = 500
"""Rows of the past that are fetched at once."""
PROMPT = "A"
"""The mark of a row in which a shell's prompt begins."""


class Line(NamedTuple):
    """One line of text: a row, and those in which it goes on."""

    first: int
    """The number of its first row."""
    chars: str
    """The cells of all its rows."""
    starts: Sequence[int]
    """The offset in `chars` at which each row begins."""

    @property
    def last(self) -> int:
        """The number of its last row."""
        return self.first + len(self.starts) - 1

    def offset(self, place: Place) -> int:
        """Return where in `chars` a place of this line is."""
        index = place.row - self.first
        end = self.starts[index + 1] if place.row < self.last else len(self.chars)
        return min(self.starts[index] + place.column, end)

    def place(self, offset: int) -> Place:
        """Return the place of an offset in `chars`; that of its whole character."""
        if self.chars[offset : offset + 1] == FILLER and offset:
            offset -= 1
        index = bisect_right(self.starts, offset) - 1
        return Place(self.first + index, offset - self.starts[index])


class Renditions:
    """What codes stood for in a table that may give them another meaning later."""

    def __init__(self, table: Attributes) -> None:
        self.plain = table.plain
        self._table = table
        self._version = table.version
        self._size = 0
        self._kept: list[Attribute] = []
        self.update()

    def __getitem__(self, code: str) -> Attribute:
        return self._kept[ord(code)]

    def update(self) -> bool:
        """Take in new codes; return False if old ones have another meaning now."""
        table = self._table
        if table.version != self._version:
            return False
        if len(table) != self._size:
            self._size = len(table)
            kept: list[Attribute] = []
            with suppress(IndexError):
                while True:
                    kept.append(table[chr(len(kept))])
            self._kept = kept
        return True


class Snapshot:
    """The rows of the screen that is shown, and its scrollback.

    Blank rows below everything are left out.
    """

    def __init__(self, terminal: TerminalScreen) -> None:
        self.columns = terminal.columns
        screen = terminal.rows[: terminal.lines]
        used = terminal.cursor.y + 1
        while len(screen) > used and screen[-1].is_blank:
            screen.pop()
        self._sources = screen
        self._rows = [row.copy() for row in screen]
        self.first = 0
        """The number of the oldest row that was fetched."""
        self.renditions = Renditions(terminal.attributes)
        self._history: Scrollback | None = None if terminal.alternate else terminal.past
        self._line: Line | None = None
        self.load()

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self._rows) - 1

    @property
    def complete(self) -> bool:
        """Whether no older rows are to be had."""
        return self._history is None

    def load(self, count: int = LOAD_ROWS) -> None:
        """Fetch up to `count` older rows, as far as the terminal still has them."""
        history = self._history
        if history is None:
            return
        back = history.back_to(self._sources[0]) if self.first else 0
        past: list[Row] = []
        if back is not None:
            past = history.newest(back + count)
            del past[len(past) - back :]
        if not self.renditions.update():
            past = []
        if len(past) < count:
            self._history = None
        self._sources[:0] = past
        self._rows[:0] = [row.copy() for row in past]
        self.first -= len(past)

    def load_all(self) -> None:
        """Fetch every older row."""
        while self._history is not None:
            self.load(self._history.limit)

    def has(self, number: int) -> bool:
        """Whether there is such a row; older ones are fetched for that."""
        while number < self.first and self._history is not None:
            self.load()
        return self.first <= number <= self.last

    def row(self, number: int) -> Row:
        """Return a row that there is."""
        return self._rows[number - self.first]

    def source(self, number: int) -> Row | None:
        """Return the terminal's own row, None if it was broken anew since."""
        return self._sources[number - self.first] if self._sources else None

    def rows(self, first: int, count: int) -> list[Row]:
        """Return up to `count` rows from a number on."""
        return self._rows[first - self.first : first - self.first + count]

    def text_end(self, number: int) -> int:
        """Return the column behind the text of a row."""
        row = self.row(number)
        return len(row.chars if row.wrapped else row.chars.rstrip(" "))

    def line(self, number: int) -> Line:
        """Return the line that a row belongs to."""
        known = self._line
        if known is not None and known.first <= number <= known.last:
            return known
        first = last = number
        while self.has(first - 1) and self.row(first - 1).wrapped:
            first -= 1
        while last < self.last and self.row(last).wrapped:
            last += 1
        parts = [row.chars for row in self.rows(first, last + 1 - first)]
        starts = list(accumulate(map(len, parts[:-1]), initial=0))
        self._line = Line(first, "".join(parts), starts)
        return self._line

    def reflow(self, columns: int, places: Sequence[Place]) -> list[Place]:
        """Break lines anew for a width; return where `places` have gone."""
        self.load_all()
        known = [Place(row - self.first, column) for row, column in (*places, (0, 0))]
        self._rows, moved = reflow(self._rows, columns, known)
        self._sources, self._line = [], None
        self.columns = columns
        self.first = -moved.pop().row
        return [Place(row + self.first, column) for row, column in moved]
