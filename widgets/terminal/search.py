"""Search in the rows of a terminal: plain text, across the rows of one line; pure.

Nothing is searched row by row: all rows are one string, in which `find` and `count` take
a millisecond or two for ten thousand rows. So there is no list of matches either, however
many there are. A pattern without capitals matches both cases.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from widgets.terminal.characters import FILLER, visible
from widgets.terminal.reflow import Place

if TYPE_CHECKING:
    from widgets.terminal.snapshot import Snapshot

Spans = dict[int, list[tuple[int, int]]]
"""For numbers of rows, the columns of what was found there: from, and up to."""


class Haystack:
    """All rows of a snapshot as one text; lines end in a line feed."""

    def __init__(self, snapshot: Snapshot) -> None:
        snapshot.load_all()
        self.snapshot = snapshot
        rows = snapshot.rows(snapshot.first, snapshot.last + 1 - snapshot.first)
        parts = [_text(row.chars) + ("" if row.wrapped else "\n") for row in rows]
        self.exact = "".join(parts)
        """The text as it is."""
        self._starts = list(accumulate(map(len, parts[:-1]), initial=0))

    @cached_property
    def folded(self) -> str:
        """The text in small letters, each as long as it was."""
        return fold(self.exact)

    def offset(self, place: Place) -> int:
        """Return where in the text a place is."""
        number, column = place
        text = visible(self.snapshot.row(number).chars[:column])
        return self._starts[number - self.snapshot.first] + len(text)

    def after(self, place: Place) -> int:
        """Return where in the text the character after a place is."""
        chars = self.snapshot.row(place.row).chars
        column = place.column + 1
        column += chars[column : column + 1] == FILLER
        over = column > len(chars)
        return self.offset(Place(place.row, column)) + over

    def row_at(self, offset: int) -> int:
        """Return the number of the row that an offset is in."""
        return self.snapshot.first + bisect_right(self._starts, offset) - 1

    def spans(self, start: int, end: int) -> Spans:
        """Return the cells of a piece of the text that is not empty."""
        found: Spans = {}
        for number in range(self.row_at(start), self.row_at(end - 1) + 1):
            begin = self._starts[number - self.snapshot.first]
            chars = self.snapshot.row(number).chars
            columns = _columns(chars, max(start - begin, 0), end - begin)
            if columns[0] < columns[1]:
                found[number] = [columns]
        return found


class Match(NamedTuple):
    """What was found first."""

    offset: int
    """Where in the text."""
    place: Place
    wrapped: bool
    """Whether the search went round the end, or the beginning."""


class Search:
    """A pattern, and where it is.

    Args:
        haystack: what to search in.
        pattern: plain text, not empty.
        forward: whether `n` goes to later matches.
    """

    def __init__(self, haystack: Haystack, pattern: str, *, forward: bool) -> None:
        self.pattern = pattern
        self.forward = forward
        self._haystack = haystack
        ignores_case = fold(pattern) == pattern
        self._text = haystack.folded if ignores_case else haystack.exact
        self.count = self._text.count(pattern)
        """How many matches there are that do not overlap."""

    def find(self, place: Place, *, forward: bool) -> Match | None:
        """Return the next match after a place, or the last one before it."""
        text, pattern = self._text, self.pattern
        if forward:
            found = text.find(pattern, self._haystack.after(place))
            wrapped = found < 0
            found = text.find(pattern) if wrapped else found
        else:
            end = self._haystack.offset(place) + len(pattern) - 1
            found = text.rfind(pattern, 0, end)
            wrapped = found < 0
            found = text.rfind(pattern) if wrapped else found
        if found < 0:
            return None
        spans = self._haystack.spans(found, found + 1)
        number = self._haystack.row_at(found)
        return Match(found, Place(number, spans[number][0][0]), wrapped)

    def number(self, match: Match) -> int:
        """Return which of all matches one is, from 1."""
        return self._text.count(self.pattern, 0, match.offset) + 1

    def cells(self, match: Match) -> Spans:
        """Return the cells of a match."""
        return self._haystack.spans(match.offset, match.offset + len(self.pattern))

    def spans(self, first: int, last: int) -> Spans:
        """Return the cells of all matches that touch the rows from `first` to `last`."""
        haystack, size = self._haystack, len(self.pattern)
        at = max(haystack.offset(Place(first, 0)) - size + 1, 0)
        end = haystack.after(Place(last, haystack.snapshot.columns)) + size
        pieces: list[tuple[int, int]] = []
        at = self._text.find(self.pattern, at, end)
        while at >= 0:
            # Those that touch are one piece: a screen may be full of them.
            start = pieces.pop()[0] if pieces and pieces[-1][1] >= at else at
            pieces.append((start, at + size))
            at = self._text.find(self.pattern, at + 1, end)
        found: Spans = {}
        for piece in pieces:
            for number, columns in haystack.spans(*piece).items():
                if first <= number <= last:
                    found.setdefault(number, []).extend(columns)
        return found


def fold(text: str) -> str:
    """Return `text` in small letters; only one capital would become longer by that."""
    return text.replace("\u0130", "i").lower()


def _text(chars: str) -> str:
    """Return the text of cells; of wide characters alone at the speed of `replace`."""
    return visible(chars if chars.isascii() else chars.replace(FILLER, ""))


def _columns(chars: str, start: int, end: int) -> tuple[int, int]:
    """Return the cells whose characters make up a piece of a row's text."""
    if chars.isascii():
        return start, min(end, len(chars))
    owners = _owners(chars)
    if start >= len(owners):
        return start, start
    last = owners[min(end, len(owners)) - 1] + 1
    return owners[start], last + (chars[last : last + 1] == FILLER)


@lru_cache(maxsize=256)
def _owners(chars: str) -> list[int]:
    """Return for each character of a row's text the cell that it is in."""
    return [column for column, char in enumerate(chars) for _ in visible(char)]
