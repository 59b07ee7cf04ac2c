"""What of terminal output is text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bundle.plain_text import HELD_MAX, PlainText

CASES = [
    (b"plain\n\ttext\n", b"plain\n\ttext\n"),
    (b"\x1b[1;31mred\x1b[m", b"red"),
    (b"\x1b[38:2::1:2:3mcolour\x1b[?25l", b"colour"),
    (b"\x1b[ q\x1b[!pstyle", b"style"),
    (b"\x1b]0;title\x07one\x1b]8;;http://x\x1b\\two", b"onetwo"),
    (b"\x1bP1$r0m\x1b\\dcs\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\", b"dcs"),
    (b"\x1b(0line\x1b(B\x1b7\x1b8\x1bM\x1b=", b"line"),
    (b"over\rwrite\b\x07\x00\x7f", b"overwrite"),
    (b"\x1b]0;cancelled\x18text", b"text"),
    (b"\x1b]0;unended\x1b[1mtext", b"text"),
    ("€ ü 漢".encode(), "€ ü 漢".encode()),
]


@pytest.mark.parametrize(("data", "text"), CASES)
def test_sequences_are_left_out(data: bytes, text: bytes) -> None:
    """Of every kind of escape sequence nothing is shown."""
    assert PlainText().feed(data) == text


@pytest.mark.parametrize(("data", "text"), CASES)
def test_pieces(data: bytes, text: bytes) -> None:
    """However the output is cut, byte by byte too, the text is the same."""
    plain = PlainText()

    assert b"".join(plain.feed(data[at : at + 1]) for at in range(len(data))) == text


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_nothing_controls_the_terminal(pieces: list[bytes]) -> None:
    """Whatever a program writes, no escape and no control character is let through."""
    plain = PlainText()
    shown = b"".join(plain.feed(piece) for piece in pieces)

    assert not {byte for byte in shown if byte < 32 or byte == 127} - {9, 10}


@pytest.mark.parametrize("start", [b"\x1b]", b"\x1bP", b"\x1b["])
def test_a_sequence_without_end_is_not_kept(start: bytes) -> None:
    """An endless sequence costs a bounded memory, and what follows it is shown."""
    plain = PlainText()
    shown = plain.feed(start)
    for _ in range(100):
        shown += plain.feed(b"1" * 1000)
        assert len(plain._rest) <= HELD_MAX + 1000  # noqa: SLF001 (its bound is the point)
    shown += plain.feed(b"\x1b\\text")

    assert shown.endswith(b"text")
