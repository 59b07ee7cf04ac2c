"""A full disk makes operations fail by name, and costs no session."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from core.errors import ExecdeckError
from tests.support.containers import require
from tests.support.faults import (
    Program,
    assert_mended,
    assert_nothing_lost,
    assert_true,
    use_up,
    wait_for_all,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.service import ExecService
    from tests.faults.scenes import Scene

pytestmark = [pytest.mark.real_runtime, pytest.mark.timeout(120)]


@contextmanager
def small_disk(path: Path) -> Iterator[Callable[[], None]]:
    """Mount a small disk at `path`; yield what fills it to the last byte and file."""
    require(os.geteuid() == 0, "mounting needs root")
    path.mkdir(parents=True)
    options = "size=512k,nr_inodes=120"
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)], check=True
    )

    def fill() -> None:
        with suppress(OSError), (path / "filler").open("ab", buffering=0) as stream:
            while True:
                stream.write(bytes(4096))
        with suppress(OSError):
            for number in range(200):
                (path / f"filler-{number}").touch()

    try:
        yield fill
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def tried(operation: Callable[[], object]) -> bool:
    """Whether an operation succeeds; it may fail by name only."""
    try:
        operation()
    except (ExecdeckError, OSError):
        return False
    return True


@pytest.mark.parametrize("disk", ["run", "state"])
@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("kind", ["host+embedded", "crun+conmon"])
def test_every_operation_on_a_full_disk(
    make_scene: Callable[[str], Scene], kind: str, disk: str, *, terminal: bool
) -> None:
    """Each succeeds or fails by name; when there is room again, all is as it was."""
    scene = make_scene(kind)
    place = scene.base / "full" / disk
    with small_disk(place) as fill, scene.service("full") as service:
        programs = [scene.sleeper(terminal=terminal) for _ in range(4)]
        known = [
            service.create(scene.container_id, program.config).id
            for program in programs
        ]
        for session_id in known[1:]:
            service.start(session_id)
        wait_for_all(programs[1:])
        service.stop(known[3], timeout=0)
        fill()
        expected = _operate(service, scene, known, programs)
        for path in place.glob("filler*"):
            path.unlink()
        assert_true(service, *expected)
        assert_mended(service)
        assert_true(service, *expected)
        assert_nothing_lost(service, *programs)
        use_up(service, *expected)


def _operate(
    service: ExecService, scene: Scene, known: list[str], programs: list[Program]
) -> list[Program]:
    """Try everything on one session of each state; return whose records must be."""
    tried(service.list)
    another = scene.sleeper()
    made = tried(lambda: service.create(scene.container_id, another.config))
    assert not tried(lambda: service.start(known[0]))
    tried(lambda: service.stop(known[1], timeout=0.1))
    removed = tried(lambda: service.remove(known[2], force=True))
    gone = tried(lambda: service.remove(known[3]))
    tried(service.list)
    left = programs[:2]
    left += [] if removed else [programs[2]]
    left += [] if gone else [programs[3]]
    return [*left, another] if made else left
