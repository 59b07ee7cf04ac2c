"""What anybody may write to the ctl FIFO of the embedded monitor."""
# ruff: noqa: SLF001 (a monitor that has no process is made by hand)

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from core.monitor.server import Server
from tests.fuzz.inputs import BYTES, RECIPES, Recipe, fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE_MAX = 65535

REST_MAX = 16 * 1024
"""Bytes that may wait for the end of their line."""

PIECES = (
    *(b"1 24 80\n", b"1 ", b" ", b"\n", b"0", b"24", b"80", b"65535", b"65536", b"-1"),
    *(
        b"99999",
        b"100000",
        b"2 3 4\n",
        b"1 0 0\n",
        b"1 9 0\n",
        b"1 0 9\n",
        b"1 1 1 1\n",
        b"\t",
        b"\r\n",
        b"\0",
    ),
    *(b"\xd9\xa3", b"1_0", b"+1", b"1 5 6", b"\xff", b"1 007 008\n", b"x" * 4096),
)

_SIZE = re.compile(rb"\s*0*1\s+([0-9]{1,5})\s+([0-9]{1,5})\s*")

Size = tuple[int, int]


class Terminal:
    """A program that only notes the sizes that it is given."""

    def __init__(self) -> None:
        self.sizes: list[Size] = []

    def resize(self, rows: int, columns: int) -> None:
        """Note a size."""
        self.sizes.append((rows, columns))


@pytest.fixture(scope="module")
def feed() -> Iterator[Callable[[list[bytes]], tuple[list[Size], bytes]]]:
    """Give a monitor's ctl these writes; return the sizes set, and what is left."""
    ours, theirs = os.pipe()
    os.set_blocking(ours, False)

    def feed(chunks: list[bytes]) -> tuple[list[Size], bytes]:
        server: Any = Server.__new__(Server)
        server._ctl = ours
        server._ctl_rest = b""
        server._size = None
        terminal = server._program = Terminal()
        for chunk in chunks:
            os.write(theirs, chunk)
            for _ in range(len(chunk) // 4096 + 1):
                server._on_ctl(0)
            assert len(server._ctl_rest) <= REST_MAX
        return terminal.sizes, server._ctl_rest

    yield feed
    os.close(ours)
    os.close(theirs)


def last_size(data: bytes) -> Size | None:
    """Return the last size that the whole lines of some bytes set."""
    sizes = [
        (min(int(found[1]), SIZE_MAX), min(int(found[2]), SIZE_MAX))
        for line in data.split(b"\n")[:-1]
        if (found := _SIZE.fullmatch(line)) and int(found[1]) and int(found[2])
    ]
    return sizes[-1] if sizes else None


def check(feed: Callable[[list[bytes]], Any], chunks: list[bytes]) -> None:
    """Assert that the last size of all the lines holds, however they were cut."""
    sizes, _ = feed(chunks)
    for rows, columns in sizes:
        assert 1 <= rows <= SIZE_MAX
        assert 1 <= columns <= SIZE_MAX
    data = b"".join(chunks)
    if max(map(len, data.split(b"\n"))) < 4096:
        assert (sizes[-1] if sizes else None) == last_size(data)


@fuzz(BYTES, BYTES, share=4)
def test_any_bytes(
    feed: Callable[[list[bytes]], Any], first: bytes, second: bytes
) -> None:
    """Any bytes at all are sizes that a terminal can have, or nothing."""
    check(feed, [first, second])


@fuzz(RECIPES)
@pytest.mark.timeout(180)
def test_any_pieces(feed: Callable[[list[bytes]], Any], recipe: Recipe) -> None:
    """Lines set the same size wherever the writes that they come in are cut."""
    chunks = [
        b"".join(recipe.pick(PIECES) for _ in range(recipe.below(5)))
        for _ in range(recipe.below(6))
    ]
    check(feed, chunks)
    # A line that follows whatever came before is a line again.
    sizes, rest = feed([*chunks, b"\n1 33 44\n"])

    assert sizes[-1] == (33, 44)
    assert rest == b""


def test_a_line_without_an_end(feed: Callable[[list[bytes]], Any]) -> None:
    """A line that never ends costs a bounded amount of memory."""
    feed([b"1" * 4096] * 100)
