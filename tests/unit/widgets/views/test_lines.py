"""Lines: clean whatever they hold, and wrapped so that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from widgets.views.line_paint import row_segments
from widgets.views.lines import TEXT_MAX, Line, Rows, cuts, indent_of, make_line
from widgets.views.searching import Hit, find, matches, pattern_of

TEXTS = st.text(alphabet="ab 漢é\x1b\n\t", max_size=40)


def test_a_line_is_clean() -> None:
    """Control characters are seen, tabs are spaces, and markup is text."""
    line = make_line("[b]\x1b[31m", ("a\tb\n", "label"), key=1)

    assert line.text == "[b]\\x1b[31ma       b\\n"
    assert line.kinds == ((len("[b]\\x1b[31m"), ""), (len(line.text), "label"))


def test_a_long_text_is_cut_and_says_so() -> None:
    """Of a text of fifty million characters only the beginning is kept."""
    line = make_line("x" * 50_000_000)

    assert line.text.startswith("x" * TEXT_MAX + "… (50,000,000 characters)")
    assert len(line.text) < TEXT_MAX + 40


@given(st.lists(TEXTS, max_size=12), st.integers(2, 30), st.integers(0, 20))
def test_rows_hold_every_line(texts: list[str], width: int, indent: int) -> None:
    """Each row fits, rows make up their lines, and every row knows its line."""
    lines = [make_line(text, indent=indent) for text in texts]
    rows = Rows()
    rows.wrap(lines, width)
    found: list[str] = ["" for _ in lines]
    for row in range(rows.total):
        index, part = rows.at(row)
        start, end = rows.span(lines[index], part)
        room = width - (indent_of(lines[index], width) if part else 0)
        assert cell_len(lines[index].text[start:end]) <= room
        assert rows.first(index) + part == row
        found[index] += lines[index].text[start:end]

    assert found == [line.text for line in lines]


@given(
    st.lists(TEXTS, max_size=8),
    st.lists(TEXTS, max_size=8),
    st.integers(0, 8),
    st.integers(0, 8),
)
def test_spliced_rows_are_as_if_made_anew(
    old: list[str], new: list[str], start: int, stop: int
) -> None:
    """Lines in the place of others are counted as all are."""
    lines = [make_line(text) for text in old]
    start, stop = sorted((min(start, len(lines)), min(stop, len(lines))))
    rows, fresh = Rows(), Rows()
    rows.wrap(lines, 7)
    added = [make_line(text) for text in new]
    rows.splice(start, stop, added)
    lines[start:stop] = added
    fresh.wrap(lines, 7)

    assert rows.total == fresh.total
    assert [rows.at(row) for row in range(rows.total)] == [
        fresh.at(row) for row in range(rows.total)
    ]


def test_the_row_of_a_place() -> None:
    """A place in a long line stands in the row that shows it."""
    lines = [Line("a" * 25), Line("b" * 25)]
    rows = Rows()
    rows.wrap(lines, 10)

    assert list(cuts(lines[0], 10)) == [0, 10, 20]
    assert [rows.row_of(lines[1], 1, at) for at in (0, 9, 10, 24)] == [3, 3, 4, 5]
    rows.wrap(lines, None)
    assert rows.total == 2
    assert rows.row_of(lines[1], 1, 24) == 1


def test_find_goes_both_ways() -> None:
    """Every place is found once, from the first to the last and back."""
    lines = [Line(text) for text in ("one a", "b", "A and a", "")]
    pattern = pattern_of("a")
    assert pattern is not None

    hits: list[Hit] = []
    hit = find(lines, pattern, 0)
    while hit is not None:
        hits.append(hit)
        hit = find(lines, pattern, hit.line, hit)
    assert [hit[:2] for hit in hits] == [(0, 4), (2, 0), (2, 2), (2, 6)]

    back: list[Hit] = []
    hit = find(lines, pattern, 3, forward=False)
    while hit is not None:
        back.append(hit)
        hit = find(lines, pattern, hit.line, hit, forward=False)
    assert back == hits[::-1]


@pytest.mark.parametrize("text", ["[", "a.b", "\\", "(?"])
def test_a_search_is_for_text(text: str) -> None:
    """What means something in a regular expression means itself."""
    assert matches(pattern_of(text), Line(f"x {text} y")) == [(2, 2 + len(text))]
    assert not matches(pattern_of(text), Line("axb"))
    assert pattern_of("") is None
    assert matches(None, Line("a")) == ()


def test_pieces_and_marks_are_styled() -> None:
    """Each piece has its style, a mark lies over it, and a row has its part of both."""
    line = make_line("plain ", ("label", "label"), " end")
    styles = {"label": Style(bold=True), "match": Style(underline=True)}
    segments = row_segments(
        line, (3, 12), [(4, 8, "match")], Style(), styles.__getitem__
    )

    assert [
        (text, style.bold, style.underline)
        for text, style, _ in segments
        if style is not None
    ] == [
        ("i", None, None),
        ("n ", None, True),
        ("la", True, True),
        ("bel", True, None),
        (" ", None, None),
    ]
