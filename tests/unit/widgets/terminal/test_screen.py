"""Each control function against what xterm does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Emulator

ABC = b"aaa\r\nbbb\r\nccc\r\nddd"

SCREENS = [
    pytest.param(b"abc\r\ndef", ["abc", "def", "", ""], id="plain lines"),
    pytest.param(b"0123456789ab", ["0123456789", "ab", "", ""], id="autowrap"),
    pytest.param(b"0123456789\r\nab", ["0123456789", "ab", "", ""], id="pending wrap"),
    pytest.param(
        b"\x1b[?7l0123456789abc", ["012345678c", "", "", ""], id="no autowrap"
    ),
    pytest.param(b"0123456789\x1b[Dx", ["01234567x9", "", "", ""], id="CUB after wrap"),
    pytest.param(b"0123456789\bx", ["01234567x9", "", "", ""], id="BS after wrap"),
    pytest.param(b"0123456789\x1b[Kx", ["012345678x", "", "", ""], id="EL after wrap"),
    pytest.param(b"a\tb\x1b[Zc", ["a       c", "", "", ""], id="HT and CBT"),
    pytest.param(b"\x1b[Ix", ["        x", "", "", ""], id="CHT"),
    pytest.param(b"ab\x1b[3bc", ["abbbbc", "", "", ""], id="REP"),
    pytest.param(b"abc\x1b[2D\x1b[2@X", ["aX bc", "", "", ""], id="ICH"),
    pytest.param(b"abcde\x1b[4D\x1b[2P", ["ade", "", "", ""], id="DCH"),
    pytest.param(b"abcde\x1b[4D\x1b[2X", ["a  de", "", "", ""], id="ECH"),
    pytest.param(b"\x1b[4habc\x1b[3DX", ["Xabc", "", "", ""], id="insert mode"),
    pytest.param(ABC + b"\x1b[2;1H\x1b[L", ["aaa", "", "bbb", "ccc"], id="IL"),
    pytest.param(ABC + b"\x1b[2;1H\x1b[M", ["aaa", "ccc", "ddd", ""], id="DL"),
    pytest.param(ABC + b"\x1b[2S", ["ccc", "ddd", "", ""], id="SU"),
    pytest.param(ABC + b"\x1b[2T", ["", "", "aaa", "bbb"], id="SD"),
    pytest.param(ABC + b"\x1b[H\x1bM", ["", "aaa", "bbb", "ccc"], id="RI scrolls"),
    pytest.param(ABC + b"\x1b[2J", ["", "", "", ""], id="ED 2"),
    pytest.param(ABC + b"\x1b[2;2H\x1b[J", ["aaa", "b", "", ""], id="ED 0"),
    pytest.param(ABC + b"\x1b[2;2H\x1b[1J", ["", "  b", "ccc", "ddd"], id="ED 1"),
    pytest.param(ABC + b"\x1b[3J", ["aaa", "bbb", "ccc", "ddd"], id="ED 3"),
    pytest.param(b"a\x1bEb", ["a", "b", "", ""], id="NEL"),
    pytest.param(b"\x1b[3dx\x1b[5`y", ["", "", "x   y", ""], id="VPA and HPA"),
    pytest.param(
        ABC + b"\x1b[2;3r\x1b[3;1H\nx",
        ["aaa", "ccc", "x", "ddd"],
        id="LF at the bottom margin scrolls the region",
    ),
    pytest.param(
        ABC + b"\x1b[1;2r\x1b[4;1H\nx",
        ["aaa", "bbb", "ccc", "xdd"],
        id="LF below the region stays on the last line",
    ),
    pytest.param(
        b"\x1b[2;3r\x1b[?6h\x1b[9;1Hx", ["", "", "x", ""], id="origin mode clamps"
    ),
    pytest.param(b"\x1b(0lqk\x1b(Bq", ["┌─┐q", "", "", ""], id="line drawing in G0"),
    pytest.param(b"\x1b)0\x0eq\x0fq", ["─q", "", "", ""], id="shift out and in"),
    pytest.param(b"\x1b*0\x1bNqq", ["─q", "", "", ""], id="single shift"),
    pytest.param(b"\x1b7ab\x1b8c\x1b8d", ["db", "", "", ""], id="DECRC twice"),
    pytest.param(b"\x1b[sab\x1b[uc", ["cb", "", "", ""], id="CSI s and u"),
    pytest.param(b"\x1b#8", ["E" * 10] * 4, id="DECALN"),
    pytest.param("漢字".encode(), ["漢字", "", "", ""], id="wide characters"),
    pytest.param("012345678漢".encode(), ["012345678", "漢", "", ""], id="wide wraps"),
    pytest.param("漢\rx".encode(), ["x", "", "", ""], id="left half overwritten"),
    pytest.param(
        "漢\x1b[2Gx".encode(), [" x", "", "", ""], id="right half overwritten"
    ),
    pytest.param("漢\x1b[2G\x1b[K".encode(), ["", "", "", ""], id="right half erased"),
    pytest.param("漢\x1b[2G\x1b[P!".encode(), [" !", "", "", ""], id="wide cut by DCH"),
    pytest.param("e\u0301x".encode(), ["e\u0301x", "", "", ""], id="combining mark"),
    pytest.param(
        "漢\u0301".encode(), ["漢\u0301", "", "", ""], id="mark on a wide one"
    ),
    pytest.param(
        "a\u200db".encode(), ["a\u200db", "", "", ""], id="text after a joiner"
    ),
]


@pytest.mark.parametrize(("data", "expected"), SCREENS)
def test_a_function_draws_as_xterm_does(
    terminal: Emulator, data: bytes, expected: list[str]
) -> None:
    """A control function leaves the screen that xterm shows."""
    terminal.feed(data)

    assert expected == terminal.lines


def test_combining_marks_without_end_are_bounded(terminal: Emulator) -> None:
    """A cell keeps a few marks and drops the rest."""
    terminal.feed("a" + "\u0301" * 1000)

    assert len(terminal.lines[0]) <= 20


def test_a_mark_after_a_full_line_belongs_to_its_last_cell(terminal: Emulator) -> None:
    """A pending wrap does not move a combining mark to the next line."""
    terminal.feed("0123456789\u0301")

    assert terminal.lines[0] == "0123456789\u0301"


@pytest.mark.parametrize(
    "erase",
    [b"\x1b[J", b"\x1b[2J", b"\x1b[K", b"\x1b[X", b"\x1b[P", b"\x1b[@", b"\x1b[L"],
)
def test_erasing_keeps_the_background(terminal: Emulator, erase: bytes) -> None:
    """What erasing blanks has the current background and nothing else (bce)."""
    screen = terminal.feed(b"\x1b[1;4;41m" + erase)
    x = 9 if erase == b"\x1b[P" else 0

    cell = screen.buffer[0][x]
    assert (cell.bg, cell.bold, cell.underscore) == ("red", False, False)


def test_scrolling_fills_with_the_background(terminal: Emulator) -> None:
    """A line that scrolls in has the current background."""
    screen = terminal.feed(b"\x1b[44m\n\n\n\n")

    assert screen.buffer[3][0].bg == "blue"


def test_the_cursor_does_not_leave_its_region_by_steps(terminal: Emulator) -> None:
    """CUU and CUD stop at a margin, but only when coming from inside."""
    terminal.feed(b"\x1b[2;3r\x1b[2;1H\x1b[9A")
    inside = terminal.position
    terminal.feed(b"\x1b[1;1H\x1b[9A")

    assert (inside, terminal.position) == ((0, 1), (0, 0))


def test_the_title_is_bounded_and_printable(terminal: Emulator) -> None:
    """A title loses its control characters and what is past the limit."""
    screen = terminal.feed(b"\x1b]2;a\tb" + b"c" * 1000 + b"\x07")

    assert screen.title.startswith("abc")
    assert len(screen.title) <= 256


def test_titles_can_be_stacked(terminal: Emulator) -> None:
    """XTWINOPS 22 and 23 save and restore the title."""
    screen = terminal.feed(b"\x1b]0;one\x07\x1b[22;0t\x1b]0;two\x07\x1b[23;0t")

    assert screen.title == "one"


def test_bells_are_counted(terminal: Emulator) -> None:
    """Each BEL that does not end a string counts."""
    assert terminal.feed(b"\x07\x1b]0;t\x07\x07").bell_count == 2


REPLIES = [
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[>c", b"\x1b[>1;277;0c"),
    (b"\x1b[5n", b"\x1b[0n"),
    (b"ab\x1b[6n", b"\x1b[1;3R"),
    (b"0123456789\x1b[6n", b"\x1b[1;10R"),
    (b"\x1b[2;3r\x1b[?6h\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[?6n", b"\x1b[?1;1R"),
    (b"\x1b[?25$p", b"\x1b[?25;1$y"),
    (b"\x1b[?1049$p", b"\x1b[?1049;2$y"),
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[4$p", b"\x1b[4;2$y"),
    (b"\x1b[?9999$p", b"\x1b[?9999;0$y"),
    (b"\x1b[>q", b"\x1bP>|execdeck\x1b\\"),
    (b"\x1b[18t", b"\x1b[8;4;10t"),
    (b"\x1bP$qr\x1b\\", b"\x1bP1$r1;4r\x1b\\"),
    (b"\x1bP$qz\x1b\\", b"\x1bP0$r\x1b\\"),
]


@pytest.mark.parametrize(("query", "reply"), REPLIES)
def test_a_query_is_answered_once(
    terminal: Emulator, query: bytes, reply: bytes
) -> None:
    """A query is answered, and the answer is taken by whoever asks first."""
    screen = terminal.feed(query)

    assert (screen.take_replies(), screen.take_replies()) == (reply, b"")


def test_unread_replies_are_bounded(terminal: Emulator) -> None:
    """A flood of queries does not fill the memory."""
    assert len(terminal.feed(b"\x1b[c" * 10_000).take_replies()) < 5000


RENDITIONS = [
    (b"\x1b[1;2;3;4;5;7;8;9m", {"bold", "dim", "italics", "underscore", "blink"}),
    (b"\x1b[4:3m", {"underscore"}),
    (b"\x1b[4m\x1b[4:0m", set()),
    (b"\x1b[53m", {"underscore"}),
    (b"\x1b[1;2m\x1b[22m", set()),
    (b"\x1b[58;2;1;2;3m", set()),
    (b"\x1b[58:5:1;1m", {"bold"}),
    (b"\x1b[>4;2m", set()),
    (b"\x1b[?4m", set()),
]


@pytest.mark.parametrize(("data", "flags"), RENDITIONS)
def test_attributes_are_read(terminal: Emulator, data: bytes, flags: set[str]) -> None:
    """SGR sets the attributes it names; look-alikes with a mark set none."""
    cell = terminal.feed(data + b"x").buffer[0][0]._asdict()

    names = ("bold", "dim", "italics", "underscore", "blink")
    assert flags == {name for name in names if cell[name]}


COLOURS = [
    (b"\x1b[31;42m", ("red", "green")),
    (b"\x1b[95;100m", ("brightmagenta", "brightblack")),
    (b"\x1b[38;5;1;48;5;16m", ("red", "000000")),
    (b"\x1b[38;2;1;2;255m", ("0102ff", "default")),
    (b"\x1b[38:5:12m", ("brightblue", "default")),
    (b"\x1b[38:2:1:2:3m", ("010203", "default")),
    (b"\x1b[48:2::1:2:3m", ("default", "010203")),
    (b"\x1b[31m\x1b[39m", ("default", "default")),
    (b"\x1b[38;5;999m", ("default", "default")),
    (b"\x1b[38;5m\x1b[38m\x1b[38;2;1m\x1b[38:m", ("default", "default")),
]


@pytest.mark.parametrize(("data", "colours"), COLOURS)
def test_colours_are_read(
    terminal: Emulator, data: bytes, colours: tuple[str, str]
) -> None:
    """Colours of 16, 256 and 24 bits are read in every form."""
    cell = terminal.feed(data + b"x").buffer[0][0]

    assert colours == (cell.fg, cell.bg)
