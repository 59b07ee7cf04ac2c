"""Who is in a session, whom a stop ends, and sending a single signal."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.errors import InvalidConfig, NotFound, StateConflict
from core.process import read_stat
from core.session.states import SessionState
from core.session.types import HOST_ID
from core.victims import ProcessWatch
from tests.support.session import Typist, config, start_shell
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.service import ExecService
    from core.session.types import ExecSession
    from core.victims import SessionProcess
    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime

FAMILY = "sleep 4711 & (sleep 4712 & sleep 4713) & setsid sleep 4714 & sleep 4715; :"


def look(target: Target, session: ExecSession) -> Sequence[SessionProcess]:
    """Return the processes of a session."""
    init = target.service.container_of(session).pid
    return ProcessWatch().session(target.service.session(session.id), init)


def started(target: Target, *command: str, terminal: bool = False) -> ExecSession:
    """Start a session."""
    made = target.service.create(
        target.container.id, config(*command, terminal=terminal)
    )
    return target.service.start(made.id)


def gone(pid: int) -> bool:
    """Whether a process has exited."""
    stat = read_stat(pid)
    return stat is None or stat.dead


def sleeps(seen: Sequence[SessionProcess]) -> list[str]:
    """Return the sleeps among processes."""
    return sorted(item.command for item in seen if item.command.startswith("sleep"))


@pytest.mark.parametrize("terminal", [False, True])
def test_the_victims_are_those_that_a_stop_ends(target: Target, terminal: bool) -> None:
    """Every process of the session is seen, and after a stop none of the victims is."""
    session = started(target, "sh", "-c", FAMILY, terminal=terminal)
    wanted = [f"sleep 471{last}" for last in range(1, 6)]
    wait_until(lambda: sleeps(look(target, session)) == wanted)
    seen = look(target, session)

    assert [item.pid for item in seen if item.role == "program"] == [session.pid]
    assert [item.pid for item in seen if item.role == "monitor"] == [
        session.monitor_pid
    ]
    assert [item.pid for item in seen if not item.victim] == [session.monitor_pid]
    assert {item.parent for item in seen if item.command == "sleep 4715"} == {
        session.pid
    }
    assert all(item.memory > 0 and item.cpu >= 0 and item.user for item in seen)

    target.service.stop(session.id, 2.0)

    assert [item.pid for item in seen if item.victim and not gone(item.pid)] == []
    assert look(target, session) == ()


def test_a_busy_process_is_seen_as_busy(target: Target) -> None:
    """The second look tells what a process did since the first."""
    session = started(target, "sh", "-c", "while :; do :; done")
    watch = ProcessWatch()
    init = target.service.container_of(session).pid

    def share() -> float:
        seen = watch.session(session, init)
        return next(item.cpu for item in seen if item.role == "program")

    wait_until(lambda: share() > 5)


def test_users_are_told(target: Target) -> None:
    """On the host by name, in a container by number."""
    session = started(target, "sleep", "4711")

    def program() -> tuple[str, str]:
        """Return who the program is and what it is called."""
        seen = look(target, session)
        return next((it.user, it.command) for it in seen if it.role == "program")

    # crun becomes the program a moment after the start.
    user = "root" if target.real is None else "0"
    wait_until(lambda: program() == (user, "sleep 4711"))


def test_the_processes_of_a_container(target: Target) -> None:
    """A container's own are its init and what runs below it; nothing of them is marked."""
    seen = ProcessWatch().container(target.container)

    if target.real is None:
        assert seen == ()
    else:
        assert seen[0].pid == target.container.pid
        assert seen[0].role == "init"
        assert not any(item.victim for item in seen)


def test_kill_sends_one_signal_to_the_program(target: Target) -> None:
    """A program that minds a signal does what it wants; its session goes on."""
    session = start_shell(target.service, target.container.id)
    typist = Typist(target.service, session)
    typist.type("trap 'echo got-usr$((0+1))' USR1; sleep 4711 & echo ready$((0+1))\n")
    typist.expect("ready1")
    target.service.kill(session.id, signal.SIGUSR1)
    typist.type("\n")
    typist.expect("got-usr1")

    assert target.service.session(session.id).state is SessionState.RUNNING
    assert sleeps(look(target, session)) == ["sleep 4711"]
    typist.close()


def test_kill_with_kill_ends_the_program(target: Target) -> None:
    """The session is over, with the signal's exit code; a prefix of the id is enough."""
    session = started(target, "sleep", "4711")
    target.service.kill(session.id[:16], signal.SIGKILL)
    done = target.service.wait(session.id)

    assert (done.state, done.exit_code) == (SessionState.STOPPED, 137)


def test_kill_needs_a_running_session(target: Target) -> None:
    """Created and stopped sessions, and what is no signal, are refused."""
    made = target.service.create(target.container.id, config("true"))
    with pytest.raises(StateConflict, match="created"):
        target.service.kill(made.id, signal.SIGTERM)
    ended = started(target, "true")
    target.service.wait(ended.id)
    with pytest.raises(StateConflict, match="stopped"):
        target.service.kill(ended.id, signal.SIGTERM)
    with pytest.raises(InvalidConfig, match="no signal 0"):
        target.service.kill(made.id, 0)
    with pytest.raises(InvalidConfig, match="no signal 99"):
        target.service.kill(made.id, 99)
    with pytest.raises(NotFound):
        target.service.kill("f" * 64, signal.SIGTERM)


@pytest.fixture
def stranger(service: ExecService) -> Iterator[subprocess.Popen[bytes]]:
    """A process of others', taken over as the session `old` of the host."""
    with subprocess.Popen(["sleep", "4716"]) as process:
        known = {"id": "old", "command": ["sleep", "4716"], "pid": process.pid}
        service.import_state(json.dumps({"execSessions": {"old": known}}), HOST_ID)
        yield process
        process.kill()


def test_kill_of_an_adopted_session(
    service: ExecService, stranger: subprocess.Popen[bytes]
) -> None:
    """What others started takes signals too; it has no monitor, and is its own victim."""
    session = service.session("old")
    (seen,) = ProcessWatch().session(session, 0)
    assert (seen.pid, seen.role, seen.victim) == (stranger.pid, "program", True)
    service.kill("old", signal.SIGTERM)

    assert stranger.wait(10) == -signal.SIGTERM


def test_kill_spares_whoever_has_the_pid_now(
    service: ExecService, stranger: subprocess.Popen[bytes]
) -> None:
    """A pid that another process has by now is not the session's."""
    session = service.store.get("old")
    before = dataclasses.replace(session, pid_start=session.pid_start - 1)
    service.store.update(before)

    assert ProcessWatch().session(before, 0) == []
    with pytest.raises(StateConflict):
        service.kill("old", signal.SIGKILL)
    assert stranger.poll() is None
