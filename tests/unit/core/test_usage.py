"""What sessions use: processes, memory, and CPU that is counted once."""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING

import pytest

from core import usage
from core.process import ProcessIdentity, ProcessTable, family, read_stat
from core.session.states import SessionState
from core.session.types import ExecConfig, ExecSession
from core.usage import UsageSampler
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.usage import Usage

BURN = "while True: pass"
"""A Python program that uses a core."""

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")

BURNT = 20
"""Ticks that one uses at least that does `sum(range(MUCH))`."""

CHILD = """
def child():
    burn = [sys.executable, "-c", "sum(range(20_000_000)); input()"]
    return subprocess.Popen(burn, stdin=subprocess.PIPE)
"""
"""Starts a Python program that uses some ticks and waits for a line."""

PARENT = f"""
import subprocess, sys
{CHILD}
first = child()
sys.stdin.readline()
first.communicate(b"x")
if len(sys.argv) > 1:
    child().communicate(b"x")
sys.stdin.readline()
"""
"""Starts one; on a line ends it and waits for it, and starts and ends another."""


@contextmanager
def running(*command: str) -> Iterator[tuple[ExecSession, Popen[bytes]]]:
    """Run a program as a session of ours; end what is left of it."""
    process = Popen(command, start_new_session=True, stdin=PIPE)
    program, ourselves = read_stat(process.pid), read_stat(os.getpid())
    assert program is not None
    assert ourselves is not None
    identity = ProcessIdentity(process.pid, program.start)
    try:
        session = ExecSession(
            id=f"{process.pid:064x}",
            container_id="host",
            container_name="host",
            config=ExecConfig(command=command),
            state=SessionState.RUNNING,
            pid=process.pid,
            pid_start=program.start,
            monitor="embedded",
            monitor_pid=os.getpid(),
            monitor_start=ourselves.start,
        )
        yield session, process
    finally:
        for item in [identity, *family(identity, ProcessTable())]:
            item.send(signal.SIGKILL)
        process.communicate()


