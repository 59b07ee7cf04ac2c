"""A process is (pid, start time); the only place that sends a signal.

The start time is field 22 of /proc/PID/stat, in clock ticks since boot:
`psutil.create_time()` is that number plus the boot time, which moves when the
clock is set, and a session must not be lost to NTP. A zombie counts as dead:
podman, which asks `kill(pid, 0)`, waits for ever on one (podman#14252).
"""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


_LOOKS = 3


TICKS = os.sysconf("SC_CLK_TCK")
"""The kernel's ticks in a second."""
_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class ProcessStat:
    """The fields of /proc/PID/stat that identity, family and use need."""

    state: str
    parent: int
    session: int
    start: int
    """Ticks since boot."""
    used: int
    """Ticks of CPU, its own."""
    waited: int
    """Those of its children that it has waited for, and of theirs."""
    resident: int
    """Bytes."""

    @property
    def dead(self) -> bool:
        """Whether the process has exited, reaped or not."""
        return self.state in "ZX"


def read_stat(pid: int) -> ProcessStat | None:
    """Read /proc/`pid`/stat; None when there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as stream:  # noqa: PTH123
            text = stream.read(1024)
    except (OSError, ValueError):
        return None
    # The name, in parentheses, may itself hold spaces and parentheses.
    fields = text[text.rfind(b")") + 2 :].split()
    return ProcessStat(
        state=fields[0].decode(),
        parent=int(fields[1]),
        session=int(fields[3]),
        start=int(fields[19]),
        used=int(fields[11]) + int(fields[12]),
        waited=int(fields[13]) + int(fields[14]),
        resident=int(fields[21]) * _PAGE_SIZE,
    )


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """One process, told from a later one with the same pid by its start time."""

    pid: int
    start: int

    @classmethod
    def of(cls, pid: int) -> ProcessIdentity | None:
        """Identify the live process with this pid; None when it is gone."""
        stat = read_stat(pid) if pid > 0 else None
        return None if stat is None or stat.dead else cls(pid, stat.start)

    def began(self) -> float:
        """Return when it began, in seconds since the epoch as the clock is set now."""
        boot = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
        return boot + self.start / TICKS

    def started_between(self, first: float, last: float) -> bool:
        """Whether it began between two moments, in seconds since the epoch."""
        tick = 1 / TICKS
        return first - tick <= self.began() <= last + tick

    def alive(self) -> bool:
        """Whether this very process still runs; a zombie does not."""
        if self.pid <= 0:
            return False
        stat = read_stat(self.pid)
        return stat is not None and stat.start == self.start and not stat.dead

    def open(self) -> int | None:
        """Return a pidfd of this very process, or None when it is gone.

        A pidfd polls readable when the process exits.
        """
        if self.pid <= 0:
            return None
        try:
            pidfd = os.pidfd_open(self.pid)
        except (OSError, OverflowError):
            return None
        # Opened first, checked second: a pid that was reused before the open
        # has another start time, one reused after it leaves the pidfd dead.
        if self.alive():
            return pidfd
        os.close(pidfd)
        return None

    def send(self, signum: int) -> bool:
        """Send a signal to this very process; False when it is gone."""
        pidfd = self.open()
        if pidfd is None:
            return False
        try:
            signal.pidfd_send_signal(pidfd, signum)
        except ProcessLookupError:
            return False
        finally:
            os.close(pidfd)
        return True

    def wait(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the exit; True when it is gone."""
        pidfd = self.open()
        if pidfd is None:
            return True
        try:
            poller = select.poll()
            poller.register(pidfd, select.POLLIN)
            poller.poll(max(timeout, 0) * 1000)
        finally:
            os.close(pidfd)
        return not self.alive()


def wait_for_any(processes: Iterable[ProcessIdentity]) -> None:
    """Block until at least one of these processes is gone."""
    poller = select.poll()
    pidfds = []
    try:
        for process in processes:
            pidfd = process.open()
            if pidfd is None:
                return
            pidfds.append(pidfd)
            poller.register(pidfd, select.POLLIN)
        poller.poll()
    finally:
        for pidfd in pidfds:
            os.close(pidfd)


def parent_of(pid: int) -> int:
    """Return the pid of a process's parent; 0 when it has none or is gone."""
    stat = read_stat(pid) if pid > 0 else None
    return 0 if stat is None or stat.dead else stat.parent


def runs_under(pid: int, ancestor: int) -> bool:
    """Whether a process descends from another.

    A runtime that has just written its program's pid is still between it and the
    monitor, and may leave while we look: then the way up is tried anew.
    """
    for _ in range(_LOOKS):
        at = pid
        while at not in (0, ancestor):
            at = parent_of(at)
        if at:
            return True
    return False


