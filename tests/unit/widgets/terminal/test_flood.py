"""Floods are taken in bulk, with the result that byte-by-byte parsing has."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.widgets.terminal.states import lines, looks, state
from widgets.terminal import flood, parser
from widgets.terminal.flood import Block
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Emulator

COLUMNS, LINES = 10, 4
MANY = 40
PROBE = b"!\x1b[2b\x1b[K\tx\x0eq\x0f\r\n\x1b[6n\x1b[2;3r\x1b8y"


def numbers(first: int = 0, last: int = MANY, end: bytes = b"\r\n") -> bytes:
    """Return numbered lines."""
    return b"".join(b"line %d%s" % (number, end) for number in range(first, last))


def each(pattern: bytes, count: int = MANY) -> bytes:
    """Return many lines alike; `%d` in them is their number."""
    return b"".join(pattern.replace(b"%d", b"%d" % n) for n in range(count))


def outcome(
    output: bytes, sizes: tuple[int, ...], *, fast: bool, scrollback: int = 200
) -> dict[str, object]:
    """Return the state after output in chunks of some sizes, and then the rest."""
    screen = TerminalScreen(COLUMNS, LINES, scrollback)
    stream = TerminalStream(screen, fast=fast)
    for size in sizes:
        stream.feed(output[:size])
        output = output[size:]
    stream.feed(output)
    before = state(screen)
    stream.feed(PROBE)
    return before | {f"{key} after more": what for key, what in state(screen).items()}


def check(output: bytes, *cuts: int, scrollback: int = 200) -> None:
    """Assert that output is the same in bulk and by calls of the screen's methods."""
    ends = [0, *sorted(cuts)]
    sizes = tuple(end - start for start, end in pairwise(ends))
    bulk = outcome(output, sizes, fast=True, scrollback=scrollback)
    slow = outcome(output, (), fast=False, scrollback=scrollback)
    for name, value in slow.items():
        assert bulk[name] == value, name


