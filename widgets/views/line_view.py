"""`LineView`: lines to go about in by keys and mouse, to search and to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from widgets.views.line_text import LineText
from widgets.views.searching import find

if TYPE_CHECKING:
    from textual import events

    from widgets.views.lines import Line
    from widgets.views.searching import Hit

_WHEEL_ROWS = 3
_SIDE_STEP = 8


class LineView(LineText):
    """Lines, with a cursor or without.

    The cursor goes to lines that have a key; those after one that have none belong to
    it. A click puts the cursor on a line, a second one chooses it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
        Binding("pagedown,ctrl+d,space", "page(1)", "Page down", show=False),
        Binding("home,g", "first", "First line", show=False),
        Binding("end,G", "last", "Last line", show=False),
        Binding("left,h", "side(-1)", "Left", show=False),
        Binding("right,l", "side(1)", "Right", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | up, down, k, j | One line. |
    | pageup, pagedown, ctrl+u, ctrl+d, space | One page. |
    | home, end, g, G | First and last line. |
    | left, right, h, l | Sideways, when lines are not wrapped. |
    | enter | Choose the line that the cursor is on. |
    """

    class Chosen(Message):
        """Enter, or a double click on a line."""

        def __init__(self, view: LineView, line: Line) -> None:
            super().__init__()
            self.view = view
            """The lines."""
            self.line = line
            """The line."""

        @property
        def control(self) -> LineView:
            """The lines."""
            return self.view

    # -- going about --------------------------------------------------------

    def go(self, index: int) -> None:
        """Bring a line to the top; with a cursor, put it there."""
        self.follow = False
        if self._has_cursor:
            self._put_cursor(index)
        else:
            self._scroll(self._rows.first(max(min(index, len(self._lines)), 0)))

    def find(self, *, forward: bool = True) -> Hit | None:
        """Return the next place that matches, or the one before; not around the end.

        The search begins at the last one that was found if it is in sight, else at the
        cursor, or at the first line in sight.
        """
        if self._pattern is None:
            return None
        hit = self._hit
        if hit is not None and self.top <= hit.line < self.bottom:
            return find(self._lines, self._pattern, hit.line, hit, forward=forward)
        start = self._cursor if self._has_cursor else self.top
        return find(self._lines, self._pattern, start, forward=forward)

    def show_hit(self, hit: Hit) -> None:
        """Mark where the search is, and bring that in sight."""
        self._hit = hit
        self.follow = False
        if self._has_cursor:
            self._put_cursor(hit.line)
        else:
            row = self._rows.row_of(self._lines[hit.line], hit.line, hit.start)
            top, height = round(self.scroll_y), self.size.height
            if not top <= row < top + height:
                self._scroll(row - height // 2)
        self.refresh()

    def _scroll(self, row: int) -> None:
        self.scroll_to(y=row, animate=False, force=True)

    def _put_cursor(self, index: int, step: int = 1) -> None:
        """Put the cursor on a line or the next one with a key, in sight."""
        count = len(self._lines)
        index = max(min(index, count - 1), 0)
        places = (self._keyed(index, step), self._keyed(index, -step))
        index = next((place for place in places if place is not None), 0)
        old, self._cursor = self._cursor, index
        if index != old:
            for moved in (old, index):
                first = self._rows.first(moved)
                self.refresh_lines(first, self._rows.first(moved + 1) - first)
            self.post_message(self.Moved(self))
        above, below = self._keyed(index - 1, -1), self._keyed(index + 1, 1)
        first = self._rows.first(index) if above is not None else 0
        end = self._rows.first(count if below is None else below)
        top, height = round(self.scroll_y), self.size.height
        if first < top:
            self._scroll(first)
        elif end > top + height:
            self._scroll(min(end - height, first))
        self.follow = self.tails and below is None

    def _keyed(self, index: int, step: int) -> int | None:
        """Return the first line with a key from one on, in one direction."""
        while 0 <= index < len(self._lines):
            if self._lines[index].key is not None:
                return index
            index += step
        return None

    # -- keys ---------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Go up or down by lines."""
        if not self._has_cursor:
            self._scroll(round(self.scroll_y) + step)
        elif self._lines:
            self._put_cursor(self._cursor + step, 1 if step > 0 else -1)

    def action_page(self, step: int) -> None:
        """Go up or down by pages."""
        self.action_move(step * max(self.size.height - 1, 1))

    def action_first(self) -> None:
        """Go to the first line."""
        self.action_move(-self._rows.total)

    def action_last(self) -> None:
        """Go to the last line."""
        self.action_move(self._rows.total)

    def action_side(self, step: int) -> None:
        """Go sideways."""
        x = self.scroll_x + step * _SIDE_STEP
        self.scroll_to(x=x, animate=False, force=True)

    def action_choose(self) -> None:
        """Choose the line that the cursor is on."""
        if self.cursor_line is not None:
            self.post_message(self.Chosen(self, self.cursor_line))

    # -- mouse --------------------------------------------------------------

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll at once."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll at once."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, step: int) -> None:
        event.stop()
        event.prevent_default()
        if event.shift or event.ctrl:
            self.action_side(step)
        else:
            self._scroll(round(self.scroll_y) + step * _WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a line; a second click chooses it."""
        row = event.y + round(self.scroll_y)
        if self._has_cursor and row < self._rows.total:
            self._put_cursor(self._rows.at(row)[0], -1)
            if event.chain > 1:
                self.action_choose()
