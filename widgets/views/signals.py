"""`SignalList`: what may be sent to a session, found by typing its name."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from widgets.views.line_view import LineView
from widgets.views.lines import Line, make_line
from widgets.views.signal_names import all_signals

if TYPE_CHECKING:
    from textual import events

TYPED_SECONDS = 1.5
"""How long what was typed waits for more."""

STOP_KEY = "stop"
"""Key of the line that stands for all that a stop does."""


class SignalList(LineView, inherit_bindings=False):
    """The ladder of a stop, then every signal; letters and digits find one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | up, down, pageup, pagedown, home, end | Move. |
    | letters, digits | Go to the first signal that begins so. |
    | enter | Choose. |
    """

    def __init__(self, ladder: str) -> None:
        """Offer all signals, first of all what `ladder` says."""
        super().__init__(has_cursor=True)
        self._signals = all_signals()
        self._ladder = ladder
        self._typed = ""
        self._typed_at = 0.0

    @property
    def signum(self) -> int | None:
        """The signal that the cursor is on; None for a stop."""
        line = self.cursor_line
        return line.key if line is not None and isinstance(line.key, int) else None

    def on_mount(self) -> None:
        """Fill in the lines."""
        signals = [_line(name, number) for name, number in self._signals]
        self.set_lines([make_line((self._ladder, "heading"), key=STOP_KEY), *signals])

    def on_key(self, event: events.Key) -> None:
        """Go to the signal that begins with what is typed."""
        character = (event.character or "").upper()
        if not (character.isalnum() or character in {"+", "-"}) or len(character) != 1:
            return
        event.stop()
        event.prevent_default()
        now = time.monotonic()
        fresh = now - self._typed_at > TYPED_SECONDS
        self._typed_at = now
        for typed in ([] if fresh else [self._typed + character]) + [character]:
            for index, (name, number) in enumerate(self._signals):
                if name.startswith(typed) or str(number) == typed:
                    self._typed = typed
                    self.go(index + 1)
                    return


def _line(name: str, number: int) -> Line:
    return make_line(f"{name:<10}", (f"{number:>3}", "muted"), key=number)
