"""How long the deck takes to be seen, against a bare Textual app."""

from __future__ import annotations

import re
import shutil
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.bare_app import GLYPH
from tests.benchmarks.measuring import Target
from tests.benchmarks.side_by_side import empty_deck, open_deck
from tests.benchmarks.watched_terminal import WatchedTerminal, clean_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.measuring import Report

NEAR_BARE = Target(1.5)
PER_ROUND = 5
_PEERS = ("lazydocker", "ctop", "oxker", "dry")
_ALTERNATE = b"\x1b[?1049h"
_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x1b\\|\x07)|[^\[\]PX^_]|[^\x1b]*\Z)",
    re.DOTALL,
)
"""A control sequence, or the beginning of one at the end of what was read."""
_BARE = Path(__file__).with_name("bare_app.py")


def bench_first_frame(base: Path, rounds: int, report: Report) -> None:
    """Measure starts of both in turn; a first round of each is not counted."""
    cli = empty_deck(base / "start")
    env = clean_environment()
    cases: dict[str, Callable[[], WatchedTerminal]] = {
        "bare app": lambda: WatchedTerminal([sys.executable, "-P", str(_BARE)], env),
        "deck": lambda: open_deck(cli),
    }
    frames: dict[str, list[float]] = defaultdict(list)
    lists: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds * PER_ROUND + 1):
        for name, begin in cases.items():
            frame, shown = _time_start(begin())
            if number:
                frames[name].append(frame)
                lists[name].append(shown)
    cli.service.store.close()
    report.title(
        "responsiveness: from the command to the first frame and to the list, "
        f"median of {rounds * PER_ROUND}"
    )
    for what, times in (("first frame", frames), ("list", lists)):
        bare, ours = (statistics.median(times[name]) * 1000 for name in cases)
        judged = report.judge(f"deck, {what}", ours / bare, "x", NEAR_BARE)
        report.note(f"bare app, {what}", f"{bare:9.1f} ms")
        report.note(f"deck, {what}", f"{ours:9.1f} ms {ours / bare:7.2f} x   {judged}")
    there = [name for name in _PEERS if shutil.which(name)]
    report.note("others like it", " ".join(there) or "none of " + ", ".join(_PEERS))


def _time_start(terminal: WatchedTerminal) -> tuple[float, float]:
    """Return the seconds to the first text and to the list; end the program."""
    try:
        terminal.wait_for(_ALTERNATE)
        shown = terminal.wait_for(GLYPH)
        seen = b""
        for piece, when in terminal.reads:
            seen += piece
            if _paints(seen):
                return when - terminal.started, shown - terminal.started
    finally:
        terminal.close()
    raise AssertionError("a list, and no frame that holds it")


def _paints(output: bytes) -> bool:
    """Whether there is more than sequences and blanks on the alternate screen."""
    _, _, screen = output.partition(_ALTERNATE)
    return bool(_SEQUENCE.sub(b"", screen).strip())
