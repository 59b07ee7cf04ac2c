"""The rows of the past: a bounded queue of segments that are made when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.widgets.terminal.states import make_row
from widgets.terminal import scrollback
from widgets.terminal.scrollback import RowSegment, Scrollback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from widgets.terminal.rows import Row


class LazySegment:
    """Lines that count how often somebody looked at them."""

    def __init__(self, *texts: str, size: int = 0) -> None:
        self._rows = [make_row(text) for text in texts]
        self.least = len(texts)
        self.size = size
        self.looks = 0

    def rows(self, _columns: int) -> list[Row]:
        """Return the rows, and count that."""
        self.looks += 1
        return self._rows

    def codes(self) -> Iterator[str]:
        """Yield the codes of the rows."""
        return (row.attrs for row in self._rows)


def filled(limit: int, *segments: LazySegment | str) -> Scrollback:
    """Return a scrollback of segments, and of rows that came one by one."""
    past = Scrollback(limit, 10)
    for segment in segments:
        if isinstance(segment, str):
            past.recent.append(make_row(segment))
        else:
            past.add(segment)
    return past


def texts(rows: list[Row]) -> list[str]:
    """Return the text of rows."""
    return [row.text for row in rows]


def numbered(first: int, last: int) -> LazySegment:
    """Return a segment of the numbers from `first` up to, not with, `last`."""
    return LazySegment(*map(str, range(first, last)))


def test_rows_come_out_in_order() -> None:
    """What was added last is newest, in segments and between them."""
    past = filled(9, "a", LazySegment("b", "c"), LazySegment("d"), "e", "f")

    assert texts(past.newest(99)) == list("abcdef")
    assert texts(past.newest(3)) == list("def")
    assert (past.newest(0), past.newest(-1)) == ([], [])
    assert len(past) == 6


@pytest.mark.parametrize("limit", [0, 1, 3, 4, 5])
def test_no_more_than_the_limit_is_seen(limit: int) -> None:
    """The oldest rows are out of reach, wherever they are kept."""
    past = filled(limit, numbered(0, 3), "3", numbered(4, 5), "5")
    expected = [str(n) for n in range(6)][6 - limit :]

    assert texts(past.newest(99)) == expected
    assert len(past) == limit
    assert len(past.newest(limit + 1)) == limit


def test_segments_out_of_reach_are_dropped() -> None:
    """However many come, only those that the limit reaches are kept."""
    past = Scrollback(10, 10)
    segments = [numbered(n, n + 4) for n in range(0, 400, 4)]
    for segment in segments:
        past.add(segment)
        past.recent.append(make_row("x"))
    codes = list(past.codes())

    assert len(codes) < 10 + 4 + 2
    assert all(segment.looks == 0 for segment in segments)


def test_raw_output_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Older blocks are dropped when raw characters are too many; one stays."""
    monkeypatch.setattr(scrollback, "BLOCK_CHARACTERS_MAX", 100)
    past = Scrollback(1000, 10)
    for name in "abcde":
        past.add(LazySegment(name, size=40))
    several = texts(past.newest(99))
    past.add(LazySegment("f", size=500))

    assert several == ["c", "d", "e"]
    assert texts(past.newest(99)) == ["f"]


def test_only_what_is_asked_for_is_looked_at() -> None:
    """An old segment is not made into rows for the sake of the newest."""
    old, new = numbered(0, 5), numbered(5, 10)
    past = filled(100, old, new, "10")
    past.newest(4)

    assert (old.looks, new.looks) == (0, 1)
    assert len(past.newest(6)) == 6
    assert old.looks == 0
    assert len(past.newest(7)) == 7
    assert old.looks == 1


def test_a_segment_is_broken_anew_when_asked_at_another_width() -> None:
    """And not again until the width changes; rows that fit stay the same objects."""
    rows = [make_row("short"), make_row("0123456789")]
    segment = RowSegment(rows, 10)
    past = Scrollback(100, 10)
    past.add(segment)
    past.columns = 6
    narrow = past.newest(9)

    assert texts(narrow) == ["short", "012345", "6789"]
    assert [row.wrapped for row in narrow] == [False, True, False]
    assert narrow[0] is rows[0]
    assert past.newest(9)[1] is narrow[1]
    past.columns = 10
    assert texts(past.newest(9)) == ["short", "0123456789"]


def test_a_row_is_found_again() -> None:
    """Its distance counts all that came after it, until it is gone."""
    past = filled(6, LazySegment("a", "b"), "c", "d")
    oldest, newest = past.newest(4)[0], past.newest(1)[0]
    distances = [past.back_to(newest), past.back_to(oldest)]
    past.recent.append(make_row("e"))
    distances.append(past.back_to(oldest))
    past.recent.extend([make_row("f"), make_row("g")])

    assert distances == [1, 4, 5]
    assert past.back_to(oldest) is None
    assert past.back_to(make_row("a")) is None


@pytest.mark.parametrize(
    ("count", "everything", "taken", "left"),
    [
        (0, False, "", "abcdef"),
        (1, False, "f", "abcde"),
        (3, False, "def", "abc"),
        (9, False, "abcdef", ""),
        (0, True, "ef", "abcd"),
        (1, True, "ef", "abcd"),
        (3, True, "cdef", "ab"),
    ],
)
def test_taking(count: int, everything: bool, taken: str, left: str) -> None:
    """The newest rows are taken out; of older segments only when they must."""
    past = filled(99, LazySegment("a", "b"), LazySegment("c", "d"), "e", "f")
    rows = past.take(count, everything_recent=everything)

    assert "".join(texts(rows)) == taken
    assert "".join(texts(past.newest(99))) == left


@pytest.mark.parametrize("count", [5, 6, 7, 20])
def test_taking_more_than_the_limit(count: int) -> None:
    """What is past the limit is gone, and what is newest is not lost for it."""
    past = filled(6, numbered(0, 4), numbered(4, 8))
    for number in range(8, 14):
        past.recent.append(make_row(str(number)))
    rows = past.take(count, everything_recent=False)

    assert texts(rows) == [str(n) for n in range(14 - min(count, 6), 14)]


def test_clearing_forgets_everything() -> None:
    """Neither rows nor codes are left."""
    past = filled(9, LazySegment("a"), "b")
    past.clear()

    assert (past.newest(9), list(past.codes()), len(past)) == ([], [], 0)


def test_codes_are_of_all_rows() -> None:
    """Renditions in older segments are in use as those in recent rows."""
    past = Scrollback(9, 10)
    past.add(RowSegment([make_row("ab", code="\1")], 10))
    past.recent.append(make_row("c", code="\2"))

    assert set("".join(past.codes())) == {"\1", "\2"}
