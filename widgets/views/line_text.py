"""`LineText`: any number of lines, of which only those in sight are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from widgets.views.line_paint import row_segments
from widgets.views.lines import Rows, indent_of
from widgets.views.searching import matches

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from widgets.views.lines import Line
    from widgets.views.searching import Hit

CURSOR = "> "
"""Stands before the line that the cursor is on, so that it is seen without colour."""


_GROUNDS = frozenset({"match", "hit", "cursor"})
"""Kinds that have a background of their own."""


class LineText(ScrollView, can_focus=True):
    """Lines that may change at any time; what is in sight stays where it is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line-text--heading",
        "line-text--label",
        "line-text--muted",
        "line-text--success",
        "line-text--warning",
        "line-text--error",
        "line-text--match",
        "line-text--hit",
        "line-text--cursor",
    }
    """
    | Class | Description |
    | :- | :- |
    | `line-text--heading` … `--error` | Pieces of lines of that kind. |
    | `line-text--match` | What is searched for. |
    | `line-text--hit` | The place of it that the search is at. |
    | `line-text--cursor` | The line that the cursor is on. |
    """

    DEFAULT_CSS = """
    LineText {
        width: 1fr;
        height: 1fr;
        padding: 0 0 0 1;
        scrollbar-gutter: stable;
        scrollbar-size: 1 1;
        background: $surface;

        & > .line-text--heading { color: $text-primary; text-style: bold; }
        & > .line-text--label { color: $foreground 65%; }
        & > .line-text--muted { color: $foreground 55%; }
        & > .line-text--success { color: $text-success; }
        & > .line-text--warning { color: $text-warning; }
        & > .line-text--error { color: $text-error; }
        & > .line-text--match { text-style: underline; background: $warning 30%; }
        & > .line-text--hit { text-style: bold reverse; }
        & > .line-text--cursor { background: $primary 20%; }
        &:focus > .line-text--cursor { background: $primary 45%; text-style: bold; }
    }
    """

    wrapped: var[bool] = var(True, init=False)
    """Whether lines that are too long go on in the next row."""

    follow: var[bool] = var(False, init=False)
    """Whether the end stays in sight when lines are added."""

    class Moved(Message):
        """Other lines are in sight, or the cursor is on another."""

        def __init__(self, view: LineText) -> None:
            super().__init__()
            self.view = view
            """The lines."""

        @property
        def control(self) -> LineText:
            """The lines."""
            return self.view

        def can_replace(self, message: Message) -> bool:
            """Only where it came to counts."""
            return isinstance(message, LineText.Moved)

    def __init__(
        self,
        *,
        has_cursor: bool = False,
        tails: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        """Show nothing yet."""
        super().__init__(id=id, classes=classes)
        self._lines: list[Line] = []
        self._rows = Rows()
        self._has_cursor = has_cursor
        self._cursor = 0
        self.tails = tails
        """Whether whoever comes to the end follows it from then on."""
        self._widest = 0
        self._pattern: re.Pattern[str] | None = None
        self._hit: Hit | None = None
        self._settling = False

    # -- what there is ------------------------------------------------------

    @property
    def lines(self) -> Sequence[Line]:
        """Every line."""
        return self._lines

    @property
    def cursor(self) -> int:
        """The index of the line that the cursor is on."""
        return self._cursor

    @property
    def cursor_line(self) -> Line | None:
        """The line that the cursor is on; None without a cursor, or without lines."""
        if self._has_cursor and self._cursor < len(self._lines):
            return self._lines[self._cursor]
        return None

    @property
    def top(self) -> int:
        """The index of the first line in sight."""
        return self._rows.at(round(self.scroll_y))[0]

    @property
    def bottom(self) -> int:
        """The index of the line after the last in sight."""
        last = round(self.scroll_y) + max(self.size.height, 1) - 1
        return min(self._rows.at(last)[0] + 1, len(self._lines))

    @property
    def at_end(self) -> bool:
        """Whether the last row is in sight."""
        return self.scroll_y >= self.max_scroll_y

    @property
    def hit(self) -> Hit | None:
        """The place that the search is at."""
        return self._hit

    # -- changing it --------------------------------------------------------

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; a line in sight, known by its key, stays where it is."""
        old, rows = self._lines, self._rows.total
        if old == lines:
            return
        (top, part), chosen = self._anchor(lines), self.cursor_line
        self._lines = list(lines)
        self._hit = None
        self._lay_out()
        if chosen is not None and chosen.key is not None:
            found = (at for at, line in enumerate(lines) if line.key == chosen.key)
            self._cursor = next(found, self._cursor)
        self._cursor = max(min(self._cursor, len(lines) - 1), 0)
        self._settle(self._rows.first(top) + part)
        if len(old) == len(lines) and rows == self._rows.total:
            self._refresh_changed(old)
        else:
            self.refresh()

    def splice(self, start: int, stop: int, lines: Sequence[Line]) -> None:
        """Put lines in the place of those from `start` to `stop`.

        Lines in sight stay where they are, unless they are replaced.
        """
        top, part = self._rows.at(round(self.scroll_y))
        shift = len(lines) - (stop - start)
        self._lines[start:stop] = lines
        self._widen(lines)
        self._rows.splice(start, stop, lines)
        if self._hit is not None and self._hit.line >= start:
            moved = self._hit._replace(line=self._hit.line + shift)
            self._hit = moved if self._hit.line >= stop else None
        if self._cursor >= stop:
            self._cursor += shift
        if top >= stop:
            top += shift
        self._settle(self._rows.first(min(top, len(self._lines))) + part)
        self.refresh()

    def set_pattern(self, pattern: re.Pattern[str] | None) -> None:
        """Mark what matches."""
        if pattern != self._pattern:
            self._pattern = pattern
            self._hit = None
            self.refresh()

    def _anchor(self, lines: Sequence[Line]) -> tuple[int, int]:
        """Return which of the new lines is to be at the top, and from which row on."""
        top, part = self._rows.at(round(self.scroll_y))
        if top:
            places = {line.key: index for index, line in enumerate(lines)}
            for index in range(top, self.bottom):
                key = self._lines[index].key
                if key is not None and key in places:
                    return max(places[key] - (index - top), 0), part
        return min(top, len(lines)), part

    def _refresh_changed(self, old: Sequence[Line]) -> None:
        """Draw the lines in sight whose text is another; none has moved."""
        top = round(self.scroll_y)
        for row in range(top, min(top + self.size.height, self._rows.total)):
            index, _ = self._rows.at(row)
            if old[index] != self._lines[index]:
                self.refresh_line(row)

    # -- layout -------------------------------------------------------------

    @property
    def _mark_width(self) -> int:
        return len(CURSOR) if self._has_cursor else 0

    @property
    def _wrap_width(self) -> int | None:
        room = self.scrollable_content_region.width - self._mark_width
        return max(room, 1) if self.wrapped else None

    def _lay_out(self) -> None:
        self._widest = 0
        self._widen(self._lines)
        self._rows.wrap(self._lines, self._wrap_width)

    def _widen(self, lines: Sequence[Line]) -> None:
        if not self.wrapped:
            widths = (cell_len(line.text) for line in lines)
            self._widest = max(self._widest, max(widths, default=0))

    def _settle(self, row: int) -> None:
        """Have a row at the top, or the end in sight, whatever there is now."""
        self._settling = True
        if self.follow:
            self._cursor = max(len(self._lines) - 1, 0)
            row = self._rows.total
        width = 1 if self.wrapped else self._widest + self._mark_width
        self.virtual_size = Size(width, self._rows.total)
        self.scroll_to(y=row, animate=False, force=True)
        self._settling = False

    def _lay_out_anew(self) -> None:
        """Lay the lines out for another width, the first in sight still at the top."""
        top, _ = self._rows.at(round(self.scroll_y))
        self._lay_out()
        self._settle(self._rows.first(min(top, len(self._lines))))
        self.refresh()

    def watch_wrapped(self) -> None:
        """Lay the lines out anew."""
        self._lay_out_anew()

    def watch_follow(self) -> None:
        """Go to the end."""
        if self.follow:
            self._settle(0)
            self.refresh()
        self.post_message(self.Moved(self))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell that other lines are in sight."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            if not self._settling and not self._has_cursor:
                self.follow = self.tails and self.at_end
            self.post_message(self.Moved(self))

    def on_resize(self) -> None:
        """Wrap to the new width, and keep the end in sight if it was."""
        if self._rows.width != self._wrap_width:
            self._lay_out_anew()
        else:
            self._settle(round(self.scroll_y))

    # -- drawing ------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        width = self.scrollable_content_region.width
        base = self.rich_style
        row = y + round(self.scroll_y)
        if row >= self._rows.total:
            return Strip.blank(width, base)
        index, part = self._rows.at(row)
        line = self._lines[index]
        chosen = self._has_cursor and index == self._cursor and line.key is not None
        if chosen:
            base += self._style_of("cursor")
        marks = [(*span, "match") for span in matches(self._pattern, line)]
        if self._hit is not None and self._hit.line == index:
            marks.append((self._hit.start, self._hit.end, "hit"))
        span = self._rows.span(line, part)
        segments = row_segments(line, span, marks, base, self._style_of)
        if part:
            segments.insert(0, Segment(" " * indent_of(line, self._rows.width), base))
        strip = Strip(segments)
        left, room = round(self.scroll_x), width - self._mark_width
        strip = strip.crop_extend(left, left + room, base)
        if not self._has_cursor:
            return strip
        mark = CURSOR if chosen and not part else " " * len(CURSOR)
        return Strip([Segment(mark, base), *strip], width)

    def _style_of(self, kind: str) -> Style:
        style = self.get_component_rich_style(f"line-text--{kind}")
        if kind in _GROUNDS:
            return style
        # Of pieces the background is that of their line.
        return Style(color=style.color, bold=style.bold)
