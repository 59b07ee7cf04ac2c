"""What happens to containers, monitors, pids and clocks under a session."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from core.process import ProcessIdentity
from core.recovery import monitor_of, program_of
from core.session.states import SessionState
from tests.support.faults import (
    MARKER,
    Program,
    assert_mended,
    assert_nothing_lost,
    assert_true,
    use_up,
)
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.service import ExecService
    from core.session.types import ExecSession
    from tests.faults.scenes import Drivers, Scene
    from tests.support.containers import RealContainer

pytestmark = [pytest.mark.real_runtime, pytest.mark.timeout(120)]

KINDS = ("host+embedded", "crun+conmon")


def started(service: ExecService, scene: Scene, program: Program) -> ExecSession:
    """Return a session whose program runs."""
    session = service.create(scene.container_id, program.config)
    session = service.start(session.id)
    wait_until(lambda: program.ran)
    return session


@contextmanager
def stranger() -> Iterator[ProcessIdentity]:
    """Run a process that is none of ours; it must still live at the end."""
    process = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    try:
        found = ProcessIdentity.of(process.pid)
        assert found is not None
        yield found
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def kill_session(session: ExecSession) -> None:
    """Kill a monitor and its program, so that their pids may be taken again."""
    for process in (monitor_of(session), program_of(session)):
        process.send(signal.SIGKILL)
        assert process.wait(5)


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_monitor_seen_by_many(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str, *, terminal: bool
) -> None:
    """However many look at once, its session ends once and its program is gone."""
    scene = make_scene(kind)
    with scene.service("seen") as service, drivers.one() as driver:
        program = scene.sleeper(terminal=terminal)
        session = started(service, scene, program)
        monitor_of(session).send(signal.SIGKILL)
        looks = driver.ask_many(service.settings, [{"operation": "list"}] * 8)
        assert [look.error for look in looks] == [""] * 8
        assert_true(service, program)
        assert service.list()[0].state is SessionState.STOPPED
        ends = [
            event
            for event in service.store.events_after(0)
            if event.kind.value == "exec_died"
        ]
        assert [event.exit_code for event in ends] == [None]
        assert_mended(service)
        assert_nothing_lost(service, program)
        use_up(service, program)


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("crun+conmon", ("kill", "{id}", "KILL")),
        ("crun+embedded", ("delete", "-f", "{id}")),
        ("runc+conmon", ("delete", "-f", "{id}")),
        ("runc+embedded", ("kill", "{id}", "KILL")),
    ],
)
def test_a_container_killed_under_its_sessions(
    make_scene: Callable[[str], Scene],
    make_container: Callable[..., RealContainer],
    kind: str,
    command: tuple[str, ...],
) -> None:
    """All five sessions are stopped, and can be removed without their container."""
    real = make_container(kind.partition("+")[0])
    scene = dataclasses.replace(make_scene(kind), container_id=real.id)
    with scene.service("killed") as service:
        programs = [scene.sleeper(terminal=number % 2 == 0) for number in range(5)]
        for program in programs:
            started(service, scene, program)
        done = real.run(*(word.format(id=real.id) for word in command))
        assert done.returncode == 0, done.stderr
        wait_until(
            lambda: {item.state for item in service.list()} == {SessionState.STOPPED}
        )
        assert_true(service, *programs)
        assert_mended(service)
        assert_nothing_lost(service, *programs)
        use_up(service, *programs)


@pytest.mark.parametrize("kind", KINDS)
def test_a_pid_that_was_taken_again(
    make_scene: Callable[[str], Scene], kind: str
) -> None:
    """A stranger with the pid of a program or a monitor is never touched."""
    scene = make_scene(kind)
    with scene.service("taken") as service, stranger() as other:
        programs = [scene.sleeper() for _ in range(3)]
        for number, program in enumerate(programs):
            session = started(service, scene, program)
            kill_session(session)
            forged = (
                dataclasses.replace(session, pid=other.pid),
                dataclasses.replace(session, monitor_pid=other.pid),
                dataclasses.replace(session, pid=other.pid, monitor_pid=other.pid),
            )[number]
            service.store.update(forged)
        service.remove(service.store.sessions()[2].id, force=True)
        assert_mended(service)
        assert_true(service, *programs[:2])
        use_up(service, *programs[:2])


@pytest.mark.parametrize("older", [False, True], ids=["younger", "older"])
def test_a_pid_file_of_a_pid_that_was_taken_again(
    make_scene: Callable[[str], Scene], *, older: bool
) -> None:
    """What a start that nobody survived has left names a stranger: it lives on."""
    scene = make_scene("host+embedded")
    with scene.service("named") as service:
        program = scene.sleeper()
        session = service.create(scene.container_id, program.config)
        session = service.start(session.id)
        service.stop(session.id, timeout=0)
        paths = service.paths(session)
        with stranger() as other:
            for path in (paths.exec_pid, paths.monitor_pid):
                path.write_text(str(other.pid))
            # It took the pid after the files were written; or, the files being
            # damaged, was there before all of this.
            at = time.time() + (5 if older else -3600)
            for path in paths.directory.iterdir():
                os.utime(path, (at, at))
            state = SessionState.CREATED
            service.store.update(dataclasses.replace(session, state=state, pid=0))
            assert_mended(service)
            (settled,) = service.list()
            assert settled.pid == 0
            assert settled.state is not SessionState.RUNNING
            service.remove(session.id)
        assert_nothing_lost(service, program)


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", [*KINDS, "crun+embedded", "runc+conmon"])
def test_what_a_program_has_let_go_of(
    make_scene: Callable[[str], Scene], kind: str, *, terminal: bool
) -> None:
    """A process whose parent left it before the stop is ended by the stop all the same."""
    scene = make_scene(kind)
    with scene.service("let-go") as service:
        last = f"(sleep {MARKER} &); exec sleep {MARKER}"
        program = scene.sleeper(terminal=terminal, last=last)
        session = started(service, scene, program)
        wait_until(lambda: len(program.pids) == 2)
        service.stop(session.id)
        assert_true(service, program)
        assert_nothing_lost(service, program)
        use_up(service, program)


@pytest.mark.parametrize("kind", KINDS)
def test_a_clock_that_was_set_back(
    make_scene: Callable[[str], Scene], kind: str
) -> None:
    """Sessions from the future are listed, stopped and removed like any other."""
    scene = make_scene(kind)
    with scene.service("future") as service:
        programs = [scene.sleeper(terminal=terminal) for terminal in (False, True)]
        later = time.time() + 1_000_000
        for program in programs:
            session = started(service, scene, program)
            service.store.update(
                dataclasses.replace(session, created_at=later, started_at=later)
            )
            later += 1
        assert_true(service, *programs)
        assert list(service.doctor()) == []
        begun = time.monotonic()
        stopped = service.stop(service.list()[0].id)
        assert time.monotonic() - begun < 5
        assert stopped.started_at > stopped.finished_at
        use_up(service, *programs)


@pytest.mark.parametrize("kind", KINDS)
def test_a_reboot(make_scene: Callable[[str], Scene], kind: str) -> None:
    """What ran has ended with an unknown code; what was starting is created again."""
    scene = make_scene(kind)
    with scene.service("boot") as service, stranger() as other:
        programs = [scene.sleeper() for _ in range(2)]
        ran, starting = (started(service, scene, program) for program in programs)
        kill_session(ran)
        kill_session(starting)
        # Pids and start times mean nothing after it: both are a stranger's now.
        service.store.update(
            dataclasses.replace(
                ran,
                boot_id="before",
                pid=other.pid,
                pid_start=other.start,
                monitor_pid=other.pid,
                monitor_start=other.start,
            )
        )
        for path in (
            service.paths(starting).exec_pid,
            service.paths(starting).monitor_pid,
        ):
            path.write_text(str(other.pid))
        created = SessionState.CREATED
        service.store.update(
            dataclasses.replace(starting, boot_id="before", state=created, pid=0)
        )
        seen = [(item.state, item.exit_code) for item in service.list()]
        assert seen == [(SessionState.STOPPED, None), (created, None)]
        assert not service.paths(starting).directory.exists()
        programs[1].note.unlink()
        assert_mended(service)
        assert_nothing_lost(service, *programs)
        use_up(service, *programs)
