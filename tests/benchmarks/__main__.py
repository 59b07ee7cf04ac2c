"""Time exec sessions against the runtimes themselves.

Run by `make bench`, as root. Prints medians of interleaved rounds, and ratios: times
of one machine at one moment mean little by themselves.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core.attach.pump import Streams
from core.service import ExecService
from core.session.types import ExecConfig
from core.settings import Settings
from tests.support.containers import make_rootfs, run_container, spec

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.containers import RealContainer

ROUNDS = 20


def measure(cases: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Run every case in turn, ROUNDS times; return medians in seconds."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, case in cases.items():
            begun = time.perf_counter()
            case()
            times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(values) for name, values in times.items()}


def run(*argv: str, env: dict[str, str] | None = None) -> None:
    """Run a program to its end."""
    subprocess.run(argv, check=True, capture_output=True, env=env)


def bench_runtime(
    service: ExecService, container: RealContainer, env: dict[str, str]
) -> None:
    """Compare `true` through core, through the command line and through the runtime."""
    execdeck = str(Path(sys.executable).with_name("execdeck"))
    true = ExecConfig(command=("true",))
    runtime = container.runtime
    medians = measure(
        {
            f"{runtime} exec": lambda: container.run("exec", container.id, "true"),
            "core.exec": lambda: service.exec(container.id, true, Streams()),
            "execdeck exec": lambda: run(
                execdeck, "exec", container.id, "true", env=env
            ),
            "execdeck ps": lambda: run(execdeck, "ps", env=env),
            "python -c pass": lambda: run(sys.executable, "-c", "pass"),
        }
    )
    peer = medians[f"{runtime} exec"]
    for name, seconds in medians.items():
        print(
            f"{runtime:5} {name:16} {seconds * 1000:8.1f} ms   {seconds / peer:5.2f} x"
        )


def main() -> None:
    """Measure on a crun and on a runc container."""
    with tempfile.TemporaryDirectory(prefix="execdeck-bench-") as folder:
        base = Path(folder)
        rootfs = make_rootfs(base / "rootfs")
        roots = {name: base / f"state-{name}" for name in ("crun", "runc")}
        settings = Settings(
            run_dir=base / "deck/run",
            state_dir=base / "deck/state",
            runtime_roots=tuple(roots.values()),
        )
        env = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "EXECDECK_ROOT": str(base / "deck"),
            "EXECDECK_RUNTIME_ROOTS": ":".join(map(str, roots.values())),
        }
        for runtime, root in roots.items():
            container = run_container(
                runtime,
                root,
                base / f"bundle-{runtime}",
                f"bench-{runtime}",
                spec(rootfs),
            )
            try:
                bench_runtime(ExecService(settings), container, env)
            finally:
                container.delete()


if __name__ == "__main__":
    main()
