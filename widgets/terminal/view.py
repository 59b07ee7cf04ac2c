"""What part of a terminal a pane shows: the screen, or a look into its past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from widgets.terminal.paint import Look, Painter, overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.color import Color
    from textual.filter import LineFilter
    from textual.strip import Strip

    from widgets.terminal.copy_view import CopyView, Highlight
    from widgets.terminal.rows import Row
    from widgets.terminal.screen import TerminalScreen

_LINE_SHAPES = (3, 4, 5, 6)
"""Shapes of the cursor that are not a block (DECSCUSR)."""


class TerminalView:
    """A window on a terminal, with a scroll position and a message of its own."""

    def __init__(self, terminal: TerminalScreen) -> None:
        self._terminal = terminal
        self._top: Row | None = None
        self._painter: Painter | None = None
        self.back = 0
        """Lines that the view is scrolled into the past."""
        self.message = ""
        """Plain text laid over the last line; empty for none."""
        self.cursor_shown = True
        """Whether a blinking cursor is on."""
        self.copying: CopyView | None = None
        """What is shown instead in copy mode."""
        self.highlight: Highlight | None = None
        """A selection that is shown until it is taken away."""

    def scroll(self, lines: int) -> None:
        """Move `lines` into the past, or forward if negative."""
        if self.copying is not None:
            self.copying.mode.scroll(-lines)
            return
        self.back = self._terminal.scrolled(self.back, lines)
        self._top = self._terminal.view(self.back)[0] if self.back else None

    def show(self, row: Row) -> None:
        """Have a row of the past at the top, if it is still there."""
        self.back = self._terminal.rows_since(row) or 0
        self._top = row if self.back else None

    def follow(self) -> None:
        """After a change of the terminal: stay on the lines shown if scrolled back."""
        if self._top is None:
            return
        back = (
            None if self._terminal.alternate else self._terminal.rows_since(self._top)
        )
        if back is None:
            # The rows were dropped, or broken anew at another width.
            self.scroll(0)
        else:
            self.back = back

    def paint(
        self,
        size: tuple[int, int],
        base: Style,
        *,
        focused: bool,
        background: Color,
        filters: Sequence[LineFilter] = (),
    ) -> list[Strip]:
        """Return a strip for each of the lines of `size`, columns and lines."""
        terminal, (width, height) = self._terminal, size
        look = Look(
            width,
            base,
            background,
            filters,
            terminal.reverse_screen,
            terminal.colours.version,
            terminal.attributes.version,
        )
        if self.copying is not None:
            return self.copying.paint(look, height, focused=focused)
        painter = self._painter
        if painter is None or painter.look != look:
            painter = self._painter = Painter(terminal, look)
        painter.begin_frame()
        rows = terminal.view(self.back)[:height]
        highlight = self.highlight
        if highlight is None:
            strips = [painter.strip(row) for row in rows]
        else:
            strips = [highlight.strip(painter, row) for row in rows]
        y = terminal.cursor.y + self.back
        if terminal.cursor_visible and self.cursor_shown and y < len(rows):
            block = focused and terminal.cursor_shape not in _LINE_SHAPES
            x = terminal.cursor.x
            if highlight is None:
                strips[y] = painter.strip_with_cursor(rows[y], x, block=block)
            else:
                strips[y] = highlight.strip_with_cursor(
                    painter, rows[y], x, block=block
                )
        if len(strips) < height:
            strips += [painter.blank()] * (height - len(strips))
        note_style = base + Style(reverse=True)
        if self.back and strips:
            note = f"[-{self.back}]"
            strips[0] = overlay(strips[0], note, max(width - len(note), 0), note_style)
        if self.message and strips:
            strips[-1] = overlay(strips[-1], self.message.center(width), 0, note_style)
        return strips
