"""Lines broken anew: the same lines at every width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.widgets.terminal.states import cells, check_row, make_row
from widgets.terminal.characters import FILLER
from widgets.terminal.reflow import Place, reflow

if TYPE_CHECKING:
    from widgets.terminal.rows import Row

WIDTHS = st.integers(2, 40)
LINES = st.lists(
    st.lists(st.sampled_from(["a", "b", "-", "漢_", "字_"]), max_size=40).map("".join),
    min_size=1,
    max_size=8,
)


def contents(rows: list[Row]) -> list[str]:
    """Return the logical lines of rows."""
    joined, line = [], ""
    for row in rows:
        line += cells(row)
        if not row.wrapped:
            joined.append(line)
            line = ""
    return [*joined, line] if line else joined


def laid_out(lines: list[str], columns: int) -> list[Row]:
    """Return rows of lines at a width."""
    return reflow([make_row(line) for line in lines], columns)[0]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (12, ["abcdefgh", "xyz"]),
        (8, ["abcdefgh", "xyz"]),
        (5, ["abcde+", "fgh", "xyz"]),
        (3, ["abc+", "def+", "gh", "xyz"]),
        (1, [*(f"{char}+" for char in "abcdefg"), "h", "x+", "y+", "z"]),
    ],
)
def test_lines_break_where_they_must(columns: int, expected: list[str]) -> None:
    """Each row but a line's last one goes on in the next."""
    rows = laid_out(["abcdefgh", "xyz"], columns)

    assert [cells(row) + "+" * row.wrapped for row in rows] == expected


def test_wrapped_rows_are_joined() -> None:
    """A wider screen shows a line in fewer rows."""
    rows = [make_row("abcd", wrapped=True), make_row("efgh", wrapped=True)]
    rows += [make_row("ij"), make_row("kl")]
    joined, _ = reflow(rows, 7)

    assert [cells(row) for row in joined] == ["abcdefg", "hij", "kl"]
    assert [row.wrapped for row in joined] == [True, False, False]


def test_a_wide_character_moves_to_the_next_row_whole() -> None:
    """The column that it leaves free is empty, and gone when there is room."""
    narrow = laid_out(["abc漢_de"], 4)

    assert [cells(row) for row in narrow] == ["abc", "漢_de"]
    assert [cells(row) for row in reflow(narrow, 10)[0]] == ["abc漢_de"]


def test_one_column_has_no_half_of_a_wide_character() -> None:
    """Where it does not fit at all it is not broken either."""
    rows = laid_out(["a漢_b"], 1)

    assert [row.chars[:1] for row in rows if row.chars[:1] == FILLER] == []


def test_rows_that_fit_are_the_same_objects() -> None:
    """Whoever stays on a row finds it again."""
    rows = [make_row("ab"), make_row("abcdef"), make_row("")]
    result, _ = reflow(rows, 4)

    assert (result[0], result[3]) == (rows[0], rows[2])


def test_the_last_row_may_go_on() -> None:
    """A line whose end is not in the list is left to go on."""
    result, _ = reflow([make_row("abcdef", wrapped=True)], 4)

    assert [row.wrapped for row in result] == [True, True]


def test_a_mark_stays_at_the_start_of_its_line() -> None:
    """The rows that a line is broken into have one mark in all."""
    row = make_row("abcdef")
    row.mark = "A"
    narrow, _ = reflow([make_row("x"), row], 4)
    wide, _ = reflow(narrow, 9)

    assert [part.mark for part in narrow] == ["", "A", ""]
    assert [part.mark for part in wide] == ["", "A"]


def test_renditions_go_along() -> None:
    """Each cell keeps the rendition it has."""
    row = make_row("abcdef")
    row.attrs = "\0\1\2\3\4\5"
    narrow, _ = reflow([row], 4)

    assert [part.attrs for part in narrow] == ["\0\1\2\3", "\4\5"]


@pytest.mark.parametrize(
    ("place", "columns", "expected"),
    [
        (Place(0, 0), 4, Place(0, 0)),
        (Place(0, 3), 4, Place(0, 3)),
        (Place(0, 4), 4, Place(1, 0)),
        (Place(0, 9), 4, Place(2, 1)),
        (Place(0, 10), 4, Place(2, 2)),
        (Place(0, 10), 5, Place(1, 5)),
        (Place(1, 1), 4, Place(3, 1)),
        (Place(1, 1), 20, Place(1, 1)),
    ],
)
def test_a_place_stays_on_its_character(
    place: Place, columns: int, expected: Place
) -> None:
    """A place after a line's end stays after it."""
    rows = [make_row("0123456789"), make_row("xyz")]

    assert reflow(rows, columns, [place])[1] == [expected]


@given(LINES, WIDTHS, st.lists(WIDTHS, max_size=6))
def test_any_widths_keep_the_lines(
    lines: list[str], first: int, widths: list[int]
) -> None:
    """Text of lines is unchanged, and back at a width the rows are as before."""
    before = laid_out(lines, first)
    rows = before
    for columns in [*widths, first]:
        rows, _ = reflow(rows, columns)
        for row in rows:
            check_row(row, columns)
        assert contents(rows) == lines

    assert [(cells(row), row.wrapped) for row in rows] == [
        (cells(row), row.wrapped) for row in before
    ]


@given(LINES, WIDTHS, st.lists(WIDTHS, min_size=1, max_size=6), st.data())
def test_any_widths_keep_places_on_their_characters(
    lines: list[str], first: int, widths: list[int], data: st.DataObject
) -> None:
    """What is under a place is the same after any reflow."""
    rows = laid_out(lines, first)
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[at].chars)))
    # The mark makes the character one of a kind.
    rows[at].chars = rows[at].chars[:column] + "*" + rows[at].chars[column + 1 :]
    rows[at].attrs = rows[at].attrs.ljust(len(rows[at].chars), "\0")
    place = Place(at, column)
    for columns in widths:
        rows, (place,) = reflow(rows, columns, [place])
        row = rows[place.row]

        assert row.chars[place.column] == "*"
