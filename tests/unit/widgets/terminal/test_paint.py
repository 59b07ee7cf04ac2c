"""Rows painted as strips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.filter import LineFilter

from widgets.terminal.paint import Look, Painter, overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from widgets.terminal.screen import TerminalScreen

    from .conftest import Emulator

BASE = Style.parse("white on blue")


def painter_of(
    screen: TerminalScreen,
    width: int = 10,
    base: Style = BASE,
    filters: Sequence[LineFilter] = (),
) -> Painter:
    """Return a painter of a terminal as it is now."""
    background = TextualColor(0, 0, 0)
    versions = screen.colours.version, screen.attributes.version
    look = Look(width, base, background, filters, screen.reverse_screen, *versions)
    return Painter(screen, look)


def styles(strip: Strip) -> list[tuple[str, Style]]:
    """Return the text and style of each segment."""
    return [(segment.text, segment.style or Style()) for segment in strip]


def test_runs_of_one_rendition_are_one_segment(terminal: Emulator) -> None:
    """A row is as many segments as it has renditions."""
    screen = terminal.feed(b"ab\x1b[31;1mcd\x1b[m")
    strip = painter_of(screen).strip(screen.rows[0])

    assert [text for text, _ in styles(strip)] == ["ab", "cd", " " * 6]
    style = styles(strip)[1][1]
    assert (style.color, style.bgcolor) == (Color.from_ansi(1), BASE.bgcolor)
    assert style.bold


def test_colours_past_16_are_true_colours(terminal: Emulator) -> None:
    """An index of the 256 and a direct colour are both exact."""
    screen = terminal.feed(b"\x1b[38;5;196;48;2;1;2;3mx")
    style = styles(painter_of(screen).strip(screen.rows[0]))[0][1]

    assert style.color == Color.parse("#ff0000")
    assert style.bgcolor == Color.parse("#010203")


def test_a_strip_is_kept_until_its_row_changes(terminal: Emulator) -> None:
    """An unchanged row is not painted again, even after it scrolled."""
    screen = terminal.feed(b"a\r\nb\r\nc\r\nd")
    painter = painter_of(screen)
    strips = [painter.strip(row) for row in screen.rows]
    terminal.feed(b"\nx")
    scrolled = [painter.strip(row) for row in screen.rows]

    assert all(a is b for a, b in zip(strips[1:], scrolled, strict=False))
    assert painter_of(screen).strip(screen.rows[0]) is not scrolled[0]


def test_a_strip_has_the_painters_width(terminal: Emulator) -> None:
    """Rows narrower or wider than the painter are padded or cut."""
    screen = terminal.feed("ab漢c")
    strips = [painter_of(screen, width).strip(screen.rows[0]) for width in (3, 10, 20)]

    assert [strip.cell_length for strip in strips] == [3, 10, 20]


def test_the_cursor_is_a_block_or_a_line(
    terminal: Emulator,
) -> None:
    """The cell under the cursor is reversed, or underlined."""
    screen = terminal.feed("a漢b")
    painter = painter_of(screen)
    block = styles(painter.strip_with_cursor(screen.rows[0], 2, block=True))
    line = styles(painter.strip_with_cursor(screen.rows[0], 9, block=False))

    assert [text for text, style in block if style.reverse] == ["漢"]
    assert [text for text, style in line if style.underline] == [" "]


def test_a_reverse_screen_swaps_every_cell(terminal: Emulator) -> None:
    """DECSCNM reverses plain text and leaves reversed text plain."""
    screen = terminal.feed(b"\x1b[?5ha\x1b[7mb")
    strip = painter_of(screen).strip(screen.rows[0])

    assert [bool(style.reverse) for _, style in styles(strip)] == [True, False, True]


def test_an_overlay_covers_and_never_widens(terminal: Emulator) -> None:
    """Text laid over a strip is cut at its end."""
    screen = terminal.feed(b"0123456789")
    strip = painter_of(screen).strip(screen.rows[0])

    assert overlay(strip, "ab", 3, BASE).text == "012ab56789"
    assert overlay(strip, "abcdef", 8, BASE).text == "01234567ab"


def test_every_attribute_has_a_style(terminal: Emulator) -> None:
    """What Rich can draw is drawn; kinds of underlines that it has not are one line."""
    screen = terminal.feed(b"\x1b[1;2;3;5;7;8;9;53;4:3ma\x1b[0;21mb")
    first, second = styles(painter_of(screen).strip(screen.rows[0]))[:2]

    names = ("bold", "dim", "italic", "blink", "reverse", "conceal", "strike")
    assert [getattr(first[1], name) for name in names] == [True] * len(names)
    assert (first[1].overline, first[1].underline, first[1].underline2) == (
        *(True, True, None),
    )
    assert (second[1].underline, second[1].underline2) == (None, True)


def test_a_program_may_change_colours(terminal: Emulator) -> None:
    """Those of the palette, and those of plain text."""
    data = b"\x1b]4;1;#010203\x07\x1b]10;#040506\x07\x1b]11;#070809\x07a\x1b[31mb"
    screen = terminal.feed(data)
    drawn = [style for _, style in styles(painter_of(screen).strip(screen.rows[0]))]

    assert [style.color and style.color.name for style in drawn] == [
        *("#040506", "#010203", "#040506"),
    ]
    assert {style.bgcolor and style.bgcolor.name for style in drawn} == {"#070809"}


def test_only_harmless_links_reach_the_users_terminal(terminal: Emulator) -> None:
    """Addresses of other kinds are text alone."""
    addresses = ("https://a", "file:///a", "javascript:a", "mailto:a@b")
    links = "".join(f"\x1b]8;;{address}\x07x" for address in addresses)
    screen = terminal.feed(links)
    drawn = styles(painter_of(screen).strip(screen.rows[0]))[: len(addresses)]

    assert [style.link for _, style in drawn] == ["https://a", None, None, "mailto:a@b"]


class Red(LineFilter):
    """Makes everything red, as a theme might."""

    def apply(
        self, segments: list[Segment], _background: TextualColor
    ) -> list[Segment]:
        """Return the segments in red."""
        red = Style(color=Color.parse("#ff0000"))
        return [Segment(text, (style or Style()) + red) for text, style, _ in segments]


def test_filters_of_the_app_have_the_last_word(terminal: Emulator) -> None:
    """On text, on blanks and on the cursor."""
    screen = terminal.feed(b"\x1b[32ma")
    painter = painter_of(screen, filters=[Red()])
    strips = [painter.strip(screen.rows[0]), painter.blank()]
    strips.append(painter.strip_with_cursor(screen.rows[0], 1, block=True))

    found = {style.color for strip in strips for _, style in styles(strip)}
    assert found == {Color.parse("#ff0000")}
