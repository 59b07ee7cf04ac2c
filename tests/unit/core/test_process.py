"""A process is (pid, start time): who lives, who is signalled, who belongs to whom."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from core.process import (
    Kin,
    ProcessIdentity,
    ProcessTable,
    boot_id,
    family,
    kin_near,
    own_session,
    parent_of,
    read_stat,
)
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NO_PID = 2**22 + 1
"""Above the largest pid that Linux gives out."""


@contextmanager
def running(*command: str) -> Iterator[ProcessIdentity]:
    """Run a program in a session of its own; end what is left of it."""
    process = subprocess.Popen(command, start_new_session=True)
    program = ProcessIdentity.of(process.pid)
    assert program is not None
    try:
        yield program
    finally:
        for item in [program, *family(program, ProcessTable())]:
            item.send(signal.SIGKILL)
        process.wait()


def test_a_live_process() -> None:
    """We ourselves are alive, and are the same each time we are asked."""
    me = ProcessIdentity.of(os.getpid())

    assert me is not None
    assert me.alive()
    assert me == ProcessIdentity.of(os.getpid())
    assert me.wait(0) is False


@pytest.mark.parametrize("pid", [0, -1, NO_PID])
def test_no_such_process(pid: int) -> None:
    """A pid that nobody has is dead, and takes no signal; 0 and -1 mean no group."""
    gone = ProcessIdentity(pid, 1)

    assert ProcessIdentity.of(pid) is None
    assert not gone.alive()
    assert gone.open() is None
    assert gone.send(signal.SIGKILL) is False
    assert gone.wait(1.0) is True


def test_a_reused_pid_is_refused() -> None:
    """A live pid with another start time is another process: it gets no signal."""
    with running("sleep", "1000") as program:
        impostor = ProcessIdentity(program.pid, program.start - 1)

        assert not impostor.alive()
        assert impostor.open() is None
        assert impostor.send(signal.SIGKILL) is False
        assert impostor.wait(5.0) is True
        assert program.alive()


def test_a_zombie_is_dead() -> None:
    """A process that has exited but is not reaped counts as dead."""
    with running("sleep", "1000") as program:
        assert program.send(signal.SIGKILL)
        wait_until(lambda: (stat := read_stat(program.pid)) and stat.state == "Z")

        assert not program.alive()
        assert ProcessIdentity.of(program.pid) is None
        assert program.open() is None
        assert program.wait(0) is True


def test_a_pidfd_reports_the_exit() -> None:
    """The descriptor of `open` polls readable once the process is gone."""
    with running("sleep", "1000") as program:
        pidfd = program.open()
        assert pidfd is not None
        assert select.select([pidfd], [], [], 0)[0] == []
        assert program.send(signal.SIGTERM)
        assert program.wait(10.0)
        assert select.select([pidfd], [], [], 10.0)[0] == [pidfd]
        os.close(pidfd)


def test_a_name_that_looks_like_fields(tmp_path: Path) -> None:
    """A program whose name holds parentheses and spaces is still told apart."""
    script = tmp_path / "x) Z 1 (y"
    script.symlink_to("/bin/sleep")
    with running(str(script), "1000") as program:
        wait_until(lambda: ") Z 1 (" in comm(program.pid))
        assert program.alive()
        assert program.start > 0


def comm(pid: int) -> str:
    """Return the kernel's name of a process."""
    with open(f"/proc/{pid}/comm") as stream:  # noqa: PTH123
        return stream.read()


def near_us() -> Kin:
    """Return the kin that may be found under us and those we come from."""
    ancestors = [os.getpid()]
    while parent := parent_of(ancestors[-1]):
        ancestors.append(parent)
    return kin_near(ancestors)


KINDS = [ProcessTable, near_us]


@pytest.mark.parametrize("kin", KINDS, ids=["all processes", "near ones"])
def test_the_tree_of_a_live_leader(kin: Callable[[], Kin]) -> None:
    """Children, grandchildren, and a child that called setsid belong to a session."""
    script = "sleep 1001 & setsid sleep 1002 & sh -c 'sleep 1003; :' & wait"
    with running("sh", "-c", script) as leader:
        lines = wait_until(
            lambda: found if len(found := commands(leader, kin())) == 4 else []
        )

        assert {"sleep 1001", "sleep 1002", "sleep 1003"} <= set(lines)
        assert all(item.pid != leader.pid for item in family(leader, kin()))
        assert os.getpid() not in {item.pid for item in family(leader, kin())}


@pytest.mark.parametrize("kin", KINDS, ids=["all processes", "near ones"])
def test_the_tree_of_a_dead_leader(kin: Callable[[], Kin]) -> None:
    """What stayed in the kernel session of a dead leader is found by that session."""
    with running("sh", "-c", "sleep 1004 & wait") as leader:
        wait_until(lambda: commands(leader, kin()) == ["sleep 1004"])
        assert leader.send(signal.SIGKILL)
        assert leader.wait(10.0)

        assert commands(leader, kin()) == ["sleep 1004"]


@pytest.mark.parametrize("kin", KINDS, ids=["all processes", "near ones"])
def test_processes_older_than_the_leader_are_not_its_own(
    kin: Callable[[], Kin],
) -> None:
    """A pid taken again as session id claims nobody who was there before."""
    with running("sh", "-c", "sleep 1005 & wait") as leader:
        wait_until(lambda: commands(leader, kin()) == ["sleep 1005"])
        later = ProcessIdentity(leader.pid, leader.start + 10**9)

        assert family(later, kin()) == []


def commands(leader: ProcessIdentity, kin: Kin) -> list[str]:
    """Return the command lines of a session's other processes."""
    lines = []
    for item in family(leader, kin):
        with open(f"/proc/{item.pid}/cmdline", "rb") as stream:  # noqa: PTH123
            lines.append(stream.read().replace(b"\0", b" ").decode().strip())
    return lines


def test_whose_kernel_session_it_is() -> None:
    """One whose leader has left is a program's own only under a monitor of ours."""
    program, monitor = ProcessIdentity(10, 5), ProcessIdentity(20, 4)
    nobody = ProcessIdentity(0, 0)
    found = {10: 10, 20: 20, NO_PID: NO_PID, os.getpid(): 10, 0: 10}

    assert {sid: own_session(program, monitor, sid) for sid in found} == found
    for sid in (10, 20, NO_PID, os.getpid(), 0):
        assert own_session(program, nobody, sid) == 10


def test_boot_id() -> None:
    """The boot has one id, the same in every process."""
    script = "from core.process import boot_id; print(boot_id())"
    other = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert boot_id()
    assert other.stdout.strip() == boot_id()
