"""Fixtures: every test has its own root; containers are made once per run."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.service import ExecService
from core.session.types import HOST_ID
from core.settings import Settings
from tests.support.containers import (
    RealContainer,
    make_rootfs,
    require,
    require_runtime,
    run_container,
    spec,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.session.types import ContainerRef


@pytest.fixture(scope="session")
def run_root() -> Iterator[Path]:
    """A directory for the whole run, removed at its end."""
    path = Path(tempfile.mkdtemp(prefix="execdeck-tests-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def rootfs(run_root: Path) -> Path:
    """The root filesystem that all containers of the run share."""
    return make_rootfs(run_root / "rootfs")


Make = "Callable[..., RealContainer]"


@pytest.fixture(scope="session")
def make_container(
    run_root: Path, rootfs: Path
) -> Iterator[Callable[..., RealContainer]]:
    """Make a container: `make_container(runtime, id, **config)`."""
    made: list[RealContainer] = []
    counts: Counter[str] = Counter()

    def make(runtime: str, container_id: str = "", **changes: object) -> RealContainer:
        require_runtime(runtime)
        counts[runtime] += 1
        # crun names the cgroup after the id alone: a container of the same id that
        # another run deletes, in whatever root, would take this one with it.
        name = container_id or f"own-{runtime}-{os.getpid():x}-{counts[runtime]}"
        container = run_container(
            runtime,
            run_root / f"state-{runtime}",
            run_root / "bundles" / f"{runtime}-{len(made)}",
            name,
            spec(rootfs, **changes),
        )
        made.append(container)
        return container

    yield make
    for container in made:
        container.delete()


@pytest.fixture(scope="session")
def standing_containers(
    make_container: Callable[..., RealContainer],
) -> Callable[[str], RealContainer]:
    """One container per runtime that tests may share, made at first use."""
    known: dict[str, RealContainer] = {}

    def get(runtime: str) -> RealContainer:
        if runtime not in known:
            known[runtime] = make_container(runtime, f"{runtime}-{os.getpid():x}")
        return known[runtime]

    return get


@pytest.fixture
def settings(tmp_path: Path, run_root: Path) -> Settings:
    """Settings under a directory of the test's own."""
    return Settings(
        run_dir=tmp_path / "run",
        state_dir=tmp_path / "state",
        runtime_roots=(run_root / "state-crun", run_root / "state-runc"),
    )


def end_all(service: ExecService) -> None:
    """Stop and remove every session of a test, whatever state it left them in."""
    for session in service.store.sessions():
        service.settings = dataclasses.replace(service.settings, stop_timeout=0.5)
        service.remove(session.id, force=True)
    service.store.close()


@pytest.fixture
def service(settings: Settings) -> Iterator[ExecService]:
    """A service whose sessions end with the test."""
    service = ExecService(settings)
    yield service
    end_all(service)


TARGETS = (
    "crun+conmon",
    "runc+conmon",
    "crun+embedded",
    "runc+embedded",
    "host+embedded",
)


@dataclasses.dataclass(frozen=True)
class Target:
    """A service and a container to use it on."""

    service: ExecService
    container: ContainerRef
    monitor: str
    real: RealContainer | None


@pytest.fixture(params=TARGETS)
def target(
    request: pytest.FixtureRequest,
    settings: Settings,
    standing_containers: Callable[[str], RealContainer],
) -> Iterator[Target]:
    """Each pair of a runtime and a monitor: the contract holds on all of them."""
    runtime, _, monitor = str(request.param).partition("+")
    if monitor == "conmon":
        require(shutil.which("conmon"), "conmon is not installed")
    service = ExecService(dataclasses.replace(settings, monitor=monitor))
    real = None if runtime == HOST_ID else standing_containers(runtime)
    yield Target(
        service, service.container(real.id if real else HOST_ID), monitor, real
    )
    end_all(service)
