"""Time `execdeck ps` against `podman ps` where there are many containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.measuring import ROUNDS, Program, Target, measure
from tests.benchmarks.sleepers import create_sleepers, end_all, in_threads, start_all
from tests.support.cli import Cli
from tests.support.podman import Podman

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.measuring import Report

CONTAINERS = 100


def bench_ps(base: Path, rootfs: Path, report: Report) -> None:
    """Measure with a session in each of the containers: the harder case for us."""
    with Podman(base / "podman", rootfs) as podman:
        more = in_threads(podman.start, [f"box-{n}" for n in range(1, CONTAINERS)])
        ids = [podman.container_id, *more]
        cli = Cli.at(base / "deck", (podman.state_root,))
        env = cli.env
        cases = {
            "podman ps": Program(podman.argv("ps"), podman.env),
            "execdeck ps": Program([*cli.argv, "ps"], env),
            "execdeck containers": Program([*cli.argv, "containers"], env),
        }
        targets = {"execdeck ps": Target(1.0, below=True)}
        try:
            report.title(f"ps: {CONTAINERS} containers of podman, {ROUNDS} rounds")
            report.ratios(measure(cases), "podman ps", targets)
            start_all(cli.service, create_sleepers(cli.service, ids, CONTAINERS))
            report.title(f"ps: the same with {CONTAINERS} sessions, {ROUNDS} rounds")
            report.ratios(measure(cases), "podman ps", targets)
        finally:
            end_all(cli.service)
