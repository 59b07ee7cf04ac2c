"""A screen as its owner sees it; what functions do is in tests/conformance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.widgets.terminal.states import lines

if TYPE_CHECKING:
    from .conftest import Emulator


def test_the_display_is_as_wide_as_the_screen(terminal: Emulator) -> None:
    """Lines are padded; a wide character takes two columns of it."""
    screen = terminal.feed("ab\r\n漢".encode())

    assert screen.display == ["ab        ", "漢        ", " " * 10, " " * 10]


def test_replies_are_taken_once(terminal: Emulator) -> None:
    """Whoever asks first gets the answers, in their order."""
    screen = terminal.feed(b"\x1b[5n\x1b[6n")

    assert screen.take_replies() == b"\x1b[0n\x1b[1;1R"
    assert screen.take_replies() == b""


def test_events_are_taken_once(terminal: Emulator) -> None:
    """What a program asks of the owner waits until it is fetched."""
    screen = terminal.feed(b"\x1b]9;one\x07\x1b]52;c;aGk=\x07")
    events = screen.take_events()

    assert [type(event).__name__ for event in events] == [
        *("Notification", "ClipboardWrite"),
    ]
    assert screen.take_events() == []


def test_the_title_is_printable(terminal: Emulator) -> None:
    """A title loses its control characters."""
    screen = terminal.feed("\x1b]2;a\tb\u202ec\nd\x07".encode())

    assert screen.title == "ab\u202ecd"


def test_a_mark_after_a_full_line_belongs_to_its_last_cell(terminal: Emulator) -> None:
    """A pending wrap does not move a combining mark to the next line."""
    terminal.feed("0123456789\u0301")

    assert terminal.lines[0] == "0123456789\u0301"
    assert terminal.screen.buffer[0][9].data == "9\u0301"


def test_scrolling_goes_as_far_as_there_is_a_past(terminal: Emulator) -> None:
    """Back by lines and forward again, and nowhere on the alternate screen."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\r\n5\r\n6")
    steps = [screen.scrolled(0, 1), screen.scrolled(1, 9), screen.scrolled(2, -1)]
    steps.append(screen.scrolled(1, -5))
    terminal.feed(b"\x1b[?1049h")

    assert steps == [1, 2, 1, 0]
    assert screen.scrolled(0, 1) == screen.scrollback_size == 0
    assert screen.view(1) == screen.rows


def test_a_row_is_followed_into_the_past(terminal: Emulator) -> None:
    """It is known how far above the screen it is, once it has left it."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4")
    row = screen.rows[0]
    before = screen.rows_since(row)
    terminal.feed(b"\r\n5\r\n6")

    assert (before, screen.rows_since(row)) == (None, 2)


def test_the_past_can_be_forgotten(terminal: Emulator) -> None:
    """The screen stays as it is."""
    screen = terminal.feed(b"1\r\n2\r\n3\r\n4\r\n5")
    screen.clear_scrollback()

    assert lines(screen) == ["2", "3", "4", "5"]


def test_a_size_of_now_changes_nothing(terminal: Emulator) -> None:
    """No line is dirty, and a pending wrap is still pending."""
    screen = terminal.feed(b"0123456789")
    screen.dirty.clear()
    screen.resize(lines=4, columns=10)

    assert (screen.dirty, terminal.position) == (set(), (10, 0))
