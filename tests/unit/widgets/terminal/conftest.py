"""A terminal of any size, fed with bytes."""

from __future__ import annotations

import pytest

from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen


class Emulator:
    """A screen with its stream."""

    def __init__(
        self, columns: int = 10, lines: int = 4, scrollback: int = 100
    ) -> None:
        self.screen = TerminalScreen(columns, lines, scrollback)
        self.stream = TerminalStream(self.screen)

    def feed(self, data: bytes | str) -> TerminalScreen:
        """Feed bytes, or text in UTF-8, and return the screen."""
        self.stream.feed(data.encode() if isinstance(data, str) else data)
        return self.screen

    @property
    def lines(self) -> list[str]:
        """The lines of the screen without trailing blanks."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def position(self) -> tuple[int, int]:
        """Column and line of the cursor, from 0."""
        return self.screen.cursor.x, self.screen.cursor.y


@pytest.fixture
def terminal() -> Emulator:
    """Return a terminal of 10 columns and 4 lines."""
    return Emulator()


@pytest.fixture
def make_terminal() -> type[Emulator]:
    """Return what makes a terminal of any size."""
    return Emulator
