"""Measure execdeck: `python -m tests.benchmarks [SECTION...]`, by default all.

Run by `make bench`, as root. Prints medians of interleaved rounds, and ratios: times
of one machine at one moment mean little by themselves. BENCH_ROUNDS sets the number
of rounds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.drawing_cost import bench_drawing
from tests.benchmarks.exec_speed import bench_exec
from tests.benchmarks.load import bench_load
from tests.benchmarks.measuring import Report
from tests.benchmarks.process_speed import bench_docker_exec, bench_podman_exec
from tests.benchmarks.ps_speed import bench_ps
from tests.benchmarks.responsiveness import bench_responsiveness
from tests.benchmarks.terminal_speed import bench_terminal
from tests.support.containers import make_rootfs

if TYPE_CHECKING:
    from collections.abc import Callable

_MEMORY = "/dev/shm"
_ROOM = 1 << 30
_WITHOUT_CONTAINERS = ("terminal", "drawing", "responsiveness")

SECTIONS: dict[str, tuple[Callable[[Path, Path, Report], None], ...]] = {
    "exec": (bench_exec,),
    "process": (bench_podman_exec, bench_docker_exec),
    "ps": (bench_ps,),
    "load": (bench_load,),
    "terminal": (bench_terminal,),
    "drawing": (bench_drawing,),
    "responsiveness": (bench_responsiveness,),
}


def main() -> None:
    """Measure the sections that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    chosen = parser.parse_args().sections or list(SECTIONS)
    if unknown := set(chosen) - set(SECTIONS):
        parser.error(f"{', '.join(sorted(unknown))}: there are {', '.join(SECTIONS)}")
    # Ended from outside, what was made is removed all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report()
    place = _place()
    for name in chosen:
        for bench in SECTIONS[name]:
            with tempfile.TemporaryDirectory(
                prefix="execdeck-bench-", dir=place
            ) as folder:
                base = Path(folder)
                try:
                    rootfs = base / "rootfs"
                    if name not in _WITHOUT_CONTAINERS:
                        make_rootfs(rootfs)
                    bench(base, rootfs, report)
                except pytest.skip.Exception as reason:
                    print(f"\n{name}: skipped, {reason}")
    report.summary()


def _place() -> str | None:
    """Return a memory file system with room, as /run is; else the usual place."""
    with suppress(OSError):
        if os.path.ismount(_MEMORY) and shutil.disk_usage(_MEMORY).free > _ROOM:
            return _MEMORY
    return None


if __name__ == "__main__":
    main()