@pytest.fixture
def skipped(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the number of characters of each block."""
    sizes: list[int] = []

    class Counted(Block):
        """A block that says how large it is."""

        def __init__(self, screen: TerminalScreen, text: str, *rest: object) -> None:
            sizes.append(len(text))
            super().__init__(screen, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(flood, "Block", Counted)
    return sizes


REGION = b"\x1b[2;3r\x1b[3;1H"
TRAPS = {
    "plain lines": numbers(),
    "blank lines": b"\r\n" * MANY,
    "blanks and backgrounds": each(b"\x1b[41m  \x1b[m\r\n"),
    "one long line among others": numbers() + b"x" * 95 + b"\r\n" + numbers(),
    "lines that wrap": each(b"a line %d longer than the screen\r\n"),
    "lines that just fill the screen": each(b"0123456789\r\n"),
    "a pending wrap before": b"0123456789" + numbers(),
    "a pending wrap after": numbers() + b"0123456789",
    "text before and after": b"before " + numbers() + b"after",
    "the cursor at the bottom": b"\x1b[4;3H" + numbers(),
    "the cursor at the top": b"a\r\nb\r\nc\x1b[H" + numbers(),
    "a screen of text": b"0123456789" * 4 + b"\x1b[2;1H" + numbers(),
    "a rendition to the end": b"\x1b[31m" + numbers() + b"x",
    "a rendition over lines": numbers() + b"\x1b[1;4;32m" + numbers() + b"x",
    "renditions in each line": each(b"\x1b[3%d;1mred\x1b[0;2mdim\x1b[m\r\n", 9) * 5,
    "a rendition that adds up": each(b"\x1b[38;5;%dmx\x1b[1m\r\n"),
    "a reset in the last line": b"\x1b[7m" + numbers() + b"a\x1b[mb\r\n",
    "a reset that keeps protection": b'\x1b[1"q' + each(b"a\x1b[mb\r\n"),
    "a reset that keeps a link": b"\x1b]8;;http://a\x07" + each(b"a\x1b[mb\r\n"),
    "a background that scrolls in": b"\x1b[44m" + numbers(),
    "a background that changes": each(b"\x1b[4%dmx\r\n", 8) * 5,
    "a background for blank lines": b"\x1b[42m" + b"\r\n" * MANY,
    "a background that ends": b"\x1b[42m" + numbers() + b"\x1b[m" + numbers(),
    "an SGR with colons": each(b"\x1b[4:3m\x1b[58:2::1:2:3mx\x1b[0m\r\n"),
    "an SGR longer than sequences may be": numbers()
    + (b"\x1b[" + b"1;" * 300 + b"1mx\r\n")
    + numbers(),
    "colours one after the other": each(b"\x1b[38;2;1;2;%dma\x1b[48;5;%dmb\r\n"),
    "colours that there are not": numbers()
    + b"\x1b[38;2;1;2;3mx\r\n\x1b[38;2;999;2;3mx\r\n\x1b[38;5;999mx\r\n"
    + numbers(),
    "colours and what looks alike": each(
        b"\x1b[38;2;1;2;3mx\x1b[38;5Gy\x1b[48;2Km\r\n"
    ),
    "what looks like a colour at the end": each(b"\x1b[38;2;1;2;3mx\x1b[48;5Gy\r\n"),
    "colours and links": b"\x1b]8;;http://a\x07"
    + each(b"\x1b[38;2;1;2;%dm\x1b[1m\x1b[48;2;%d;0;0mx\r\n"),
    "many parameters": each(b"\x1b[" + b"0;" * 70 + b"31mx\r\n"),
    "tabs": each(b"a\tb\tc\td\r\n"),
    "tab stops of one's own": b"\x1b[3g\x1b[1;4H\x1bH\r" + each(b"a\tb\tc\r\n"),
    "backspaces": each(b"abc\b\bX\b\b\b\b\bY\r\n"),
    "a backspace at a pending wrap": each(b"0123456789\bX\r\n"),
    "a backspace after a wrap": each(b"0123456789a\b\b\bX\r\n"),
    "carriage returns": each(b"progress\rdone %d\r\n"),
    "an extra carriage return": each(b"line %d\r\r\n"),
    "erasing to the end": each(b"abcdef\x1b[3D\x1b[K\r\n"),
    "erasing with a background": each(b"\x1b[43mab\x1b[K\x1b[m\r\n"),
    "erasing a wrapped line": each(b"0123456789abc\x1b[1K\x1b[2K\r\n"),
    "erasing characters": each(b"abcdef\x1b[1G\x1b[3X\r\n"),
    "columns": each(b"\x1b[5Gx\x1b[2Cy\x1b[9Dz\r\n"),
    "columns past the edge": each(b"\x1b[99Gx\x1b[99Dy\x1b[99Cz\r\n"),
    "the ASCII set": each(b"\x1b(Bx\r\n"),
    "the ASCII set where another is": b"\x1b)0\x0e\x1b(0\x0f" + each(b"\x1b(Bx\r\n"),
    "line drawing": b"\x1b(0" + each(b"lqk\r\n") + b"\x1b(B" + each(b"lqk\r\n"),
    "wide characters": each("漢字%d\r\n".encode()),
    "wide characters that wrap": each("012345678漢字漢字漢字\r\n".encode()),
    "wide characters overwritten": each("漢字\x1b[2GX\b\b漢\r\n".encode()),
    "marks": each("e\u0301%d\u0301\u0302\r\n".encode()),
    "a mark alone in a line": numbers() + "\u0301\r\n".encode() + b"\r\n" * MANY,
    "a mark after a line": numbers() + "\u0301".encode(),
    "C1 characters": each("a\u0085b\u009b1mc\r\n".encode()),
    "bytes that are no UTF-8": each(b"a\xff\xc3b\xe6\xbc\r\n"),
    "REP after": numbers() + b"\x1b[3b",
    "REP after blank lines": numbers() + b"\r\n" * MANY + b"\x1b[3b",
    "REP after lines of blanks": numbers() + each(b" \x1b[1m\r\n") + b"\x1b[3b",
    "REP after nothing but blank lines": b"x" + b"\r\n" * MANY + b"\x1b[3b",
    "REP of a wide one": each("漢\r\n".encode()) + b"\r\n" * MANY + b"\x1b[3b",
    "REP of a cluster": each("e\u0301\r\n".encode()) + b"\r\n" * MANY + b"\x1b[3b",
    "REP in the lines": each(b"x\x1b[3b\r\n"),
    "LF alone": numbers(end=b"\n"),
    "one LF alone": numbers() + b"staircase\n" + numbers(),
    "LF alone after a background": b"\x1b[45m" + numbers(end=b"\n"),
    "LF and CR": numbers(end=b"\n\r"),
    "IND": each(b"x\x1bD\r"),
    "NEL": each(b"x\x1bE"),
    "VT": each(b"x\x0b\r"),
    "bells": each(b"x\x07\r\n"),
    "NUL and DEL": each(b"a\0b\x7fc\r\n"),
    "controls in sequences": each(b"\x1b[3\r1mx\x1b[3\n1my\r\n"),
    "unfinished sequences": each(b"\x1b[\r\n\x1b\r\n\x1b]2;a\r\n\x1b\\x\r\n"),
    "sequences that are not known": each(b"\x1b[5zx\x1b[?5Ky\x1b[1:2Gz\r\n"),
    "a title in each line": each(b"\x1b]0;title %d\x07x\r\n"),
    "the cursor addressed": each(b"\x1b[2;2Hx\r\n"),
    "scrolling regions": REGION + numbers(),
    "a region at the top": b"\x1b[1;3r\x1b[3;1H" + numbers(),
    "a region at the top and a background": b"\x1b[1;3r\x1b[45m" + numbers(),
    "a region at the bottom": b"top\x1b[2;4r\x1b[4;1H" + numbers(),
    "above a region": b"\x1b[3;4r\x1b[1;1H" + numbers(),
    "below a region": b"\x1b[1;2r\x1b[4;1H" + numbers(),
    "a region with lines around it": b"a\r\nb\r\nc\r\nd" + REGION + numbers(),
    "columns that scroll": b"\x1b[?69h\x1b[3;6s" + numbers(),
    "columns that scroll are all": b"\x1b[?69h" + numbers(),
    "the alternate screen": b"main\x1b[?1049h" + numbers() + b"x\x1b[?1049l",
    "the main screen after it": b"\x1b[?1049h\x1b[?1049l" + numbers(),
    "insert mode": b"\x1b[4h" + each(b"abc\b\bX\r\n"),
    "new line mode": b"\x1b[20h" + numbers(end=b"\n"),
    "no wrapping": b"\x1b[?7l" + each(b"0123456789abcdef\r\n"),
    "reverse wrap": b"\x1b[?45h" + each(b"x\b\b\r\n"),
    "origin mode": REGION + b"\x1b[?6h" + numbers(),
    "clusters": b"\x1b[?2027h" + each("👩\u200d🚀e\u0301\r\n".encode()),
    "guarded areas": b"\x1bV" + numbers() + b"\x1bW\x1b[K",
    "a shift": b"\x1b)0" + numbers() + b"\x0e" + numbers() + b"\x0f",
    "a single shift": numbers() + b"\x1b*0\x1bN" + numbers(),
    "a reset between": numbers() + b"\x1bc" + numbers(),
    "the scrollback cleared between": numbers() + b"\x1b[3J" + numbers(),
    "a marked prompt": numbers() + b"\x1b]133;A\x07$ \r\n" + numbers(),
    "two floods": numbers() + b"\x1b[2;2Hx" + numbers(),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap(name: str) -> None:
    """Rows, their renditions, the past and all else are the same."""
    check(TRAPS[name])


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_in_small_pieces(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it matter where pieces and blocks end."""
    for piece in (1, 50):
        monkeypatch.setattr(parser, "PIECE", piece)
        monkeypatch.setattr(flood, "BLOCK_SIZE", piece)
        check(TRAPS[name])


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_with_a_short_past(name: str) -> None:
    """Rows beyond the limit are gone, and no others."""
    for limit in (0, 3, 30):
        check(TRAPS[name], scrollback=limit)


CUT = (
    b"\x1b[1;31mab\r\n" * 13
    + "漢\u0301\t\x1b(B\x1b[38;5;100m".encode()
    + b"x\r\n\x1b]0;t\x1b\\\x1b[44m"
    + b"cd\x1b[K\r\n" * 13
)


@pytest.mark.parametrize("at", range(len(CUT)))
def test_a_flood_cut_anywhere(at: int) -> None:
    """Sequences, characters and CR LF may be cut by the end of a chunk."""
    check(CUT, at)


def test_a_flood_of_single_bytes() -> None:
    """Nothing of it is ever enough to be a flood."""
    check(CUT, *range(len(CUT)))


LINE_PARTS = st.sampled_from(
    [
        *(b"a", b"0123456789", b"\x1b[31m", b"\x1b[m", b"\x1b[42m", b"\x1b[K", b"\t"),
        *(b"\b", b"\r", b"\x1b[1K", b"\x1b[3C", b"\x1b[8G", b"\x1b[2D", b"\x1b[4X"),
        *("漢".encode(), "\u0301".encode(), b"\x1b(0", b"\x1b(B", b"\x0f", b"\n"),
        *(b"\x1b[2b", b" "),
    ]
)
LINE = st.lists(LINE_PARTS, max_size=4).map(lambda parts: b"".join(parts) + b"\r\n")
PREFIXES = st.sampled_from(
    [b"", b"0123456789", b"\x1b[3;5H", REGION, b"\x1b[1;2r", b"\x1b[?1049h", b"\x1b[4h"]
)


@settings(max_examples=100, deadline=None)
@given(PREFIXES, st.lists(LINE, max_size=5), st.lists(LINE, max_size=20), st.data())
def test_any_flood(
    prefix: bytes, often: list[bytes], once: list[bytes], data: st.DataObject
) -> None:
    """Lines of anything, most of them many times over."""
    middle = b"".join(often) * 8
    output = prefix + middle + b"".join(once) + middle
    check(output, data.draw(st.integers(0, len(output))))


@settings(max_examples=100, deadline=None)
@given(st.lists(LINE, max_size=12), st.lists(st.integers(1, 60), min_size=1))
def test_output_that_waits(pattern: list[bytes], sizes: list[int]) -> None:
    """Output that is parsed only when somebody looks is the same."""
    output = b"".join(pattern) * 6
    later = TerminalScreen(COLUMNS, LINES, 50)
    stream, at, turn = TerminalStream(later), 0, 0
    while at < len(output):
        size = sizes[turn % len(sizes)]
        stream.feed_later(output[at : at + size])
        at, turn = at + size, turn + 1
    stream.catch_up()
    at_once = TerminalScreen(COLUMNS, LINES, 50)
    TerminalStream(at_once, fast=False).feed(output)

    assert state(later) == state(at_once)


@pytest.mark.parametrize("at", range(len(CUT)))
def test_output_that_waits_cut_anywhere(at: int) -> None:
    """What is cut by the end of a chunk waits for the rest."""
    later = TerminalScreen(COLUMNS, LINES, 50)
    stream = TerminalStream(later)
    stream.feed_later(CUT[:at])
    if at % 2:
        stream.catch_up()
    stream.feed_later(CUT[at:])
    stream.catch_up()
    at_once = TerminalScreen(COLUMNS, LINES, 50)
    TerminalStream(at_once, fast=False).feed(CUT)

    assert state(later) == state(at_once)


# What makes it worth while.


def test_most_of_a_flood_is_not_parsed(
    terminal: Emulator, skipped: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lines are kept as they came until somebody looks at them."""
    output = numbers(0, 2000)
    drawn: list[str] = []
    remember = TerminalScreen.remember

    def counted(screen: TerminalScreen, char: str) -> None:
        drawn.append(char)
        remember(screen, char)

    monkeypatch.setattr(TerminalScreen, "remember", counted)
    screen = terminal.feed(output)

    assert sum(skipped) > 0.9 * len(output)
    assert len(drawn) < 50
    assert [row.text for row in screen.view(2)] == [
        *(f"line {n}" for n in range(1995, 1999)),
    ]


def test_a_block_is_parsed_once_and_only_if_looked_at(
    terminal: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest block is enough for a view near the bottom."""
    parsed: list[int] = []
    obey: Callable[[TerminalScreen, str], None] = parser._obey  # noqa: SLF001 (what blocks are parsed by)

    def counted(screen: TerminalScreen, text: str) -> None:
        parsed.append(len(text))
        obey(screen, text)

    monkeypatch.setattr(flood, "BLOCK_SIZE", 400)
    monkeypatch.setattr(parser, "_obey", counted)
    screen = terminal.feed(numbers(0, 300))
    at_first = len(parsed)
    screen.view(1)
    near = len(parsed)
    screen.view(20)
    further = len(parsed)
    screen.view(20)

    # The head and the tail of the flood are parsed at once.
    assert at_first == near == 2
    assert further == len(parsed) == 3
    assert parsed[-1] < 500


def test_a_block_keeps_the_width_that_it_was_written_for(terminal: Emulator) -> None:
    """What is parsed after a resize is as if it had been parsed before it."""
    output = each(b"0123456789ab\tx\r\n")
    screen = terminal.feed(output)
    other = TerminalScreen(COLUMNS, LINES, 100)
    TerminalStream(other, fast=False).feed(output)
    screen.resize(columns=7)
    other.resize(columns=7)

    assert looks(screen, screen.history) == looks(other, other.history)
    assert lines(screen) == lines(other)


def test_a_block_keeps_the_tab_stops_that_it_was_written_with(
    terminal: Emulator,
) -> None:
    """What happens afterwards does not change the past."""
    screen = terminal.feed(each(b"a\tb\r\n"))
    terminal.feed(b"\x1b[3g\x1b[1;2H\x1bH\x1b[4m\x1b(0")

    assert screen.history[0].text == "a       b"
    assert screen.attributes[screen.history[0].attrs[0]] is screen.attributes.plain


def test_a_screen_of_few_lines_is_no_flood(
    terminal: Emulator, skipped: list[int]
) -> None:
    """Below three screenfuls there is nothing to win."""
    terminal.feed(numbers(0, 11))

    assert skipped == []
