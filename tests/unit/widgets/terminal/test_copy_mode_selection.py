"""What copy mode selects, and the text that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.widgets.terminal.copying import TEXT, Copying, numbered
from widgets.terminal.characters import visible
from widgets.terminal.reflow import Place
from widgets.terminal.selection import Selection, everything

if TYPE_CHECKING:
    from widgets.terminal.screen import TerminalScreen


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("gvy", "o"),
        ("gvey", "one"),
        ("gv$y", "one two  three"),
        ("gvjy", "one two  three\nf"),
        ("gvGy", "one two  three\nfour-five (six)\n\ns"),
        ("gvG$y", "one two  three\nfour-five (six)\n\nseven eight"),
        ("gwvby", "one t"),
        ("gwvbolly", "one two"),
        ("gw ey", "two"),
        ("gvl ly", "ne"),
        ("gjjvy", ""),
        ("gjjvjy", "\ns"),
        ("gVy", "one two  three"),
        ("gwVjy", "one two  three\nfour-five (six)"),
        ("gwVjjy", "one two  three\nfour-five (six)\n"),
        ("gwvjVy", "one two  three\nfour-five (six)"),
        ("gwVjvy", "two  three\nfour-"),
        ("gY", "one two  three"),
        ("gwvY", "one two  three"),
        ("gvvy", ""),
        ("gVVy", ""),
        ("gy", ""),
        ("gv/fiv\ny", "one two  three\nfour-f"),
    ],
)
def test_keys_select_text(keys: str, text: str) -> None:
    """Both ends are part of it, and the last line has no line end."""
    copying = Copying()
    effect = copying.press(*("enter" if key == "\n" else key for key in keys))

    assert effect.copied == text
    assert effect.leave


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["w", "ctrl+v", "j", "l", "l"], "two\n-fi"),
        (["w", "v", "j", "l", "l", "ctrl+v"], "two\n-fi"),
        (["w", "ctrl+v", "ctrl+v"], ""),
        (["ctrl+v", "1", "9", "l", "3", "j"], TEXT[5:].replace("\x1b[m", "")),
        (["w", "ctrl+v", "j", "o", "h", "h"], "e t\nur-"),
        (["ctrl+v", "h", "j"], "o\nf"),
    ],
)
def test_a_rectangle(keys: list[str], text: str) -> None:
    """It has the same columns in every row, whatever these hold."""
    copying = Copying()
    copying.press("g", *keys)

    assert copying.press("y").copied == text.replace("\r", "")


def test_wide_characters_are_selected_whole() -> None:
    """By both of their cells, and a rectangle goes around them."""
    copying = Copying("a漢字b\r\nabcde")
    copying.press("g", "l", "v", "l")
    text = copying.mode.selected_text
    copying.press("escape", "g", "j", "l", "l", "ctrl+v", "k")
    rectangle = copying.mode.selected_text

    assert (text, rectangle) == ("漢字", "漢\nbc")


def test_characters_with_marks_are_copied_as_they_came() -> None:
    """All code points of them."""
    copying = Copying("e\u0301 👩‍👩‍👧 \U00100000")

    assert copying.press("Y").copied == "e\u0301 👩‍👩‍👧 \U00100000"


def test_rows_of_one_line_are_joined() -> None:
    """Blanks before the break are kept, those at the line's end are not."""
    found = []
    for keys in ["gY", "gVy", "gvGy", "gvG$y", "gv6ly", "gv7ly", "gv8ly", "gjvj$hy"]:
        copying = Copying("0123456      789   \r\nnext", columns=8)
        found.append(copying.type(keys).copied)

    assert found == [
        *("0123456      789", "0123456      789", "0123456      789\nn"),
        *("0123456      789\nnext", "0123456", "0123456 ", "0123456  ", "     78"),
    ]


def test_saving_takes_everything_if_nothing_is_selected() -> None:
    """Rows that are not fetched yet, too; copy mode goes on."""
    copying = Copying(numbered(0, 3000) + "end")
    everything = copying.press("s")
    copying.type("V")
    line = copying.press("s")

    assert everything.saved == numbered(0, 3000).replace("\r", "") + "end"
    assert (line.saved, line.leave, everything.leave) == ("end", False, False)


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (0, "/usr/bin/env-x.y~"),
        (9, "/usr/bin/env-x.y~"),
        (17, None),
        (18, None),
        (19, "漢字"),
        (20, "漢字"),
        (24, "a_b=1"),
        (29, None),
        (35, None),
    ],
)
def test_a_double_click_takes_a_word(column: int, word: str | None) -> None:
    """Paths are words; what lies between them is nothing."""
    copying = Copying("/usr/bin/env-x.y~: 漢字 a_b=1", columns=40)
    copying.mode.select_word(copying.mode.place_at(column, 0))

    assert copying.mode.selected_text == (word or "")
    assert (copying.mode.selection is None) == (word is None)


