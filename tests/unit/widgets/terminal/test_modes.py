"""Modes, the alternate screen, scrollback and resizing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Emulator


@pytest.mark.parametrize("mode", [47, 1047, 1049])
def test_the_main_screen_survives_the_alternate(terminal: Emulator, mode: int) -> None:
    """A full-screen program leaves the main screen as it was."""
    terminal.feed(b"main")
    screen = terminal.feed(b"\x1b[?%dh\x1b[Hother" % mode)
    inside = terminal.lines[0], screen.alternate
    terminal.feed(b"\x1b[?%dl" % mode)

    assert inside == ("other", True)
    assert (terminal.lines[0], screen.alternate) == ("main", False)


def test_1049_restores_the_cursor(terminal: Emulator) -> None:
    """Mode 1049 saves cursor and rendition, and a second `l` changes nothing."""
    screen = terminal.feed(b"\x1b[31mab\x1b[?1049h\x1b[4;4H\x1b[m\x1b[?1049l")
    restored = terminal.position, screen.cursor.attrs.fg
    terminal.feed(b"c\x1b[?1049l")

    assert restored == ((2, 0), "red")
    assert terminal.position == (3, 0)


def test_the_alternate_screen_starts_blank_each_time(terminal: Emulator) -> None:
    """What an earlier program left is not shown again."""
    terminal.feed(b"\x1b[?1049hold\x1b[?1049l\x1b[?1049h")

    assert terminal.lines == ["", "", "", ""]


def test_each_screen_has_its_own_saved_cursor(terminal: Emulator) -> None:
    """DECSC on the alternate screen does not touch the main one's."""
    terminal.feed(b"\x1b[2;2H\x1b7\x1b[?47h\x1b[4;4H\x1b7\x1b[?47l\x1b8")

    assert terminal.position == (1, 1)


def test_lines_scroll_into_the_past(terminal: Emulator) -> None:
    """Rows that leave the top of the main screen are kept in order."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\r\n5\r\n6")

    assert [line.strip() for line in screen.scrollback_text] == ["1", "2"]
    assert [row.text.strip() for row in screen.view(1)] == ["2", "3", "4", "5"]
    assert [row.text.strip() for row in screen.view(99)] == ["1", "2", "3", "4"]


def test_the_scrollback_is_bounded(make_terminal: type[Emulator]) -> None:
    """The oldest rows are forgotten, but counted."""
    screen = make_terminal(10, 2, scrollback=3).feed(b"\n" * 20)

    assert (screen.scrollback_size, screen.scrolled_off) == (3, 19)


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (b"\x1b[?1049h\n\n\n\n\n", 0),
        (b"\x1b[2;4r\x1b[4;1H\n\n", 0),
        (b"\x1b[1;2r\x1b[2;1H\n\n", 2),
        (b"\x1b[1;1H\x1b[M", 0),
        (b"\x1b[3S", 3),
        (b"\x1b[2J", 0),
    ],
)
def test_only_the_top_of_the_main_screen_is_kept(
    terminal: Emulator, data: bytes, kept: int
) -> None:
    """Regions below the top, deleted lines and the alternate screen are lost."""
    screen = terminal.feed(data + b"\x1b[?1049l")

    assert screen.scrollback_size == kept


def test_ed_3_clears_the_scrollback_only(terminal: Emulator) -> None:
    """ED 3 leaves the screen alone."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\r\n5\x1b[3J")

    assert (screen.scrollback_size, terminal.lines[-1]) == (0, "5")


