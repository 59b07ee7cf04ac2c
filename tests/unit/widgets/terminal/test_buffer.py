"""Single cells, as pyte shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyte.screens import Char

from tests.unit.widgets.terminal.states import check_row

if TYPE_CHECKING:
    from .conftest import Emulator


def test_every_cell_of_the_screen_is_there(terminal: Emulator) -> None:
    """Blank ones, too, although rows do not hold them."""
    buffer = terminal.feed("a漢b\x1b[31;1mc".encode()).buffer

    assert (len(buffer), list(buffer)) == (4, [0, 1, 2, 3])
    assert (len(buffer[0]), list(buffer[0])) == (10, list(range(10)))
    assert [cell.data for cell in buffer[0].values()] == [
        *("a", "漢", "", "b", "c", " ", " ", " ", " ", " "),
    ]
    assert (buffer[0][4].fg, buffer[0][4].bold) == ("red", True)
    assert buffer[3][9] == Char(" ", "default", "default")


def test_a_cluster_is_one_cell(terminal: Emulator) -> None:
    """A letter and its marks, and a character that is for private use."""
    buffer = terminal.feed("e\u0301\U00100001x".encode()).buffer

    assert [buffer[0][x].data for x in range(3)] == ["e\u0301", "\U00100001", "x"]


@pytest.mark.parametrize(
    ("data", "names", "exact"),
    [
        (b"\x1b[31;42m", ("red", "green"), (1, 2)),
        (b"\x1b[33;95m", ("brightmagenta", "default"), (13, None)),
        (b"\x1b[38;5;1m", ("cd0000", "default"), (1, None)),
        (b"\x1b[38;5;196m", ("ff0000", "default"), (196, None)),
        (b"\x1b[48;2;1;2;255m", ("default", "0102ff"), (None, "#0102ff")),
        (b"\x1b[30;40m", ("black", "black"), (0, 0)),
    ],
)
def test_colours_have_two_names(
    terminal: Emulator, data: bytes, names: tuple[str, str], exact: tuple[object, ...]
) -> None:
    """The name that pyte gives, and the exact one."""
    cell = terminal.feed(data + b"x").buffer[0][0]

    assert (cell.fg, cell.bg) == names
    assert (cell.foreground, cell.background) == exact


def test_what_pyte_does_not_know_is_there_too(terminal: Emulator) -> None:
    """Attributes that a `Char` has no field for are properties."""
    style = b"\x1b[2;8;53;4:3;58:5:9m\x1b]8;id=1;http://a\x07"
    cell = terminal.feed(style + b'\x1b[1"qx').buffer[0][0]

    assert cell.dim
    assert cell.conceal
    assert cell.overline
    assert cell.protected
    assert (cell.underline, cell.underline_colour) == (3, 9)
    assert cell.link == "http://a"


def test_a_cell_can_be_set(terminal: Emulator) -> None:
    """Owners may write where they want; wide characters stay whole."""
    screen = terminal.feed("漢b".encode())
    screen.buffer[0][1] = Char("x", "red", "default", bold=True)
    screen.buffer[1][3] = screen.buffer[0][1]
    check_row(screen.rows[0], 10)

    assert terminal.lines[:2] == [" xb", "   x"]
    assert (screen.buffer[1][3].fg, screen.buffer[1][3].bold) == ("red", True)
    assert screen.dirty >= {0, 1}


def test_a_wide_character_can_be_set(terminal: Emulator) -> None:
    """As pyte does it: the character, and an empty cell after it."""
    screen = terminal.feed(b"abc")
    screen.buffer[0][0] = Char("漢")
    screen.buffer[0][1] = Char("")

    assert terminal.lines[0] == "漢c"


def test_the_buffer_follows_the_screen_that_is_shown(terminal: Emulator) -> None:
    """On the alternate screen its cells are those."""
    screen = terminal.feed(b"main\x1b[?1049h\x1b[Hother")
    inside = screen.buffer[0][0].data
    terminal.feed(b"\x1b[?1049l")

    assert (inside, screen.buffer[0][0].data) == ("o", "m")
