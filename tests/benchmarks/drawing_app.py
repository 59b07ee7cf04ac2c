"""A small app of terminal panes that measures itself: `python -m ... CASE PAINTS RESULT`.

It runs in a terminal that only swallows. Every 1/30 s its panes get other content by
`feed`; what all of that costs is the process's own CPU time, its threads included.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.geometry import Region

from widgets.terminal.pane import TerminalPane
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

COLUMNS, LINES = 200, 50
PAUSE = 1 / 30
WARM_UP = 20
_PICTURES = 16
_TEXT = "the quick brown fox jumps over the lazy dog and runs away from it all "


@dataclass(frozen=True)
class Case:
    """What changes in one paint."""

    panes: int = 1
    columns: int = COLUMNS
    lines: int = LINES
    runs: int = 10
    changed: int = LINES
    """Lines of each pane that change; 0: nothing is fed, one cell is refreshed."""


CASES = {
    "bare refresh": Case(changed=0),
    "one row": Case(changed=1),
    "whole pane": Case(),
    "eight panes": Case(panes=8, columns=50, lines=25, runs=5, changed=25),
}


def pictures(case: Case) -> Iterator[bytes]:
    """Yield output that changes a pane as the case says, for ever.

    No two in a row have a line in common.
    """
    rng = random.Random(7)  # noqa: S311

    def line(y: int) -> str:
        width = case.columns // case.runs
        runs = []
        for _ in range(case.runs):
            at = rng.randrange(len(_TEXT))
            text = (_TEXT[at:] + _TEXT * 4)[:width]
            style = rng.choice(("", "1;", "4;", "7;"))
            colour = rng.choice((f"38;5;{rng.randrange(256)}", "38;2;9;200;77", "32"))
            runs.append(f"\x1b[{style}{colour}m{text}\x1b[m")
        return f"\x1b[{y};1H" + "".join(runs)

    def picture(number: int) -> bytes:
        top = number % case.lines if case.changed < case.lines else 0
        return "".join(line(top + y + 1) for y in range(case.changed)).encode()

    made = [picture(number) for number in range(_PICTURES)]
    return itertools.cycle(made)


class DrawingApp(App[None]):
    """Panes side by side, and nothing else."""

    CSS: ClassVar[str] = """
    Screen { layout: grid; grid-size: 1; }
    Screen.tiled { grid-size: 4 2; }
    """

    def __init__(self, case: Case, paints: int) -> None:
        """Measure a case over a number of paints."""
        super().__init__()
        self._case = case
        self._paints = paints
        self._displayed = 0
        self.figures: dict[str, float] = {}

    def compose(self) -> ComposeResult:
        """Make the panes."""
        for _ in range(self._case.panes):
            yield TerminalPane()

    def on_mount(self) -> None:
        """Begin when everything has its place."""
        self.screen.set_class(self._case.panes > 1, "tiled")
        self.run_worker(self._measure())

    def _display(self, screen: object, renderable: object) -> None:
        self._displayed += 1
        super()._display(screen, renderable)  # type: ignore[arg-type]

    async def _measure(self) -> None:
        await asyncio.sleep(0.5)
        panes = list(self.query(TerminalPane))
        size = panes[0].size
        if (size.width, size.height) != (self._case.columns, self._case.lines):
            raise RuntimeError(f"the panes are of {size}")
        content = pictures(self._case)
        await self._paint(panes, content, WARM_UP)
        self._displayed = 0
        begun = time.process_time()
        await self._paint(panes, content, self._paints)
        spent = time.process_time() - begun
        self.figures["paint"] = spent / self._paints
        self.figures["displayed"] = self._displayed / self._paints
        self.exit()

    async def _paint(
        self, panes: list[TerminalPane], content: Iterator[bytes], count: int
    ) -> None:
        due = time.perf_counter()
        for number in range(count):
            if self._case.changed:
                for pane in panes:
                    pane.feed(next(content))
            else:
                panes[0].refresh(Region(0, number % self._case.lines, 1, 1))
            due += PAUSE
            await asyncio.sleep(max(due - time.perf_counter(), 0))


def parsing(case: Case, paints: int) -> float:
    """Return the CPU time of the same output without an app."""
    if not case.changed:
        return 0.0
    content = pictures(case)
    streams = [
        TerminalStream(TerminalScreen(case.columns, case.lines))
        for _ in range(case.panes)
    ]

    def paint(count: int) -> None:
        for _ in range(count):
            for stream in streams:
                stream.feed(next(content))

    paint(WARM_UP)
    begun = time.process_time()
    paint(paints)
    return (time.process_time() - begun) / paints


def main() -> None:
    """Measure a case; write what it took as JSON."""
    case, paints, result = CASES[sys.argv[1]], int(sys.argv[2]), Path(sys.argv[3])
    app = DrawingApp(case, paints)
    app.run()
    if app.return_code:
        # Textual has printed why, where nobody reads it.
        raise SystemExit(app.return_code)
    app.figures["parsing"] = parsing(case, paints)
    fresh = result.with_suffix(".new")
    fresh.write_text(json.dumps(app.figures))
    fresh.rename(result)


if __name__ == "__main__":
    main()
