"""Scrollback: the rows that have left the top of the screen, newest last.

It is a queue of segments: rows as they left the screen, and blocks of raw output that
nobody has looked at yet (see `flood`). A block becomes rows when it is asked for, and
a segment is broken anew for another width when it is asked for at that width. So
neither a flood nor a resize pays for ten thousand rows that are not shown.
"""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from widgets.terminal.reflow import reflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from widgets.terminal.rows import Row

BLOCK_CHARACTERS_MAX = 16 * 1024 * 1024
"""Raw characters kept in all; older blocks are dropped past that."""


class Segment(Protocol):
    """Consecutive whole lines of the past."""

    least: int
    """A number of rows that it surely has, without looking."""
    size: int
    """Characters of raw output that it holds."""

    def rows(self, columns: int) -> list[Row]:
        """Return its rows at a width."""
        ...

    def codes(self) -> Iterator[str]:
        """Yield strings with every attribute code in use."""
        ...


class RowSegment:
    """Rows that left the screen one by one."""

    size = 0

    def __init__(self, rows: list[Row], columns: int) -> None:
        self._rows = rows
        self._columns = columns
        self.least = len(rows)

    def rows(self, columns: int) -> list[Row]:
        """Return the rows at a width."""
        if columns != self._columns:
            self._rows, _ = reflow(self._rows, columns)
            self._columns = columns
        return self._rows

    def codes(self) -> Iterator[str]:
        """Yield strings with every attribute code in use."""
        return (row.attrs for row in self._rows)


class Scrollback:
    """At most `limit` rows of the past of one screen.

    `recent` holds the newest rows; the screen appends to it directly, since that
    happens for every line of output. It drops its own oldest beyond the limit.
    """

    def __init__(self, limit: int, columns: int) -> None:
        self.limit = limit
        self.columns = columns
        self.recent: deque[Row] = deque(maxlen=limit)
        self._older: deque[Segment] = deque()

    def add(self, segment: Segment) -> None:
        """Put a segment after everything there is."""
        self._retire_recent()
        self._older.append(segment)
        self._trim()

    def clear(self) -> None:
        """Forget everything."""
        self.recent.clear()
        self._older.clear()

    def newest(self, count: int) -> list[Row]:
        """Return up to `count` rows, the newest last."""
        count = min(count, self.limit)
        if count <= 0:
            return []
        rows = list(self.recent)[-count:]
        for segment in reversed(self._older):
            missing = count - len(rows)
            if missing <= 0:
                break
            rows = segment.rows(self.columns)[-missing:] + rows
        return rows

    def __len__(self) -> int:
        """Return how many rows there are; all of them are made for that."""
        if not self._older:
            return len(self.recent)
        known = sum(len(segment.rows(self.columns)) for segment in self._older)
        return min(known + len(self.recent), self.limit)

    def back_to(self, row: Row) -> int | None:
        """Return how many rows have come since `row` inclusive, None if it is gone."""
        candidates = islice(self._backwards(), self.limit)
        for back, candidate in enumerate(candidates, 1):
            if candidate is row:
                return back
        return None

    def _backwards(self) -> Iterator[Row]:
        yield from reversed(self.recent)
        for segment in reversed(self._older):
            yield from reversed(segment.rows(self.columns))

    def take(self, count: int, *, everything_recent: bool) -> list[Row]:
        """Remove and return the newest rows: `count`, or all that are recent.

        Only recent rows can be of the line that goes on in the screen's first row.
        """
        recent = self.recent
        if len(recent) >= self.limit:
            # Some have been dropped, and what is older is not next to them.
            self._older.clear()
        while len(recent) < min(count, self.limit) and self._older:
            rows = self._older.pop().rows(self.columns)
            room = self.limit - len(recent)
            if len(rows) > room:
                # What is left out would be a hole if anything older stayed.
                self._older.clear()
            recent.extendleft(reversed(rows[-room:]))
        count = len(recent) if everything_recent else min(count, len(recent))
        return [recent.pop() for _ in range(count)][::-1]

    def codes(self) -> Iterator[str]:
        """Yield strings with every attribute code in use."""
        for segment in self._older:
            yield from segment.codes()
        yield from (row.attrs for row in self.recent)

    def _retire_recent(self) -> None:
        """Make the recent rows a segment; the last one must end its line."""
        if self.recent:
            self._older.append(RowSegment(list(self.recent), self.columns))
            self.recent.clear()

    def _trim(self) -> None:
        """Drop segments that cannot be reached any more."""
        least = sum(segment.least for segment in self._older)
        size = sum(segment.size for segment in self._older)
        while len(self._older) > 1:
            oldest = self._older[0]
            if (
                least - oldest.least < self.limit
                and size - oldest.size < BLOCK_CHARACTERS_MAX
            ):
                break
            least -= oldest.least
            size -= oldest.size
            self._older.popleft()
