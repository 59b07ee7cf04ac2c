"""What the deck leaves on a real terminal after a storm: nothing but what it would draw."""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ptyprocess import PtyProcess

from core.service import ExecService
from core.settings import Settings
from tests.conftest import end_all
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from widgets.terminal.attributes import Cell

pytestmark = pytest.mark.timeout(180)

EXECDECK = str(Path(sys.executable).with_name("execdeck"))
PREFIX = b"\x02"
KEYS = (b"%", b'"', b"%", b'"', b"x", b"z", b" ", b"o", b"}", b"{", b"c", b"n", b"m")
REST_SECONDS = 1.0
"""Time in which the deck draws all it has to draw."""
NOTICE = "▌"
"""What a notice of the deck, which goes away by itself, begins with."""


class Terminal:
    """A deck in a pseudoterminal, and the emulator that is its user's terminal."""

    def __init__(self, environment: dict[str, str]) -> None:
        """Start the deck."""
        self.screen = TerminalScreen(120, 36)
        self._stream = TerminalStream(self.screen)
        self.process = PtyProcess.spawn(
            [EXECDECK], env={**os.environ, **environment}, dimensions=(36, 120)
        )

    def read(self, quiet: float = 0.05, longest: float = 20.0) -> None:
        """Take output until there has been none for `quiet` seconds."""
        deadline = time.monotonic() + longest
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.process.fd], [], [], quiet)
            if not ready:
                return
            self._stream.feed(os.read(self.process.fd, 65536))
            self.process.write(self.screen.take_replies())

    def rest(self, seconds: float = REST_SECONDS) -> None:
        """Take all output of some time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read(0.05, 0.2)

    def expect(self, text: str) -> None:
        """Wait until the screen holds a text."""
        deadline = time.monotonic() + 20
        while text not in "\n".join(self.screen.display):
            assert time.monotonic() < deadline, "\n".join(self.screen.display)
            self.read()

    def expect_gone(self, text: str) -> None:
        """Wait until the screen does not hold a text."""
        deadline = time.monotonic() + 20
        while text in "\n".join(self.screen.display):
            assert time.monotonic() < deadline, "\n".join(self.screen.display)
            self.rest(0.2)
        self.rest()

    def keys(self, data: bytes) -> None:
        """Type."""
        self.process.write(data)
        self.read(0.02, 1.0)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size, as a window does."""
        self.screen.resize(lines, columns)
        self.process.setwinsize(lines, columns)
        self.read(0.02, 1.0)

    def spoil(self, data: bytes) -> None:
        """Write to the terminal behind the deck's back."""
        self._stream.feed(data)

    def repaint(self) -> None:
        """Have everything drawn anew, as a program does that goes on after a stop."""
        os.kill(self.process.pid, signal.SIGCONT)

    def settled(self) -> list[list[Cell]]:
        """Return the panes' cells once they no longer change."""
        before = None
        for _ in range(20):
            self.rest()
            if before == (before := self.panes()):
                return before
        raise AssertionError("the deck never comes to rest")

    def becomes(self, wanted: list[list[Cell]]) -> None:
        """Wait until the panes' cells are these."""
        deadline = time.monotonic() + 20
        while self.panes() != wanted:
            assert time.monotonic() < deadline, "\n".join(self.screen.display)
            self.rest(0.2)

    def panes(self) -> list[list[Cell]]:
        """Return every cell right of the list, whose ages change as time goes by."""
        left = self.screen.display[0].find("▏") + 1
        columns = range(left, self.screen.columns)
        rows = range(self.screen.lines - 1)
        return [[self.screen.buffer[y][x] for x in columns] for y in rows]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A deck that sees only the host."""
    environment = {
        "EXECDECK_ROOT": str(tmp_path),
        "EXECDECK_RUNTIME_ROOTS": "/nonexistent",
        "SHELL": "/bin/sh",
        "PS1": "$ ",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    shown = Terminal(environment)
    yield shown
    shown.process.terminate(force=True)
    end_all(ExecService(Settings.from_environment(environment)))


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_left_that_a_full_repaint_would_not_draw(
    terminal: Terminal, seed: int
) -> None:
    """Splits, closes, output and sizes at random; then all is drawn anew and compared."""
    chosen = random.Random(seed)  # noqa: S311 (a test's dice)
    terminal.expect("⌂ host")
    terminal.keys(b"\r")
    terminal.expect("$")
    for _ in range(40):
        what = chosen.random()
        if what < 0.25:
            terminal.resize(chosen.randint(30, 200), chosen.randint(8, 60))
        elif what < 0.5:
            letter = chosen.choice("abc")
            text = f"printf '\\033[4{chosen.randint(1, 6)}m%{chosen.randint(1, 400)}s{letter}\\033[m'\r"
            terminal.keys(text.encode())
        else:
            terminal.keys(PREFIX + chosen.choice(KEYS))
    terminal.resize(132, 40)
    terminal.expect_gone(NOTICE)
    left = terminal.settled()
    terminal.repaint()
    terminal.becomes(left)
    # That it does draw all anew: what does not belong there goes away.
    terminal.spoil(b"\x1b[20;100HSTRAY")
    assert terminal.panes() != left
    terminal.repaint()
    terminal.becomes(left)
