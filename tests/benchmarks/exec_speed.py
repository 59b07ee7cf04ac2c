"""Time `true` in a session against the runtimes themselves, in one process."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from core.attach.pump import Streams
from core.session.types import ExecConfig
from tests.benchmarks.measuring import ROUNDS, Program, Target, measure
from tests.support.cli import Cli
from tests.support.containers import require_runtime, run_container, spec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.benchmarks.measuring import Report
    from tests.support.containers import RealContainer

_TARGETS = {"crun": Target(2.0), "runc": Target(1.5)}


def bench_exec(base: Path, rootfs: Path, report: Report) -> None:
    """Measure on a crun and on a runc container."""
    roots = {name: base / f"state-{name}" for name in _TARGETS}
    cli = Cli.at(base / "deck", tuple(roots.values()))
    for runtime, root in roots.items():
        require_runtime(runtime)
        container = run_container(
            runtime,
            root,
            base / f"bundle-{runtime}",
            f"bench-{runtime}-{os.getpid():x}",
            spec(rootfs),
        )
        try:
            _bench_runtime(cli, container, report)
        finally:
            container.delete()


def _bench_runtime(cli: Cli, container: RealContainer, report: Report) -> None:
    """Compare core, the command line and the runtime."""
    true = ExecConfig(command=("true",))
    peer = f"{container.runtime} exec"
    env = cli.env
    root = str(container.root)
    runtime_exec = [container.runtime, "--root", root, "exec", container.id, "true"]
    pair: dict[str, Callable[[], object]] = {
        peer: Program(runtime_exec, env),
        "core.exec": lambda: cli.service.exec(container.id, true, Streams()),
    }
    processes = {
        "execdeck exec": Program([*cli.argv, "exec", container.id, "true"], env),
        "execdeck ps": Program([*cli.argv, "ps"], env),
        "python -c pass": Program([sys.executable, "-c", "pass"], env),
    }
    targets = {"core.exec": _TARGETS[container.runtime]}
    title = f"exec: `true` in a {container.runtime} container, {ROUNDS} rounds"
    report.title(f"{title}, each after a pause")
    report.ratios(measure({**pair, **processes}), peer, targets)
    report.title(f"{title}, one right after the other")
    report.ratios(measure(pair, pause=0), peer, targets)
