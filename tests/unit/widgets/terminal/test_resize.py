"""A new size: the main screen breaks its lines anew, the alternate one is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.widgets.terminal.states import lines, state
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from .conftest import Emulator

LETTERS = b"abcdefghij"


def past(terminal: Emulator) -> list[str]:
    """Return the text of the rows above the screen."""
    return [row.text for row in terminal.screen.history]


def under_cursor(terminal: Emulator) -> str:
    """Return the character under the cursor."""
    x, y = terminal.position
    return terminal.screen.buffer[y][x].data


def test_narrowing_breaks_lines_and_widening_joins_them(terminal: Emulator) -> None:
    """What no longer fits on the screen is above it, and comes back."""
    screen = terminal.feed(b"1\r\n" + LETTERS + b"\r\n3\r\nend")
    screen.resize(columns=4)
    narrow = terminal.lines, past(terminal)
    screen.resize(columns=10)

    assert narrow == (["efgh", "ij", "3", "end"], ["1", "abcd"])
    assert (terminal.lines, past(terminal)) == (["abcdefghij", "3", "end", ""], ["1"])
    assert terminal.position == (3, 2)


def test_a_line_across_the_top_is_joined(make_terminal: type[Emulator]) -> None:
    """A line of which a part is above the screen is one line all the same."""
    terminal = make_terminal(5, 2)
    screen = terminal.feed(LETTERS + b"klmno\r\nx")
    before = past(terminal)
    screen.resize(columns=20)

    assert before == ["abcde", "fghij"]
    assert (past(terminal), terminal.lines) == ([], ["abcdefghijklmno", "x"])
    assert terminal.position == (1, 1)


def test_history_is_broken_too(make_terminal: type[Emulator]) -> None:
    """Rows of the past have the new width, those of a flood as well."""
    terminal = make_terminal(10, 3)
    terminal.feed(b"".join(b"line %d\r\n" % n for n in range(30)))
    screen = terminal.feed(b"last line")
    screen.resize(columns=5)
    narrow = past(terminal)
    screen.resize(columns=10)

    assert narrow[:4] == ["line", "0", "line", "1"]
    assert [row.wrapped for row in screen.history] == [False] * len(screen.history)
    assert lines(screen) == [*(f"line {n}" for n in range(30)), "last line"]


@pytest.mark.parametrize("columns", [3, 4, 7, 9, 30])
@pytest.mark.parametrize("at", range(1, 11))
def test_the_cursor_stays_on_its_character(
    make_terminal: type[Emulator], columns: int, at: int
) -> None:
    """And so does the saved cursor."""
    terminal = make_terminal(10, 10)
    data = b"0\r\n%s\r\n%s" % (LETTERS, LETTERS.upper())
    screen = terminal.feed(data + b"\x1b[3;%dH\x1b7\x1b[2;%dH" % (at, at))
    screen.resize(columns=columns)
    here = under_cursor(terminal)
    terminal.feed(b"\x1b8")

    assert here == chr(LETTERS[at - 1])
    assert under_cursor(terminal) == chr(LETTERS[at - 1]).upper()


def test_a_saved_cursor_keeps_what_else_is_saved(terminal: Emulator) -> None:
    """Rendition and character set come back with it."""
    screen = terminal.feed(b"abcd\x1b[31m\x1b(0\x1b7\x1b[m\x1b(B")
    screen.resize(columns=3, lines=2)
    terminal.feed(b"\x1b8q")

    assert (terminal.lines, screen.buffer[1][1].fg) == (["abc", "d─"], "red")


def test_a_pending_wrap_stays_where_the_line_is_still_full(terminal: Emulator) -> None:
    """Where the line has room now, the next character goes there."""
    terminal.feed(LETTERS)
    terminal.screen.resize(columns=5)
    pending = terminal.position
    terminal.screen.resize(columns=20)
    terminal.feed(b"k")

    assert pending == (5, 1)
    assert terminal.lines[0] == "abcdefghijk"


@pytest.mark.parametrize("screen", [b"", b"\x1b[?1049h"])
def test_a_cursor_past_the_text_stays_on_the_screen(
    terminal: Emulator, screen: bytes
) -> None:
    """It is in the last column then, where no wrap is pending."""
    terminal.feed(screen + b"\x1b[Hab\x1b[1;9H")
    terminal.screen.resize(columns=5)
    terminal.feed(b"x")

    assert terminal.lines == ["ab  x", "", "", ""]


def test_blank_rows_below_the_cursor_go_first(terminal: Emulator) -> None:
    """Only then do rows move into the past."""
    screen = terminal.feed(b"1\r\n2\r\n3")
    screen.resize(lines=3)
    dropped = terminal.lines, past(terminal)
    screen.resize(lines=2)

    assert dropped == (["1", "2", "3"], [])
    assert (terminal.lines, past(terminal)) == (["2", "3"], ["1"])
    assert terminal.position == (1, 1)


def test_a_row_with_a_background_is_not_blank(terminal: Emulator) -> None:
    """Rows that are seen below the cursor push others out."""
    screen = terminal.feed(b"1\r\n2\r\n\r\n\x1b[41m\x1b[K\x1b[2;1H")
    screen.resize(lines=3)

    assert (terminal.lines, past(terminal)) == (["2", "", ""], ["1"])
    assert screen.buffer[2][0].bg == "red"
    assert terminal.position == (0, 0)


def test_the_cursors_line_stays_on_the_screen(terminal: Emulator) -> None:
    """Rows below go when there is no other room."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\x1b[1;1H")
    screen.resize(lines=2)

    assert (terminal.lines, terminal.position) == (["1", "2"], (0, 0))


