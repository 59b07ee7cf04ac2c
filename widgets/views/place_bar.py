"""`PlaceBar`: a scroll bar for what is too large to be counted in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from textual import events


class PlaceBar(Widget):
    """A column that shows which part of a whole is in sight; a click goes elsewhere."""

    DEFAULT_CSS = """
    PlaceBar {
        width: 1;
        height: 1fr;
        background: $scrollbar-background;

        & > .place-bar--part { background: $scrollbar; color: $foreground; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"place-bar--part"}
    """
    | Class | Description |
    | :- | :- |
    | `place-bar--part` | The part that is in sight. |
    """

    class Moved(Message):
        """The operator wants another part."""

        def __init__(self, bar: PlaceBar, fraction: float) -> None:
            super().__init__()
            self.bar = bar
            """The bar."""
            self.fraction = fraction
            """How far from the start of the whole, 0 to 1."""

        @property
        def control(self) -> PlaceBar:
            """The bar."""
            return self.bar

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, PlaceBar.Moved)

    def __init__(self) -> None:
        super().__init__()
        self._part = (0.0, 1.0)
        self._dragged = False

    def show(self, start: float, end: float) -> None:
        """Show a part of the whole; both ends are fractions."""
        if (start, end) != self._part:
            old = self._rows()
            self._part = (start, end)
            if old != self._rows():
                self.refresh()

    def _rows(self) -> tuple[int, int]:
        """Return the first row of the part and the one after it."""
        height = self.size.height
        start, end = self._part
        length = max(round((end - start) * height), 1)
        if length >= height:
            return 0, 0
        first = round(start / max(1 - (end - start), 1e-9) * (height - length))
        first = max(min(first, height - length), 0)
        return first, first + length

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        first, end = self._rows()
        if first <= y < end:
            return Strip(
                [Segment("┃", self.get_component_rich_style("place-bar--part"))]
            )
        return Strip([Segment(" ", self.rich_style)])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go there, and follow the mouse."""
        event.stop()
        self._dragged = True
        self.capture_mouse()
        self._go(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        if self._dragged:
            event.stop()
            self._go(event.y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        event.stop()
        self._dragged = False
        self.release_mouse()

    def _go(self, y: int) -> None:
        last = max(self.size.height - 1, 1)
        self.post_message(self.Moved(self, max(min(y / last, 1.0), 0.0)))
