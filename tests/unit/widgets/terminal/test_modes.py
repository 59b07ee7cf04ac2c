"""Modes, the alternate screen, scrollback and resizing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from widgets.terminal.modes import private

if TYPE_CHECKING:
    from .conftest import Emulator

PRIVATE_MODES = {private(number) for number in (1, 6, 7, 25, 1000, 1049, 2004)}


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
    """Mode 1049 saves cursor and rendition, and a second `l` restores them again."""
    screen = terminal.feed(b"\x1b[31mab\x1b[?1049h\x1b[4;4H\x1b[m\x1b[?1049l")
    restored = terminal.position, screen.cursor.attrs.fg
    terminal.feed(b"c\x1b[?1049l")

    assert restored == ((2, 0), "red")
    assert terminal.position == (2, 0)


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

    assert [row.text for row in screen.history] == ["1", "2"]
    assert [row.text for row in screen.view(1)] == ["2", "3", "4", "5"]
    assert [row.text for row in screen.view(99)] == ["1", "2", "3", "4"]


def test_the_scrollback_is_bounded(make_terminal: type[Emulator]) -> None:
    """The oldest rows are forgotten."""
    terminal = make_terminal(10, 2, scrollback=3)
    for number in range(20):
        terminal.feed(b"%d\r\n" % number)
    screen = terminal.screen

    assert screen.scrollback_size == 3
    assert [row.text for row in screen.history] == ["16", "17", "18"]


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (b"\x1b[?1049h\n\n\n\n\n", 0),
        (b"\x1b[2;4r\x1b[4;1H\n\n", 0),
        (b"\x1b[1;2r\x1b[2;1H\n\n", 2),
        (b"\x1b[1;1H\x1b[M", 1),
        (b"\x1b[2;1H\x1b[M", 0),
        (b"\x1b[3S", 3),
        (b"\x1b[2J", 0),
    ],
)
def test_only_the_top_of_the_main_screen_is_kept(
    terminal: Emulator, data: bytes, kept: int
) -> None:
    """Lines of regions below the top and of the alternate screen are lost."""
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


def test_a_full_reset_clears_the_scrollback(terminal: Emulator) -> None:
    """RIS leaves neither the screen nor what scrolled off."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\r\n5\x1b[?1049h\x1bc")

    assert (terminal.lines, screen.scrollback_size) == (["", "", "", ""], 0)
    assert (screen.alternate, terminal.position) == (False, (0, 0))


@pytest.mark.parametrize("number", [1, 6, 7, 25, 1000, 1049, 2004])
def test_ansi_modes_are_not_private_ones(terminal: Emulator, number: int) -> None:
    """No number of an ANSI mode switches a private mode."""
    before = set(terminal.screen.mode) & PRIVATE_MODES
    for final in (b"h", b"l"):
        terminal.feed(b"\x1b[%d%s" % (number << 5, final))

        assert set(terminal.screen.mode) & PRIVATE_MODES == before


def test_changed_lines_are_dirty(terminal: Emulator) -> None:
    """`dirty` names exactly the lines that a change touched."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\x1b[2;3r")
    seen = []
    for data in (b"x", b"\x1b[3;1H\n", b"\x1b[4;1H\x1b[K", b"\x1b[?1049h"):
        screen.dirty.clear()
        terminal.feed(data)
        seen.append(set(screen.dirty))

    assert seen == [{0}, {1, 2}, {3}, {0, 1, 2, 3}]


def test_a_resize_makes_every_line_dirty_and_no_other(terminal: Emulator) -> None:
    """After shrinking, no line past the last one is dirty."""
    terminal.screen.resize(lines=2)

    assert terminal.screen.dirty == {0, 1}
