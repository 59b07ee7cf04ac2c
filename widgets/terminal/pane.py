"""The widget that shows a terminal and turns keys and mouse into bytes for it.

A pane knows nothing of sessions: bytes come in by `feed`, and everything else goes
up by messages. Output is parsed at once, so queries are answered at once; painting
waits for the next frame.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region
from textual.reactive import reactive
from textual.widget import Widget

from core.session.types import TerminalSize, display_text
from widgets.terminal import mouse
from widgets.terminal.keys import encode_focus, encode_key, encode_paste
from widgets.terminal.messages import PaneMessage
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import SCROLLBACK, TerminalScreen
from widgets.terminal.skim import Skimmer
from widgets.terminal.view import TerminalView

if TYPE_CHECKING:
    from textual import events
    from textual.strip import Strip
    from textual.timer import Timer

FRAME_SECONDS = 1 / 60
SYNCHRONIZED_SECONDS = 0.15
"""Longest time that a program can hold back painting (mode 2026)."""
RESIZE_SECONDS = 0.05
"""Time that the size must rest before the program is told of it."""


class TerminalPane(Widget, can_focus=True):
    """A terminal of the widget's size; see the messages for what it says.

    Args:
        prefix: the key after which one key goes to the app, not the program.
        scrollback: rows kept above the screen.
        read_only: send nothing to the program.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = """
    TerminalPane {
        width: 1fr;
        height: 1fr;
    }
    """

    prefix_active: reactive[bool] = reactive(default=False, repaint=False)
    """Whether the prefix was pressed and the next key is the app's."""

    class Input(PaneMessage):
        """The program is to be sent some bytes."""

        def __init__(self, pane: TerminalPane, data: bytes) -> None:
            self.data = data
            super().__init__(pane)

    class Resized(PaneMessage):
        """The terminal has come to rest at a new size."""

        def __init__(self, pane: TerminalPane, size: TerminalSize) -> None:
            self.size = size
            super().__init__(pane)

    class PrefixKey(PaneMessage):
        """A key was pressed after the prefix."""

        def __init__(self, pane: TerminalPane, key: str, character: str | None) -> None:
            self.key = key
            self.character = character
            super().__init__(pane)

    class TitleChanged(PaneMessage):
        """The program set another title."""

        def __init__(self, pane: TerminalPane, title: str) -> None:
            self.title = title
            super().__init__(pane)

    class Bell(PaneMessage):
        """The program rang the bell."""

    def __init__(
        self,
        *,
        prefix: str = "ctrl+b",
        scrollback: int = SCROLLBACK,
        read_only: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.prefix = prefix
        self.read_only = read_only
        self.terminal = TerminalScreen(80, 24, scrollback)
        self._stream = TerminalStream(self.terminal)
        self._skimmer = Skimmer()
        self._view = TerminalView(self.terminal)
        self._shown: list[Strip] = []
        self._frame_timer: Timer | None = None
        self._last_frame = 0.0
        self._synchronized_since: float | None = None
        self._resize_timer: Timer | None = None
        self._announced: TerminalSize | None = None
        self._pressed = 0
        self._mouse_cell = (-1, -1)

    # What owners use.

    @property
    def title(self) -> str:
        """The title that the program set, empty if none."""
        return self.terminal.title

    @property
    def size_in_cells(self) -> TerminalSize:
        """The size of the terminal."""
        return TerminalSize(self.terminal.columns, self.terminal.lines)

    @property
    def scrolled_back(self) -> int:
        """How many lines into the past the view is."""
        return self._view.back

    def skim(self, data: bytes) -> None:
        """Take output that nobody will see: only its lasting effects count."""
        self.feed(self._skimmer.feed(data), replay=True)

    def feed(self, data: bytes, *, replay: bool = False) -> None:
        """Take output of the program.

        With `replay` it is from the past: nothing in it is answered.
        """
        terminal = self.terminal
        title, bells = terminal.title, terminal.bell_count
        self._stream.feed(data)
        self._view.follow()
        if not terminal.synchronized:
            self._synchronized_since = None
        elif self._synchronized_since is None:
            self._synchronized_since = monotonic()
        replies = terminal.take_replies()
        if not replay:
            self._send(replies)
        if terminal.title != title:
            self.post_message(self.TitleChanged(self, terminal.title))
        if terminal.bell_count != bells and not replay:
            self.post_message(self.Bell(self))
        self._request_frame()

    def reset(self) -> None:
        """Empty the terminal, scrollback included, for another program."""
        title = self.title
        self._stream.reset()
        self.terminal.reset()
        self.terminal.clear_scrollback()
        self.terminal.take_replies()
        self._view.follow()
        self._synchronized_since = None
        if title:
            self.post_message(self.TitleChanged(self, ""))
        self.clear_message()

    def scroll_back(self, lines: int) -> None:
        """Move the view `lines` into the past, or forward if negative."""
        self._view.scroll(lines)
        self._request_frame()

    def show_message(self, text: str) -> None:
        """Lay a line of plain text over the last line, apart from the terminal."""
        self._view.message = display_text(text)
        self._request_frame()

    def clear_message(self) -> None:
        """Take the message away."""
        self._view.message = ""
        self._request_frame()

    # Painting.

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        width, height = self.size
        # The layout may have changed before the resize event tells us so.
        if len(self._shown) != height or not self._view.is_painted_for(width):
            self._shown = self._paint()
        return self._shown[y]

    def notify_style_update(self) -> None:
        """Paint in the new style from now on."""
        super().notify_style_update()
        self._view.restyle()

    def _request_frame(self) -> None:
        """Repaint now, or at the next frame if the last one is too recent."""
        if self._frame_timer is not None or not self.is_attached or not self._shown:
            return
        wait = self._last_frame + FRAME_SECONDS - monotonic()
        if wait > 0:
            self._frame_timer = self.set_timer(wait, self._frame)
        else:
            self._frame()

    def _frame(self) -> None:
        """Refresh the lines that differ from what is shown."""
        self._frame_timer = None
        now = self._last_frame = monotonic()
        since = self._synchronized_since
        if since is not None and now - since < SYNCHRONIZED_SECONDS:
            self._request_frame()
            return
        before, self._shown = self._shown, self._paint()
        if len(before) != len(self._shown):
            self.refresh()
            return
        changed = [
            Region(0, y, self.size.width, 1)
            for y, (old, new) in enumerate(zip(before, self._shown, strict=True))
            if old is not new and old != new
        ]
        if changed:
            self.refresh(*changed)

    def _paint(self) -> list[Strip]:
        """Return a strip for each line of the widget as it is now."""
        width, height = self.size
        return self._view.paint(width, height, self.rich_style, focused=self.has_focus)

    # Size and focus.

    def on_resize(self) -> None:
        """Give the terminal the widget's size; tell of it when it rests."""
        if not self.size:
            return  # Hidden: the program keeps its size.
        size = TerminalSize(self.size.width, self.size.height)
        self.terminal.resize(lines=size.rows, columns=size.columns)
        self._view.follow()
        self._shown = self._paint()
        self.refresh()
        if self._resize_timer is not None:
            self._resize_timer.stop()
        self._resize_timer = self.set_timer(RESIZE_SECONDS, self._announce_size)

    def _announce_size(self) -> None:
        """Post the size if it differs from the one last posted."""
        if self.size_in_cells != self._announced:
            self._announced = self.size_in_cells
            self.post_message(self.Resized(self, self._announced))

    def on_focus(self) -> None:
        """Show the cursor as a block, and tell a program that wants to know."""
        self._focus_changed(focused=True)

    def on_blur(self) -> None:
        """Show the cursor as a line, and tell a program that wants to know."""
        self.prefix_active = False
        self._focus_changed(focused=False)

    def _focus_changed(self, *, focused: bool) -> None:
        self._request_frame()
        if self.terminal.focus_events:
            self._send(encode_focus(focused))

    # Keys.

    def on_key(self, event: events.Key) -> None:
        """Send every key to the program, except the prefix and the key after it."""
        event.stop()
        event.prevent_default()
        is_prefix = event.key == self.prefix
        if self.prefix_active:
            self.prefix_active = False
            if event.key == "escape":
                return
            if not is_prefix:
                self.post_message(self.PrefixKey(self, event.key, event.character))
                return
        elif is_prefix:
            self.prefix_active = True
            return
        self._type(
            encode_key(
                event.key,
                event.character,
                application_cursor=self.terminal.application_cursor,
                application_keypad=self.terminal.application_keypad,
            )
        )

    def on_paste(self, event: events.Paste) -> None:
        """Send pasted text to the program."""
        event.stop()
        event.prevent_default()
        self._type(encode_paste(event.text, bracketed=self.terminal.bracketed_paste))

    def _type(self, data: bytes) -> None:
        """Send what the user typed, and show where it will appear."""
        if data and not self.read_only:
            self.scroll_back(-self.scrolled_back)
            self._send(data)

    def _send(self, data: bytes) -> None:
        """Post bytes for the program, unless it is only watched."""
        if data and not self.read_only:
            self.post_message(self.Input(self, data))

    # Mouse.

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
        """Report a move from cell to cell."""
        if self._cell(event) != self._mouse_cell:
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
        terminal = self.terminal
        if not terminal.alternate:
            lines = mouse.WHEEL_LINES
            self.scroll_back(lines if button == mouse.WHEEL_UP else -lines)
        elif terminal.alternate_scroll and terminal.mouse_tracking is None:
            cursor_mode = terminal.application_cursor
            self._send(mouse.wheel_as_arrows(button, application_cursor=cursor_mode))

    def _report(
        self, action: mouse.Action, button: int, event: events.MouseEvent
    ) -> bool:
        """Send a mouse report; say whether the program wanted it.

        Held shift keeps the mouse from the program, except to end its own drag.
        """
        tracking = self.terminal.mouse_tracking
        if tracking is None or (event.shift and not self._pressed):
            return False
        column, row = self._mouse_cell = self._cell(event)
        data = mouse.encode_mouse(
            action,
            button,
            column,
            row,
            tracking=tracking,
            encoding=self.terminal.mouse_encoding,
            alt=event.meta,
            ctrl=event.ctrl,
        )
        if data:
            event.stop()
            self._send(data)
        return bool(data)

    def _cell(self, event: events.MouseEvent) -> tuple[int, int]:
        """Return the column and row of an event, on the screen even if dragged off."""
        offset = event.get_content_offset_capture(self)
        return (
            min(max(offset.x, 0), self.terminal.columns - 1),
            min(max(offset.y, 0), self.terminal.lines - 1),
        )
