"""How copy mode looks, without colours; and that what has not changed is not repainted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.color import Color
from textual.filter import NoColor

from tests.unit.widgets.terminal.copying import Copying, numbered
from widgets.terminal import copy_keys
from widgets.terminal.attributes import ATTRIBUTES_MAX
from widgets.terminal.characters import FILLER
from widgets.terminal.copy_view import CopyStyles, CopyView, Highlight
from widgets.terminal.view import TerminalView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.strip import Strip

BASE = Style.parse("white on blue")
MATCH = Style.parse("underline black on yellow")
CURRENT = Style.parse("bold reverse yellow on black")


class Viewer(Copying):
    """Copy mode in a view."""

    def __init__(self, text: str, columns: int = 20, lines: int = 4) -> None:
        super().__init__(text, columns, lines)
        self.view = TerminalView(self.screen)
        self.view.copying = CopyView(self.screen, self.mode)
        self.view.copying.styles = CopyStyles(MATCH, CURRENT)
        self.size = columns, lines
        self.focused = True

    def strips(self) -> list[Strip]:
        """Return the lines, in no colours but as they would be with them."""
        strips = self.view.paint(
            self.size,
            BASE,
            focused=self.focused,
            background=Color(0, 0, 0),
            filters=FILTERS,
        )
        assert [strip.cell_length for strip in strips] == [self.size[0]] * self.size[1]
        return strips

    @property
    def text(self) -> list[str]:
        """The text of the lines."""
        return [strip.text.rstrip() for strip in self.strips()]

    def styled(self, chosen: Callable[[Style], object]) -> list[str]:
        """Return what is drawn in some style, by lines."""
        return [
            "".join(text for text, style, _ in strip if style and chosen(style))
            for strip in self.strips()
        ]

    @property
    def reverse(self) -> list[str]:
        """What is drawn in reverse, by lines."""
        return self.styled(lambda style: style.reverse)


FILTERS = [NoColor()]


def test_the_cursor_is_a_block_with_focus_and_a_line_without() -> None:
    """It is around a whole character, and on a blank where there is none."""
    viewer = Viewer("a漢b\r\n")
    empty = viewer.reverse
    viewer.press("g", "l")
    block = viewer.reverse
    viewer.focused = False
    line = viewer.styled(lambda style: style.underline)

    assert empty == ["[0/0]", " ", "", ""]
    assert block == ["漢[0/0]", "", "", ""]
    assert line == ["漢", "", "", ""]


def test_a_selection_is_in_reverse_up_to_the_line_ends() -> None:
    """An end of line that is selected shows as a blank, the cursor as a hole."""
    viewer = Viewer("one\r\n\x1b[7mtwo\x1b[m x\r\n\r\nfour")
    viewer.press(*"gvGl")

    assert viewer.reverse == ["one [0/0]", " x ", " ", "f"]
    assert viewer.styled(lambda style: style.underline) == ["", "", "", "o"]


def test_a_rectangle_is_as_wide_in_every_row() -> None:
    """Also in those that have no text there."""
    viewer = Viewer("one two\r\n\r\nx\r\nfour five")
    viewer.press("g", "l", "ctrl+v", "j", "j", "j", "l", "l")

    assert viewer.reverse == ["ne [0/0]", "   ", "   ", "ou"]


def test_matches_are_told_apart_without_colours() -> None:
    """All are underlined, but the one that the cursor is on is in reverse."""
    viewer = Viewer("foo foo\r\n漢foo\r\n")
    viewer.press("g", "/", *"foo", "enter", "n")

    underlined = viewer.styled(lambda style: style.underline)
    assert underlined == ["foofoo", "f", "", ""]
    assert viewer.reverse == ["2/3 [0/0]".replace("2", "3"), "oo", "", ""]


def test_the_prompt_is_on_the_last_line() -> None:
    """With what is typed, or the end of it, and what kind of pattern it is."""
    viewer = Viewer(numbered(0, 9), columns=24)
    viewer.press("?", *"line 8")
    short = viewer.text
    viewer.type("x" * 30)
    long = viewer.text[3]

    assert short[3] == "?line 8█      plain text"
    assert viewer.mode.cursor.row < viewer.mode.top + 3
    assert long == "x" * 23 + "█"
    assert viewer.styled(lambda style: style.reverse)[3] == long


def test_the_status_does_not_hide_the_cursor() -> None:
    """Where it would, it is at the bottom, above the prompt if there is one."""
    viewer = Viewer("a line of 20 columns" * 4)
    found = []
    for keys in ["g", "fm", "?um"]:
        viewer.type(keys)
        found += [y for y, text in enumerate(viewer.text) if text.endswith("[0/0]")]

    assert found == [0, 3, 2]


def test_wide_text_is_typed_whole() -> None:
    """The prompt never is wider than the line."""
    viewer = Viewer("", columns=9)
    viewer.press("/", *"漢字漢字漢字")

    assert viewer.text[3] == "漢字漢字█"


def test_a_line_that_has_not_changed_is_the_same_strip() -> None:
    """Of the cursor, of selections, of matches, under status and prompt."""
    viewer = Viewer(numbered(0, 30), lines=8)
    viewer.press("k", "k", "/", *"1")
    before = viewer.strips()
    again = viewer.strips()
    viewer.press("escape", "k", "v")
    selected = viewer.strips()
    viewer.press("k")
    after = viewer.strips()

    same = [a is b for a, b in zip(before, again, strict=True)]
    changed = [a is not b for a, b in zip(selected, after, strict=True)]
    assert same == [True] * 8
    assert [y for y, flag in enumerate(changed) if flag] == [3, 4]


def test_output_changes_no_strip() -> None:
    """The view stands still."""
    viewer = Viewer(numbered(0, 30), lines=8)
    before = viewer.strips()
    viewer.feed("\x1b[2J" + numbered(0, 300))

    assert all(a is b for a, b in zip(before, viewer.strips(), strict=True))


@pytest.mark.parametrize("size", [(30, 7), (9, 2), (20, 1), (3, 3), (0, 0)])
def test_a_size_other_than_the_terminals(size: tuple[int, int]) -> None:
    """Between a layout and the resize after it, or in a pane wider than its limit."""
    viewer = Viewer(numbered(0, 30), lines=4)
    viewer.size = size
    viewer.press("pageup", "v", "k", "/")

    assert len(viewer.strips()) == size[1]


def test_renditions_stay_what_they_were() -> None:
    """Even if the program has used up so many others that codes are used again."""
    viewer = Viewer("\x1b[31mred\x1b[m \x1b[4mline\x1b[m")
    viewer.press("$")
    for number in range(0, 3 * ATTRIBUTES_MAX, 64):
        colours = "".join(
            f"\x1b[38;2;{n >> 16};{n >> 8 & 255};{n & 255}mx"
            for n in range(number, number + 64)
        )
        viewer.feed("\x1b[H\x1b[2J" + colours)
        viewer.screen.tidy()

    assert viewer.screen.attributes.version > 0
    assert viewer.text[0].startswith("red line")
    assert viewer.styled(lambda style: style.underline)[0] == "line"


def test_a_highlight_stays_on_rows_that_stay() -> None:
    """It scrolls with them, and is gone where they have changed."""
    viewer = Viewer("one\r\ntwo\r\nthree")
    viewer.press(*"gvGl")
    viewer.view.copying = None
    viewer.view.highlight = Highlight(viewer.mode)
    first = viewer.reverse
    same = [a is b for a, b in zip(viewer.strips(), viewer.strips(), strict=True)]
    viewer.feed("\x1b[2;1HT\x1b[3;1H\r\n\nfour")
    after = viewer.reverse

    assert first == ["one ", "two ", "th ", ""]
    assert same == [True, True, False, True]
    assert after == ["", "th", "", " "]


def test_a_highlight_and_the_cursor_are_both_seen() -> None:
    """In the row of the cursor, where one is on the other as well."""
    viewer = Viewer("$ ls")
    viewer.press("g", "v", "$")
    viewer.view.copying = None
    viewer.view.highlight = Highlight(viewer.mode)
    beside = viewer.reverse[0]
    viewer.feed("\x1b[2D")
    inside = viewer.reverse[0], viewer.styled(lambda style: style.underline)[0]

    assert beside == "$ ls "
    assert inside == ("$ s", "l")


def test_a_highlight_without_a_selection_is_none() -> None:
    """Rows are drawn as ever, and one of rows that were broken anew is gone."""
    viewer = Viewer("one\r\ntwo")
    viewer.view.copying = None
    viewer.view.highlight = Highlight(viewer.mode)
    nothing = viewer.reverse
    viewer.press("V")
    viewer.mode.resize(2, 4)
    viewer.view.highlight = Highlight(viewer.mode)

    assert nothing == viewer.reverse == ["", " ", "", ""]


KEYS = st.sampled_from(
    [
        *(*copy_keys.MOTIONS, *copy_keys.ROWS, *copy_keys.PAGES, *copy_keys.SCROLLS),
        *(
            *copy_keys.VIEW,
            *copy_keys.JUMPS,
            *copy_keys.JUMPS_AGAIN,
            *copy_keys.SEARCHES,
        ),
        *(*copy_keys.NEXT_MATCH, *copy_keys.SELECT, *copy_keys.COPY, *copy_keys.LEAVE),
        *(" ", "o", "Y", "s", "1", "9", "a", "x", "漢", "\u0301", "enter", "ctrl+u"),
    ]
)
OUTPUT = st.sampled_from(
    [
        *("x" * 30, "漢字" * 9, "e\u0301 a", "\r\n", "\r\n" * 9, "\x1b[2J", "\x1b[3J"),
        *(
            "\x1b[?1049h",
            "\x1b[?1049l",
            "\x1b]133;A\x07",
            "\x1b[H",
            "\x1bc",
            "one two\r\n",
        ),
    ]
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("keys"), st.lists(KEYS, max_size=20)),
        st.tuples(st.just("output"), st.lists(OUTPUT, max_size=5)),
        st.tuples(st.just("size"), st.tuples(st.integers(1, 30), st.integers(1, 9))),
        st.tuples(
            st.just("mouse"), st.tuples(st.integers(-9, 30), st.integers(-9, 30))
        ),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=200)
@given(before=st.lists(OUTPUT, max_size=30), steps=STEPS)
def test_whatever_comes_the_cursor_is_on_text_in_view(
    before: list[str], steps: list[tuple[str, tuple[int, int] | list[str]]]
) -> None:
    """Keys, output, sizes and the mouse in any order; every state can be painted."""
    viewer = Viewer("".join(before), columns=11, lines=5)
    mode = viewer.mode
    for kind, values in steps:
        if kind == "keys":
            viewer.press(*map(str, values))
        elif kind == "output":
            viewer.feed("".join(map(str, values)))
        elif kind == "size":
            columns, lines = map(int, values)
            if columns != mode.snapshot.columns:
                mode.snapshot.load_all()
            viewer.screen.resize(lines, columns)
            mode.resize(columns, lines)
            viewer.size = columns, lines
        else:
            mode.select_between(mode.cursor, mode.place_at(*map(int, values)))
        row, column = mode.cursor
        chars = mode.snapshot.row(row).chars
        assert mode.snapshot.first <= mode.top <= row <= mode.bottom
        assert 0 <= column < max(len(chars), mode.snapshot.columns, 1)
        assert chars[column : column + 1] != FILLER or not column
        assert mode.selection is None or mode.selection.cursor == mode.cursor
        assert mode.match_number <= mode.match_count
        viewer.strips()
