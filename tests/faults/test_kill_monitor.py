"""A monitor that is killed while it starts a session takes all of the session with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from tests.faults.scenes import Drivers, Scene, try_each
from tests.faults.steps import temporary
from tests.support.faults import (
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

TYPED = ("MonitorFailed(", "StartFailed(", "AttachFailed(")

MOMENTS = (
    "spawned",
    "detached",
    "ready",
    "pid",
    *(f"going:{milliseconds}" for milliseconds in (0, 2, 4, 6, 9, 12, 16, 20, 30)),
)


def start_with(
    scene: Scene, drivers: Drivers, fault: str, *, terminal: bool, code: int | None
) -> list[str]:
    """Start a session whose monitor is killed; check what is left; return its steps."""
    name = fault.replace(":", "-")
    trace = scene.base / f"trace-{name}"
    with scene.service(name) as service:
        program = scene.sleeper(
            terminal=terminal, last="" if code is None else f"exit {code}"
        )
        session = service.create(scene.container_id, program.config)
        with drivers.one() as driver:
            done = driver.ask(
                service.settings,
                "start",
                session=session.id,
                sized=terminal,
                fault=fault,
                trace=str(trace),
            )
        steps = trace.read_text().splitlines() if trace.exists() else []
        try:
            assert not done.error or done.error.startswith(TYPED)
            # crun lets the program go before it hands over the terminal.
            refused = bool(done.error) and terminal and scene.real is not None
            assert temporary(steps) == []
            _check(service, program, code, failed=bool(done.error), refused=refused)
        except Exception as error:
            error.add_note(f"{fault}: killed after {steps}; {done.error}")
            raise
        return steps


def _check(
    service: ExecService,
    program: Program,
    code: int | None,
    *,
    failed: bool,
    refused: bool,
) -> None:
    if code is not None:
        # It ends by itself, whether or not its monitor was there to see it.
        wait_until(lambda: service.list()[0].state is not SessionState.RUNNING)
        assert service.list()[0].exit_code in (None, code)
    if failed:
        assert_nothing_lost(service, program)
    assert_true(service, program, refused=refused)
    assert_mended(service)
    assert_true(service, program, refused=refused)
    assert_nothing_lost(service, program)
    (session,) = service.list()
    if session.state is SessionState.CREATED and code is not None:
        service.start(session.id)
        assert service.wait(session.id).exit_code == code
    use_up(service, program)


@pytest.mark.parametrize("code", [None, 7], ids=["sleeping", "ending"])
@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", ["host+embedded", "crun+embedded"])
def test_embedded_at_every_step(
    make_scene: Callable[[str], Scene],
    drivers: Drivers,
    kind: str,
    code: int | None,
    *,
    terminal: bool,
) -> None:
    """Both of its processes, killed before any of their steps, leave nothing."""
    scene = make_scene(kind)

    def one(fault: str) -> list[str]:
        return start_with(scene, drivers, fault, terminal=terminal, code=code)

    faults = []
    for role in ("first", "server"):
        whole = one(f"{role}:0")
        assert len(whole) >= 4
        faults += [f"{role}:{number + 1}" for number in range(len(whole))]
    try_each(one, faults)


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", ["crun+conmon", "crun+embedded"])
def test_any_at_any_moment(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str, *, terminal: bool
) -> None:
    """Killed at once, or as the runtime starts the program, it leaves nothing."""
    scene = make_scene(kind)

    def one(fault: str) -> None:
        start_with(scene, drivers, fault, terminal=terminal, code=None)

    try_each(one, MOMENTS)
