"""Processes to be killed in an operation, and places for sessions to be on."""

from __future__ import annotations

import dataclasses
import json
import queue
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from core.service import ExecService
from core.session.types import HOST_ID
from core.settings import Settings
from tests.conftest import end_all
from tests.support.containers import require
from tests.support.faults import Program, sleeper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tests.support.containers import RealContainer

T = TypeVar("T")

DRIVERS = 2
"""How many operations are tried out, and killed, at the same time."""


@dataclasses.dataclass(frozen=True)
class Done:
    """What came of an operation in a process of its own."""

    steps: list[str]
    """What it did, in order; it was killed before the last."""
    error: str
    result: Any
    killed: bool


class Driver:
    """A process that does operations in children, and kills these."""

    def __init__(self) -> None:
        """Start it; see `driver.py`."""
        path = Path(__file__).with_name("driver.py")
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(
        self, settings: Settings, operation: str, kill_at: int = 0, **arguments: object
    ) -> Done:
        """Do an operation, killed before its step number `kill_at` (0: never)."""
        request = {"operation": operation, "kill_at": kill_at, **arguments}
        return self.ask_many(settings, [request])[0]

    def ask_many(
        self, settings: Settings, requests: Sequence[Mapping[str, object]]
    ) -> list[Done]:
        """Do operations at once, each in a process of its own."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        known = {
            "run_dir": str(settings.run_dir),
            "state_dir": str(settings.state_dir),
            "runtime_roots": list(map(str, settings.runtime_roots)),
            "monitor": settings.monitor,
            "stop_timeout": settings.stop_timeout,
        }
        asked = [{"kill_at": 0, "settings": known, **item} for item in requests]
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        return [Done(**item) for item in json.loads(self._process.stdout.readline())]

    def close(self) -> None:
        """End it."""
        self._process.communicate()


class Drivers:
    """Several drivers, each used by one thread at a time."""

    def __init__(self) -> None:
        """Start them."""
        self._all = [Driver() for _ in range(DRIVERS)]
        self._free: queue.Queue[Driver] = queue.Queue()
        for driver in self._all:
            self._free.put(driver)

    @contextmanager
    def one(self) -> Iterator[Driver]:
        """Lend a driver."""
        driver = self._free.get()
        try:
            yield driver
        finally:
            self._free.put(driver)

    def close(self) -> None:
        """End them all."""
        for driver in self._all:
            driver.close()


def try_each(one: Callable[[T], object], faults: Iterable[T]) -> None:
    """Try out faults, as many at a time as there are drivers; tell all that failed."""
    with ThreadPoolExecutor(DRIVERS) as pool:
        tried = [pool.submit(one, fault) for fault in faults]
    failed = [error for item in tried if (error := item.exception()) is not None]
    if failed:
        message = f"{len(failed)} of {len(tried)} faults"
        raise BaseExceptionGroup(message, failed)


@dataclasses.dataclass(frozen=True)
class Scene:
    """A kind of container and monitor, and where to keep sessions on it."""

    base: Path
    container_id: str
    monitor: str
    runtime_roots: tuple[Path, ...]
    notes: tuple[Path, str | None]
    """A directory by its name outside and inside of the container."""
    real: RealContainer | None

    def settings(self, name: str) -> Settings:
        """Return settings under a directory of this name."""
        return Settings(
            run_dir=self.base / name / "run",
            state_dir=self.base / name / "state",
            runtime_roots=self.runtime_roots,
            monitor=self.monitor,
            stop_timeout=0.15,
        )

    def sleeper(self, **options: Any) -> Program:
        """Return a program to run in the container (see `sleeper`)."""
        return sleeper(*self.notes, **options)

    @contextmanager
    def service(self, name: str) -> Iterator[ExecService]:
        """Lend a service of its own; what is left of its sessions is ended."""
        service = ExecService(self.settings(name))
        try:
            yield service
        finally:
            end_all(service)


def make_scene(
    kind: str,
    base: Path,
    run_root: Path,
    rootfs: Path,
    standing_containers: Callable[[str], RealContainer],
) -> Scene:
    """Return a scene of a kind, `runtime+monitor`, that keeps its files in `base`."""
    runtime, _, monitor = kind.partition("+")
    if monitor == "conmon":
        require(shutil.which("conmon"), "conmon is not installed")
    real = None if runtime == HOST_ID else standing_containers(runtime)
    return Scene(
        base=base,
        container_id=real.id if real else HOST_ID,
        monitor=monitor,
        runtime_roots=(run_root / "state-crun", run_root / "state-runc"),
        notes=(rootfs / "tmp", "/tmp") if real else (base, None),
        real=real,
    )
