"""What a deck costs in which nothing happens, and how soon it answers a program."""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING

import psutil

from tests.benchmarks.measuring import Target
from tests.benchmarks.percentiles import Percentiles
from tests.benchmarks.side_by_side import Programs, deck_with, pane_program, tmux_with
from tests.benchmarks.watched_terminal import ahead_of_floods

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.benchmarks.measuring import Report
    from tests.benchmarks.watched_terminal import WatchedTerminal

PANES = 8
SECONDS = 10.0
SETTLING = 3.0
IDLE = Target(1.0, below=True)
QUESTIONS = 200
PROMPT = Target(5.0)
_ASKED = 120.0
"""Seconds in which all questions have to be answered."""
_SHELL = "exec /bin/sh"
_ASKER = pane_program("ask", "{gate}", "{gate}.json", str(QUESTIONS))


def bench_idle(base: Path, rounds: int, report: Report) -> None:
    """Measure the CPU time of a deck of quiet shells, and of tmux with the same."""
    spent: dict[str, list[float]] = {"deck": [], "its monitors": [], "tmux": []}
    for number in range(rounds):
        folder = base / f"idle-{number}"
        with deck_with(Programs.write(folder / "deck", [_SHELL] * PANES)) as deck:
            monitors = [item.monitor_pid for item in deck.sessions]
            ours, theirs = _shares(deck.terminal, [deck.pid], monitors)
            spent["deck"].append(ours)
            spent["its monitors"].append(theirs)
        with tmux_with(Programs.write(folder / "tmux", [_SHELL] * PANES)) as tmux:
            (share,) = _shares(tmux.terminal, [tmux.pid])
            spent["tmux"].append(share)
    report.title(
        f"responsiveness: {PANES} quiet shells, {SECONDS:.0f} s, % of one core, "
        f"median of {rounds}"
    )
    for name, shares in spent.items():
        middle = statistics.median(shares)
        judged = report.judge(name, middle, "%", IDLE) if name == "deck" else ""
        report.note(name, f"{middle:7.2f} %  ({max(shares):.2f} at most)   {judged}")


def _shares(terminal: WatchedTerminal, *groups: Sequence[int]) -> list[float]:
    """Return how much of a core each group of processes uses, in percent."""
    terminal.rest(SETTLING)
    before = [_spent(group) for group in groups]
    terminal.rest(SECONDS)
    after = [_spent(group) for group in groups]
    return [
        (last - first) / SECONDS * 100
        for first, last in zip(before, after, strict=True)
    ]


def _spent(pids: Sequence[int]) -> float:
    """Return the CPU time of processes so far."""
    times = [psutil.Process(pid).cpu_times() for pid in pids]
    return sum(item.user + item.system for item in times)


def bench_queries(base: Path, rounds: int, report: Report) -> None:
    """Measure how long a program in a quiet pane waits for its terminal's answer."""
    waited: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds):
        folder = base / f"ask-{number}"
        programs = Programs.write(folder / "deck", [_ASKER])
        with deck_with(programs) as deck:
            _collect(programs, deck.terminal, "deck", waited)
        programs = Programs.write(folder / "tmux", [_ASKER])
        with tmux_with(programs) as tmux:
            _collect(programs, tmux.terminal, "tmux", waited)
    report.title(
        "responsiveness: from a program's question to the answer, p50/p99/longest of "
        f"{rounds} x {QUESTIONS}"
    )
    for (who, name), times in waited.items():
        if who == "deck":
            figures = Percentiles.of(times)
            peer = Percentiles.of(waited["tmux", name])
            report.note(name, f"{figures}   tmux {peer}")
            half = report.judge(f"{name}, p50", figures.p50, "ms", PROMPT)
            most = report.judge(f"{name}, p99", figures.p99, "ms", PROMPT)
            report.note("", f"p50: {half}   p99: {most}")


def _collect(
    programs: Programs,
    terminal: WatchedTerminal,
    who: str,
    waited: dict[tuple[str, str], list[float]],
) -> None:
    """Let the program begin; add its times when it is done."""
    result = programs.gate.with_suffix(".json")
    programs.gate.touch()
    with ahead_of_floods():
        terminal.rest_until(result.exists, _ASKED)
    for name, times in json.loads(result.read_text()).items():
        waited.setdefault((who, name), []).extend(times)
