"""Measure cases in turn; print medians, ratios and the targets beside them."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "21"))
"""How often every case runs: what other work disturbs is not the median then."""

PAUSE = 0.06
"""Seconds before a case, as between an operator's commands. The kernel lets a process
into a cgroup at once when another has just gone into one, else after some 15 ms: without
a pause the same program would be fast or slow by what was measured before it."""


def measure(
    cases: Mapping[str, Callable[[], object]],
    rounds: int = ROUNDS,
    pause: float = PAUSE,
) -> dict[str, float]:
    """Run every case in turn, `rounds` times; return medians in seconds.

    A first round is not counted: it fills caches and makes directories.
    """
    times: dict[str, list[float]] = {name: [] for name in cases}
    nothing = Event()
    for number in range(rounds + 1):
        for name, case in cases.items():
            nothing.wait(pause)
            with stopwatch() as seconds:
                case()
            if number > 0:
                times[name].append(seconds())
    return {name: statistics.median(values) for name, values in times.items()}


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Yield what returns the seconds that the block took."""
    begun = time.perf_counter()
    ended = 0.0
    try:
        yield lambda: ended - begun
    finally:
        ended = time.perf_counter()


@dataclass(frozen=True, slots=True)
class Program:
    """A command line to be measured as a whole process."""

    argv: list[str]
    env: Mapping[str, str]
    """Without PYTHON*: a developer's setting, such as one that keeps no compiled
    modules, is not an operator's."""

    def __call__(self) -> str:
        """Run it to its end; return what it printed.

        Raises:
            RuntimeError: it failed; with its own words.
        """
        done = subprocess.run(
            self.argv,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env={k: v for k, v in self.env.items() if not k.startswith("PYTHON")},
        )
        if done.returncode != 0:
            message = f"{self.argv} returned {done.returncode}: {done.stderr}"
            raise RuntimeError(message)
        return done.stdout


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be at most, with `below` stay under, with `least` reach."""

    limit: float
    below: bool = False
    least: bool = False

    def met(self, value: float) -> bool:
        """Whether a figure is as it should be."""
        if self.least:
            return value >= self.limit
        return value < self.limit if self.below else value <= self.limit

    def describe(self, unit: str) -> str:
        """Return the target as it is printed."""
        sign = ">=" if self.least else "<" if self.below else "<="
        return f"target {sign} {self.limit:.1f} {unit}"


class Report:
    """Prints figures as they come, and counts the targets."""

    def __init__(self) -> None:
        """Begin with no figures."""
        self._met = 0
        self._missed: list[str] = []
        self._title = ""

    def title(self, text: str) -> None:
        """Begin a table."""
        self._title = text
        print(f"\n{text}", flush=True)

    def ratios(
        self, medians: Mapping[str, float], peer: str, targets: Mapping[str, Target]
    ) -> None:
        """Print medians, and as ratios to the peer among them."""
        for name, seconds in medians.items():
            ratio = seconds / medians[peer]
            words = f"{seconds * 1000:9.1f} ms {ratio:7.2f} x"
            self._print(name, words, ratio, "x", targets.get(name))

    def seconds(self, name: str, value: float, target: Target | None = None) -> None:
        """Print a time that has no peer."""
        words = f"{value:9.3f} s  {'':9}"
        self._print(name, words, value, "s", target)

    def note(self, name: str, text: str) -> None:
        """Print a figure that is no time."""
        print(f"  {name:34}{text}", flush=True)

    def summary(self) -> None:
        """Print which targets were missed."""
        print(f"\ntargets: {self._met} met, {len(self._missed)} missed")
        for line in self._missed:
            print(f"  missed: {line}")

    def judge(self, name: str, value: float, unit: str, target: Target) -> str:
        """Count a target as met or missed; return it in words."""
        met = target.met(value)
        described = target.describe(unit)
        if met:
            self._met += 1
        else:
            line = f"{self._title}: {name} {value:.2f} {unit}, {described}"
            self._missed.append(line)
        return f"{described}, {'met' if met else 'missed'}"

    def _print(
        self, name: str, words: str, value: float, unit: str, target: Target | None
    ) -> None:
        judged = f"   {self.judge(name, value, unit, target)}" if target else ""
        print(f"  {name:24}{words}{judged}", flush=True)
