"""What a pane's scrollback takes of memory: coloured logs, and output made to be large."""

from __future__ import annotations

import random
import shlex
import shutil
import subprocess
import sys
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from tests.benchmarks.fed_screen import COLUMNS, LINES
from tests.benchmarks.flood import HISTORY, Flood, wait_for_result
from tests.benchmarks.measuring import Target
from tests.benchmarks.watched_terminal import clean_environment
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.measuring import Report

DIFFERENT = 1000
"""Lines of a kind before they come again: rows have nothing in common all the same."""
SMALL = Target(20.0)
_PATIENCE = 300.0
_ROOT = Path(__file__).resolve().parents[2]


def _runs(rng: random.Random, most: int, start: Callable[[random.Random], str]) -> str:
    """Return a line of runs of up to `most` letters, each behind a start of its own."""
    parts = []
    room = COLUMNS
    while room:
        width = min(rng.randint(1, most), room)
        room -= width
        parts.append(start(rng) + "abcdefghijkl"[:width])
    return "".join(parts)


def _sixteen(rng: random.Random) -> str:
    return f"\x1b[{rng.choice((1, 31, 32, 33, 34, 35, 36, 0))}m"


def _palette(rng: random.Random) -> str:
    return f"\x1b[38;5;{rng.randrange(256)};48;5;{rng.randrange(256)}m"


def _direct(rng: random.Random) -> str:
    ink, paper = ([rng.randrange(256) for _ in range(3)] for _ in range(2))
    return "\x1b[38;2;{};{};{};48;2;{};{};{}m".format(*ink, *paper)


def _marked(rng: random.Random) -> str:
    """Return a letter's mark: it goes to the letter before it."""
    return chr(rng.randrange(0x300, 0x34F)) + chr(rng.randrange(0x300, 0x34F))


KINDS: dict[str, Callable[[random.Random], str]] = {
    "16-colour log": lambda rng: _runs(rng, 12, _sixteen),
    "256 colours, every cell": lambda rng: _runs(rng, 1, _palette),
    "24-bit colours, log": lambda rng: _runs(rng, 12, _direct),
    "24-bit colours, every cell": lambda rng: _runs(rng, 1, _direct),
    "two marks on every cell": lambda rng: _runs(rng, 1, _marked),
}
_LOG = "16-colour log"


def lines_of(kind: str) -> list[bytes]:
    """Return more lines of a kind than the scrollback and the screen hold."""
    rng = random.Random(3)  # noqa: S311
    made = [f"{KINDS[kind](rng)}\x1b[m\r\n".encode() for _ in range(DIFFERENT)]
    return [made[number % DIFFERENT] for number in range(HISTORY + 2 * LINES)]


def bench_memory(base: Path, report: Report) -> None:
    """Measure every kind; the log and the largest have a target."""
    report.title(
        f"responsiveness: memory of a pane, {HISTORY} lines of {COLUMNS} columns, MB"
    )
    path = base / "lines"
    largest: tuple[float, str] = (0.0, "")
    for kind in KINDS:
        path.write_bytes(b"".join(lines_of(kind)))
        flood, looked_at = _grown(path, "flood")
        line_by_line, _ = _grown(path, "lines")
        most = max(flood, looked_at, line_by_line)
        largest = max(largest, (most, kind))
        theirs = f"{_in_tmux(base, path):6.1f}" if shutil.which("tmux") else "none"
        report.note(
            kind,
            f"as a flood {flood:6.1f}, when scrolled through {looked_at:6.1f}, "
            f"line by line {line_by_line:6.1f}   tmux {theirs}",
        )
        if kind == _LOG:
            report.note("", report.judge(kind, most, "MB", SMALL))
    most, kind = largest
    judged = report.judge("worst case", most, "MB", SMALL)
    report.note("worst case", f"{most:6.1f} ({kind})   {judged}")


def _grown(path: Path, way: str) -> tuple[float, float]:
    """Let a process of its own feed a terminal; return what it tells."""
    module = [sys.executable, "-m", "tests.benchmarks.fed_screen"]
    done = subprocess.run(
        [*module, str(path), way],
        cwd=_ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
    )
    fed, looked_at = map(float, done.stdout.split())
    return fed, looked_at


def _in_tmux(base: Path, path: Path) -> float:
    """Return by how many MB a tmux server grows that keeps as much."""
    flood = Flood(path, COLUMNS, LINES)
    gate, result = base / f"{uuid.uuid4().hex}.gate", base / f"{uuid.uuid4().hex}.done"
    config = base / "tmux.conf"
    config.write_text(f"set -g history-limit {HISTORY}\nset -g status off\n")
    writer = shlex.join(flood.argv(result))
    program = f"until [ -e {gate} ]; do sleep 0.05; done; {writer}; exec cat"
    name = f"execdeck-bench-{uuid.uuid4().hex[:8]}"
    server = ["tmux", "-u", "-L", name, "-f", str(config)]
    size = ["-x", str(COLUMNS), "-y", str(LINES)]
    with ExitStack() as stack:
        stack.callback(
            subprocess.run, [*server, "kill-server"], check=False, capture_output=True
        )
        subprocess.run(
            [*server, "new-session", "-d", *size, program],
            check=True,
            env=clean_environment(),
        )
        asked = [*server, "display-message", "-p", "#{pid} #{history_size}"]

        def told() -> tuple[int, int]:
            done = subprocess.run(asked, check=True, capture_output=True, text=True)
            pid, size = done.stdout.split()
            return int(pid), int(size)

        process = psutil.Process(told()[0])
        before = process.memory_info().rss
        gate.touch()
        wait_for_result(result)
        wait_until(lambda: told()[1] > HISTORY - HISTORY // 10)
        return float(process.memory_info().rss - before) / 1e6
