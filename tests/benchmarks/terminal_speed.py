"""How fast the emulator swallows floods: against pyte, tmux and bare reading.

BENCH_FLOODS names the corpora (by default all), BENCH_FLOOD_MB sets their size,
BENCH_READING how our side reads (`coalesced`, `thread` or `relay`).
"""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyte

from tests.benchmarks import flood as sinks
from tests.benchmarks.corpora import CORPORA, MEBIBYTE, SIZE, make_corpus
from tests.benchmarks.flood import Flood
from tests.benchmarks.measuring import Target
from tests.benchmarks.recordings import record
from tests.support.containers import require

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tests.benchmarks.measuring import Report

SIZES = ((80, 24), (200, 50))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
RECORDED = ("vim", "htop")
LONG = 4
"""How often the fast ones come: in few milliseconds only chance is measured."""
PYTE_SIZE = 128 * 1024
"""Bytes for pyte, which takes up to a second for these."""
OURS, PYTE, TMUX, DRAIN = "ours", "pyte", "tmux", "drain"


@dataclass(frozen=True)
class Aims:
    """How many times as fast as each peer the emulator should be; 0: no aim."""

    pyte: float = 4.0
    tmux: float = 0.0
    drain: float = 0.0


_FLOOD = Aims(pyte=20.0, tmux=1.5, drain=0.6)
_PLACED = Aims(tmux=0.4)
AIMS = {
    "plain": _FLOOD,
    "sgr": Aims(pyte=20.0, tmux=1.5),
    "unicode": _FLOOD,
    "yes": _FLOOD,
    "dense_cells": Aims(pyte=20.0, tmux=1.0),
    "scroll_region": Aims(pyte=20.0, tmux=0.6),
    "truecolor": _PLACED,
    "redraw": _PLACED,
    "cursor_motion": _PLACED,
}


def bench_terminal(base: Path, _rootfs: Path, report: Report) -> None:
    """Measure every corpus at every size of a terminal."""
    require(shutil.which("tmux"), "tmux is not installed")
    way = os.environ.get("BENCH_READING", "coalesced")
    size = int(float(os.environ.get("BENCH_FLOOD_MB", SIZE / MEBIBYTE)) * MEBIBYTE)
    names = os.environ.get("BENCH_FLOODS", " ".join((*CORPORA, *RECORDED))).split()
    for columns, lines in SIZES:
        report.title(
            f"terminal: {columns}x{lines}, MB/s, medians of {ROUNDS} rounds (spread),"
            f" read by {way}"
        )
        for name in names:
            data = flood_data(name, columns, lines, size)
            if data is None:
                report.note(name, "skipped, it is not installed")
                continue
            flood = Flood(base / "flood", columns, lines)
            if name in AIMS and AIMS[name].tmux > 1:
                data *= LONG
            flood.path.write_bytes(data)
            speeds = measure_sinks(flood, data, way)
            _tell(report, name, speeds)


def flood_data(name: str, columns: int, lines: int, size: int) -> bytes | None:
    """Return a corpus or a recording, over and over until it is long enough."""
    if name in CORPORA:
        return make_corpus(name, columns, lines, size)
    data = record(name, columns, lines)
    return data * max(1, round(size / len(data))) if data else None


def measure_sinks(flood: Flood, data: bytes, way: str) -> dict[str, list[float]]:
    """Let all terminals swallow a flood in turn; return their MB/s by rounds.

    The first round counts like the others: every one begins with a new terminal.
    What crashes has no figures.
    """
    cases: dict[str, Callable[[], float]] = {
        OURS: lambda: len(data) / sinks.ours(flood, way),
        TMUX: lambda: len(data) / sinks.tmux(flood),
        DRAIN: lambda: len(data) / sinks.drained(flood),
        PYTE: lambda: _stock_pyte(flood, data[:PYTE_SIZE]),
    }
    speeds: dict[str, list[float]] = defaultdict(list)
    crashed = False
    for _ in range(ROUNDS):
        for name, case in cases.items():
            if name == PYTE and crashed:
                continue
            speed = case()
            crashed = crashed or not speed
            speeds[name].append(speed / 1e6)
    return {name: values for name, values in speeds.items() if any(values)}


def _stock_pyte(flood: Flood, data: bytes) -> float:
    """Return pyte's bytes a second, from memory; 0 if it crashes."""
    stream = pyte.ByteStream(pyte.Screen(flood.columns, flood.lines))
    begun = time.perf_counter()
    try:
        stream.feed(data)
    except Exception:  # noqa: BLE001 (as whoever uses it would have to)
        return 0.0
    return len(data) / (time.perf_counter() - begun)


def _tell(report: Report, name: str, speeds: Mapping[str, Sequence[float]]) -> None:
    """Print a corpus's figures, and the aims as ratios of the same rounds."""
    mine = speeds[OURS]
    aims = AIMS.get(name, Aims())
    words = [_figure(mine)]
    for peer, aim in ((DRAIN, aims.drain), (TMUX, aims.tmux), (PYTE, aims.pyte)):
        if peer not in speeds:
            words.append(f"{peer} crash")
            continue
        theirs = speeds[peer]
        ratio = statistics.median(
            own / other for own, other in zip(mine, theirs, strict=True)
        )
        figure = f"{peer} {_figure(theirs)} {ratio:6.2f} x"
        if aim:
            target = Target(aim, least=True)
            judged = report.judge(f"{name} / {peer}", ratio, "x", target)
            figure += f" ({judged.removeprefix('target ')})"
        words.append(figure)
    report.note(name, "   ".join(words))


def _figure(speeds: Sequence[float]) -> str:
    """Return the median and how far apart slowest and fastest are."""
    middle = statistics.median(speeds)
    return f"{middle:6.2f} ({(max(speeds) - min(speeds)) / middle:4.0%})"
