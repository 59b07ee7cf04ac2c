"""Time `execdeck exec` as a whole process against the engines, in their containers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import ROUNDS, Program, Target, measure
from tests.support.cli import Cli
from tests.support.docker import Docker
from tests.support.podman import Podman

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.measuring import Report


def bench_podman_exec(base: Path, rootfs: Path, report: Report) -> None:
    """Compare with `podman exec` in the same container."""
    with Podman(base / "podman", rootfs) as podman:
        _bench_engine(base, podman, "podman exec", Target(0.8), report)


def bench_docker_exec(base: Path, rootfs: Path, report: Report) -> None:
    """Compare with `docker exec` in the same container."""
    with Docker(base / "docker", rootfs) as docker:
        _bench_engine(base, docker, "docker exec", Target(1.6), report)


def _bench_engine(
    base: Path, engine: Podman | Docker, peer: str, target: Target, report: Report
) -> None:
    report.title(f"process: `{peer}` of `true`, {ROUNDS} rounds")
    cli = Cli.at(base / "deck", (engine.state_root,))
    env = cli.env
    state = ["--root", str(engine.state_root)]
    medians = measure(
        {
            peer: Program(engine.exec_argv("true"), engine.env),
            "execdeck exec": Program(
                [*cli.argv, "exec", engine.container_id, "true"], env
            ),
            "runc exec": Program(
                ["runc", *state, "exec", engine.container_id, "true"], env
            ),
            "python -c pass": Program([sys.executable, "-c", "pass"], env),
        }
    )
    report.ratios(medians, peer, {"execdeck exec": target})
