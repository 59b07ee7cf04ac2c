"""The screen of a terminal: pyte's `Screen` with another storage and all of xterm.

What pyte means by `buffer`, `display`, `cursor`, `mode`, `dirty`, `resize` and `reset`
holds here too. The class is a stack of parts, each in a file of its own: modes,
movement, canvas, editing, rectangles, reports, strings, keyboard, switches; here is what
concerns the screen as a whole.

References: xterm's `ctlseqs`, and where that is silent, xterm itself.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from widgets.terminal import modes as mo
from widgets.terminal.attributes import Attribute, Attributes
from widgets.terminal.buffer import Buffer
from widgets.terminal.charsets import Charsets
from widgets.terminal.colours import Colours
from widgets.terminal.grid import Grid
from widgets.terminal.keyboard import KeyboardModes
from widgets.terminal.movement import TerminalCursor
from widgets.terminal.reflow import Place
from widgets.terminal.switches import Savepoint, Switches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from widgets.terminal.rows import Row
    from widgets.terminal.scrollback import Scrollback

SCROLLBACK = 10_000


class TerminalScreen(Switches):
    """An xterm-like screen of `columns` by `lines` with a bounded scrollback.

    Args:
        columns: width in cells.
        lines: height in cells.
        scrollback: rows kept above the main screen.
    """

    def __init__(self, columns: int, lines: int, scrollback: int = SCROLLBACK) -> None:
        # pyte's own set-up makes a store of cells, which this class has not.
        self.columns, self.lines = columns, lines
        self.savepoints = []
        self._main = Grid(columns, lines, scrollback)
        self._other = Grid(columns, lines, 0)
        self.attributes = Attributes()
        self.colours = Colours()
        self._replies = bytearray()
        self._seen: list[tuple[str, str]] = []
        self._dirty: set[int] = set()
        self.bell_count = 0
        self.title = self.icon_name = ""
        self.reset()

    # What an owner reads.

    @property
    def buffer(self) -> Buffer:  # type: ignore[override]
        """The cells of the screen: `buffer[line][column]`."""
        return Buffer(self)

    @property
    def display(self) -> list[str]:
        """The lines of the screen as strings, padded to its width."""
        blanks = " " * self.columns
        return [
            row.visible + blanks[len(row.chars) :] for row in self.rows[: self.lines]
        ]

    @property
    def dirty(self) -> set[int]:  # type: ignore[override]
        """Lines that have changed since the owner cleared this set."""
        now = [(row.chars, row.attrs) for row in self.rows]
        if len(now) != len(self._seen):
            self._dirty.update(range(self.lines))
        else:
            self._dirty.update(
                y
                for y, (old, new) in enumerate(zip(self._seen, now, strict=True))
                if old[0] is not new[0] or old[1] is not new[1]
            )
        self._seen = now
        return self._dirty

    @property
    def history(self) -> list[Row]:
        """The rows that scrolled off the main screen, oldest first."""
        return self._main.history.newest(self._main.history.limit)

    @property
    def scrollback_size(self) -> int:
        """Number of rows above the screen that can be scrolled back to."""
        return 0 if self.alternate else len(self._main.history)

    def view(self, back: int = 0) -> list[Row]:
        """Return the rows to show when scrolled `back` lines into the past."""
        if not back or self.alternate:
            return self.rows
        past = self._main.history.newest(back)
        return [*past, *self.rows][: self.lines]

    def scrolled(self, back: int, lines: int) -> int:
        """Return how far back a view is that goes `lines` further into the past."""
        if self.alternate or back + lines <= 0:
            return 0
        return len(self._main.history.newest(back + lines))

    def rows_since(self, row: Row) -> int | None:
        """Return how many rows above the screen follow `row` inclusive, if it is there."""
        return self._main.history.back_to(row)

    def clear_scrollback(self) -> None:
        """Forget the rows above the screen."""
        self._main.history.clear()

    # What the parser works on.

    @property
    def is_simple(self) -> bool:
        """Whether text and line feeds only do the plainest of what they can."""
        return (
            mo.AUTOWRAP in self.mode
            and self.mode.isdisjoint(mo.COMPLICATING)
            and self._charsets.is_plain
            and not self._guards
            and self.right - self.left == self.columns - 1
            and not self._waits
        )

    @property
    def push(self) -> Callable[[Row], None] | None:
        """What takes a row that leaves the top of the screen; None: it is lost."""
        return self._grid.history.recent.append if self._grid.keeps else None

    @property
    def past(self) -> Scrollback:
        """The scrollback of the screen that is shown."""
        return self._grid.history

    @past.setter
    def past(self, scrollback: Scrollback) -> None:
        """Have rows that leave the top go elsewhere."""
        self._grid.history = scrollback

    @property
    def last_drawn(self) -> str:
        """The character that REP repeats, empty for none."""
        return self._last_char

    def remember(self, char: str) -> None:
        """Take `char` as drawn last."""
        self._last_char = char

    @property
    def layout(self) -> tuple[int, frozenset[int]]:
        """What `scratch` needs to know to draw lines just as now."""
        return self.columns, frozenset(self.tabstops)

    def scratch(self, columns: int, tabstops: Iterable[int]) -> TerminalScreen:
        """Return a screen of one line, above which all lines are kept."""
        screen = TerminalScreen(columns, 1, sys.maxsize)
        screen.attributes = self.attributes
        screen.cursor.pen = self.attributes.plain
        screen.tabstops = set(tabstops)
        return screen

    # Whole-screen changes.

    def bell(self, *_args: Any) -> None:
        """Count a bell."""
        self.bell_count += 1

    def reset(self) -> None:
        """Return to the initial state, without a past (RIS)."""
        self.mode = set(mo.INITIAL)
        self._grid = self._main
        for grid in (self._main, self._other):
            grid.clear()
            grid.history.clear()
        self.rows = self._grid.rows
        self.cursor = TerminalCursor(0, 0, self.attributes.plain)
        self._waits, self.behind = False, None
        self.working_directory = ""
        self.colours.reset()
        self._titles, self._events = [], []
        self._renditions: list[tuple[Attribute, tuple[int, ...]]] = []
        self._saved_modes: dict[int, bool] = {}
        self.tabstops = set(range(8, self.columns, 8))
        self._saved: dict[Grid, Savepoint] = {}
        self._keyboards = {self._main: KeyboardModes(), self._other: KeyboardModes()}
        self.modify_other_keys = self.format_other_keys = 0
        self.soft_reset()
        self.touch()

    def soft_reset(self) -> None:
        """Reset modes, margins, rendition and saved cursors, not text (DECSTR)."""
        self.mode -= mo.SOFT_RESET_OFF
        self.mode |= {mo.AUTOWRAP, mo.CURSOR_VISIBLE}
        self.cursor.hidden = False
        self.cursor.pen = self.attributes.plain
        self.cursor_shape = 0
        self.top, self.bottom = 0, self.lines - 1
        self.left, self.right = 0, self.columns - 1
        self._charsets = Charsets()
        self._saved.pop(self._grid, None)
        self._last_char = ""
        self._by_rectangle = self._guards = False
        self._checksum_extension = 0
        self.modify_other_keys = 0

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Take a new size: the main screen breaks its lines anew, the other is cut."""
        lines, columns = lines or self.lines, columns or self.columns
        if (lines, columns) == (self.lines, self.columns):
            return
        self._waits, self.behind = False, None
        cursor, saved = self.cursor, self._saved.get(self._main)
        places = [Place(cursor.y, cursor.x)]
        if saved is not None:
            places.append(Place(saved.y, saved.x))
        if self._grid is self._other:
            cursor.y = self._other.cut(columns, lines, cursor.y)
            places = [places[-1]]
        else:
            self._other.cut(columns, lines, 0)
        moved = self._main.reflow(columns, lines, places)
        if saved is not None:
            y, x = moved[-1]
            x = min(x, self._last_column(y, columns))
            self._saved[self._main] = saved._replace(x=x, y=y, waits=False)
        if self._grid is self._main:
            cursor.y, cursor.x = moved[0]
            cursor.x = min(cursor.x, self._last_column(cursor.y, columns))
        else:
            last = columns if cursor.x >= self.columns else columns - 1
            cursor.y, cursor.x = min(cursor.y, lines - 1), min(cursor.x, last)
        self.tabstops = {stop for stop in self.tabstops if stop < columns}
        self.tabstops |= set(range(self.columns + -self.columns % 8, columns, 8))
        self.lines, self.columns = lines, columns
        self.top, self.bottom = 0, lines - 1
        self.left, self.right = 0, columns - 1
        self.touch()

    def _last_column(self, y: int, columns: int) -> int:
        """Return where a cursor can be in a row of the main screen after a resize.

        Behind text that fills the row it waits to wrap, else it is in the last column.
        """
        full = len(self._main.rows[y].chars) >= columns
        return columns if full else columns - 1

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """Erase as ED says; 3 forgets the scrollback and leaves the screen alone."""
        if how == 3:  # noqa: PLR2004
            self.clear_scrollback()
        else:
            super().erase_in_display(how, *args, **kwargs)

    def touch(self) -> None:
        """Call every line changed."""
        self._dirty = set(range(self.lines))

    def tidy(self) -> None:
        """Drop renditions that nothing uses, when there are too many of them."""
        if self.attributes.needs_collection:
            self.attributes.collect(self._codes())

    def _codes(self) -> Iterator[str]:
        """Yield strings with every attribute code in use."""
        for grid in (self._main, self._other):
            yield from (row.attrs for row in grid.rows)
            yield from grid.history.codes()
        yield self.cursor.pen.code
        yield from (saved.pen.code for saved in self._saved.values())
        yield from (pen.code for pen, _ in self._renditions)
