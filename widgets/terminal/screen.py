"""The screen of a terminal: pyte's `Screen` with the missing parts and repairs.

What pyte means by `buffer`, `display`, `cursor`, `mode`, `dirty`, `resize` and
`reset` holds here too, but `buffer` is a list of rows.

References: xterm's `ctlseqs`, and where that is silent, xterm itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from widgets.terminal import modes as mo
from widgets.terminal.canvas import Canvas, TerminalCursor
from widgets.terminal.charsets import Charsets
from widgets.terminal.grid import Grid
from widgets.terminal.rows import BLANK

if TYPE_CHECKING:
    from typing import Any

    from widgets.terminal.rows import Cell, Row

SCROLLBACK = 2000
TITLE_MAX = 256
TITLE_STACK_MAX = 10
CURSOR_SHAPE_MAX = 6
REPLIES_MAX = 4096
"""Bytes of unfetched replies; a program that floods us with queries gets no more."""

_NAME = "execdeck"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Savepoint(NamedTuple):
    """What DECSC saves."""

    x: int
    y: int
    attrs: Cell
    charsets: Charsets
    origin: bool


class TerminalScreen(Canvas):
    """An xterm-like screen of `columns` by `lines` with a bounded scrollback."""

    def __init__(self, columns: int, lines: int, scrollback: int = SCROLLBACK) -> None:
        self._main = Grid(columns, lines, scrollback)
        self._other = Grid(columns, lines, 0)
        self._replies = bytearray()
        self.bell_count = 0
        self.cursor_shape = 0
        super().__init__(columns, lines)
        # The base class sets pyte's own modes after its reset.
        self.reset()

    # What an owner reads.

    @property
    def display(self) -> list[str]:
        """The lines of the screen as strings."""
        return [row.text for row in self.buffer]

    @property
    def scrollback_size(self) -> int:
        """Number of rows above the screen that can be scrolled back to."""
        return 0 if self.alternate else len(self._main.history)

    @property
    def scrolled_off(self) -> int:
        """Count of rows that ever left the main screen for the scrollback."""
        return self._main.scrolled_off

    @property
    def scrollback_text(self) -> list[str]:
        """The lines that scrolled off the main screen, oldest first."""
        return [row.text for row in self._main.history]

    def view(self, back: int = 0) -> list[Row]:
        """Return the rows to show when scrolled `back` lines into the past."""
        back = min(back, self.scrollback_size)
        history = self._main.history
        start = len(history) - back
        past = [
            history[at] for at in range(start, min(start + self.lines, start + back))
        ]
        return past + self.buffer[: self.lines - len(past)]

    def take_replies(self) -> bytes:
        """Return, and forget, the bytes to send to the program in answer to it."""
        replies = bytes(self._replies)
        self._replies.clear()
        return replies

    def clear_scrollback(self) -> None:
        """Forget the rows above the screen."""
        self._main.forget()

    # Whole-screen changes.

    def reset(self) -> None:
        """Return to the initial state (RIS); the scrollback stays."""
        self.mode = set(mo.INITIAL)
        self._grid = self._main
        for grid in (self._main, self._other):
            grid.clear()
        self.buffer = self._grid.rows
        self.cursor = TerminalCursor(0, 0, BLANK)  # type: ignore[arg-type]
        self.title = self.icon_name = ""
        self._titles: list[str] = []
        self.tabstops = set(range(8, self.columns, 8))
        self._saved: dict[Grid, Savepoint] = {}
        self.soft_reset()
        self._touch_all()

    def soft_reset(self) -> None:
        """Reset modes, margins, rendition and saved cursors, not text (DECSTR)."""
        self.mode -= mo.SOFT_RESET_OFF
        self.mode |= {mo.AUTOWRAP, mo.CURSOR_VISIBLE}
        self.cursor.hidden = False
        self.cursor.attrs = BLANK
        self.cursor_shape = 0
        self.margins = None
        self._charsets = Charsets()
        self._saved.pop(self._grid, None)
        self._last_char = ""

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Take a new size; see `Grid.resize` for which rows stay."""
        lines, columns = lines or self.lines, columns or self.columns
        if (lines, columns) == (self.lines, self.columns):
            return
        for grid in (self._main, self._other):
            saved = self._saved.get(grid)
            if grid is self._grid or saved is None:
                y = grid.resize(columns, lines, self.cursor.y)
                if grid is self._grid:
                    self.cursor.y = min(y, lines - 1)
            else:
                y = grid.resize(columns, lines, min(saved.y, self.lines - 1))
                self._saved[grid] = saved._replace(y=y)
        self.cursor.x = min(self.cursor.x, columns)
        self.tabstops = {stop for stop in self.tabstops if stop < columns}
        self.tabstops |= set(range(self.columns + -self.columns % 8, columns, 8))
        self.lines, self.columns = lines, columns
        self.margins = None
        self._touch_all()

    def alignment_display(self) -> None:
        """Fill the screen with E and home the cursor (DECALN)."""
        self.margins = None
        for row in self.buffer:
            row.write(0, "E" * self.columns, BLANK)
        self.cursor_position()
        self._touch_all()

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """Erase as ED says; 3 forgets the scrollback and leaves the screen alone."""
        if how == 3:  # noqa: PLR2004
            self.clear_scrollback()
        else:
            super().erase_in_display(how, *args, **kwargs)

    def _touch_all(self) -> None:
        """Mark every line as changed, and none that no longer exists."""
        self.dirty.clear()
        self.dirty.update(range(self.lines))

    # Modes.

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch modes on; `private=True` for those of `CSI ? … h`."""
        for number in modes:
            self._switch(
                mo.private(number) if kwargs.get("private") else number, on=True
            )

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch modes off; `private=True` for those of `CSI ? … l`."""
        for number in modes:
            self._switch(
                mo.private(number) if kwargs.get("private") else number, on=False
            )

    def _switch(self, key: int, *, on: bool) -> None:
        """Switch one mode and do what goes with it."""
        if key in mo.ALTERNATE_SCREENS:
            self._switch_screen(key, alternate=on)
            return
        for group in mo.EXCLUSIVE:
            if key in group:
                self.mode -= group
        if on:
            self.mode.add(key)
        else:
            self.mode.discard(key)
        if key == mo.CURSOR_VISIBLE:
            self.cursor.hidden = not on
        elif key == mo.REVERSE_SCREEN:
            self._touch_all()
        elif key == mo.ORIGIN:
            self.cursor_position()
        elif key == mo.COLUMNS_132:
            # The pane decides the width; what else DECCOLM does is done.
            self.margins = None
            self.erase_in_display(2)
            self.cursor_position()
        elif key == mo.SAVED_CURSOR:
            (self.save_cursor if on else self.restore_cursor)()

    def _switch_screen(self, key: int, *, alternate: bool) -> None:
        """Show the alternate or the main screen (modes 47, 1047 and 1049)."""
        if alternate == self.alternate:
            return
        saves, clears = key == mo.ALTERNATE_SAVING, key != mo.ALTERNATE_PLAIN
        if alternate:
            if saves:
                self.save_cursor()
            self.mode.add(key)
            self._grid = self._other
        else:
            self.mode -= mo.ALTERNATE_SCREENS
            self._grid = self._main
        self.buffer = self._grid.rows
        if clears:
            # Left or entered, the alternate screen starts blank the next time.
            self._other.clear(self._blank if alternate else BLANK)
        if saves and not alternate:
            self.restore_cursor()
        self._touch_all()

    def save_cursor(self) -> None:
        """Save the cursor, rendition and character sets of this screen (DECSC)."""
        self._saved[self._grid] = Savepoint(
            self.cursor.x,
            self.cursor.y,
            self.cursor.attrs,
            self._charsets.copy(),
            mo.ORIGIN in self.mode,
        )

    def restore_cursor(self) -> None:
        """Restore what was saved, any number of times; or go home (DECRC)."""
        saved = self._saved.get(self._grid, Savepoint(0, 0, BLANK, Charsets(), False))
        self.mode.discard(mo.ORIGIN)
        if saved.origin:
            self.mode.add(mo.ORIGIN)
        self._charsets = saved.charsets.copy()
        self.cursor.attrs = saved.attrs
        self.cursor.x = min(saved.x, self.columns)
        self.cursor.y = min(saved.y, self.lines - 1)

    def set_keypad(self, *, application: bool) -> None:
        """Select what the keypad sends (DECKPAM, DECKPNM)."""
        self._switch(mo.APPLICATION_KEYPAD, on=application)

    def set_cursor_shape(self, shape: int = 0) -> None:
        """Select the cursor's look, 0 to 6 (DECSCUSR)."""
        if shape <= CURSOR_SHAPE_MAX:
            self.cursor_shape = shape

    # Title and bell.

    def bell(self, *args: Any) -> None:  # noqa: ARG002
        """Count a bell."""
        self.bell_count += 1

    def set_title(self, param: str) -> None:
        """Set the title, as much of it as is printable and reasonable."""
        self.title = _UNPRINTABLE.sub("", param[:TITLE_MAX])

    def set_icon_name(self, param: str) -> None:
        """Set the icon's name."""
        self.icon_name = _UNPRINTABLE.sub("", param[:TITLE_MAX])

    def window_operation(self, *params: int) -> None:
        """Report the size (18, 19), push (22) or pop (23) the title (XTWINOPS)."""
        match params[0]:
            case 18:
                self._answer(f"\x1b[8;{self.lines};{self.columns}t")
            case 19:
                self._answer(f"\x1b[9;{self.lines};{self.columns}t")
            case 22:
                self._titles = [*self._titles, self.title][-TITLE_STACK_MAX:]
            case 23 if self._titles:
                self.title = self._titles.pop()

    # Answers.

    def write_process_input(self, data: str) -> None:
        """Keep an answer to the program until `take_replies`."""
        self._answer(data)

    def _answer(self, text: str) -> None:
        """Keep an answer, unless too much is waiting already."""
        if len(self._replies) < REPLIES_MAX:
            self._replies += text.encode()

    def report_device_attributes(self, mode: int = 0, **kwargs: bool) -> None:
        """Answer that this is a VT220 with ANSI colours (DA1)."""
        if mode == 0 and not kwargs.get("private"):
            self._answer("\x1b[?62;22c")

    def report_secondary_attributes(self, mode: int = 0) -> None:
        """Answer with a version from which vim knows SGR mouse reports (DA2)."""
        if mode == 0:
            self._answer("\x1b[>1;277;0c")

    def report_device_status(self, mode: int = 0, *, private: bool = False) -> None:
        """Answer that all is well (5), or where the cursor is (6) (DSR)."""
        mark = "?" if private else ""
        if mode == 5 and not private:  # noqa: PLR2004
            self._answer("\x1b[0n")
        elif mode == 6:  # noqa: PLR2004
            top = self._region.top if mo.ORIGIN in self.mode else 0
            line = max(self.cursor.y - top, 0) + 1
            column = min(self.cursor.x + 1, self.columns)
            self._answer(f"\x1b[{mark}{line};{column}R")

    def report_mode(self, number: int, *, private: bool = False) -> None:
        """Answer whether a mode is on (DECRQM)."""
        state = self.mode_state(mo.private(number) if private else number)
        self._answer(f"\x1b[{'?' if private else ''}{number};{state}$y")

    def report_version(self, mode: int = 0) -> None:
        """Answer with our name (XTVERSION)."""
        if mode == 0:
            self._answer(f"\x1bP>|{_NAME}\x1b\\")

    def report_setting(self, name: str) -> None:
        """Answer with the margins or the cursor's shape, or "unknown" (DECRQSS)."""
        known = {
            "r": f"{self._region.top + 1};{self._region.bottom + 1}",
            " q": str(self.cursor_shape),
        }
        value = f"1$r{known[name]}{name}" if name in known else "0$r"
        self._answer(f"\x1bP{value}\x1b\\")
