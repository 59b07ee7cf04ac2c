"""How long a key takes to be seen: in a quiet pane, beside floods, and the deck's own."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Target
from tests.benchmarks.percentiles import Percentiles
from tests.benchmarks.side_by_side import (
    AT_PREFIX,
    IN_LIST,
    IN_PANE,
    PREFIX,
    TO_LIST,
    TO_NEXT,
    TO_PANES,
    Programs,
    deck_with,
    pane_program,
    title_of,
    tmux_with,
)
from tests.benchmarks.watched_terminal import DEADLINE, ahead_of_floods

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.measuring import Report
    from tests.benchmarks.side_by_side import Deck
    from tests.benchmarks.watched_terminal import WatchedTerminal

KEYS, KEYS_LEAST = 200, 10
"""Keys typed in every case and round, and how few are enough if they take too long."""
SWITCHES, SWITCHES_LEAST = 25, 4
"""Times that the deck's own keys are pressed in every round, and how few are enough."""
ENOUGH = 30.0
"""Seconds after which the least will do."""
QUITS = 3
"""Times that a deck is left in every round."""
NEAR_TMUX = Target(3.0)
PROMPT = Target(100.0)
_LINE = 20
"""Keys in a line: fewer than the columns of the narrowest pane."""
_PAUSE = (0.02, 0.05)
_FLOODING = 1.0
_RATE = 1000
_BUSY = pane_program("log", "{gate}", str(_RATE))
_LOG = pane_program("log", "{gate}")
_YES = "until [ -e {gate} ]; do sleep 0.05; done; exec yes"
_CAT = "exec cat"
_IDLE, _LOGS, _FLOODS = "idle", f"7 panes log {_RATE} lines/s", "7 panes flood"
CASES = {
    _IDLE: (_CAT,),
    _LOGS: (*[_BUSY] * 7, _CAT),
    _FLOODS: (_YES, _LOG, _YES, _LOG, _YES, _LOG, _YES, _CAT),
}


def bench_key_echo(base: Path, rounds: int, report: Report) -> None:
    """Measure keys in the deck and in tmux, in turn; then the deck's own."""
    echoes: dict[tuple[str, str], list[float]] = defaultdict(list)
    own: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for place, (case, lines) in enumerate(CASES.items()):
            folder = base / f"echo-{number}-{place}"
            programs = Programs.write(folder / "deck", lines)
            with deck_with(programs) as deck:
                _let_in(programs, deck.terminal)
                echoes[case, "deck"] += echo_times(deck.terminal)
                if case == _FLOODS:
                    _press_own_keys(deck, own)
            programs = Programs.write(folder / "tmux", lines)
            with tmux_with(programs) as tmux:
                _let_in(programs, tmux.terminal)
                echoes[case, "tmux"] += echo_times(tmux.terminal)
    report.title(
        f"responsiveness: from a key to its echo, p50/p99/longest of {rounds} rounds"
    )
    for case in CASES:
        deck_times = Percentiles.of(echoes[case, "deck"])
        tmux_times = Percentiles.of(echoes[case, "tmux"])
        ratio = deck_times.p99 / tmux_times.p99
        judged = report.judge(f"{case}, p99", ratio, "x", NEAR_TMUX)
        report.note(case, f"{deck_times}   tmux {tmux_times}")
        report.note("", f"p99 {ratio:5.2f} x   {judged}")
    report.title(f"responsiveness: the deck's own keys, {_FLOODS}, p50/p99/longest")
    for name, times in own.items():
        figures = Percentiles.of(times)
        judged = report.judge(name, figures.longest, "ms", PROMPT)
        report.note(name, f"{figures}   longest: {judged}")


def _let_in(programs: Programs, terminal: WatchedTerminal) -> None:
    """Open the gate for the floods; let them come to their full height."""
    programs.gate.touch()
    terminal.rest(_FLOODING)


def letters() -> Iterator[str]:
    """Yield narrow letters that no program of ours prints, each of them once."""
    yield from (chr(code) for code in range(0x100, 0x180))
    yield from (chr(code) for code in range(0x400, 0x482))
    yield from (chr(code) for code in range(0x48A, 0x530))


def echo_times(terminal: WatchedTerminal) -> list[float]:
    """Type letters, each when the one before has been seen; return the seconds."""
    rng = random.Random(7)  # noqa: S311
    times: list[float] = []
    enough = time.perf_counter() + ENOUGH
    with ahead_of_floods():
        for number, letter in zip(range(KEYS), letters(), strict=False):
            if len(times) >= KEYS_LEAST and time.perf_counter() > enough:
                break
            terminal.rest(rng.uniform(*_PAUSE))
            _time_key(terminal, letter.encode(), (letter,), times)
            if number % _LINE == _LINE - 1:
                # The program repeats the line: letters that have been seen already.
                terminal.type(b"\r")
                terminal.rest(0.2)
    return times


def _press_own_keys(deck: Deck, times: dict[str, list[float]]) -> None:
    """Go from pane to pane and to the list, then leave, and come back to leave again."""
    focused = -1
    terminal = deck.terminal
    enough = time.perf_counter() + ENOUGH
    with ahead_of_floods():
        for number in range(SWITCHES):
            if number >= SWITCHES_LEAST and time.perf_counter() > enough:
                break
            focused = (focused + 1) % len(deck.sessions)
            title = title_of(deck.sessions[focused])
            for key, shown, name in (
                (PREFIX, (AT_PREFIX,), "ctrl+b: its keys"),
                (TO_NEXT, (IN_PANE, title), "ctrl+b o: next pane"),
                (PREFIX, (AT_PREFIX,), "ctrl+b: its keys"),
                (TO_LIST, (IN_LIST,), "ctrl+b tab: the list"),
                (TO_PANES, (IN_PANE,), "tab: the panes"),
            ):
                terminal.rest(_PAUSE[1])
                _time_key(terminal, key, shown, times[name])
    for number in range(QUITS):
        if number:
            deck.reopen()
            deck.terminal.rest(_FLOODING)
        deck.go_to_list()
        with ahead_of_floods():
            deck.terminal.rest(0.2)
            begun = deck.terminal.type(b"q")
            times["q: the end"].append(deck.terminal.wait_for_exit() - begun)


def _time_key(
    terminal: WatchedTerminal, key: bytes, shown: tuple[str, ...], times: list[float]
) -> None:
    """Press a key; note how long it takes until all of that is shown."""
    begun = terminal.type(key)
    # What does not come in time counts as long as we have waited.
    seen = begun + DEADLINE
    with suppress(TimeoutError):
        seen = max(terminal.wait_for(text) for text in shown)
    times.append(seen - begun)
