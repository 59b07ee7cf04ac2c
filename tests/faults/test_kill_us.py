"""Killed at any step of an operation, we lose no session and leave nothing behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from core.recovery import program_of
from core.session.states import SessionState
from tests.faults.scenes import Done, Driver, Drivers, Scene, try_each
from tests.faults.steps import temporary
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
    from collections.abc import Callable

    from core.service import ExecService

pytestmark = [pytest.mark.real_runtime, pytest.mark.timeout(300)]

IGNORING = "trap '' HUP TERM"

FAMILY = f"sleep {MARKER} & exec sleep {MARKER}"

KINDS = ("crun+conmon", "host+embedded")


@dataclass(frozen=True)
class Case:
    """An operation on a session that has come to a state."""

    scene: Scene
    operation: str
    state: SessionState | None
    terminal: bool = False
    before: str = ""
    last: str = ""
    force: bool = False

    def program(self) -> Program:
        """Return a program for one session."""
        return self.scene.sleeper(
            terminal=self.terminal, before=self.before, last=self.last
        )

    def prepare(self, service: ExecService, program: Program) -> str:
        """Bring a session to the state; return its id."""
        if self.state is None:
            return ""
        session = service.create(self.scene.container_id, program.config)
        if self.state is not SessionState.CREATED:
            service.start(session.id)
            wait_until(lambda: program.ran)
        if self.state is SessionState.STOPPED:
            service.stop(session.id, timeout=0)
        return session.id

    def do(
        self, driver: Driver, service: ExecService, program: Program, kill_at: int
    ) -> Done:
        """Do the operation in a process that is killed on the way."""
        session_id = self.prepare(service, program)
        return driver.ask(
            service.settings,
            self.operation,
            kill_at,
            session=session_id,
            container=self.scene.container_id,
            config=program.config.to_json(),
            sized=self.terminal,
            force=self.force,
        )


def kill_at_every_step(case: Case, drivers: Drivers) -> None:
    """Do an operation once for each of its steps, killed there; check what is left."""
    with case.scene.service("whole") as service, drivers.one() as driver:
        whole = case.do(driver, service, case.program(), 0)
    assert whole.error == ""
    assert whole.steps[-1] == "the end"

    def one(kill_at: int) -> None:
        with case.scene.service(str(kill_at)) as service, drivers.one() as driver:
            program = case.program()
            done = case.do(driver, service, program, kill_at)
            name = f"killed before {done.steps[-1]!r}, step {kill_at} of {whole.steps}"
            # A program that ends meanwhile saves it some steps.
            assert done.killed or len(done.steps) < kill_at, name
            assert done.error == "", name
            try:
                _check(case, service, program, done, kill_at)
            except Exception as error:
                error.add_note(name)
                raise

    try_each(one, range(1, len(whole.steps) + 1))


def _check(
    case: Case, service: ExecService, program: Program, done: Done, number: int
) -> None:
    gone = {
        "create": not _committed(done.steps, "INSERT INTO session"),
        "remove": _committed(done.steps, "DELETE FROM session"),
    }.get(case.operation, False)
    programs = [] if gone else [program]
    if case.operation == "remove" and gone:
        # The record was the last of it: not even the doctor is needed.
        assert list((service.settings.run_dir / "bundles").glob("*")) == []
    deadly = "signal 9" if case.before else "signal"
    if any(deadly in name for name in done.steps[:-1]):
        # Still dying, it would be found alive by one look and dead by the next.
        for session in service.store.sessions():
            assert program_of(session).wait(5)
    # Whoever looks first settles what there is to settle: `list`, or the doctor.
    if number % 2:
        assert_true(service, *programs)
        assert_mended(service)
    else:
        assert_mended(service)
    assert_true(service, *programs)
    assert temporary(done.steps) == []
    assert_nothing_lost(service, program)
    use_up(service, program)


def _committed(steps: list[str], statement: str) -> bool:
    """Whether a statement was committed before the step that was the last."""
    at = next((at for at, name in enumerate(steps) if statement in name), len(steps))
    return "sql 'COMMIT'" in steps[at:-1]


def test_create(make_scene: Callable[[str], Scene], drivers: Drivers) -> None:
    """There is no record, or one of a created session; another can be made."""
    kill_at_every_step(Case(make_scene("host+embedded"), "create", None), drivers)


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_start(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str, *, terminal: bool
) -> None:
    """The session is created and nothing runs, or it runs and is known."""
    state = SessionState.CREATED
    kill_at_every_step(
        Case(make_scene(kind), "start", state, terminal=terminal), drivers
    )


@pytest.mark.parametrize("before", ["", IGNORING], ids=["obeying", "ignoring"])
@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_stop(
    make_scene: Callable[[str], Scene],
    drivers: Drivers,
    kind: str,
    *,
    terminal: bool,
    before: str,
) -> None:
    """The session runs on, or it is stopped; either way it can be stopped or removed."""
    state = SessionState.RUNNING
    kill_at_every_step(
        Case(make_scene(kind), "stop", state, terminal=terminal, before=before),
        drivers,
    )


@pytest.mark.parametrize(
    ("kind", "terminal"), [("crun+conmon", False), ("host+embedded", True)]
)
def test_stop_of_a_family(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str, *, terminal: bool
) -> None:
    """What the program has left running goes with it, whoever finds it dead."""
    scene = make_scene(kind)
    case = Case(
        scene,
        "stop",
        SessionState.RUNNING,
        terminal=terminal,
        before=IGNORING,
        last=FAMILY,
    )
    kill_at_every_step(case, drivers)


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_remove(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str, *, terminal: bool
) -> None:
    """The record stays until everything else of the session is gone."""
    state = SessionState.STOPPED
    kill_at_every_step(
        Case(make_scene(kind), "remove", state, terminal=terminal), drivers
    )


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_remove_by_force(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str, *, terminal: bool
) -> None:
    """A running session runs on, is stopped, or is gone."""
    state = SessionState.RUNNING
    kill_at_every_step(
        Case(make_scene(kind), "remove", state, terminal=terminal, force=True),
        drivers,
    )
