"""How soon the deck answers: keys, its own keys, programs; its start, CPU and memory.

BENCH_ROUNDS is how often every case comes, with those of tmux in turn. BENCH_PARTS names
the parts to measure (by default all).
"""

from __future__ import annotations

import os
import shutil
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.first_frame import bench_first_frame
from tests.benchmarks.key_echo import bench_key_echo
from tests.benchmarks.long_list import bench_long_list
from tests.benchmarks.measuring import Target
from tests.benchmarks.pane_memory import bench_memory
from tests.benchmarks.quiet_panes import bench_idle, bench_queries
from tests.support.containers import require

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.benchmarks.measuring import Report

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))


def bench_responsiveness(base: Path, _rootfs: Path, report: Report) -> None:
    """Measure every part that was asked for."""
    require(shutil.which("tmux"), "tmux is not installed")
    parts: dict[str, Callable[[Report], None]] = {
        "keys": partial(bench_key_echo, base, ROUNDS),
        "idle": partial(bench_idle, base, ROUNDS),
        "start": partial(bench_first_frame, base, ROUNDS),
        "memory": partial(bench_memory, base),
        "queries": partial(bench_queries, base, ROUNDS),
        "list": partial(bench_long_list, base, ROUNDS),
    }
    for name in os.environ.get("BENCH_PARTS", " ".join(parts)).split():
        try:
            parts[name](report)
        except TimeoutError as error:
            # The other parts have figures all the same.
            report.title(f"responsiveness: {name} was given up")
            report.judge(name, 1, "given up", Target(0))
            print(f"  {error}")
