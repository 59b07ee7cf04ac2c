"""Several processes that do something to the same sessions at the same moment."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from tests.faults.scenes import Drivers, Scene, try_each
from tests.support.faults import (
    assert_mended,
    assert_nothing_lost,
    assert_true,
    use_up,
    wait_for_all,
)
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.real_runtime, pytest.mark.timeout(180)]

ROUNDS = 8

CROWD = 20


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", ["host+embedded", "crun+conmon"])
def test_stopped_and_removed_by_two_at_once(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str, *, terminal: bool
) -> None:
    """One of them does it, the other is told by name; nothing of it stays."""
    scene = make_scene(kind)

    def one(number: int) -> None:
        with scene.service(str(number)) as service, drivers.one() as driver:
            program = scene.sleeper(terminal=terminal)
            session = service.create(scene.container_id, program.config)
            service.start(session.id)
            wait_until(lambda: program.ran)
            known = {"session": session.id, "force": number % 2 == 0}
            operations = ("stop", "remove", "stop", "remove")
            done = driver.ask_many(
                service.settings, [{"operation": item, **known} for item in operations]
            )
            errors = [item.error for item in done if item.error]
            assert all(
                error.startswith(("StateConflict(", "NotFound(")) for error in errors
            ), errors
            left = service.list()
            # Without force, a removal that was first is refused.
            assert not left or number % 2
            assert all(item.state is SessionState.STOPPED for item in left)
            assert_true(service, *[program for _ in left])
            assert list(service.doctor()) == []
            assert_nothing_lost(service, program)
            use_up(service, program)

    try_each(one, range(ROUNDS))


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", ["host+embedded", "crun+conmon"])
def test_started_by_many_at_once(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str, *, terminal: bool
) -> None:
    """One of them starts the session, the others are told that it runs."""
    scene = make_scene(kind)
    with scene.service("once") as service, drivers.one() as driver:
        program = scene.sleeper(terminal=terminal)
        session = service.create(scene.container_id, program.config)
        request = {"operation": "start", "session": session.id, "sized": terminal}
        done = driver.ask_many(service.settings, [request] * 4)
        assert [item.result for item in done if not item.error] == ["running"]
        errors = [item.error for item in done if item.error]
        assert all(error.startswith("StateConflict(") for error in errors), errors
        wait_for_all([program])
        assert program.pids == [service.list()[0].pid]
        assert_nothing_lost(service, program)
        use_up(service, program)


@pytest.mark.parametrize("kind", ["host+embedded", "crun+conmon", "runc+conmon"])
def test_many_begin_in_one_container(
    make_scene: Callable[[str], Scene], drivers: Drivers, kind: str
) -> None:
    """Twenty processes make and start a session each: all are there, and all run."""
    scene = make_scene(kind)
    with scene.service("crowd") as service, drivers.one() as driver:
        programs = [scene.sleeper(terminal=number % 2 == 0) for number in range(CROWD)]
        done = driver.ask_many(
            service.settings,
            [
                {
                    "operation": "create and start",
                    "container": scene.container_id,
                    "config": program.config.to_json(),
                }
                for program in programs
            ],
        )
        assert [item.error for item in done] == [""] * CROWD
        by_id = {
            item.result: program for item, program in zip(done, programs, strict=True)
        }
        assert len(by_id) == CROWD
        listed = service.list()
        assert {item.id for item in listed} == set(by_id)
        assert len({item.pid for item in listed}) == CROWD
        assert {item.state for item in listed} == {SessionState.RUNNING}
        wait_for_all(programs)
        assert_true(service, *(by_id[item.id] for item in listed))
        assert_mended(service)
        assert_nothing_lost(service, *programs)
        service.settings = dataclasses.replace(service.settings, stop_timeout=0.0)
        assert list(service.remove_all(scene.container_id)) == []
        use_up(service, *programs)