def test_a_word_and_a_line_by_mouse_go_on_in_the_next_row() -> None:
    """Where the line does."""
    copying = Copying("a 0123456789 b\r\nc", columns=6)
    copying.mode.select_word(copying.mode.place_at(0, 1))
    word = copying.mode.selected_text
    copying.mode.select_line(copying.mode.place_at(0, 1))

    assert (word, copying.mode.selected_text) == ("0123456789", "a 0123456789 b")


def test_places_off_the_view_are_the_nearest_ones() -> None:
    """A mouse may be dragged anywhere; above and below the view it scrolls."""
    copying = Copying(numbered(0, 50), lines=6)
    mode = copying.mode
    mode.select_between(mode.place_at(3, 1), mode.place_at(99, -4))
    above = mode.top, mode.cursor
    mode.select_between(Place(1, 3), mode.place_at(-5, 99))

    assert above == (-4, (-4, 6))
    assert (mode.top, mode.cursor) == (0, (5, 0))


def logical_lines(screen: TerminalScreen) -> str:
    """Return the text of all rows as lines, blanks at their ends left out."""
    lines, line = [], ""
    for row in [*([] if screen.alternate else screen.history), *screen.rows]:
        line += row.chars
        if not row.wrapped:
            lines.append(visible(line).rstrip(" "))
            line = ""
    return "\n".join([*lines, visible(line).rstrip(" ")])


PIECES = st.sampled_from(
    [
        *("\r\n", "\r\n\r\n", " ", "  ", "a", "word", "0123456789" * 3, "漢字かな"),
        *(
            "e\u0301",
            "👩‍👩‍👧",
            "\x1b[31m",
            "\x1b[m",
            "\x1b[44m\x1b[K",
            "\t",
            "\r",
            "\x1b[A",
        ),
        *(
            "\x1b[2K",
            "\x1b[3@",
            "\x1b[2P",
            "\x1b[5;3H",
            "\x1b[1J",
            "\x1b[M",
            "\x1b[?1049h",
        ),
    ]
)


@settings(deadline=None, max_examples=150)
@given(
    pieces=st.lists(PIECES, max_size=60),
    columns=st.integers(2, 30),
    lines=st.integers(1, 8),
    scrollback=st.sampled_from([0, 3, 1000]),
    widths=st.lists(st.integers(2, 30), max_size=2),
    lazy=st.booleans(),
)
def test_the_text_of_everything_is_the_terminals(
    pieces: list[str],
    columns: int,
    lines: int,
    scrollback: int,
    widths: list[int],
    *,
    lazy: bool,
) -> None:
    """Line by line, also after it was broken anew, and however it is selected."""
    copying = Copying(
        "".join(pieces) * (1 + 20 * lazy), columns, lines, scrollback=scrollback
    )
    expected = logical_lines(copying.screen).rstrip("\n")
    found = [copying.press("s").saved]
    for width in widths:
        copying.mode.resize(width, lines)
        found.append(copying.press("s").saved)
    copying.press("g", "v", "G", "$")
    found.append(copying.mode.selected_text)

    assert [text.rstrip("\n") for text in found] == [expected] * len(found)


@settings(deadline=None, max_examples=100)
@given(
    pieces=st.lists(PIECES, max_size=40),
    columns=st.integers(2, 20),
    cut=st.tuples(st.integers(0, 9), st.integers(0, 19)),
    kind=st.sampled_from(["characters", "lines"]),
)
def test_selections_that_meet_are_the_whole(
    pieces: list[str], columns: int, cut: tuple[int, int], kind: str
) -> None:
    """Nothing is lost between two halves, and nothing is in both."""
    copying = Copying("".join(pieces), columns)
    snapshot = copying.mode.snapshot
    snapshot.load_all()
    first, last = Place(snapshot.first, 0), Place(snapshot.last, columns)
    row = min(snapshot.first + cut[0], snapshot.last)
    whole = Selection("characters", first, last).text(snapshot)
    if kind == "lines":
        line = snapshot.line(row)
        parts = [Selection("lines", first, Place(row, 0)).text(snapshot)]
        if line.last < snapshot.last:
            after = Place(line.last + 1, 0)
            parts.append(Selection("lines", after, last).text(snapshot))
        assert "\n".join(parts) == whole == everything(snapshot).text(snapshot)
        return
    copying.mode.go(Place(row, cut[1]))
    place = copying.mode.cursor
    copying.type("l")
    if copying.mode.cursor > place:
        head = Selection("characters", first, place).text(snapshot)
        tail = Selection("characters", copying.mode.cursor, last).text(snapshot)
        assert "".join((head + tail).split()) == "".join(whole.split())
