"""Rows keep wide characters whole, and both their strings equally long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.widgets.terminal.states import cells, check_row, make_row
from widgets.terminal.attributes import PLAIN_CODE, Attributes
from widgets.terminal.characters import FILLER, cell_code
from widgets.terminal.rows import Row, blank_row
from widgets.terminal.sgr import PLAIN, apply_sgr

if TYPE_CHECKING:
    from collections.abc import Callable

RED = "\1"
COLUMNS = 8


@pytest.mark.parametrize(
    ("text", "x", "chars", "expected"),
    [
        ("", 0, "ab", "ab"),
        ("", 3, "a", "   a"),
        ("abc", 3, "d", "abcd"),
        ("abc", 1, "X", "aXc"),
        ("abc", 2, "XYZ", "abXYZ"),
        ("漢_字_", 1, "X", " X字_"),
        ("漢_字_", 0, "X", "X 字_"),
        ("漢_字_", 1, "XY", " XY "),
        ("漢_字_", 2, "XY", "漢_XY"),
        ("漢_字_", 1, f"語{FILLER}", " 語_ "),
        ("a漢_", 1, f"字{FILLER}", "a字_"),
        ("漢_", 5, "X", "漢_   X"),
    ],
)
def test_writing(text: str, x: int, chars: str, expected: str) -> None:
    """What is written over half of a wide character blanks its other half."""
    row = make_row(text)
    row.write(x, chars, RED * len(chars))

    check_row(row, COLUMNS)
    assert cells(row) == expected
    assert row.attrs[x : x + len(chars)] == RED * len(chars)


def test_writing_erases_the_other_half() -> None:
    """Its blank has the background of the nearest cell written, or stays as it was."""
    table = Attributes()
    first, last = (table.intern(apply_sgr(PLAIN, sgr)) for sgr in ("1;41", "4;42"))
    written, copied = make_row("漢_字_"), make_row("漢_字_")
    written.write(1, "XY", first.code + last.code, table)
    copied.write(1, "XY", first.code + last.code)

    assert cells(written) == cells(copied) == " XY "
    assert [table[code].rendition for code in written.attrs] == [
        apply_sgr(PLAIN, sgr) for sgr in ("41", "1;41", "4;42", "42")
    ]
    assert copied.attrs == PLAIN_CODE + first.code + last.code + PLAIN_CODE


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda row: row.erase(1, 3, RED), RED * 4 + PLAIN_CODE * 2),
        (lambda row: row.insert(1, 1, 6, RED), RED * 3 + PLAIN_CODE * 2 + RED),
        (lambda row: row.delete(1, 2, 6, RED), RED * 2 + PLAIN_CODE * 2 + RED * 2),
        (lambda row: row.part(3, RED), PLAIN_CODE * 2 + RED * 2 + PLAIN_CODE * 2),
        (lambda row: row.part(3), PLAIN_CODE * 6),
        (lambda row: row.part(2, RED), PLAIN_CODE * 6),
        (lambda row: row.cut(3), PLAIN_CODE * 3),
    ],
)
def test_renditions_of_halves(change: Callable[[Row], None], expected: str) -> None:
    """What erasing, inserting and deleting cut has the rendition of their blanks."""
    row = make_row("漢_字_語_")
    change(row)

    check_row(row, COLUMNS)
    assert row.attrs == expected


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("abcdef", 2, 4, "ab  ef"),
        ("abcdef", 2, 6, "ab"),
        ("abcdef", 2, 8, "ab"),
        ("abc", 5, 8, "abc"),
        ("abc", 3, 8, "abc"),
        ("漢_字_", 1, 8, " "),
        ("漢_字_", 1, 3, "    "),
        ("漢_字_", 2, 3, "漢_  "),
        ("漢_字_", 0, 1, "  字_"),
    ],
)
def test_erasing(text: str, start: int, end: int, expected: str) -> None:
    """Erasing in the default rendition up to the end leaves a shorter row."""
    row = make_row(text)
    row.erase(start, end, PLAIN_CODE)

    check_row(row, COLUMNS)
    assert cells(row) == expected


def test_erasing_in_a_colour_leaves_real_blanks() -> None:
    """What has a background is there, even where the row was not."""
    row = make_row("ab漢_")
    row.erase(3, 6, RED)

    assert (cells(row), row.attrs) == ("ab    ", PLAIN_CODE * 2 + RED * 4)


@pytest.mark.parametrize(
    ("text", "x", "count", "expected"),
    [
        ("abcdefgh", 2, 2, "ab  cdef"),
        ("abc", 1, 1, "a bc    "),
        ("abcdefgh", 6, 9, "abcdef  "),
        ("漢_字_ef漢_", 1, 1, "   字_ef "),
        ("abcdef漢_", 0, 1, " abcdef "),
        ("漢_字_", 2, 2, "漢_  字_  "),
    ],
)
def test_inserting(text: str, x: int, count: int, expected: str) -> None:
    """Half a wide character is neither left at the cursor nor at the end."""
    row = make_row(text)
    row.insert(x, count, COLUMNS, RED)

    check_row(row, COLUMNS)
    assert cells(row) == expected
    assert row.attrs[x : x + min(count, COLUMNS - x)].strip(RED) == ""


@pytest.mark.parametrize(
    ("text", "x", "count", "expected"),
    [
        ("abcdefgh", 2, 2, "abefgh  "),
        ("abc", 1, 1, "ac      "),
        ("abcdefgh", 6, 9, "abcdef  "),
        ("漢_字_efgh", 1, 1, " 字_efgh "),
        ("漢_字_efgh", 0, 1, " 字_efgh "),
        ("漢_字_efgh", 0, 3, " efgh   "),
    ],
)
def test_deleting(text: str, x: int, count: int, expected: str) -> None:
    """Half a wide character that is left over becomes a blank."""
    row = make_row(text)
    row.delete(x, count, COLUMNS, RED)

    check_row(row, COLUMNS)
    assert cells(row) == expected
    assert row.attrs[-1] == RED


def test_shifting_up_to_a_margin_leaves_what_is_right_of_it() -> None:
    """A wide character across the margin is blanked, the rest stays."""
    inserted, deleted = make_row("abc漢_fgh"), make_row("abc漢_fgh")
    inserted.insert(1, 1, 4, PLAIN_CODE)
    deleted.delete(1, 1, 4, PLAIN_CODE)

    assert (cells(inserted), cells(deleted)) == ("a bc fgh", "ac   fgh")


@pytest.mark.parametrize(
    ("columns", "expected"), [(9, "ab漢_c"), (5, "ab漢_c"), (4, "ab漢_"), (3, "ab ")]
)
def test_cutting(columns: int, expected: str) -> None:
    """A row that is cut does not go on in the next one."""
    row = make_row("ab漢_c", wrapped=True)
    row.cut(columns)

    check_row(row, columns)
    assert (cells(row), row.wrapped) == (expected, columns >= 5)


def test_what_does_not_change_keeps_its_strings() -> None:
    """The strings are the version: erasing nothing makes no new ones."""
    row = make_row("ab漢_")
    before = row.chars, row.attrs
    row.erase(6, 8, PLAIN_CODE)
    row.cut(4)
    row.extend(4)

    assert row.chars is before[0]
    assert row.attrs is before[1]


def test_text_is_read_without_halves() -> None:
    """A wide character and a cluster count once; blanks at the end do not."""
    row = make_row(f"漢_{cell_code('e' + chr(0x301))}  ")

    assert (row.visible, row.text) == ("漢e\u0301  ", "漢e\u0301")
    assert repr(row) == "Row('漢e\u0301')"


def test_blank_rows() -> None:
    """A row with a background is not blank; without, it need not have cells."""
    assert blank_row(COLUMNS, PLAIN_CODE).chars == ""
    assert blank_row(COLUMNS, PLAIN_CODE).is_blank
    assert make_row("   ").is_blank
    assert not blank_row(COLUMNS, RED).is_blank
    assert blank_row(COLUMNS, RED).chars == " " * COLUMNS


def test_a_copy_is_independent() -> None:
    """Both have the same content until one is changed."""
    row = make_row("abc", wrapped=True)
    row.mark = "A"
    copy = row.copy()
    row.write(0, "X", RED)

    assert (cells(copy), copy.wrapped, copy.mark) == ("abc", True, "A")


SIZES = st.integers(0, COLUMNS - 1)
TEXTS = st.lists(st.sampled_from(["a", " ", f"漢{FILLER}"]), max_size=4).map("".join)
CHANGES = st.one_of(
    st.tuples(st.just("write"), SIZES, TEXTS),
    st.tuples(st.sampled_from(["erase", "insert", "delete"]), SIZES, st.integers(1, 9)),
    st.tuples(st.just("cut"), SIZES, st.just(0)),
)


@given(st.lists(CHANGES, max_size=12), st.sampled_from([RED, PLAIN_CODE]))
def test_any_changes_leave_a_sound_row(
    changes: list[tuple[str, int, str | int]], code: str
) -> None:
    """Whatever is done, no half is left and the strings are equally long."""
    row = Row()
    for name, x, what in changes:
        if isinstance(what, str):
            text = what[: COLUMNS - x]
            if text.endswith(("漢",)):
                text = text[:-1]
            row.write(x, text, code * len(text))
        elif name == "erase":
            row.erase(x, min(x + what, COLUMNS), code)
        elif name == "cut":
            row.cut(x)
        else:
            getattr(row, name)(x, what, COLUMNS, code)

        check_row(row, COLUMNS)
