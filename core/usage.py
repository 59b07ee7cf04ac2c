"""What running sessions use: CPU, memory, processes, from one look at /proc.

A session's processes are those that a stop would end (`core.process.family`).

CPU is the difference of their CPU times between two samples. What a process that has
ended used since is in the times of the one that waited for it, if that belongs to the
session too; what goes to others, an orphan's use between its last sample and its end,
is lost.

Memory is the sum of the resident sets: pages that processes share count for each of
them. The proportional set size would count them once, but costs the kernel a walk
through every page table, a hundred times as long.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.process import TICKS, ProcessIdentity, ProcessTable, family, own_session

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from core.process import ProcessStat
    from core.session.types import ExecSession

LEAST_SECONDS = 0.5
"""Time that a CPU figure is of at least: the kernel counts in ticks of 10 ms."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one session uses."""

    cpu_percent: float | None
    """Of one core, since the sample before; None: that was too short ago, or none."""
    memory_bytes: int
    """Sum of the resident sets."""
    processes: int
    """Live processes."""


@dataclass(slots=True)
class _Sample:
    """The processes of one session at one moment."""

    taken: float
    """By the monotonic clock."""
    tick: float
    """In ticks since boot, as start times are."""
    processes: Mapping[ProcessIdentity, ProcessStat] = field(default_factory=dict)


class UsageSampler:
    """Samples the use of sessions; remembers the last sample of each."""

    def __init__(self) -> None:
        self._last: dict[str, _Sample] = {}

    def sample(self, sessions: Iterable[ExecSession]) -> dict[str, Usage]:
        """Return by id what these sessions use; those that do not run are left out.

        Reads the processes of the host once, however many sessions there are: 8 ms of
        CPU for 100 sessions among 330 processes.
        """
        wanted = list(sessions)
        if not wanted:
            return {}
        taken = time.monotonic()
        tick = time.clock_gettime(time.CLOCK_BOOTTIME) * TICKS
        table = ProcessTable()
        found: dict[str, Usage] = {}
        for session in wanted:
            last = self._last.get(session.id)
            members = _members(session, table, last)
            if members is None:
                self._last.pop(session.id, None)
                continue
            now = _Sample(taken, tick, members)
            percent = None
            if last is None or taken - last.taken >= LEAST_SECONDS:
                self._last[session.id] = now
                percent = _percent(last, now)
            live = [process for process in members.values() if not process.dead]
            memory = sum(process.resident for process in live)
            found[session.id] = Usage(percent, memory, len(live))
        return found

    def keep(self, ids: Collection[str]) -> None:
        """Forget all sessions but these."""
        self._last = {name: self._last[name] for name in self._last if name in ids}


def _members(
    session: ExecSession, table: ProcessTable, last: _Sample | None
) -> dict[ProcessIdentity, ProcessStat] | None:
    """Return the processes of a session; None when its program does not run."""
    program = ProcessIdentity(session.pid, session.pid_start)
    leader = table.find(program)
    if leader is None or leader.dead:
        return None
    monitor = ProcessIdentity(session.monitor_pid, session.monitor_start)
    kernel_session = own_session(program, monitor, leader.session)
    identities = {program, *family(program, table, kernel_session, monitor.pid)}
    found = {item: stat for item in identities if (stat := table.find(item))}
    if last is not None:
        # Until it is waited for, a dead process still has its times, which go to its
        # parent then: they must not count twice.
        for item in last.processes:
            if (stat := table.find(item)) and stat.dead:
                found[item] = stat
    return found


def _percent(last: _Sample | None, now: _Sample) -> float | None:
    """Return percent of one core between two samples."""
    if last is None:
        return None
    ticks = _ticks_between(last, now)
    return 100 * ticks / TICKS / (now.taken - last.taken)


def _ticks_between(last: _Sample, now: _Sample) -> int:
    """Return the CPU time that a session used between two samples, in ticks."""
    used = 0
    waited: dict[int, int] = {}
    for identity, process in now.processes.items():
        before = last.processes.get(identity)
        if before is not None:
            used += process.used - before.used
            waited[identity.pid] = process.waited - before.waited
        elif identity.start >= int(last.tick):
            used += process.used + process.waited
    parents = {item.pid: process.parent for item, process in last.processes.items()}
    for identity, process in last.processes.items():
        if identity in now.processes:
            continue
        # What it had used by then was counted by then.
        heir = process.parent
        for _ in parents:
            if heir in waited:
                break
            heir = parents.get(heir, 0)
        if heir in waited:
            waited[heir] -= process.used + process.waited
    return used + sum(max(ticks, 0) for ticks in waited.values())
