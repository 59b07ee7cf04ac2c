"""`LineList`: one-line rows with a cursor, of which only those in sight cost anything.

A row is no object here: whoever fills the list says how many lines there are and, of
each line that is drawn, what it says. So lists of any length scroll alike, and an
update only compares what the lines in sight say now with what was drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size, clamp
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from rich.segment import Segment
    from rich.style import Style
    from textual import events

_REMEMBERED = 512
"""Painted lines that are kept."""


class LineList(ScrollView, can_focus=True):
    """A list of lines with a cursor that keys and the mouse move."""

    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", "Up", show=False),
        Binding("down,j", "cursor_down", "Down", show=False),
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown", "page_down", "Page down", show=False),
        Binding("home,g", "scroll_home", "First", show=False),
        Binding("end,G", "scroll_end", "Last", show=False),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | up, down, j, k | Move the cursor. |
    | pageup, pagedown | Move it by what is in sight. |
    | home, end, g, G | First and last line. |
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-list--cursor", "line-list--hover"}
    """
    | Class | Description |
    | :- | :- |
    | `line-list--cursor` | The line with the cursor. |
    | `line-list--hover` | The line under the mouse. |
    """

    DEFAULT_CSS = """
    LineList {
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;

        & > .line-list--cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
        & > .line-list--hover { background: $block-hover-background; }

        &:focus {
            background-tint: $foreground 5%;
            & > .line-list--cursor {
                color: $block-cursor-foreground;
                background: $block-cursor-background;
                text-style: $block-cursor-text-style;
            }
        }
        &:nocolor > .line-list--cursor { text-style: reverse; }
    }
    """

    cursor_line: var[int] = var(-1)
    """The line with the cursor; -1 while there are none."""
    hover_line: var[int] = var(-1)
    """The line under the mouse, or -1."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._count = 0
        self._drawn: dict[int, tuple[Hashable, ...]] = {}
        """What each line in sight was drawn from."""
        self._strips: dict[tuple[Hashable, ...], Strip] = {}

    # For whoever fills the list

    def line_content(self, line: int) -> Hashable:
        """Return all that decides how a line looks, but for cursor and mouse."""
        raise NotImplementedError

    def paint(
        self, content: Hashable, width: int, style: Style, *, cursor: bool
    ) -> Iterable[Segment]:
        """Return a line's pieces for at most `width` cells, on the line's style.

        On the cursor's line, colours of other pieces could not be read.
        """
        raise NotImplementedError

    def cursor_moved(self) -> None:
        """Take note that the cursor came to another line."""

    def lines_moved(self) -> None:
        """Take note that other lines may be in sight, or say something else."""

    @property
    def last_line(self) -> int:
        """The number of the last line; -1 when there are none."""
        return self._count - 1

    @property
    def lines_in_sight(self) -> range:
        """The lines that are not scrolled away."""
        top = self.scroll_offset.y
        end = min(top + self.scrollable_content_region.height, self._count)
        return range(min(top, end), end)

    def set_lines(self, count: int, cursor: int, keep: tuple[int, int] | None) -> None:
        """Hold other lines, with the cursor on one of them.

        `keep` names a line that was in sight and what it is now: it stays where it is
        on the screen.
        """
        top = self.scroll_offset.y
        self._count = count
        self.virtual_size = Size(1, count)
        if keep is not None and top:
            before, now = keep
            self.scroll_to(y=top + now - before, animate=False, force=True)
        self.cursor_line = cursor
        self.redraw_changed()

    def redraw_changed(self) -> None:
        """Redraw the lines in sight that no longer say what they should."""
        top = self.scroll_offset.y
        for line in range(top, top + self.scrollable_content_region.height):
            if self._drawn.get(line) != self._content(line):
                self.refresh_line(line)
        self.lines_moved()

    def show_line(self, line: int) -> None:
        """Scroll no more than it takes to have a line in sight."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if line < top:
            self.scroll_to(y=max(line, 0), animate=False, force=True)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, force=True)

    # Drawing

    def _content(self, line: int) -> tuple[Hashable, ...]:
        if not 0 <= line < self._count:
            return ()
        cursor, hover = line == self.cursor_line, line == self.hover_line
        return self.line_content(line), cursor, hover

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen, painted anew only if it changed."""
        line = y + self.scroll_offset.y
        content = self._drawn[line] = self._content(line)
        width = self.size.width
        if not content:
            return Strip.blank(width, self.rich_style)
        key = (*content, width, self.scrollable_content_region.width)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _REMEMBERED:
                self._strips.clear()
            strip = self._strips[key] = self._paint(*content)
        return strip

    def _paint(self, content: Hashable, cursor: object, hover: object) -> Strip:
        style = self.rich_style
        if cursor:
            style += self.get_component_rich_style("line-list--cursor")
        elif hover:
            style += self.get_component_rich_style("line-list--hover", partial=True)
        width = self.scrollable_content_region.width
        pieces = self.paint(content, width, style, cursor=bool(cursor))
        return Strip(pieces).adjust_cell_length(self.size.width, style)

    def notify_style_update(self) -> None:
        """Paint everything in the new colours."""
        super().notify_style_update()
        self._strips.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Take note that more or fewer lines are in sight."""
        self.lines_moved()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Bring the lines that come into sight up to date."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            # All are drawn anew.
            self._drawn.clear()
            self.lines_moved()

    # Cursor and mouse

    def validate_cursor_line(self, line: int) -> int:
        """Keep the cursor on a line, while there are any."""
        return clamp(line, 0, self._count - 1) if self._count else -1

    def watch_cursor_line(self, old: int, new: int) -> None:
        """Draw the two lines."""
        self._refresh_in_sight(old, new)
        self.cursor_moved()

    def watch_hover_line(self, old: int, new: int) -> None:
        """Draw the two lines."""
        self._refresh_in_sight(old, new)

    def _refresh_in_sight(self, *lines: int) -> None:
        for line in lines:
            if line in self.lines_in_sight:
                self.refresh_line(line)

    def go_to(self, line: int) -> None:
        """Move the cursor to a line, and have it in sight."""
        self.cursor_line = line
        self.show_line(self.cursor_line)

    def line_at(self, event: events.MouseEvent) -> tuple[int, int] | None:
        """Return line and column of a mouse event; None beside all lines."""
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        line = offset.y + self.scroll_offset.y
        return (line, offset.x) if line < self._count else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which line the mouse is on."""
        at = self.line_at(event)
        self.hover_line = at[0] if at is not None else -1

    def on_leave(self) -> None:
        """Show that the mouse is on no line any more."""
        self.hover_line = -1

    def action_cursor_up(self) -> None:
        """Move the cursor up."""
        self.go_to(self.cursor_line - 1)

    def action_cursor_down(self) -> None:
        """Move the cursor down."""
        self.go_to(self.cursor_line + 1)

    def action_page_up(self) -> None:
        """Move the cursor up by what is in sight."""
        self.go_to(self.cursor_line - self._page)

    def action_page_down(self) -> None:
        """Move the cursor down by what is in sight."""
        self.go_to(self.cursor_line + self._page)

    @property
    def _page(self) -> int:
        return max(self.scrollable_content_region.height - 1, 1)

    def action_scroll_home(self) -> None:
        """Move the cursor to the first line."""
        self.go_to(0)

    def action_scroll_end(self) -> None:
        """Move the cursor to the last line."""
        self.go_to(self.last_line)
