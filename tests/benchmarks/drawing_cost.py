"""What drawing terminals costs: CPU time of a paint, and of the deck under a flood."""

from __future__ import annotations

import json
import os
import select
import shlex
import statistics
import subprocess
import sys
import tempfile
import termios
import uuid
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import flood as sinks
from tests.benchmarks.corpora import MEBIBYTE
from tests.benchmarks.drawing_app import CASES, COLUMNS, LINES
from tests.benchmarks.flood import Flood, wait_for_result
from tests.benchmarks.measuring import Target
from tests.benchmarks.sleepers import end_all
from tests.benchmarks.terminal_speed import flood_data
from tests.support.cli import Cli
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.benchmarks.measuring import Report

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
PAINTS = 60
TARGETS = {"whole pane": 6.0, "one row": 2.5, "eight panes": 14.0}
"""Milliseconds of CPU time that drawing may take, without parsing."""
FLOODS = ("plain", "sgr", "yes", "redraw")
FLOOD_SIZE = 8 * MEBIBYTE
WHOLE = 0.5
"""What the deck should keep of the emulator's own speed."""
OPENED = 20.0
"""Seconds in which the deck has to have opened a pane."""
_ROOT = Path(__file__).resolve().parents[2]


def bench_drawing(base: Path, _rootfs: Path, report: Report) -> None:
    """Measure paints of a small app, then the deck."""
    _bench_paints(base, report)
    _bench_deck(base, report)


@contextmanager
def in_terminal(argv: Sequence[str], env: Mapping[str, str]) -> Iterator[int]:
    """Run a program in a pty; yield the master."""
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (LINES, COLUMNS))
    program = subprocess.Popen(
        argv,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=_ROOT,
        env={**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield master
    finally:
        program.kill()
        program.wait()
        os.close(master)


@contextmanager
def drained(master: int) -> Iterator[None]:
    """Let another process read what is shown, and throw it away."""
    drainer = subprocess.Popen(
        ["cat"], stdin=master, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        drainer.kill()
        drainer.wait()


def _bench_paints(base: Path, report: Report) -> None:
    spent: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(ROUNDS):
        for name in CASES:
            result = base / f"{uuid.uuid4().hex}.json"
            module = [sys.executable, "-m", "tests.benchmarks.drawing_app"]
            argv = [*module, name, str(PAINTS), str(result)]
            with in_terminal(argv, os.environ) as master, drained(master):
                wait_until(result.exists, sinks.DEADLINE)
            for key, value in json.loads(result.read_text()).items():
                spent[name][key].append(value)
    report.title(
        f"drawing: {COLUMNS}x{LINES}, CPU time of a paint, {ROUNDS} rounds of {PAINTS}"
    )
    for name, figures in spent.items():
        whole = statistics.median(figures["paint"]) * 1000
        parsing = statistics.median(figures["parsing"]) * 1000
        drawing = whole - parsing
        words = f"{drawing:6.2f} ms   with parsing {whole:6.2f} ms"
        if name in TARGETS:
            target = Target(TARGETS[name])
            words += f"   {report.judge(name, drawing, 'ms', target)}"
        shown = statistics.median(figures["displayed"])
        report.note(name, f"{words}   ({shown:.0%} painted)")


def _bench_deck(base: Path, report: Report) -> None:
    report.title(
        f"drawing: the deck at {COLUMNS}x{LINES} with a flooded pane, MB/s, "
        f"{ROUNDS} rounds"
    )
    # Bundles lie on a short path: sockets are in them.
    with tempfile.TemporaryDirectory(prefix="deck-", dir=base.parent) as folder:
        cli = Cli.at(Path(folder), ())
        env = {**cli.env, "EXECDECK_MONITOR": "embedded", "SHELL": "/bin/sh"}
        try:
            with in_terminal(cli.argv, env) as master:
                _open_pane(master)
                with drained(master):
                    for name in FLOODS:
                        _bench_flood(base, name, master, report)
        finally:
            end_all(cli.service)


def _open_pane(master: int) -> None:
    """Open a shell on the host as an operator does, over the whole deck."""
    _expect(master, "host")
    os.write(master, b"\r")
    _expect(master, "PANE")
    os.write(master, b"\x02z")
    os.write(master, b"echo $((40+2))-up\r")
    _expect(master, "42-up")


def _expect(master: int, text: str) -> None:
    """Read until a text has been shown in one piece."""
    seen = b""

    def shown() -> bool:
        nonlocal seen
        if select.select([master], [], [], 0)[0]:
            seen += os.read(master, 64 * 1024)
        return text.encode() in seen

    wait_until(shown, OPENED)


def _bench_flood(base: Path, name: str, master: int, report: Report) -> None:
    """Flood the pane, and an emulator alone, in turn."""
    flood = Flood(base / name, COLUMNS, LINES)
    data = flood_data(name, COLUMNS, LINES, FLOOD_SIZE)
    if data is None:
        return
    flood.path.write_bytes(data)
    size = len(data) / 1e6
    alone: list[float] = []
    whole: list[float] = []
    for number in range(ROUNDS):
        alone.append(size / sinks.ours(flood))
        result = base / f"{name}-{number}.result"
        os.write(master, f"{shlex.join(flood.argv(result))}\r".encode())
        whole.append(size / wait_for_result(result))
    ratio = statistics.median(
        own / other for own, other in zip(whole, alone, strict=True)
    )
    judged = report.judge(name, ratio, "x", Target(WHOLE, least=True))
    report.note(
        name,
        f"{statistics.median(whole):7.2f}   emulator alone "
        f"{statistics.median(alone):7.2f}   {ratio:5.2f} x   {judged}",
    )