MODES = [
    (b"\x1b[?1h", "application_cursor", True),
    (b"\x1b=", "application_keypad", True),
    (b"\x1b=\x1b>", "application_keypad", False),
    (b"\x1b[?2004h", "bracketed_paste", True),
    (b"\x1b[?1004h", "focus_events", True),
    (b"\x1b[?25l", "cursor_visible", False),
    (b"\x1b[?2026h", "synchronized", True),
    (b"\x1b[?9h", "mouse_tracking", "x10"),
    (b"\x1b[?1000h", "mouse_tracking", "normal"),
    (b"\x1b[?1000;1002h", "mouse_tracking", "button"),
    (b"\x1b[?1003h\x1b[?1000l", "mouse_tracking", None),
    (b"\x1b[?1006h", "mouse_encoding", "sgr"),
    (b"\x1b[?1006h\x1b[?1015h", "mouse_encoding", "urxvt"),
    (b"\x1b[?1005h\x1b[?1005l", "mouse_encoding", "x10"),
    (b"\x1b[?1007l", "alternate_scroll", False),
    (b"\x1b[4 q", "cursor_shape", 4),
    (b"\x1b[?1;25;1000h\x1bc", "mouse_tracking", None),
    (b"\x1b[?25l\x1b[!p", "cursor_visible", True),
    (b"\x1b[?1h\x1b[!p", "application_cursor", False),
]


@pytest.mark.parametrize(("data", "name", "value"), MODES)
def test_modes_are_told_by_name(
    terminal: Emulator, data: bytes, name: str, value: object
) -> None:
    """A mode that was set can be asked for."""
    assert getattr(terminal.feed(data), name) == value


def test_a_soft_reset_keeps_the_text(terminal: Emulator) -> None:
    """DECSTR resets rendition, margins and character sets only."""
    screen = terminal.feed(b"ab\x1b[1m\x1b(0\x1b[2;3r\x1b[1;3H\x1b[!pq")

    assert terminal.lines[0] == "abq"
    assert (screen.margins, screen.buffer[0][2].bold) == (None, False)


def test_a_full_reset_keeps_the_scrollback(terminal: Emulator) -> None:
    """RIS clears the screen and leaves what scrolled off."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\r\n5\x1b[?1049h\x1bc")

    assert (terminal.lines, screen.scrollback_size) == (["", "", "", ""], 1)
    assert (screen.alternate, terminal.position) == (False, (0, 0))


def test_a_lower_screen_drops_blank_lines_first(terminal: Emulator) -> None:
    """Blank lines below the cursor go before lines move into the past."""
    screen = terminal.feed(b"1\r\n2\r\n3")
    screen.resize(lines=3)
    dropped = terminal.lines, screen.scrollback_size
    screen.resize(lines=2)

    assert dropped == (["1", "2", "3"], 0)
    assert (terminal.lines, screen.scrollback_size) == (["2", "3"], 1)
    assert terminal.position == (1, 1)


def test_a_higher_screen_takes_lines_back(terminal: Emulator) -> None:
    """Lowering and raising a screen again restores it."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4")
    screen.resize(lines=2)
    screen.resize(lines=4)

    assert (terminal.lines, terminal.position) == (["1", "2", "3", "4"], (1, 3))


def test_a_narrower_screen_clamps_the_cursor(terminal: Emulator) -> None:
    """The cursor and halves of wide characters stay inside."""
    screen = terminal.feed("01234漢字9".encode())
    screen.resize(columns=6)

    assert terminal.lines[0] == "01234"
    assert terminal.position[0] <= 6


def test_resizing_on_the_alternate_screen_keeps_the_main_one(
    terminal: Emulator,
) -> None:
    """The hidden screen takes part in resizing, cursor included."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\x1b[?1049h")
    screen.resize(lines=2, columns=20)
    terminal.feed(b"\x1b[?1049l")

    assert (terminal.lines, terminal.position) == (["3", "4"], (1, 1))


def test_changed_lines_are_dirty(terminal: Emulator) -> None:
    """`dirty` names exactly the lines that a change touched."""
    screen = terminal.feed(b"\x1b[2;3r")
    seen = []
    for data in (b"x", b"\x1b[3;1H\n", b"\x1b[?1049h", b"\x1b[4;1H\x1b[K"):
        screen.dirty.clear()
        terminal.feed(data)
        seen.append(set(screen.dirty))

    assert seen == [{0}, {1, 2}, {0, 1, 2, 3}, {3}]


def test_a_resize_makes_every_line_dirty_and_no_other(terminal: Emulator) -> None:
    """After shrinking, no line past the last one is dirty."""
    terminal.screen.resize(lines=2)

    assert terminal.screen.dirty == {0, 1}
