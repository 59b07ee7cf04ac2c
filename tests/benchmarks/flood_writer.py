"""A program that floods its terminal: `python flood_writer.py FILE RESULT`.

It writes FILE between two questions that terminals answer (DSR 5). They answer in the
order of what they read, so at the second answer everything has been parsed. The
seconds between the two go to RESULT. It runs alone, in a bare interpreter.
"""

from __future__ import annotations

import os
import sys
import termios
import time
import tty
from pathlib import Path

QUESTION = b"\x1b[5n"
ANSWER = b"\x1b[0n"
PIECE = 64 * 1024


def _ask() -> None:
    """Ask and wait for the answer."""
    os.write(1, QUESTION)
    heard = b""
    while ANSWER not in heard:
        data = os.read(0, 4096)
        if not data:
            raise SystemExit(1)
        heard = heard[-len(ANSWER) :] + data


def main() -> None:
    """Write the file and the time it took."""
    source, result = map(Path, sys.argv[1:3])
    data = memoryview(source.read_bytes())
    before = termios.tcgetattr(0)
    tty.setraw(0)
    _ask()
    begun = time.perf_counter()
    at = 0
    while at < len(data):
        at += os.write(1, data[at : at + PIECE])
    _ask()
    seconds = time.perf_counter() - begun
    # A shell that reads lines may come next.
    termios.tcsetattr(0, termios.TCSADRAIN, before)
    # Renamed, so that nobody reads half of it.
    fresh = result.with_suffix(".new")
    fresh.write_text(f"{seconds}")
    fresh.rename(result)


if __name__ == "__main__":
    main()
