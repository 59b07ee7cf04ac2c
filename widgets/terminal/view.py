"""What part of a terminal a pane shows: the screen, or a look into its past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.strip import Strip

from widgets.terminal.paint import Painter, overlay

if TYPE_CHECKING:
    from widgets.terminal.screen import TerminalScreen


class TerminalView:
    """A window on a terminal, with a scroll position and a message of its own."""

    def __init__(self, terminal: TerminalScreen) -> None:
        self._terminal = terminal
        self._scrolled_off = 0
        self._painter: Painter | None = None
        self.back = 0
        """Lines that the view is scrolled into the past."""
        self.message = ""
        """Plain text laid over the last line; empty for none."""

    def scroll(self, lines: int) -> None:
        """Move `lines` into the past, or forward if negative."""
        self.back = min(max(self.back + lines, 0), self._terminal.scrollback_size)

    def follow(self) -> None:
        """After a change of the terminal: stay on the lines shown if scrolled back."""
        moved = self._terminal.scrolled_off - self._scrolled_off
        self._scrolled_off = self._terminal.scrolled_off
        self.scroll(moved if self.back else 0)

    def restyle(self) -> None:
        """Take the base style anew at the next painting."""
        self._painter = None

    def is_painted_for(self, width: int) -> bool:
        """Whether the last painting had this width and the present style."""
        return self._painter is not None and self._painter.width == width

    def paint(
        self, width: int, height: int, base: Style, *, focused: bool
    ) -> list[Strip]:
        """Return a strip for each of `height` lines."""
        terminal, painter = self._terminal, self._current_painter(width, base)
        rows = terminal.view(self.back)[:height]
        strips = [painter.strip(row) for row in rows]
        y = terminal.cursor.y + self.back
        if terminal.cursor_visible and y < len(rows):
            strips[y] = painter.strip_with_cursor(
                rows[y], terminal.cursor.x, focused=focused
            )
        strips += [Strip.blank(width, base)] * (height - len(strips))
        note_style = base + Style(reverse=True)
        if self.back and strips:
            note = f"[-{self.back}]"
            strips[0] = overlay(strips[0], note, max(width - len(note), 0), note_style)
        if self.message and strips:
            strips[-1] = overlay(strips[-1], self.message.center(width), 0, note_style)
        terminal.dirty.clear()
        return strips

    def _current_painter(self, width: int, base: Style) -> Painter:
        """Return a painter for the present width, style and look of the screen."""
        reverse = self._terminal.reverse_screen
        painter = self._painter
        if (
            painter is None
            or (painter.width, painter.reverse_screen) != (width, reverse)
            or painter.base != base
        ):
            painter = Painter(width, base, reverse_screen=reverse)
            self._painter = painter
        return painter
