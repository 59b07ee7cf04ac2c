"""The mouse in a pane: reports to programs that want them, scrolling otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from widgets.terminal import mouse

if TYPE_CHECKING:
    from textual import events

    from widgets.terminal.screen import TerminalScreen


class PaneMouse(Widget):
    """The part of a pane that takes mouse events."""

    _terminal: TerminalScreen
    _pressed = 0
    _mouse_cell = (-1, -1)

    def send(self, data: bytes) -> None:
        """Send bytes to the program."""
        raise NotImplementedError

    def scroll_back(self, lines: int) -> None:
        """Move the view `lines` into the past, or forward if negative."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Report a press to a program that wants the mouse."""
        if self._report("press", event.button, event):
            self._pressed = event.button
            self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Report the release of a button whose press was reported."""
        if self._pressed:
            self._report("release", event.button or self._pressed, event)
            self._pressed = 0
            self.release_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Report a move from cell to cell, or by pixels if these are wanted."""
        self._report("move", event.button, event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back, or let the program do it."""
        self._wheel(mouse.WHEEL_UP, event)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll forward, or let the program do it."""
        self._wheel(mouse.WHEEL_DOWN, event)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Report the wheel to a program that wants the mouse."""
        self._report("press", mouse.WHEEL_LEFT, event)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Report the wheel to a program that wants the mouse."""
        self._report("press", mouse.WHEEL_RIGHT, event)

    def _wheel(self, button: int, event: events.MouseEvent) -> None:
        """Turn one notch of the wheel into a report, arrow keys or scrolling."""
        event.stop()
        event.prevent_default()
        if self._report("press", button, event):
            return
        terminal = self._terminal
        if not terminal.alternate:
            lines = mouse.WHEEL_LINES
            self.scroll_back(lines if button == mouse.WHEEL_UP else -lines)
        elif terminal.alternate_scroll and terminal.mouse_tracking is None:
            cursor_mode = terminal.application_cursor
            self.send(mouse.wheel_as_arrows(button, application_cursor=cursor_mode))

    def _report(
        self, action: mouse.Action, button: int, event: events.MouseEvent
    ) -> bool:
        """Send a mouse report; say whether the program wanted it.

        Held shift keeps the mouse from the program, except to end its own drag.
        """
        tracking = self._terminal.mouse_tracking
        if tracking is None or (event.shift and not self._pressed):
            return False
        last, self._mouse_cell = self._mouse_cell, self._cell(event)
        data = mouse.encode_mouse(
            action,
            button,
            *self._mouse_cell,
            tracking=tracking,
            encoding=self._terminal.mouse_encoding,
            alt=event.meta,
            ctrl=event.ctrl,
            pixel=self._pixel(event),
            last=last,
        )
        if data:
            event.stop()
            self.send(data)
        return bool(data)

    def _cell(self, event: events.MouseEvent) -> tuple[int, int]:
        """Return the column and row of an event, on the screen even if dragged off."""
        offset = event.get_content_offset_capture(self)
        return (
            min(max(offset.x, 0), self._terminal.columns - 1),
            min(max(offset.y, 0), self._terminal.lines - 1),
        )

    def _pixel(self, event: events.MouseEvent) -> tuple[int, int] | None:
        """Return where in pixels, if the outer terminal tells fractions of cells."""
        x, y = event.pointer_x - self.gutter.left, event.pointer_y - self.gutter.top
        if x == int(x) and y == int(y):
            return None
        return int(x * mouse.CELL_SIZE[0]), int(y * mouse.CELL_SIZE[1])
