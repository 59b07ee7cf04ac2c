"""`KeyBar`: one line of key hints that can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events


class KeyHint(NamedTuple):
    """A key, what it does in a word or two, and the action it stands for."""

    key: str
    label: str
    action: str
    pinned: bool = False
    """It is shown before those that are not: they give way."""

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return cell_len(self.key) + cell_len(self.label) + 3


class KeyBar(Widget):
    """The footer: a context word on the left, then as many hints as fit.

    Hints are dropped from the end, but for the pinned ones, never reordered or cut.
    """

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        width: 1fr;
        background: $panel;
        color: $foreground;

        & > .key-bar--context {
            background: $primary;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        & > .key-bar--key { color: $text-accent; text-style: bold; }
        & > .key-bar--label { color: $foreground 80%; }
        & > .key-bar--hover { text-style: underline; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-bar--context",
        "key-bar--key",
        "key-bar--label",
        "key-bar--hover",
    }
    """
    | Class | Description |
    | :- | :- |
    | `key-bar--context` | The context word. |
    | `key-bar--key` | Keys. |
    | `key-bar--label` | What they do. |
    | `key-bar--hover` | The hint under the mouse. |
    """

    class Pressed(Message):
        """A hint was clicked."""

        def __init__(self, bar: KeyBar, action: str) -> None:
            super().__init__()
            self.bar = bar
            """The bar."""
            self.action = action
            """The action of the hint."""

        @property
        def control(self) -> KeyBar:
            """The bar."""
            return self.bar

    def __init__(
        self,
        hints: Sequence[KeyHint] = (),
        *,
        context: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._hints = tuple(hints)
        self._context_word = context
        self._hovered: KeyHint | None = None

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """Every hint, also those that do not fit."""
        return self._hints

    @property
    def context(self) -> str:
        """The context word."""
        return self._context_word

    @property
    def shown_hints(self) -> tuple[KeyHint, ...]:
        """The hints that fit into the width."""
        return tuple(hint for hint, _, _ in self._places())

    def set_hints(self, hints: Sequence[KeyHint]) -> None:
        """Show these hints."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self._hovered = None
            self.refresh()

    def set_context(self, text: str) -> None:
        """Show this word on the left; empty for none."""
        if text != self._context_word:
            self._context_word = text
            self.refresh()

    def hint_at(self, x: int) -> KeyHint | None:
        """Return the hint in a column."""
        for hint, start, end in self._places():
            if start <= x < end:
                return hint
        return None

    def render_line(self, y: int) -> Strip:
        """Draw the bar."""
        base = self.rich_style
        if y:
            return Strip.blank(self.size.width, base)
        key = self.get_component_rich_style("key-bar--key")
        label = self.get_component_rich_style("key-bar--label")
        hover = self.get_component_rich_style("key-bar--hover", partial=True)
        segments: list[Segment] = []
        if self._context_word:
            context = self.get_component_rich_style("key-bar--context")
            segments.append(Segment(f" {self._context_word} ", context))
        for hint, _, _ in self._places():
            over = hover if hint == self._hovered else None
            segments += [
                Segment(" ", base),
                Segment(hint.key, key + over),
                Segment(" ", base),
                Segment(hint.label, label + over),
                Segment(" ", base),
            ]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Press the hint under the mouse."""
        hint = self.hint_at(event.x)
        if hint is not None:
            event.stop()
            self.post_message(self.Pressed(self, hint.action))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the hint under the mouse."""
        self._hover(self.hint_at(event.x))

    def on_leave(self) -> None:
        """Unmark it."""
        self._hover(None)

    def _hover(self, hint: KeyHint | None) -> None:
        if hint != self._hovered:
            self._hovered = hint
            self.refresh()

    def _places(self) -> list[tuple[KeyHint, int, int]]:
        """Return the hints that fit, each with its first and last column + 1."""
        at = cell_len(self._context_word) + 2 if self._context_word else 0
        room = self.size.width - at
        shown: set[KeyHint] = set()
        for pinned in (True, False):
            for hint in self._hints:
                if hint.pinned is pinned:
                    room -= hint.width
                    if room < 0:
                        break
                    shown.add(hint)
        places: list[tuple[KeyHint, int, int]] = []
        for hint in self._hints:
            if hint in shown:
                places.append((hint, at, at + hint.width))
                at += hint.width
        return places