@pytest.fixture(autouse=True)
def _no_least_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Samples may be as close as tests take them."""
    monkeypatch.setattr(usage, "LEAST_SECONDS", 0.0)


def test_an_idle_session() -> None:
    """It has a process and memory; its CPU is not known before the second sample."""
    sampler = UsageSampler()
    with running("sleep", "1000") as (session, _):
        first = take(sampler, session)

        assert first.cpu_percent is None
        assert first.processes == 1

        wait_until(lambda: take(sampler, session).memory_bytes > 0)
        wait_until(lambda: take(sampler, session).cpu_percent == 0.0)


def test_a_busy_session() -> None:
    """CPU between two samples is what the kernel counted between them."""
    sampler = UsageSampler()
    with running(sys.executable, "-c", BURN) as (session, process):
        wait_until(lambda: ticks(process.pid) > BURNT)
        process.send_signal(signal.SIGSTOP)
        wait_until(lambda: state(process.pid) == "T")
        before = ticks(process.pid)
        at(0.0, sampler, session)
        process.send_signal(signal.SIGCONT)
        wait_until(lambda: ticks(process.pid) > before + BURNT)
        process.send_signal(signal.SIGSTOP)
        wait_until(lambda: state(process.pid) == "T")

        assert counted(1.0, sampler, session) == ticks(process.pid) - before


def test_children_are_counted() -> None:
    """Processes that the program started count, with memory and CPU."""
    script = f"{sys.executable} -c '{BURN}' & sleep 1000 & wait"
    sampler = UsageSampler()
    with running("sh", "-c", script) as (session, process):
        wait_until(lambda: take(sampler, session).processes == 3)
        wait_until(
            lambda: take(sampler, session).memory_bytes > 2 * resident(process.pid) > 0
        )
        wait_until(lambda: (take(sampler, session).cpu_percent or 0) > 0)


def test_new_children_are_counted_from_their_start() -> None:
    """A child that was not there at the sample before counts with all it used."""
    sampler = UsageSampler()
    script = f"import subprocess, sys; sys.stdin.readline()\n{CHILD}\nchild().wait()"
    with running(sys.executable, "-c", script) as (session, process):
        wait_until(lambda: state(process.pid) == "S")
        before = ticks(process.pid)
        at(0.0, sampler, session)
        type_line(process)
        child = wait_until(lambda: children(process.pid))[0]
        wait_until(lambda: ticks(child) >= BURNT and state(child) == "S")
        used = counted(1.0, sampler, session)

        assert abs(used - (ticks(process.pid, child) - before)) <= 3


def test_ended_children_are_counted_once() -> None:
    """What a child had used when it was seen is not counted again when it ends."""
    sampler = UsageSampler()
    with running(sys.executable, "-c", PARENT, "twice") as (session, process):
        child = wait_until(lambda: children(process.pid))[0]
        wait_until(lambda: ticks(child) >= BURNT and state(child) == "S")
        before = ticks(process.pid, child)
        at(0.0, sampler, session)
        type_line(process)
        wait_until(lambda: ticks(process.pid) >= before + BURNT)
        wait_until(lambda: not children(process.pid) and state(process.pid) == "S")
        used = counted(1.0, sampler, session)

        assert used >= BURNT
        # Each process's time is cut down to whole ticks.
        assert abs(used - (ticks(process.pid) - before)) <= 3


def test_dead_children_are_counted_once() -> None:
    """One that is dead and not waited for yet is no process, but still has its time."""
    sampler = UsageSampler()
    with running(sys.executable, "-c", PARENT) as (session, process):
        child = wait_until(lambda: children(process.pid))[0]
        wait_until(lambda: ticks(child) >= BURNT and state(child) == "S")
        at(0.0, sampler, session)
        os.kill(child, signal.SIGKILL)
        wait_until(lambda: state(child) == "Z")

        assert counted(1.0, sampler, session) <= 2
        assert UsageSampler().sample([session])[session.id].processes == 1

        type_line(process)
        wait_until(lambda: not children(process.pid) and state(process.pid) == "S")

        assert counted(2.0, sampler, session) < BURNT / 2


def test_a_reused_pid_is_not_the_session() -> None:
    """A process with the pid and another start time is a stranger."""
    sampler = UsageSampler()
    with running("sleep", "1000") as (session, _):
        later = dataclasses.replace(session, pid_start=session.pid_start - 1)

        assert sampler.sample([later]) == {}


def test_what_has_ended_is_left_out() -> None:
    """A session that has ended, or never ran, uses nothing."""
    sampler = UsageSampler()
    with running("sleep", "1000") as (session, process):
        take(sampler, session)
        process.kill()
        wait_until(lambda: state(process.pid) == "Z")

        assert sampler.sample([session]) == {}
        assert sampler.sample([dataclasses.replace(session, pid=0)]) == {}
        assert sampler.sample([]) == {}


def test_a_sample_that_is_too_close_tells_no_cpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It tells memory, and the next goes back to the one before it."""
    monkeypatch.setattr(usage, "LEAST_SECONDS", 1.0)
    sampler = UsageSampler()
    with running(sys.executable, "-c", BURN) as (session, process):
        before = ticks(process.pid)
        at(10.0, sampler, session)
        wait_until(lambda: ticks(process.pid) > before + BURNT)

        assert at(10.5, sampler, session) is None
        assert counted(11.0, sampler, session) >= BURNT


def test_sessions_can_be_forgotten() -> None:
    """After that a session is as if it was never seen."""
    sampler = UsageSampler()
    with running("sleep", "1000") as (session, _):
        at(0.0, sampler, session)
        sampler.keep([session.id])

        assert at(1.0, sampler, session) is not None

        sampler.keep([])

        assert at(2.0, sampler, session) is None


def take(sampler: UsageSampler, session: ExecSession) -> Usage:
    """Sample one session that runs."""
    return sampler.sample([session])[session.id]


def at(seconds: float, sampler: UsageSampler, session: ExecSession) -> int | None:
    """Sample at a time of our own; return the ticks of the second before, if known."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.usage.time.monotonic", lambda: seconds)
        percent = take(sampler, session).cpu_percent
    return None if percent is None else round(percent / 100 * TICKS_A_SECOND)


def counted(seconds: float, sampler: UsageSampler, session: ExecSession) -> int:
    """Return the ticks of the second before."""
    found = at(seconds, sampler, session)
    assert found is not None
    return found


def ticks(*pids: int) -> int:
    """Return the CPU time of processes and of those they waited for, in ticks."""
    total = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/stat").read_text()
        total += sum(map(int, text.rpartition(")")[2].split()[11:15]))
    return total


def resident(pid: int) -> int:
    """Return the bytes of one process that are in memory."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def state(pid: int) -> str:
    """Return a process's state: S sleeps, T is stopped, Z is dead."""
    stat = read_stat(pid)
    return stat.state if stat is not None else ""


def children(pid: int) -> list[int]:
    """Return a process's children."""
    return list(ProcessTable().children(pid))


def type_line(process: Popen[bytes]) -> None:
    """Type an empty line to a program."""
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.flush()