@pytest.mark.parametrize("lines_now", [2, 3])
def test_a_higher_screen_takes_rows_back(terminal: Emulator, lines_now: int) -> None:
    """Lowering and raising a screen again restores it."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4")
    screen.resize(lines=lines_now)
    screen.resize(lines=4)

    assert (terminal.lines, past(terminal)) == (["1", "2", "3", "4"], [])
    assert terminal.position == (1, 3)


def test_rows_of_a_flood_are_taken_back(make_terminal: type[Emulator]) -> None:
    """A block of raw output is parsed for a screen that grows into it."""
    terminal = make_terminal(10, 3)
    screen = terminal.feed(b"".join(b"%d\r\n" % n for n in range(50)))
    screen.resize(lines=10)

    assert terminal.lines == [*map(str, range(41, 50)), ""]
    assert past(terminal) == [*map(str, range(41))]
    assert terminal.position == (0, 9)


@pytest.mark.parametrize("limit", [0, 3, 40])
def test_growing_past_a_short_history_loses_nothing(
    make_terminal: type[Emulator], limit: int
) -> None:
    """What a higher screen shows is what came last, in order."""
    terminal = make_terminal(10, 2, scrollback=limit)
    for start in (0, 30):
        numbers = range(start, start + 30)
        terminal.feed(b"".join(b"%d\r\n" % number for number in numbers))
    for number in range(60, 60 + limit):
        terminal.feed(b"%d\r\n" % number)
    screen = terminal.screen
    before = lines(screen)
    screen.resize(lines=50)

    assert lines(screen) == before


def test_the_alternate_screen_is_cut(terminal: Emulator) -> None:
    """Programs that use it draw it again; wide characters are not halved."""
    screen = terminal.feed("\x1b[?1049h\x1b[Habcd漢字\r\n2\r\n3\r\n4".encode())
    screen.resize(columns=7, lines=3)
    terminal.feed(b"")

    assert (terminal.lines, terminal.position) == (["2", "3", "4"], (1, 2))
    screen = terminal.feed("\x1b[Habcd漢".encode())
    screen.resize(columns=5)
    assert terminal.lines[0] == "abcd"
    screen.resize(columns=10, lines=5)
    assert terminal.lines == ["abcd", "3", "4", "", ""]


def test_the_main_screen_reflows_behind_the_alternate(terminal: Emulator) -> None:
    """It comes back in the new size, its cursor on its character."""
    screen = terminal.feed(b"1\r\n" + LETTERS + b"\r\nend\x1b[2;8H\x1b[?1049h")
    screen.resize(columns=5, lines=3)
    terminal.feed(b"\x1b[?1049l")

    assert (terminal.lines, past(terminal)) == (["abcde", "fghij", "end"], ["1"])
    assert (terminal.position, under_cursor(terminal)) == ((2, 1), "h")


def test_a_prompt_keeps_its_mark(terminal: Emulator) -> None:
    """A shell's mark is found on the row where its line begins."""
    screen = terminal.feed(b"x\r\n\x1b]133;A\x07" + LETTERS)
    screen.resize(columns=4)

    marks = [(row.text, row.mark) for row in [*screen.history, *screen.rows]]
    assert marks == [("x", ""), ("abcd", "A"), ("efgh", ""), ("ij", "")]


def test_margins_and_tab_stops_take_the_new_size(terminal: Emulator) -> None:
    """Margins are dropped; stops of one's own stay, new columns have the usual."""
    screen = terminal.feed(b"\x1b[1;5H\x1bH\x1b[2;3r")
    screen.resize(columns=30, lines=6)
    wide = screen.margins, screen.tabstops
    screen.resize(columns=7)

    assert wide == (None, {4, 8, 16, 24})
    assert screen.tabstops == {4}


TEXT = st.lists(
    st.sampled_from(
        ["a", "word ", "漢", "0123456789ab", "\r\n", "\r\n\r\n", "e\u0301"]
    ),
    max_size=30,
).map("".join)
SIZES = st.tuples(st.integers(2, 25), st.integers(1, 8))


@settings(max_examples=200, deadline=None)
@given(TEXT, st.lists(SIZES, min_size=1, max_size=6))
def test_no_sequence_of_sizes_changes_the_lines(
    text: str, sizes: list[tuple[int, int]]
) -> None:
    """Lines of history and screen are the same, the cursor is behind the last."""
    screen = TerminalScreen(11, 4, 1000)
    stream = TerminalStream(screen)
    stream.feed(text.encode())
    before = lines(screen)
    for columns, height in sizes:
        screen.resize(lines=height, columns=columns)
        state(screen)

        assert lines(screen) == before
    x, y = screen.cursor.x, screen.cursor.y
    behind = [row.visible for row in screen.rows[y + 1 :]]

    assert screen.rows[y].chars[x:] == ""
    assert "".join(behind).strip() == ""
