"""`TitleBar`: one line that tells what is shown, and how it is."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from core.session.types import display_text


class TitleBar(Widget):
    """A heading on the left, which is cut where it must be, and a note on the right."""

    DEFAULT_CSS = """
    TitleBar {
        height: 1;
        width: 1fr;
        background: $panel;
        color: $foreground;
        text-style: bold;

        & > .title-bar--note { color: $foreground 75%; text-style: not bold; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"title-bar--note"}
    """
    | Class | Description |
    | :- | :- |
    | `title-bar--note` | The note. |
    """

    def __init__(self, heading: str = "", note: str = "") -> None:
        super().__init__()
        self._heading = display_text(heading)
        self._note = display_text(note)

    @property
    def heading(self) -> str:
        """What is shown."""
        return self._heading

    @property
    def note(self) -> str:
        """How it is."""
        return self._note

    def tell(self, *, heading: str | None = None, note: str | None = None) -> None:
        """Show another heading or note."""
        old = self._heading, self._note
        if heading is not None:
            self._heading = display_text(heading)
        if note is not None:
            self._note = display_text(note)
        if old != (self._heading, self._note):
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the bar."""
        width, base = self.size.width, self.rich_style
        if y:
            return Strip.blank(width, base)
        note = f" {self._note} " if self._note else ""
        room = max(width - cell_len(note) - 1, 0)
        heading = self._heading
        if cell_len(heading) > room:
            heading = set_cell_size(heading, max(room - 1, 0)) + "…"
        style = base + self.get_component_rich_style("title-bar--note", partial=True)
        segments = [
            Segment(" " + set_cell_size(heading, room), base),
            Segment(note, style),
        ]
        return Strip(segments).adjust_cell_length(width, base)
