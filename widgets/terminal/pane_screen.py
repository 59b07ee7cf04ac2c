"""How a pane shows its terminal: which lines change, and when they are painted."""

from __future__ import annotations

from itertools import groupby
from time import monotonic
from typing import TYPE_CHECKING

from textual.geometry import Region

from widgets.terminal.colours import BACKGROUND, FOREGROUND
from widgets.terminal.frames import frame_clock
from widgets.terminal.pane_mouse import PaneMouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.strip import Strip
    from textual.timer import Timer

    from widgets.terminal.parser import TerminalStream
    from widgets.terminal.view import TerminalView

SYNCHRONIZED_SECONDS = 0.15
"""Longest time that a program can hold back painting (mode 2026)."""
BLINK_SECONDS = 0.5


class PaneScreen(PaneMouse):
    """The part of a pane that paints."""

    _stream: TerminalStream
    _view: TerminalView
    _shown: list[Strip]
    _blink_timer: Timer | None
    _synchronized_since: float | None

    def _catch_up(self) -> None:
        """Have all output parsed that has come."""
        self._stream.catch_up()
        self._view.follow()

    def fit(self) -> None:
        """Give the terminal the widget's size."""
        raise NotImplementedError

    @property
    def terminal_size(self) -> tuple[int, int]:
        """Columns and lines that the terminal is to have in this widget."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines of the widget: as painted if nothing is to go around them."""
        if self.styles.gutter or self.opacity != 1.0 or self.styles.tint.a:
            return super().render_lines(crop)
        strips = self._current_strips()[crop.y : crop.bottom]
        if crop.column_span != (0, self.size.width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        return self._current_strips()[y]

    def notify_style_update(self) -> None:
        """Paint in the new style from now on."""
        super().notify_style_update()
        self._shown = []
        foreground = self.rich_style.color
        triplet = foreground.triplet if foreground is not None else None
        if triplet is not None:
            self._terminal.colours.defaults[FOREGROUND] = int(triplet.hex[1:], 16)
        background = self.background_colors[1]
        self._terminal.colours.defaults[BACKGROUND] = int(background.hex6[1:], 16)

    def _current_strips(self) -> list[Strip]:
        """Return what is shown; the layout may change before the resize event."""
        self._catch_up()
        terminal = (self._terminal.columns, self._terminal.lines)
        if self.size and self.terminal_size != terminal:
            self.fit()
        width, height = self.size
        shown = self._shown
        if len(shown) != height or (shown and shown[0].cell_length != width):
            shown = self._shown = self._paint()
        return shown

    def _request_frame(self) -> None:
        """Have the changes painted with the next frame, if anyone sees them."""
        if self.is_attached and self._shown and self.display:
            frame_clock(self.app).request(self)

    def paint_frame(self) -> None:
        """Refresh the lines that differ from what is shown."""
        if not self.is_attached:
            return
        since = self._synchronized_since
        held = since is not None and monotonic() - since < SYNCHRONIZED_SECONDS
        if held and self._view.copying is None:
            self._request_frame()
            return
        self._catch_up()
        blinks = self._terminal.cursor_blinks and self._view.copying is None
        self._set_blinking(self.has_focus and blinks)
        before, self._shown = self._shown, self._paint()
        if len(before) != len(self._shown):
            self.refresh()
            return
        changed = [old is not new for old, new in zip(before, self._shown, strict=True)]
        if any(changed):
            width = self.size.width
            self.refresh(*(Region(0, y, width, n) for y, n in _runs(changed)))

    def _paint(self) -> list[Strip]:
        """Return a strip for each line of the widget as it is now."""
        return self._view.paint(
            self.size,
            self.rich_style,
            focused=self.has_focus,
            background=self.background_colors[1],
            filters=self.get_line_filters(),
        )

    def _set_blinking(self, blinking: bool) -> None:
        """Let the cursor blink from now on, or be steady."""
        if blinking and self._blink_timer is None:
            self._blink_timer = self.set_interval(BLINK_SECONDS, self._blink)
        elif not blinking and self._blink_timer is not None:
            self._blink_timer.stop()
            self._blink_timer = None
            self._view.cursor_shown = True

    def _blink(self) -> None:
        self._view.cursor_shown = not self._view.cursor_shown
        self._request_frame()


def _runs(flags: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each run of true flags begins and how long it is."""
    at = 0
    for flag, group in groupby(flags):
        size = len(list(group))
        if flag:
            yield at, size
        at += size
