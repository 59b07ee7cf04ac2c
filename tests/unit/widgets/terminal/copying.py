"""A terminal in copy mode, driven by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.terminal.copy_mode import NOTHING, CopyMode
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from widgets.terminal.copy_mode import Effect

TEXT = "\x1b[32mone two\x1b[m  three\r\nfour-five (six)\r\n\r\nseven eight"
"""Four lines, all narrower than 20 columns."""


class Copying:
    """A terminal that was fed some text, and copy mode on it."""

    def __init__(
        self,
        text: str = TEXT,
        columns: int = 20,
        lines: int = 6,
        *,
        scrollback: int = 10_000,
        back: int = 0,
        floods: bool = True,
    ) -> None:
        self.screen = TerminalScreen(columns, lines, scrollback)
        self.stream = TerminalStream(self.screen, floods=floods)
        self.feed(text)
        self.mode = CopyMode(self.screen, back)

    def feed(self, text: str) -> None:
        """Take more output."""
        self.stream.feed(text.encode())

    def press(self, *keys: str) -> Effect:
        """Press keys, by their character or name; return what the last one asks for."""
        effect = NOTHING
        for key in keys:
            effect = self.mode.press(key, key if len(key) == 1 else None)
        return effect

    def type(self, text: str) -> Effect:
        """Press the keys of a text."""
        return self.press(*text)

    @property
    def at(self) -> tuple[int, int]:
        """Row and column of the cursor."""
        row, column = self.mode.cursor
        return row, column

    @property
    def under(self) -> str:
        """The text from the cursor to the end of its row."""
        row, column = self.mode.cursor
        return self.mode.snapshot.row(row).chars[column:]


def numbered(first: int, last: int) -> str:
    """Return lines with their numbers."""
    return "".join(f"line {number}\r\n" for number in range(first, last))
