"""A day's load at once: many sessions in many containers, from making to pruning."""

from __future__ import annotations

import dataclasses
import os
import statistics
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from core.service import ExecService
from core.session.types import HOST_ID
from tests.benchmarks.measuring import Program, Target, measure, stopwatch
from tests.benchmarks.sleepers import (
    THREADS,
    create_sleepers,
    end_all,
    in_threads,
    start_all,
)
from tests.support.cli import Cli
from tests.support.containers import require, require_runtime, run_container, spec
from tests.support.podman import install

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.session.types import ExecSession
    from tests.benchmarks.measuring import Report

SESSIONS = 1000
CONTAINERS = 20
ON_THE_HOST = 20
_LISTINGS = 5


def bench_load(base: Path, rootfs: Path, report: Report) -> None:
    """Measure 1,000 sessions under conmon, then the memory of embedded monitors."""
    require_runtime("crun")
    require(install("conmon", "conmon"), "conmon is not installed")
    state = base / "state"
    cli = Cli.at(base / "deck", (state,))
    with ExitStack() as stack:
        ids = []
        for number in range(CONTAINERS):
            container = run_container(
                "crun",
                state,
                base / f"bundle-{number}",
                f"bench-{os.getpid():x}-{number}",
                spec(rootfs),
            )
            stack.callback(container.delete)
            ids.append(container.id)
        # Before the containers, which would take the programs with them.
        stack.callback(end_all, cli.service)
        title = f"load: {SESSIONS} sessions in {CONTAINERS} containers"
        report.title(f"{title} of crun, {THREADS} threads")
        _bench_sessions(cli, ids, report)
    _bench_embedded(base, report)


def _bench_sessions(cli: Cli, ids: Sequence[str], report: Report) -> None:
    service = ExecService(dataclasses.replace(cli.service.settings, monitor="conmon"))
    with stopwatch() as seconds:
        created = create_sleepers(service, ids, SESSIONS)
    _each(report, "create", seconds())
    with stopwatch() as seconds:
        running = start_all(service, created)
    _each(report, "start", seconds())
    medians = measure(
        {"service.list": service.list, "execdeck ps": Program(_ps(cli), cli.env)},
        _LISTINGS,
    )
    for name, median in medians.items():
        report.seconds(name, median, Target(0.5, below=True))
    _memory(report, "conmon", running)
    with stopwatch() as seconds:
        in_threads(lambda session: service.stop(session.id), running)
    _each(report, "stop", seconds())
    with stopwatch() as seconds:
        pruned, errors = service.prune()
    _each(report, "prune", seconds())
    if errors or len(pruned) != SESSIONS:
        report.note("pruned", f"only {len(pruned)}: {list(map(str, errors[:3]))}")
    service.store.close()


def _bench_embedded(base: Path, report: Report) -> None:
    cli = Cli.at(base / "host", ())
    report.title(f"load: {ON_THE_HOST} sessions on the host, {THREADS} threads")
    try:
        created = create_sleepers(cli.service, [HOST_ID], ON_THE_HOST)
        with stopwatch() as seconds:
            running = start_all(cli.service, created)
        _each(report, "start", seconds(), ON_THE_HOST)
        _memory(report, "embedded", running)
        with stopwatch() as seconds:
            in_threads(lambda session: cli.service.stop(session.id), running)
        _each(report, "stop", seconds(), ON_THE_HOST)
    finally:
        end_all(cli.service)


def _ps(cli: Cli) -> list[str]:
    return [*cli.argv, "ps"]


def _each(report: Report, name: str, seconds: float, count: int = SESSIONS) -> None:
    """Print a time of all sessions, and what one of them took of it."""
    report.seconds(name, seconds)
    report.note(f"{name}, each", f"{seconds / count * 1000:.2f} ms")


def _memory(report: Report, name: str, sessions: Sequence[ExecSession]) -> None:
    """Print what the monitors of sessions keep in memory, as medians."""
    for field in ("Pss", "Rss"):
        sizes = [_rollup(session.monitor_pid, field) for session in sessions]
        text = f"{statistics.median(sizes)} KiB, all {sum(sizes) / 1024:.0f} MiB"
        report.note(f"{name}, {field.upper()} of one", text)


def _rollup(pid: int, field: str) -> int:
    """Read one field of a process's smaps_rollup, in KiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name == field:
            return int(rest.split()[0])
    message = f"process {pid} has no {field}"
    raise ValueError(message)
