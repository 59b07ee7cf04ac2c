"""`TabBar`: one line with a number and a name for each workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from core.session.types import display_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

NAME_MAX = 24
"""Cells of a name that are shown."""


class Tab(NamedTuple):
    """A workspace as the bar shows it."""

    name: str
    """Empty: only the number stands there."""
    flags: str = ""
    """What has happened in it, as in tmux: `!` for a bell, `#` for output."""


class TabBar(Widget):
    """The workspaces in order; a click shows one.

    The current one stands between brackets, so that it is seen without colour. If
    not all have room, those around the current one are shown.
    """

    DEFAULT_CSS = """
    TabBar {
        height: 1;
        width: 1fr;
        background: $panel;
        color: $foreground 70%;

        & > .tab-bar--current { color: $text-primary; text-style: bold; }
        & > .tab-bar--flagged { color: $text-warning; text-style: bold; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-bar--current", "tab-bar--flagged"}
    """
    | Class | Description |
    | :- | :- |
    | `tab-bar--current` | The workspace that is shown. |
    | `tab-bar--flagged` | One in which something has happened. |
    """

    class Chosen(Message):
        """A workspace was clicked."""

        def __init__(self, bar: TabBar, index: int) -> None:
            super().__init__()
            self.bar = bar
            """The bar."""
            self.index = index
            """Which one, from 0."""

        @property
        def control(self) -> TabBar:
            """The bar."""
            return self.bar

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._tabs: tuple[Tab, ...] = ()
        self._current = 0

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """What is shown."""
        return self._tabs

    def set_tabs(self, tabs: Sequence[Tab], current: int) -> None:
        """Show these workspaces; `current` is the number, from 0, of the one in use."""
        if (tuple(tabs), current) != (self._tabs, self._current):
            self._tabs, self._current = tuple(tabs), current
            self.refresh()

    def tab_at(self, x: int) -> int | None:
        """Return the number of the workspace in a column."""
        for index, start, text in self._places():
            if start <= x < start + cell_len(text):
                return index
        return None

    def render_line(self, y: int) -> Strip:
        """Draw the bar."""
        base = self.rich_style
        if y:
            return Strip.blank(self.size.width, base)
        current = self.get_component_rich_style("tab-bar--current")
        flagged = self.get_component_rich_style("tab-bar--flagged")
        segments = []
        for index, _, text in self._places():
            style = flagged if self._tabs[index].flags else base
            segments.append(Segment(text, current if index == self._current else style))
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Show the workspace under the mouse."""
        index = self.tab_at(event.x)
        if index is not None:
            event.stop()
            self.post_message(self.Chosen(self, index))

    def _places(self) -> list[tuple[int, int, str]]:
        """Return number, first column and text of what has room."""
        texts = [self._text(index) for index in range(len(self._tabs))]
        first = last = min(self._current, len(texts) - 1)
        room = self.size.width - (cell_len(texts[first]) if texts else 0)
        # Outwards from the current one, so that the next ones in reach are seen.
        while True:
            if last + 1 < len(texts) and cell_len(texts[last + 1]) <= room:
                last += 1
                room -= cell_len(texts[last])
            elif first > 0 and cell_len(texts[first - 1]) <= room:
                first -= 1
                room -= cell_len(texts[first])
            else:
                break
        places, at = [], 0
        for index in range(first, last + 1) if texts else ():
            places.append((index, at, texts[index]))
            at += cell_len(texts[index])
        return places

    def _text(self, index: int) -> str:
        tab = self._tabs[index]
        name = display_text(tab.name)
        if cell_len(name) > NAME_MAX:
            name = f"{set_cell_size(name, NAME_MAX - 1)}…"
        text = " ".join(part for part in (str(index + 1), name) if part) + tab.flags
        return f"[{text}]" if index == self._current else f" {text} "
