"""The longest pauses of a deck that lists thousands of sessions, driven by keys.

Sessions and containers are records and state files, read as those of runc are. All of
them belong to one sleeping program, so that none has to be settled.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import time
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from app.deck import Deck
from core.process import boot_id, read_stat
from core.session.states import SessionState
from core.session.types import ExecConfig, ExecSession
from tests.benchmarks.measuring import Target
from tests.support.cli import Cli

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from core.settings import Settings
    from tests.benchmarks.measuring import Report

CONTAINERS, SESSIONS = 300, 5000
SIZE = (160, 45)
SMOOTH = Target(100.0)
TICK = 0.002
FILTER = "web-17"
MOVES = 40
PAGES = 10
_WATCHED = 3.0
"""Seconds in which the deck takes some snapshots."""
_DEADLINE = 60.0
_COMMANDS = ("sh", "bash -l", "psql -U postgres", "top", "tail -f /var/log/messages")


def bench_long_list(base: Path, rounds: int, report: Report) -> None:
    """Measure the pauses of everything that an operator does in the list."""
    longest: dict[str, list[float]] = {}
    with _sleeping() as pid:
        settings = _write_world(base / "list", pid)
        for _ in range(rounds):
            for name, pause in asyncio.run(_drive(settings)).items():
                longest.setdefault(name, []).append(pause)
    report.title(
        f"responsiveness: longest pause of the event loop, {CONTAINERS} containers, "
        f"{SESSIONS} sessions, median of {rounds}"
    )
    for name, pauses in longest.items():
        middle = statistics.median(pauses) * 1000
        judged = report.judge(name, middle, "ms", SMOOTH)
        report.note(
            name, f"{middle:7.1f} ms (worst {max(pauses) * 1000:.1f})   {judged}"
        )


@contextmanager
def _sleeping() -> Iterator[int]:
    program = subprocess.Popen(["sleep", "100000"])
    try:
        yield program.pid
    finally:
        program.kill()
        program.wait()


def _write_world(base: Path, pid: int) -> Settings:
    """Write containers and sessions, and return where."""
    root = base / "runc"
    cli = Cli.at(base / "deck", (root,))
    stat = read_stat(pid)
    assert stat is not None
    for number in range(CONTAINERS):
        folder = root / f"web-{number:03}"
        folder.mkdir(parents=True)
        state = {
            "id": folder.name,
            "init_process_pid": pid,
            "init_process_start": stat.start,
            "created": "2026-01-02T03:04:05.678901234Z",
            "config": {"labels": [f"bundle=/srv/{folder.name}"]},
        }
        (folder / "state.json").write_text(json.dumps(state))
    now = time.time()
    with_stops = (SessionState.RUNNING, SessionState.RUNNING, SessionState.STOPPED)
    for number in range(SESSIONS):
        state_now = with_stops[number % len(with_stops)]
        runs = state_now is SessionState.RUNNING
        home = f"web-{number % CONTAINERS:03}"
        cli.service.store.insert(
            ExecSession(
                id=f"{number * 0x9E3779B97F4A7C15 % (1 << 256):064x}",
                container_id=home,
                container_name=home,
                config=ExecConfig(
                    command=tuple(_COMMANDS[number % len(_COMMANDS)].split()),
                    terminal=True,
                ),
                state=state_now,
                pid=pid if runs else 0,
                pid_start=stat.start if runs else 0,
                exit_code=None if runs else number % 3,
                runtime="runc",
                runtime_root=str(root),
                monitor="embedded",
                monitor_pid=pid if runs else 0,
                monitor_start=stat.start if runs else 0,
                boot_id=boot_id(),
                created_at=now - SESSIONS + number,
                started_at=now - SESSIONS + number,
                finished_at=0.0 if runs else now,
            )
        )
    cli.service.store.close()
    return cli.service.settings


class _Heartbeat:
    """Measures the longest time between two turns of the event loop."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def beat(self) -> None:
        """Tick for ever."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(TICK)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last - TICK)
            last = now


async def _drive(settings: Settings) -> dict[str, float]:
    """Do what an operator does; return the longest pause of each."""
    heart = _Heartbeat()
    pauses: dict[str, float] = {}
    deck = Deck(settings)

    @asynccontextmanager
    async def paused(name: str) -> AsyncIterator[None]:
        """Note the longest pause of a block."""
        await asyncio.sleep(2 * TICK)
        heart.longest = 0.0
        yield
        await asyncio.sleep(2 * TICK)
        pauses[name] = heart.longest

    loop = asyncio.get_running_loop()
    beating = loop.create_task(heart.beat())
    try:
        async with deck.run_test(size=SIZE) as pilot:
            async with paused("the first list"):
                await _until(pilot, lambda: deck.sidebar.last_line >= SESSIONS)
            async with paused("left alone"):
                await pilot.pause(_WATCHED)
            async with paused("down and up"):
                await pilot.press(*["j"] * MOVES, *["k"] * MOVES)
            async with paused("page by page"):
                await pilot.press(*["pagedown"] * PAGES, "G", "g")
            async with paused("the filter, letter by letter"):
                await pilot.press("slash", *FILTER)
                await _until(pilot, lambda: deck.sidebar.last_line < SESSIONS // 2)
            async with paused("without the filter"):
                await pilot.press("escape")
                await _until(pilot, lambda: deck.sidebar.last_line >= SESSIONS)
            async with paused("fold and unfold"):
                lines = deck.sidebar.last_line
                await pilot.press("g", "j", "left")
                await _until(pilot, lambda: deck.sidebar.last_line < lines)
                await pilot.press("right")
                await _until(pilot, lambda: deck.sidebar.last_line == lines)
    finally:
        beating.cancel()
    return pauses


async def _until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Let the app run until a condition holds.

    Raises:
        TimeoutError: it does not in time.
    """
    until = time.monotonic() + _DEADLINE
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("the list never came to it")
        await pilot.pause(0.02)
