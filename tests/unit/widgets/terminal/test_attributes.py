"""Renditions are interned, remembered, and dropped when nothing uses them."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest
from pyte.screens import Char

from widgets.terminal import attributes
from widgets.terminal.attributes import PLAIN_CODE, Attributes, Link
from widgets.terminal.sgr import PLAIN, RGB, Flag, Rendition

if TYPE_CHECKING:
    from .conftest import Emulator

LIMIT = 64


@pytest.fixture
def small_table(monkeypatch: pytest.MonkeyPatch) -> int:
    """Have tables of few renditions, and return how many."""
    monkeypatch.setattr(attributes, "ATTRIBUTES_MAX", LIMIT)
    return LIMIT


def direct(number: int, kind: int = 38) -> bytes:
    """Return the sequence of a colour; they are spread over all there are."""
    red, green, blue = (number * 7919 % 2**24).to_bytes(3, "big")
    return b"\x1b[%d;2;%d;%d;%dm" % (kind, red, green, blue)


def shown(terminal: Emulator) -> list[tuple[str, int]]:
    """Return the text and colour of the first cell of every row there is."""
    screen = terminal.screen
    rows = [row for row in [*screen.history, *screen.rows] if row.chars]
    return [(row.text, screen.attributes[row.attrs[0]].rendition.fg) for row in rows]


def test_a_rendition_has_one_attribute() -> None:
    """Equal renditions are the same object, and the default's code is known."""
    table = Attributes()
    red = table.intern(Rendition(fg=1))

    assert table.intern(Rendition(fg=1)) is red
    assert table[red.code] is red
    assert (table.plain.code, table.plain.rendition) == (PLAIN_CODE, PLAIN)
    assert len(table) == 2


def test_a_sequence_is_remembered() -> None:
    """What a whole sequence makes of an attribute is worked out once."""
    table = Attributes()
    bold = table.plain.follow("\x1b[1;31m")

    assert (bold.rendition.fg, bold.rendition.flags) == (1, Flag.BOLD)
    assert table.plain.after["\x1b[1;31m"] is bold
    assert table.transitions == 1
    assert bold.follow("\x1b[m") is table.plain


def test_erasing_leaves_the_background_alone() -> None:
    """Of a rendition only the background colour outlives erasing."""
    table = Attributes()
    styled = table.intern(Rendition(1, 4, int(Flag.BOLD), 3, 5, "\0http://a"))

    assert styled.erased.rendition == Rendition(bg=4)
    assert table.intern(Rendition(fg=1)).erased is table.plain


def test_colours_may_be_named_as_in_pyte() -> None:
    """A character of pyte's becomes the attribute it describes, and back."""
    table = Attributes()
    char = Char("x", "brightred", "0102ff", True, False, True, False, True, False)
    cell = table.from_char(char).cell("x")

    assert cell == char
    assert (cell.foreground, cell.background) == (9, "#0102ff")
    assert table.from_char(cell).rendition == cell.rendition


def test_a_link_is_told_from_its_identity() -> None:
    """Cells know the address alone; no address is no link at all."""
    table = Attributes()
    cell = table.intern(PLAIN._replace(link=str(Link("7", "http://a")))).cell("x")

    assert cell.link == "http://a"
    assert str(Link("7", "")) == ""


def test_collecting_drops_what_is_not_used(small_table: int) -> None:
    """Codes that are in use stay, those that went are given out again."""
    table = Attributes()
    kept = [table.intern(Rendition(fg=RGB + n)) for n in range(10)]
    for number in range(small_table):
        table.intern(Rendition(bg=RGB + number))
    assert table.needs_collection
    table.collect([kept[0].code + kept[1].code, *(one.code for one in kept[2:])])
    again = table.intern(Rendition(bg=3))

    assert len(table) == len(kept) + 2
    assert [table[one.code] for one in kept] == kept
    assert ord(again.code) <= small_table + len(kept)
    assert table.version == 1


def test_collecting_forgets_what_sequences_make() -> None:
    """What is remembered may lead to attributes that are gone."""
    table = Attributes()
    table.plain.follow("\x1b[31m")
    table.collect([])

    assert (table.plain.after, table.transitions, table.version) == ({}, 0, 0)


