"""The widget that shows a terminal and turns keys and mouse into bytes for it.

A pane knows nothing of sessions: bytes come in by `feed`, and everything else goes
up by messages. Output that may need an answer is parsed at once; what only writes lines
waits for the next frame, or for whoever looks at `terminal`.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.reactive import reactive

from core.session.types import TerminalSize, display_text
from widgets.terminal.events import ClipboardWrite, Notification
from widgets.terminal.keys import KeyModes, encode_focus, encode_key, encode_paste
from widgets.terminal.messages import PaneMessage
from widgets.terminal.pane_copy import PaneCopy
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import SCROLLBACK, TerminalScreen
from widgets.terminal.skim import Skimmer
from widgets.terminal.view import TerminalView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.strip import Strip
    from textual.timer import Timer

NOTIFICATION_SECONDS = 1.0
"""Least time between two notifications of one program."""
RESIZE_SECONDS = 0.05
"""Time that the size must rest before the program is told of it."""


class TerminalPane(PaneCopy, can_focus=True):
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

    class ClipboardRequest(PaneMessage):
        """The program wants text on the clipboard; the user is to be asked."""

        def __init__(self, pane: TerminalPane, text: str) -> None:
            self.text = text
            super().__init__(pane)

    class Notified(PaneMessage):
        """The program has something to tell the user, in plain text."""

        def __init__(self, pane: TerminalPane, title: str, body: str) -> None:
            self.title = title
            self.body = body
            super().__init__(pane)

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
        self._terminal = TerminalScreen(80, 24, scrollback)
        self._stream = TerminalStream(self._terminal)
        self._skimmer = Skimmer()
        self._view = TerminalView(self._terminal)
        self._shown: list[Strip] = []
        self._blink_timer: Timer | None = None
        self._last_notification = 0.0
        self._synchronized_since: float | None = None
        self._resize_timer: Timer | None = None
        self._announced: TerminalSize | None = None
        self._limit: TerminalSize | None = None
        self.sink: Callable[[bytes], object] | None = None
        """Takes the bytes for the program at once, instead of `Input` messages."""
        self.companions: tuple[TerminalPane, ...] = ()
        """Panes that are typed into along with this one, each in its own modes."""

    # What owners use.

    @property
    def terminal(self) -> TerminalScreen:
        """The terminal as the output says."""
        self._stream.catch_up()
        return self._terminal

    @property
    def title(self) -> str:
        """The title that the program set, empty if none."""
        return self._terminal.title

    @property
    def size_in_cells(self) -> TerminalSize:
        """The size of the terminal."""
        return TerminalSize(self._terminal.columns, self._terminal.lines)

    @property
    def limit(self) -> TerminalSize | None:
        """The most that the terminal takes of the widget; None: all of it.

        Panes that show one session are as large as the smallest of them.
        """
        return self._limit

    @limit.setter
    def limit(self, size: TerminalSize | None) -> None:
        """Fit the terminal into another size."""
        if size != self._limit:
            self._limit = size
            self.on_resize()

    @property
    def scrolled_back(self) -> int:
        """How many lines into the past the view is."""
        mode = self.copy_mode
        return self._view.back if mode is None else max(-mode.top, 0)

    def skim(self, data: bytes, *, replay: bool = False) -> None:
        """Take output that nobody will see: only its lasting effects and queries count."""
        self.feed(self._skimmer.feed(data), replay=replay)

    def feed(self, data: bytes, *, replay: bool = False) -> None:
        """Take output of the program.

        With `replay` it is from the past: nothing in it is answered.
        """
        terminal = self._terminal
        title, bells = terminal.title, terminal.bell_count
        self._stream.feed_later(data)
        if not terminal.synchronized:
            self._synchronized_since = None
        elif self._synchronized_since is None:
            self._synchronized_since = monotonic()
        replies = terminal.take_replies()
        if replay:
            terminal.take_events()
        else:
            self.send(replies)
            self._pass_on_events()
        if terminal.title != title:
            self.post_message(self.TitleChanged(self, terminal.title))
        if terminal.bell_count != bells and not replay:
            self.post_message(self.Bell(self))
        self._request_frame()

    def reset(self) -> None:
        """Empty the terminal, scrollback included, for another program."""
        title = self.title
        self.leave_copy_mode()
        self._stream.reset()
        self._terminal.reset()
        self._terminal.set_title("")
        self._terminal.take_replies()
        self._view.follow()
        self._synchronized_since = None
        if title:
            self.post_message(self.TitleChanged(self, ""))
        self.clear_message()

    def scroll_back(self, lines: int) -> None:
        """Move the view `lines` into the past, or forward if negative."""
        self._catch_up()
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

    def _pass_on_events(self) -> None:
        """Post what the program asks of the owner."""
        for event in self._terminal.take_events():
            if isinstance(event, ClipboardWrite):
                self.post_message(self.ClipboardRequest(self, event.text))
            elif isinstance(event, Notification):
                now = monotonic()
                if now - self._last_notification >= NOTIFICATION_SECONDS:
                    self._last_notification = now
                    self.post_message(self.Notified(self, event.title, event.body))

    # Size and focus.

    def on_resize(self) -> None:
        """Give the terminal the widget's size; tell of it when it rests."""
        if not self.size:
            return  # Hidden: the program keeps its size.
        self.fit()
        self._shown = self._paint()
        self.refresh()

    def fit(self) -> None:
        """Give the terminal the widget's size."""
        self._catch_up()
        columns, lines = self.terminal_size
        self.resize_terminal(columns, lines)
        self._view.follow()
        if self._resize_timer is not None:
            self._resize_timer.stop()
        self._resize_timer = self.set_timer(RESIZE_SECONDS, self._announce_size)

    @property
    def terminal_size(self) -> tuple[int, int]:
        """Columns and lines that the terminal is to have in this widget."""
        columns, lines = self.size
        if self._limit is not None:
            columns = min(columns, self._limit.columns)
            lines = min(lines, self._limit.rows)
        return columns, lines

    def _announce_size(self) -> None:
        """Post the size if it differs from the one last posted."""
        if self.size_in_cells != self._announced:
            self._announced = self.size_in_cells
            self.post_message(self.Resized(self, self._announced))

    def on_hide(self, event: events.Hide) -> None:
        """Keep the keyboard: a layout may leave no room just for a moment."""
        event.prevent_default()
        self._shown = []

    def on_focus(self) -> None:
        """Show the cursor as a block, and tell a program that wants to know."""
        self._focus_changed(focused=True)

    def on_blur(self) -> None:
        """Show the cursor as a line, and tell a program that wants to know."""
        self.prefix_active = False
        self._set_blinking(False)
        self._focus_changed(focused=False)

    def _focus_changed(self, *, focused: bool) -> None:
        self._request_frame()
        if self._terminal.focus_events:
            self.send(encode_focus(focused))

    # Keys.

    def on_key(self, event: events.Key) -> None:
        """Send every key to the program, except the prefix and the key after it."""
        event.stop()
        event.prevent_default()
        if key := self.press(event.key, event.character):
            self.post_message(self.PrefixKey(self, key, event.character))

    def press(self, key: str, character: str | None) -> str | None:
        """Send a key to the program; return it if it comes after the prefix.

        For owners that do what such a key says before the next key is looked at.
        """
        self.clear_highlight()
        is_prefix = key == self.prefix
        if self.prefix_active:
            self.prefix_active = False
            if key == "escape":
                return None
            if not is_prefix:
                return key
        elif is_prefix:
            self.prefix_active = True
            return None
        if not self.press_in_copy_mode(key, character):
            for pane in (self, *self.companions):
                pane.type_key(key, character)
        return None

    def type_key(self, key: str, character: str | None) -> None:
        """Send a key to the program, whatever it may mean to the owner."""
        self._type(encode_key(key, character, modes=self._key_modes()))

    def _key_modes(self) -> KeyModes:
        """Return the modes that change what keys send."""
        terminal = self._terminal
        return KeyModes(
            application_cursor=terminal.application_cursor,
            application_keypad=terminal.application_keypad,
            backarrow_sends_backspace=terminal.backarrow_sends_backspace,
            newline=terminal.new_line,
            modify_other_keys=terminal.modify_other_keys,
            format_other_keys=terminal.format_other_keys,
            keyboard_flags=terminal.keyboard_flags,
        )

    def on_paste(self, event: events.Paste) -> None:
        """Send pasted text to the program."""
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def paste(self, text: str) -> None:
        """Send pasted text to the program, and to the companions'."""
        if not self.paste_in_copy_mode(text):
            for pane in (self, *self.companions):
                pane.type_text(text)

    def type_text(self, text: str) -> None:
        """Send text to the program as a paste."""
        self._type(encode_paste(text, bracketed=self._terminal.bracketed_paste))

    def _type(self, data: bytes) -> None:
        """Send what the user typed, and show where it will appear."""
        if data and not self.read_only and self.copy_mode is None:
            if self.scrolled_back:
                self.scroll_back(-self.scrolled_back)
            self._set_blinking(False)
            self.send(data)

    def send(self, data: bytes) -> None:
        """Hand over bytes for the program, unless it is only watched."""
        if not data or self.read_only:
            return
        if self.sink is not None:
            self.sink(data)
        else:
            self.post_message(self.Input(self, data))