def session_id(process: ProcessIdentity) -> int:
    """Return the kernel session that a process is in; 0 when it is gone."""
    with suppress(OSError):
        found = os.getsid(process.pid)
        if process.alive():
            return found
    return 0


def own_session(program: ProcessIdentity, monitor: ProcessIdentity, found: int) -> int:
    """Return the kernel session that is the program's own, given the one it is in.

    Without a terminal, a runtime leaves the program in a session of its own, which it
    has led itself and left, or in the monitor's. One that others lead is theirs, and
    so is any other of a program without a monitor of ours: an adopted one may have
    been started from a terminal beside much else.
    """
    left = monitor.pid > 0 and ProcessIdentity.of(found) is None
    ours = left or found in (program.pid, monitor.pid)
    return found if found and ours else program.pid


def family(
    leader: ProcessIdentity, kin: Kin, kernel_session: int = 0, besides: int = 0
) -> list[ProcessIdentity]:
    """Return what belongs to an exec session besides its leader.

    That is every descendant of the leader, and every process of its kernel session
    with its descendants: those stay findable when the leader is dead. The session is
    the leader's own unless another is named; the process `besides` is left out.
    """
    kernel_session = kernel_session or leader.pid
    now = read_stat(leader.pid)
    reused = now is not None and now.start != leader.start
    if leader.pid <= 0 or (reused and kernel_session == leader.pid):
        # The pid was taken again: its session, and its children, are a stranger's.
        return []
    pending = [leader.pid] if leader.alive() else []
    pending += kin.members(kernel_session)
    found: set[int] = set()
    while pending:
        pid = pending.pop()
        if pid not in found and pid != besides:
            found.add(pid)
            pending += kin.children(pid)
    relatives = (ProcessIdentity.of(pid) for pid in found - {leader.pid})
    return [
        item for item in relatives if item is not None and item.start >= leader.start
    ]


class Kin(Protocol):
    """Tells who is whose child, and in which kernel session."""

    def children(self, pid: int) -> Iterable[int]:
        """Return the children of a process."""
        ...

    def members(self, kernel_session: int) -> Iterable[int]:
        """Return the processes of a kernel session, as far as they must be known."""
        ...


def kin_near(reapers: Iterable[int]) -> Kin:
    """Return the kin of a session's processes by looking at as few as possible.

    `reapers` are those to whom the kernel gives orphans of the session: its monitor
    and the container's init. Only their children can be in it without being
    descendants of its leader.
    """
    known = [pid for pid in reapers if pid > 0]
    return _Children(known) if known and _lists_children() else ProcessTable()


class ProcessTable:
    """One look at every process."""

    def __init__(self) -> None:
        # Read here and not by psutil, which takes three times as long.
        self._stats: dict[int, ProcessStat] = {}
        self._children: dict[int, list[int]] = {}
        self._sessions: dict[int, list[int]] = {}
        for name in os.listdir("/proc"):  # noqa: PTH208 (half the time of iterdir)
            if name.isdigit():
                pid = int(name)
                stat = read_stat(pid)
                if stat is not None:
                    self._stats[pid] = stat
                    self._children.setdefault(stat.parent, []).append(pid)
                    self._sessions.setdefault(stat.session, []).append(pid)

    def children(self, pid: int) -> Iterable[int]:
        """Return the children of a process."""
        return self._children.get(pid, ())

    def members(self, kernel_session: int) -> Iterable[int]:
        """Return every process of a kernel session."""
        return self._sessions.get(kernel_session, ())

    def find(self, identity: ProcessIdentity) -> ProcessStat | None:
        """Return what this very process was, and nothing of one that has its pid now."""
        stat = self._stats.get(identity.pid)
        return stat if stat is not None and stat.start == identity.start else None


class _Children:
    """The kernel's own lists of children (/proc/PID/task/TID/children)."""

    def __init__(self, reapers: Iterable[int]) -> None:
        self._reapers = reapers

    def children(self, pid: int) -> Iterable[int]:
        found: list[int] = []
        with suppress(OSError):
            for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 (names only)
                path = f"/proc/{pid}/task/{thread}/children"
                with open(path, "rb", buffering=0) as stream:  # noqa: PTH123
                    found += map(int, stream.read().split())
        return found

    def members(self, kernel_session: int) -> Iterable[int]:
        for reaper in self._reapers:
            for pid in self.children(reaper):
                stat = read_stat(pid)
                if stat is not None and stat.session == kernel_session:
                    yield pid


@cache
def _lists_children() -> bool:
    """Whether this kernel was built to list children (CONFIG_PROC_CHILDREN)."""
    return Path(f"/proc/self/task/{os.getpid()}/children").exists()


@cache
def boot_id() -> str:
    """Return the kernel's id of this boot; empty when it has none."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""
