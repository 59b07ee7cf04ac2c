"""What of a terminal is shown: the screen, or a look into its past."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.color import Color

from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen
from widgets.terminal.view import TerminalView

BASE = Style.parse("white on blue")
WIDTH, HEIGHT = 12, 4


class Viewer:
    """A terminal with a view on it."""

    def __init__(self, scrollback: int = 20) -> None:
        self.screen = TerminalScreen(WIDTH, HEIGHT, scrollback)
        self.stream = TerminalStream(self.screen)
        self.view = TerminalView(self.screen)
        self.size = (WIDTH, HEIGHT)

    def feed(self, data: bytes) -> None:
        """Take output, as a pane does."""
        self.stream.feed(data)
        self.view.follow()

    def number(self, first: int, last: int) -> None:
        """Take numbered lines."""
        self.feed(b"".join(b"%d\r\n" % number for number in range(first, last)))

    def resize(self, columns: int, lines: int) -> None:
        """Take a size, as a pane does."""
        self.screen.resize(columns=columns, lines=lines)
        self.view.follow()
        self.size = (columns, lines)

    def paint(self, *, focused: bool = True) -> list[str]:
        """Return the text of the lines."""
        strips = self.view.paint(
            self.size, BASE, focused=focused, background=Color(0, 0, 0)
        )
        assert {strip.cell_length for strip in strips} == {self.size[0]}
        return [strip.text.rstrip() for strip in strips]

    def cursor(self, *, focused: bool = True) -> tuple[list[str], list[str]]:
        """Return what is shown in reverse, and what is underlined."""
        strips = self.view.paint(
            self.size, BASE, focused=focused, background=Color(0, 0, 0)
        )
        segments = [segment for strip in strips for segment in strip]
        styled = [(text, style or Style()) for text, style, _ in segments]
        return (
            [text for text, style in styled if style.reverse],
            [text for text, style in styled if style.underline],
        )


@pytest.fixture
def viewer() -> Viewer:
    """Return a view on a terminal of 12 columns and 4 lines."""
    return Viewer()


def test_the_screen_is_shown_at_first(viewer: Viewer) -> None:
    """And again after scrolling forward to it."""
    viewer.number(0, 10)
    before = viewer.paint()
    viewer.view.scroll(3)
    back = viewer.paint()
    viewer.view.scroll(-99)

    assert before == ["7", "8", "9", ""]
    assert back == ["4      [-3]".replace(" " * 6, " " * 7), "5", "6", "7"]
    assert (viewer.paint(), viewer.view.back) == (before, 0)


def test_the_view_ends_where_the_past_begins(viewer: Viewer) -> None:
    """However far one scrolls."""
    viewer.number(0, 10)
    viewer.view.scroll(99)

    assert viewer.view.back == 7
    assert [line.split()[0] for line in viewer.paint()] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("more", [1, 3, 8])
def test_the_view_stays_on_its_lines(viewer: Viewer, more: int) -> None:
    """Output goes on below."""
    viewer.number(0, 10)
    viewer.view.scroll(2)
    before = viewer.paint()[1:]
    viewer.number(10, 10 + more)

    assert viewer.view.back == 2 + more
    assert viewer.paint()[1:] == before


def test_the_view_stays_over_a_flood() -> None:
    """Its lines are found behind output that nobody has looked at."""
    viewer = Viewer(1000)
    viewer.number(0, 10)
    viewer.view.scroll(2)
    before = viewer.paint()[1:]
    viewer.number(10, 500)

    assert viewer.view.back == 492
    assert viewer.paint()[1:] == before


def test_lines_that_are_gone_cannot_be_stayed_on(viewer: Viewer) -> None:
    """The view is then as far back as it was, or as far as there is a past."""
    viewer.number(0, 10)
    viewer.view.scroll(7)
    viewer.number(10, 100)
    shown = viewer.view.back
    viewer.feed(b"\x1b[3J")

    assert shown <= 20
    assert viewer.view.back == 0
    assert viewer.paint() == ["97", "98", "99", ""]


def test_the_alternate_screen_has_no_past(viewer: Viewer) -> None:
    """It is shown as it is, and nothing is above it."""
    viewer.number(0, 10)
    viewer.view.scroll(3)
    viewer.feed(b"\x1b[?1049h\x1b[Hother")
    inside = viewer.view.back, viewer.paint()[0]
    viewer.view.scroll(3)

    assert inside == (0, "other")
    assert viewer.view.back == 0


@pytest.mark.parametrize(("columns", "lines"), [(12, 2), (12, 8), (8, 4), (30, 4)])
def test_a_new_size_keeps_the_view_near(
    viewer: Viewer, columns: int, lines: int
) -> None:
    """Rows that did not change are still at the top, if there is a past at all."""
    viewer.number(0, 12)
    viewer.view.scroll(5)
    viewer.resize(columns, lines)

    assert len(viewer.paint()) == lines
    assert viewer.paint()[0].split()[0] == "4"


def test_a_view_on_broken_lines_is_somewhere_in_the_past(viewer: Viewer) -> None:
    """Rows that were broken anew are gone as such."""
    for _ in range(10):
        viewer.feed(b"0123456789ab\r\n")
    viewer.view.scroll(5)
    viewer.resize(5, 4)

    assert 0 < viewer.view.back <= viewer.screen.scrollback_size
    assert len(viewer.paint()) == 4


@pytest.mark.parametrize("shape", [0, 1, 2])
def test_a_block_cursor(viewer: Viewer, shape: int) -> None:
    """It is a block with focus, and a line without."""
    viewer.feed(b"\x1b[%d qab\x1b[D" % shape)

    assert viewer.cursor() == (["b"], [])
    assert viewer.cursor(focused=False) == ([], ["b"])


@pytest.mark.parametrize("shape", [3, 4, 5, 6])
def test_a_line_as_cursor(viewer: Viewer, shape: int) -> None:
    """Underlines and bars are a line, with or without focus."""
    viewer.feed("漢\x1b[2G".encode() + b"\x1b[%d q" % shape)

    assert viewer.cursor() == viewer.cursor(focused=False) == ([], ["漢"])


def test_no_cursor(viewer: Viewer) -> None:
    """The program hides it, it blinks, or it is below what is shown."""
    viewer.number(0, 10)
    viewer.feed(b"\x1b[?25l")
    hidden = viewer.cursor()
    viewer.feed(b"\x1b[?25h")
    viewer.view.cursor_shown = False
    blinking = viewer.cursor()
    viewer.view.cursor_shown = True
    shown = viewer.cursor()
    viewer.view.scroll(1)

    assert hidden == blinking == ([], [])
    assert shown == ([" "], [])
    assert viewer.cursor() == (["[-1]"], [])


def test_the_cursor_of_a_pending_wrap_is_on_the_last_column(viewer: Viewer) -> None:
    """It does not leave the screen."""
    viewer.feed(b"0123456789ab")

    assert viewer.cursor() == (["b"], [])


def test_a_message_lies_over_the_last_line(viewer: Viewer) -> None:
    """In the middle and in reverse, cut to the width; the screen is as it was."""
    viewer.feed(b"1\r\n2\r\n3\r\n4\x1b[H")
    viewer.view.message = "note"
    short = viewer.paint()
    viewer.view.message = "a much longer note"
    long = viewer.paint()
    viewer.view.message = ""

    assert short == ["1", "2", "3", "    note"]
    assert long[3] == "a much longe"
    assert viewer.paint()[3] == "4"


def test_a_size_other_than_the_terminals(viewer: Viewer) -> None:
    """Between a layout and the resize that follows it, lines have the layout's size."""
    viewer.feed(b"0123456789ab\r\n2")
    viewer.size = (5, 6)
    small = viewer.paint()
    viewer.size = (20, 2)

    assert small == ["01234", "2", "", "", "", ""]
    assert viewer.paint() == ["0123456789ab", "2"]


def test_no_size_at_all(viewer: Viewer) -> None:
    """A view without lines shows none, scrolled back or with a message."""
    viewer.number(0, 10)
    viewer.view.scroll(2)
    viewer.view.message = "note"

    assert (
        viewer.view.paint((0, 0), BASE, focused=True, background=Color(0, 0, 0)) == []
    )


def test_unchanged_lines_are_the_same_strips(viewer: Viewer) -> None:
    """Also when they have scrolled; another look is painted anew."""
    viewer.feed(b"1\r\n2\r\n3\r\n4")

    def strips(base: Style = BASE) -> list[object]:
        return [
            *viewer.view.paint(
                viewer.size, base, focused=True, background=Color(0, 0, 0)
            )
        ]

    before = strips()
    viewer.feed(b"\r\n5")
    after = strips()
    other = strips(Style.parse("red"))

    assert [a is b for a, b in zip(before[1:3], after[:2], strict=True)] == [True, True]
    assert not {id(strip) for strip in other} & {id(strip) for strip in after}
