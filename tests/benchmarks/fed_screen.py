"""A process that feeds a file to a terminal: `python -m tests.benchmarks.fed_screen FILE WAY`.

It prints by how many MB its memory has grown when all is parsed, and when all of the
scrollback has been looked at. WAY is `flood`, as of a program that writes much at once,
or `lines`, as of one that writes line by line.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import psutil

from tests.benchmarks.flood import HISTORY
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

COLUMNS, LINES = 200, 50
_READ = 64 * 1024


def _resident() -> float:
    """Return what the kernel counts as ours, in MB."""
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 1e6


def feed(data: bytes, way: str) -> TerminalScreen:
    """Return a terminal that has been fed in one of the ways."""
    screen = TerminalScreen(COLUMNS, LINES, HISTORY)
    stream = TerminalStream(screen)
    if way == "lines":
        start = 0
        while (end := data.find(b"\n", start) + 1) > 0:
            stream.feed_later(data[start:end])
            stream.catch_up()
            start = end
    else:
        for at in range(0, len(data), _READ):
            stream.feed_later(data[at : at + _READ])
        stream.catch_up()
    return screen


def main() -> None:
    """Feed and tell."""
    data = Path(sys.argv[1]).read_bytes()
    # What every terminal shares, tables and caches of code, is there before.
    feed(data[: 16 * 1024], sys.argv[2])
    before = _resident()
    screen = feed(data, sys.argv[2])
    fed = _resident() - before
    for back in range(0, screen.scrollback_size, LINES):
        screen.view(back)
    print(fed, _resident() - before)


if __name__ == "__main__":
    main()
