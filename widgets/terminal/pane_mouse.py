"""The mouse in a pane: reports to programs that want them; else selecting, scrolling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from widgets.terminal import mouse

if TYPE_CHECKING:
    from textual import events

    from widgets.terminal.copy_mode import CopyMode
    from widgets.terminal.screen import TerminalScreen


class PaneMouse(Widget):
    """The part of a pane that takes mouse events."""

    _terminal: TerminalScreen
    _pressed = 0
    _drags = False
    _mouse_cell = (-1, -1)

    def send(self, data: bytes) -> None:
        """Send bytes to the program."""
        raise NotImplementedError

    def scroll_back(self, lines: int) -> None:
        """Move the view `lines` into the past, or forward if negative."""
        raise NotImplementedError

    @property
    def copy_mode(self) -> CopyMode | None:
        """The state of copy mode; None outside of it."""
        raise NotImplementedError

    def begin_drag(self, x: int, y: int) -> None:
        """Remember where the button was pressed."""
        raise NotImplementedError

    def drag(self, x: int, y: int) -> None:
        """Select from where the button was pressed."""
        raise NotImplementedError

    def end_drag(self) -> None:
        """Copy what was selected."""
        raise NotImplementedError

    def click(self, x: int, y: int, chain: int) -> None:
        """Copy what was clicked more than once."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Report a press to a program that wants the mouse, or begin a selection."""
        if self._report("press", event.button, event):
            self._pressed = event.button
            self.capture_mouse()
        elif event.button == 1:
            self._drags = True
            self.begin_drag(*self._cell(event))
            self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Report the release of a button whose press was reported, or end a selection."""
        if self._pressed:
            self._report("release", event.button or self._pressed, event)
            self._pressed = 0
            self.release_mouse()
        elif self._drags:
            self._let_go()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Report a move from cell to cell, or by pixels if these are wanted."""
        if self._drags and event.button:
            self.drag(*event.get_content_offset_capture(self))
        elif self._drags:
            # The release went elsewhere.
            self._let_go()
        else:
            self._report("move", event.button, event)

    def _let_go(self) -> None:
        self._drags = False
        self.end_drag()
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Select a word or a line by two or three clicks, unless they were reported."""
        if event.button == 1 and not self._is_reported(event):
            self.click(*self._cell(event), event.chain)

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
        if not terminal.alternate or self.copy_mode is not None:
            lines = mouse.WHEEL_LINES
            self.scroll_back(lines if button == mouse.WHEEL_UP else -lines)
        elif terminal.alternate_scroll and terminal.mouse_tracking is None:
            cursor_mode = terminal.application_cursor
            self.send(mouse.wheel_as_arrows(button, application_cursor=cursor_mode))

    def _report(
        self, action: mouse.Action, button: int, event: events.MouseEvent
    ) -> bool:
        """Send a mouse report; say whether the program wanted it."""
        if not self._is_reported(event):
            return False
        last, self._mouse_cell = self._mouse_cell, self._cell(event)
        data = mouse.encode_mouse(
            action,
            button,
            *self._mouse_cell,
            tracking=self._terminal.mouse_tracking,
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

    def _is_reported(self, event: events.MouseEvent) -> bool:
        """Whether the mouse is the program's.

        Held shift and copy mode keep it from the program, except to end its own drag.
        """
        if self._terminal.mouse_tracking is None:
            return False
        ours = event.shift or self.copy_mode is not None
        return bool(self._pressed) or not ours

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
