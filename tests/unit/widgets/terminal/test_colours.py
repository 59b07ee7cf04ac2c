"""Colours that programs ask for and change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from widgets.terminal.colours import (
    BACKGROUND,
    CURSOR,
    FOREGROUND,
    PALETTE_SIZE,
    SPECIAL_COLOURS,
    Colours,
    describe_colour,
    palette_default,
    parse_colour,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#123", 0x102030),
        ("#123456", 0x123456),
        ("#123456789", 0x124578),
        ("#123456789abc", 0x12569A),
        ("#FFF", 0xF0F0F0),
        ("rgb:1/2/3", 0x112233),
        ("rgb:12/34/56", 0x123456),
        ("rgb:ffff/0000/8000", 0xFF0080),
        ("rgb:800/7ff/801", 0x807F80),
        ("rgb:80ff/0100/00ff", 0x800100),
        ("Red", 0xFF0000),
        ("gray", 0xBEBEBE),
        ("", None),
        ("#12", None),
        ("#12345g", None),
        ("#1234567", None),
        ("rgb:1/2", None),
        ("rgb:12345/0/0", None),
        ("rgb:1/2/3/4", None),
        ("no colour", None),
        ("#\u0661\u0662\u0663", None),
    ],
)
def test_forms_of_a_colour(text: str, colour: int | None) -> None:
    """Those of XParseColor are read, and nothing else is."""
    assert parse_colour(text) == colour


@pytest.mark.parametrize(
    ("index", "colour"),
    [(0, 0), (1, 0xCD0000), (15, 0xFFFFFF), (16, 0), (231, 0xFFFFFF), (255, 0xEEEEEE)],
)
def test_the_palette_is_xterms(index: int, colour: int) -> None:
    """The 16 colours, the cube and the greys."""
    assert palette_default(index) == colour


def test_a_colour_is_told_with_16_bits_a_part() -> None:
    """As xterm does, by repeating each byte."""
    assert describe_colour(0x0102FF) == "rgb:0101/0202/ffff"


def test_the_palette_is_changed_told_and_reset() -> None:
    """Pairs of an index and a colour, up to the first bad index."""
    colours = Colours()
    reports = colours.change_palette("1;#010203;2;?;1;?;999;?;3;?")
    special = colours.change_special("0;#040506;1;?")
    changed = dict(colours.palette)
    colours.reset_palette("1;7;junk")

    assert reports == ["4;2;rgb:0000/cdcd/0000", "4;1;rgb:0101/0202/0303"]
    assert special == ["5;1;rgb:ffff/ffff/ffff"]
    assert changed == {1: 0x010203, PALETTE_SIZE: 0x040506}
    assert colours.palette == {PALETTE_SIZE: 0x040506}
    colours.reset_special("")
    assert colours.palette == {}


@pytest.mark.parametrize(
    "value", ["", "1", ";", "1;nonsense", "-1;?", "x;?", "\u0661;?"]
)
def test_what_is_no_colour_changes_nothing(value: str) -> None:
    """Neither is it answered."""
    colours = Colours()

    assert (colours.change_palette(value), colours.palette) == ([], {})


def test_defaults_are_the_owners_until_changed() -> None:
    """A colour that was never set is that of text or of what is behind it."""
    colours = Colours()
    colours.defaults[FOREGROUND] = 0x111111
    colours.defaults[BACKGROUND] = 0x222222
    before = [colours.current(number) for number in range(10, 20)]
    reports = colours.change_dynamic(FOREGROUND, "#030303;?;#040404")
    after = colours.current(FOREGROUND), colours.current(CURSOR)
    colours.reset_dynamic(CURSOR)

    assert before == [
        *(0x111111, 0x222222, 0x111111, 0x111111, 0x222222),
        *(0x111111, 0x222222, 0x111111, 0x111111, 0x222222),
    ]
    assert reports == ["11;rgb:2222/2222/2222"]
    assert after == (0x030303, 0x040404)
    assert colours.current(CURSOR) == 0x030303


def test_there_are_ten_default_colours() -> None:
    """What comes after the last one is ignored."""
    colours = Colours()
    reports = colours.change_dynamic(18, "?;?;?;#010101")

    assert [report[:2] for report in reports] == ["18", "19"]
    assert colours.dynamic == {}


CHANGES: list[Callable[[Colours], object]] = [
    lambda colours: colours.change_palette("1;red"),
    lambda colours: colours.change_special("1;red"),
    lambda colours: colours.change_dynamic(11, "red"),
    lambda colours: colours.reset_palette(""),
    lambda colours: colours.reset_dynamic(10),
    lambda colours: colours.reset(),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_has_a_version(change: Callable[[Colours], object]) -> None:
    """Whoever paints sees that everything is to be painted anew."""
    colours = Colours()
    colours.change_palette("2;blue")
    colours.change_dynamic(10, "blue")
    before = colours.version
    change(colours)

    assert colours.version != before


def test_asking_changes_nothing() -> None:
    """Nor does a reset of what nobody has set."""
    colours = Colours()
    colours.change_palette("1;?")
    colours.change_dynamic(10, "?")
    colours.reset()

    assert colours.version == 0


def test_as_many_as_there_are_can_be_set() -> None:
    """Nothing grows with what a program sends."""
    colours = Colours()
    for index in range(1000):
        colours.change_palette(f"{index};#010203")
        colours.change_special(f"{index};#010203")
        colours.change_dynamic(index, "#010203;" * 20)

    assert len(colours.palette) == PALETTE_SIZE + SPECIAL_COLOURS
    assert len(colours.dynamic) == 10