def test_an_unused_code_is_plain(small_table: int) -> None:
    """A code that nothing should have any more does no harm."""
    table = Attributes()
    gone = [table.intern(Rendition(fg=RGB + n)) for n in range(small_table)][-1]
    table.collect([])

    assert table[gone.code] is table.plain


@pytest.mark.parametrize(
    ("used", "white"),
    [(LIMIT // 2, 0xFFFFFF), (LIMIT * 7 // 8, 0xFCFCFC), (LIMIT + 8, 0xF0F0F0)],
)
def test_many_renditions_in_use_make_new_colours_coarse(
    small_table: int, used: int, white: int
) -> None:
    """Past three quarters two bits of a part are dropped, past the limit four."""
    table = Attributes()
    kept = [table.intern(PLAIN._replace(link=f"\0{n}")).code for n in range(used - 1)]
    for number in range(small_table):
        table.intern(Rendition(bg=RGB + number))
    table.collect(kept)

    assert table.intern(Rendition(fg=RGB + 0xFFFFFF)).rendition.fg == RGB + white


@pytest.mark.usefixtures("small_table")
def test_what_is_shown_keeps_its_colours(make_terminal: type[Emulator]) -> None:
    """Collections leave the screen and the scrollback as they were."""
    terminal = make_terminal(10, 4, scrollback=20)
    # Many renditions that are overwritten between any two that stay.
    for number in range(20):
        churn = b"".join(direct(1000 + number * 50 + n) + b"x\b" for n in range(50))
        terminal.feed(churn + direct(number) + b"%d\x1b[K\r\n" % number)
    expected = [(str(n), RGB + n * 7919 % 2**24) for n in range(20)]

    assert terminal.screen.attributes.version > 0
    assert shown(terminal) == expected


@pytest.mark.usefixtures("small_table")
def test_what_is_saved_keeps_its_colours(terminal: Emulator) -> None:
    """The pens of saved cursors, pushed renditions and the other screen are in use."""
    terminal.feed(direct(1) + b"\x1b7\x1b[#{" + direct(2) + b"a\x1b[?1049h\x1b[H")
    terminal.feed(direct(3) + b"\x1b7" + direct(4))
    for number in range(100, 400):
        terminal.feed(direct(number) + b"x\b")
    screen = terminal.feed(b"\x1b8b\x1b[?1049l")
    other = screen.cursor.attrs.foreground
    terminal.feed(b"c\x1b8\x1b[#}d")
    cells = screen.buffer[0]

    assert screen.attributes.version > 0
    assert other == f"#{2 * 7919:06x}"
    assert cells[0].foreground == f"#{2 * 7919:06x}"
    assert screen.cursor.attrs.foreground == f"#{7919:06x}"


@pytest.mark.usefixtures("small_table")
def test_a_link_or_pair_of_colours_in_each_cell_is_bounded(
    make_terminal: type[Emulator],
) -> None:
    """However many renditions are really in use, the table does not follow them all."""
    terminal = make_terminal(40, 10, scrollback=100)
    for start in range(0, 3000, 40):
        numbers = range(start, start + 40)
        cells = (direct(n) + direct(n * 31, 48) + b"x" for n in numbers)
        terminal.feed(b"".join(cells))

    assert len(terminal.screen.attributes) <= 4 * LIMIT


def test_memory_of_ever_new_colours_is_bounded(
    make_terminal: type[Emulator], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture in motion costs no more than the table's limit."""
    monkeypatch.setattr(attributes, "ATTRIBUTES_MAX", 2048)
    terminal = make_terminal(40, 10, scrollback=10)

    def show_frames(first: int, last: int) -> None:
        for number in range(first, last):
            cells = (direct(number * 400 + n) + b"x" for n in range(400))
            terminal.feed(b"\x1b[H" + b"".join(cells))

    show_frames(0, 10)
    tracemalloc.start()
    show_frames(10, 40)
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(terminal.screen.attributes) <= 2048 + 400
    assert grown < 3_000_000
