"""Rows painted as strips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import Color
from rich.style import Style

from widgets.terminal.paint import Painter, overlay

if TYPE_CHECKING:
    from textual.strip import Strip

    from .conftest import Emulator

BASE = Style.parse("white on blue")


def styles(strip: Strip) -> list[tuple[str, Style]]:
    """Return the text and style of each segment."""
    return [(segment.text, segment.style or Style()) for segment in strip]


def test_runs_of_one_rendition_are_one_segment(terminal: Emulator) -> None:
    """A row is as many segments as it has renditions."""
    screen = terminal.feed(b"ab\x1b[31;1mcd\x1b[m")
    strip = Painter(10, BASE).strip(screen.buffer[0])

    assert [text for text, _ in styles(strip)] == ["ab", "cd", " " * 6]
    style = styles(strip)[1][1]
    assert (style.color, style.bgcolor) == (Color.from_ansi(1), BASE.bgcolor)
    assert style.bold


def test_colours_past_16_are_true_colours(terminal: Emulator) -> None:
    """An index of the 256 and a direct colour are both exact."""
    screen = terminal.feed(b"\x1b[38;5;196;48;2;1;2;3mx")
    style = styles(Painter(10, BASE).strip(screen.buffer[0]))[0][1]

    assert style.color == Color.parse("#ff0000")
    assert style.bgcolor == Color.parse("#010203")


def test_a_strip_is_kept_until_its_row_changes(terminal: Emulator) -> None:
    """An unchanged row is not painted again, even after it scrolled."""
    screen = terminal.feed(b"a\r\nb\r\nc\r\nd")
    painter = Painter(10, BASE)
    strips = [painter.strip(row) for row in screen.buffer]
    terminal.feed(b"\nx")
    scrolled = [painter.strip(row) for row in screen.buffer]

    assert all(a is b for a, b in zip(strips[1:], scrolled, strict=False))
    assert Painter(10, BASE).strip(screen.buffer[0]) is not scrolled[0]


def test_a_strip_has_the_painters_width(terminal: Emulator) -> None:
    """Rows narrower or wider than the painter are padded or cut."""
    row = terminal.feed("ab漢c").buffer[0]

    assert [Painter(w, BASE).strip(row).cell_length for w in (3, 10, 20)] == [3, 10, 20]


def test_the_cursor_is_a_block_with_focus_and_a_line_without(
    terminal: Emulator,
) -> None:
    """The cell under the cursor is reversed, or underlined."""
    screen = terminal.feed("a漢b")
    painter = Painter(10, BASE)
    block = styles(painter.strip_with_cursor(screen.buffer[0], 2, focused=True))
    line = styles(painter.strip_with_cursor(screen.buffer[0], 9, focused=False))

    assert [text for text, style in block if style.reverse] == ["漢"]
    assert [text for text, style in line if style.underline] == [" "]


def test_a_reverse_screen_swaps_every_cell(terminal: Emulator) -> None:
    """DECSCNM reverses plain text and leaves reversed text plain."""
    row = terminal.feed(b"a\x1b[7mb").buffer[0]
    strip = Painter(10, BASE, reverse_screen=True).strip(row)

    assert [bool(style.reverse) for _, style in styles(strip)] == [True, False, True]


def test_an_overlay_covers_and_never_widens(terminal: Emulator) -> None:
    """Text laid over a strip is cut at its end."""
    strip = Painter(10, BASE).strip(terminal.feed(b"0123456789").buffer[0])

    assert overlay(strip, "ab", 3, BASE).text == "012ab56789"
    assert overlay(strip, "abcdef", 8, BASE).text == "01234567ab"
