"""What runs in the panes: `python -IS pane_programs.py log|ask ...`.

`log GATE [RATE]` waits for a file and prints a coloured log for ever, RATE lines a second
or as many as are taken. `ask GATE RESULT COUNT` asks its terminal where the cursor is, and
what it is, COUNT times each, and writes the seconds to each answer as JSON. They run alone,
in a bare interpreter.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import select
import sys
import termios
import time
import tty
from pathlib import Path

_QUESTIONS = {"CSI 6n": (b"\x1b[6n", b"R"), "CSI c": (b"\x1b[c", b"c")}
_PATIENCE = 5.0
_LINES = 4096
_AT_ONCE = 16
"""Lines of the log in one write, as of a program that keeps a buffer."""


def wait_for_gate(path: Path) -> None:
    """Return when a file is there."""
    while not path.exists():
        select.select([], [], [], 0.05)


def log(rate: int) -> None:
    """Print lines as services log them, none like another; `rate` 0: without a rest."""
    rng = random.Random(os.getpid())  # noqa: S311
    levels = ((32, "info "), (33, "warn "), (31, "error"), (36, "debug"))
    lines = []
    for number in range(_LINES):
        colour, level = rng.choice(levels)
        where = rng.choice(("http", "db", "queue", "auth"))
        lines.append(
            f"\x1b[2m12:{number % 60:02}:{rng.randrange(60):02}\x1b[0m "
            f"\x1b[1;{colour}m{level}\x1b[0m \x1b[35m{where}\x1b[0m "
            f"request {rng.randrange(10**6)} took \x1b[4m{rng.randrange(900)}\x1b[0m ms"
        )
    pieces = [
        ("\n".join(lines[at : at + _AT_ONCE]) + "\n").encode()
        for at in range(0, _LINES, _AT_ONCE)
    ]
    due = time.perf_counter()
    for piece in itertools.cycle(pieces):
        # A terminal may take less than all of it.
        left = memoryview(piece)
        while left:
            left = left[os.write(1, left) :]
        if rate:
            due += _AT_ONCE / rate
            select.select([], [], [], max(due - time.perf_counter(), 0))


def ask(result: Path, count: int) -> None:
    """Ask, wait for the answer, rest; write all times."""
    tty.setraw(0)
    rng = random.Random(7)  # noqa: S311
    times: dict[str, list[float]] = {name: [] for name in _QUESTIONS}
    for _ in range(count):
        for name, (question, end) in _QUESTIONS.items():
            select.select([], [], [], rng.uniform(0.02, 0.05))
            termios.tcflush(0, termios.TCIFLUSH)
            begun = time.perf_counter()
            os.write(1, question)
            heard = b""
            while not heard.endswith(end) and select.select([0], [], [], _PATIENCE)[0]:
                heard += os.read(0, 4096)
            times[name].append(time.perf_counter() - begun)
    # Renamed, so that nobody reads half of it.
    fresh = result.with_suffix(".new")
    fresh.write_text(json.dumps(times))
    fresh.rename(result)


def main() -> None:
    """Do what the command line says."""
    wait_for_gate(Path(sys.argv[2]))
    if sys.argv[1] == "log":
        log(int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    else:
        ask(Path(sys.argv[3]), int(sys.argv[4]))


if __name__ == "__main__":
    main()
