"""A log as lines of text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bundle.log import STDERR, STDOUT, format_entry
from core.bundle.text import LINE_BYTES, LINE_MAX, edited, text_lines

SECOND = 1_000_000_000


def log(*reads: tuple[int, bytes]) -> bytes:
    """Return a log of reads, one a second."""
    return b"".join(
        format_entry(stream, data, (at + 1) * SECOND)
        for at, (stream, data) in enumerate(reads)
    )


def texts(*reads: tuple[int, bytes]) -> list[str]:
    """Return the text lines of reads."""
    return [line.text for line in text_lines(log(*reads))]


def test_lines_streams_and_times() -> None:
    """Each line has its text, its stream, its time and its place in the log."""
    data = log((STDOUT, b"one\ntwo\n"), (STDERR, b"bad\n"), (STDOUT, b"end"))
    lines = text_lines(data, 1000)

    assert [(line.text, line.stream, line.at) for line in lines] == [
        ("one", STDOUT, 1.0),
        ("two", STDOUT, 1.0),
        ("bad", STDERR, 2.0),
        ("end", STDOUT, 3.0),
    ]
    starts = [data.index(text) for text in (b"one\n", b"two\n", b"bad\n", b"end\n")]
    head = len(b"1970-01-01T00:00:01.000000000+00:00 stdout F ")
    assert [line.place - 1000 + head for line in lines] == starts


def test_pieces_are_one_line() -> None:
    """Reads without a newline go on in the same line, with the time of the first."""
    (line,) = text_lines(log((STDOUT, b"pro"), (STDOUT, b"mpt"), (STDOUT, b"$ \n")))

    assert (line.text, line.at) == ("prompt$ ", 1.0)


def test_the_other_stream_ends_a_line() -> None:
    """What stderr writes after a prompt stands in a line of its own."""
    assert texts((STDOUT, b"name: "), (STDERR, b"no\n"), (STDOUT, b"again\n")) == [
        "name: ",
        "no",
        "again",
    ]


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (b"\x1b[1;32mgreen\x1b[m\r\n", "green"),
        (b"10%\r50%\r100%\n", "100%"),
        (b"downloading\r\x1b[Kdone\n", "done"),
        (b"lx\x08s\n", "ls"),
        (b"abc\x1b[2Dx\n", "axc"),
        (b"abc\r\x1b[Cx\n", "axc"),
        (b"abc\x1b[1Gx\n", "xbc"),
        (b"abcd\r\x1b[2P\n", "cd"),
        (b"abc\r\x1b[2@x\n", "x abc"),
        (b"abc\x1b[2D\x1b[1Kx\n", " xc"),
        (b"abc\x1b[2Kx\n", "   x"),
        (b"\x1b]0;title\x07text\n", "text"),
        (b"a\x1b[5Cb\n", "a     b"),
        (b"\xff\xc3\n", "��"),
    ],
)
def test_what_changes_within_a_line(output: bytes, text: str) -> None:
    """A line is seen as its program left it; other sequences are left out."""
    assert texts((STDOUT, output)) == [text]


@pytest.mark.parametrize("cut", range(1, 18))
def test_a_sequence_in_two_reads(cut: int) -> None:
    """Wherever a read ends, the line is the same."""
    output = b"a\x1b[31mb\x1b[1Dx\xe2\x82\xac\n"

    assert texts((STDOUT, output[:cut]), (STDOUT, output[cut:])) == ["ax€"]


def test_a_line_without_end_is_cut() -> None:
    """Output without newlines is shown in lines of a bounded length, none of it lost."""
    lines = texts(*[(STDOUT, b"x" * 1000)] * 100)

    assert "".join(lines) == "x" * 100_000
    assert max(map(len, lines)) <= LINE_MAX
    assert len(lines) > 100_000 // (LINE_BYTES + 1000)


@given(
    st.lists(st.tuples(st.sampled_from([STDOUT, STDERR]), st.binary(max_size=60))),
)
def test_nothing_controls_the_terminal(reads: list[tuple[int, bytes]]) -> None:
    """Whatever a program writes, no escape and no newline is in a line."""
    shown = "".join(texts(*[read for read in reads if read[1]]))

    assert not {char for char in shown if ord(char) < 32 or ord(char) == 127} - {"\t"}


@given(st.text(alphabet="ab\r\x08\x1b[]12CDGKP@\t", max_size=40))
def test_any_edit_ends_in_text(text: str) -> None:
    """However a line is edited, it is no longer than what was written and moved to."""
    shown = edited(text)

    assert not {"\r", "\x08", "\x1b"} & set(shown)


def test_a_hostile_line_costs_little() -> None:
    """Sequences that insert thousands of cells do not fill the memory."""
    assert len(edited("\x1b[C" + "x" + "\r\x1b[9999@" * 2000)) <= LINE_BYTES
