"""Fixtures: processes to be killed, and places for sessions to be on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import scenes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.faults.scenes import Drivers, Scene
    from tests.support.containers import RealContainer


@pytest.fixture(scope="session")
def drivers() -> Iterator[Drivers]:
    """Processes that operations are done in."""
    drivers = scenes.Drivers()
    yield drivers
    drivers.close()


@pytest.fixture
def make_scene(
    tmp_path: Path,
    run_root: Path,
    rootfs: Path,
    standing_containers: Callable[[str], RealContainer],
) -> Callable[[str], Scene]:
    """Return a function from `runtime+monitor` to a scene."""

    def make(kind: str) -> Scene:
        return scenes.make_scene(kind, tmp_path, run_root, rootfs, standing_containers)

    return make
