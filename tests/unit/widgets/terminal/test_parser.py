"""No input raises, is misread at a chunk's end, or leaves the screen broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.widgets.terminal.states import state
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from .conftest import Emulator

SWALLOWED = [
    b"\x1b[>4;2m",
    b"\x1b[=1;1u",
    b"\x1b[<u",
    b"\x1b[?4m",
    b"\x1b[?1;2r",
    b"\x1b[1;2;3H\x1b[H",
    b"\x1b[4:3m\x1b[38:2::1:2:3m\x1b[m",
    b"\x1b[1:2H",
    b"\x1b[1?2h",
    b"\x1b[1$5m",
    b"\x1b[999999999999999999999999m",
    b"\x1b[" + b"1;" * 5000 + b"m",
    "\x1b[1\u00b2m\x1b[2K\r".encode(),
    b"\x1b]133;A\x07",
    b"\x1b]8;;http://x\x1b\\",
    b"\x1b]52;c;aGk=\x9c\x07",
    b"\x1bPq#0;1\x1b\\",
    b"\x1b_Ga=T;x\x1b\\",
    b"\x1b^private\x1b\\",
    b"\x1bXstart of string\x1b\\",
    b"\x1bktitle\x1b\\",
    b"\x1b*0",
    b"\x1b%G",
    b"\x1b #F",
    b"\x1b[1\x18\x1b[1\x1a",
    b"\x1b]0;title\x18",
    b"\x1b[1\x1b[2J",
    b"\x1b]0;t\x1b[2J",
    b"\0\x7f\x05",
]


@pytest.mark.parametrize("data", SWALLOWED)
def test_no_part_of_a_sequence_is_shown(terminal: Emulator, data: bytes) -> None:
    """An unknown, aborted or malformed sequence leaves only the text after it."""
    terminal.feed(data + b"ok")

    assert terminal.lines == ["ok", "", "", ""]


@pytest.mark.parametrize("data", SWALLOWED)
def test_a_sequence_may_be_cut_anywhere(terminal: Emulator, data: bytes) -> None:
    """Bytes that come one by one mean the same."""
    for byte in data + b"ok":
        terminal.feed(bytes([byte]))

    assert terminal.lines == ["ok", "", "", ""]


def test_controls_inside_a_sequence_are_obeyed(terminal: Emulator) -> None:
    """A line feed in the middle of a CSI moves the cursor at once."""
    terminal.feed(b"\x1b[3\nGx")

    assert terminal.lines == ["", "  x", "", ""]


def test_invalid_utf_8_is_replaced(terminal: Emulator) -> None:
    """A byte that is no UTF-8 shows as the replacement character."""
    terminal.feed(b"a\xffb\xc3")
    terminal.feed(b"\xa9")

    assert terminal.lines[0] == "a\ufffdb\u00e9"


def test_c1_characters_are_dropped(terminal: Emulator) -> None:
    """In UTF-8 they are no controls: what is left of a sequence is text."""
    terminal.feed("a\u009b2J\u0085b\u009d0;t\u009c".encode())

    assert terminal.lines[:2] == ["a2Jb0;t", ""]


@pytest.mark.parametrize("count", [1, 60, 64, 127, 200, 300, 2000])
def test_a_long_rendition(make_terminal: type[Emulator], count: int) -> None:
    """It is obeyed or not, wherever chunks end; one of a usual length is."""
    whole, parts = make_terminal(), make_terminal()
    data = b"\x1b[" + b"0;" * count + b"31mx"
    whole.feed(data)
    for byte in data:
        parts.feed(bytes([byte]))

    assert whole.screen.buffer[0][0].fg == parts.screen.buffer[0][0].fg
    assert count > 64 or parts.screen.buffer[0][0].fg == "red"


@pytest.mark.parametrize("kind", list("[]P_^Xk"))
def test_controls_before_the_kind_of_a_sequence(terminal: Emulator, kind: str) -> None:
    """NUL between ESC and what follows it does nothing, however often it comes."""
    terminal.feed("\x1b" + "\0" * 1000 + kind + "1;")
    terminal.feed(b"\x18ok")

    assert terminal.lines[0] == "ok"


def test_reset_forgets_an_unfinished_sequence(terminal: Emulator) -> None:
    """After a reset the stream is at the start of something new."""
    terminal.feed(b"\x1b]0;abc")
    terminal.stream.reset()
    terminal.feed(b"ok")

    assert terminal.lines[0] == "ok"


PIECES = st.one_of(
    st.binary(max_size=6),
    st.text(max_size=6).map(lambda text: text.encode(errors="replace")),
    st.sampled_from(["漢", "e\u0301", "\u200d", "👍🏽", "─x", "0123456789ab"]).map(
        str.encode
    ),
    st.sampled_from(list(b"\x07\x08\t\n\r\x0e\x0f\x18\x1b\x9b")).map(
        lambda b: bytes([b])
    ),
    st.from_regex(rb"\x1b\[[?>!<=]?[0-9;:]{0,6}[ $!]?[@-~]", fullmatch=True),
    st.from_regex(rb"\x1b[ -~]", fullmatch=True),
    st.from_regex(rb"\x1b[()*+][0AB]", fullmatch=True),
    st.from_regex(rb"\x1b[\]P_^X][a-z0-9;$]{0,5}(\x07|\x1b\\)?", fullmatch=True),
    st.sampled_from([3, 4, 5, 6, 7, 47, 1047, 1048, 1049, 1000, 2026]).flatmap(
        lambda mode: st.sampled_from([b"\x1b[?%dh" % mode, b"\x1b[?%dl" % mode])
    ),
    st.tuples(st.integers(0, 6), st.integers(0, 14)).map(
        lambda at: b"\x1b[%d;%dH" % at
    ),
    st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda at: b"\x1b[%d;%dr" % at),
)
OUTPUT = st.lists(PIECES, max_size=40).map(b"".join)


@settings(max_examples=200, deadline=None)
@given(OUTPUT, st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_where_chunks_end_does_not_matter(output: bytes, sizes: list[int]) -> None:
    """Output gives the same screen in one chunk and in any others."""
    whole, parts = TerminalScreen(11, 5, 20), TerminalScreen(11, 5, 20)
    TerminalStream(whole).feed(output)
    stream, at, turn = TerminalStream(parts), 0, 0
    while at < len(output):
        size = sizes[turn % len(sizes)]
        stream.feed(output[at : at + size])
        at, turn = at + size, turn + 1

    assert state(whole) == state(parts)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(OUTPUT, st.integers(1, 14), st.integers(1, 7)), min_size=1, max_size=6
    )
)
def test_resizing_keeps_the_screen_sound(steps: list[tuple[bytes, int, int]]) -> None:
    """Any output between any resizes leaves a sound screen of the right size."""
    screen = TerminalScreen(11, 5, 20)
    stream = TerminalStream(screen)
    for output, columns, lines in steps:
        stream.feed(output)
        state(screen)
        screen.resize(lines=lines, columns=columns)
        state(screen)

        assert (screen.columns, screen.lines) == (columns, lines)
        assert len(screen.view(3)) == lines


@pytest.mark.parametrize(
    "output",
    [
        "ab\r\n\u0301\x1b[2b",
        "x\u0301\x1b[2b",
        "漢\x1b[31m\u0301\x1b[2b",
        "a\x1b[31mb\x1b[1;32m漢\x1b[mc\x1b[2Gd\x1b[41m\x1b[Ke",
        "\x1b[1;41m漢字\x1b[0;42m\x1b[2Gx\x1b[43my\x1b[44m\x1b[H",
        "\x1b[1;41m漢字\x1b[0;42m\x1b[2Gx\x1b[43m\x1b[H\x1b[44m\x1b[4G\x1b[K",
        "ee\x1b[D\u0301\x1b[1m\u0301\x1b[K\u0301e\x1b[?25l\u0301e\t\u0301\n\u0301",
        "0123456789\x1b[Z\u0301\x1b[1mab\r\n\u0301",
        "0123456789\x1b[31m\x1b[44m\u0301\x1b[2b\n\x1b[m\x1b[K",
    ],
)
def test_inline_and_by_calls(output: str) -> None:
    """What the loop obeys itself has the effect of the screen's methods."""
    inline, called = TerminalScreen(10, 4, 20), TerminalScreen(10, 4, 20)
    TerminalStream(inline).feed(output.encode())
    TerminalStream(called, fast=False).feed(output.encode())

    assert state(inline) == state(called)


@settings(max_examples=200, deadline=None)
@given(OUTPUT)
def test_any_output_inline_and_by_calls(output: bytes) -> None:
    """Whatever the output is."""
    inline, called = TerminalScreen(11, 5, 20), TerminalScreen(11, 5, 20)
    TerminalStream(inline).feed(output)
    TerminalStream(called, fast=False).feed(output)

    assert state(inline) == state(called)
