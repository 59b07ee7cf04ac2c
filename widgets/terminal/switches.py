"""What is switched and saved: modes, the alternate screen, the cursor, renditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from widgets.terminal import modes as mo
from widgets.terminal.charsets import Charsets
from widgets.terminal.keyboard import Keyboard
from widgets.terminal.sgr import merge_renditions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from widgets.terminal.attributes import Attribute, Attributes
    from widgets.terminal.grid import Grid

CURSOR_SHAPE_MAX = 6
RENDITIONS_MAX = 10
"""Renditions that XTPUSHSGR keeps."""


class Savepoint(NamedTuple):
    """What DECSC saves."""

    x: int
    y: int
    pen: Attribute
    charsets: Charsets
    origin: bool
    waits: bool = False


class Switches(Keyboard):
    """The part of a screen that switches modes and screens, and saves the cursor."""

    attributes: Attributes
    _main: Grid
    _other: Grid
    _saved: dict[Grid, Savepoint]
    _saved_modes: dict[int, bool]
    _renditions: list[tuple[Attribute, tuple[int, ...]]]

    def touch(self) -> None:
        """Call every line changed."""
        raise NotImplementedError

    # Modes.

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch modes on; `private=True` for those of `CSI ? … h`."""
        self._switch_all(modes, on=True, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        """Switch modes off; `private=True` for those of `CSI ? … l`."""
        self._switch_all(modes, on=False, **kwargs)

    def _switch_all(
        self, modes: Iterable[int], *, on: bool, private: bool = False
    ) -> None:
        for number in modes:
            self._switch(mo.private(number) if private else number, on=on)

    def save_modes(self, *modes: int) -> None:
        """Remember whether private modes are on (XTSAVE)."""
        for number in modes:
            if self.mode_state(mo.private(number)):
                self._saved_modes[number] = self.mode_state(mo.private(number)) == 1

    def restore_modes(self, *modes: int) -> None:
        """Switch private modes as remembered (XTRESTORE)."""
        for number in modes:
            if self.mode_state(mo.private(number)):
                on = self._saved_modes.get(number, False)
                self._switch(mo.private(number), on=on)

    def _switch(self, key: int, *, on: bool) -> None:
        """Switch one mode and do what goes with it."""
        if key in mo.ALTERNATE_SCREENS:
            self._switch_screen(key, alternate=on)
            return
        if key == mo.COLUMNS_132 and mo.ALLOW_COLUMNS_132 not in self.mode:
            return
        if key in mo.TRACKING or (on and key in mo.ENCODINGS):
            self.mode -= mo.TRACKING if key in mo.TRACKING else mo.ENCODINGS
        if on:
            self.mode.add(key)
        else:
            self.mode.discard(key)
        self._follow_mode(key, on=on)

    def _follow_mode(self, key: int, *, on: bool) -> None:
        """Do what goes with a mode that has just been switched."""
        if key == mo.CURSOR_VISIBLE:
            self.cursor.hidden = not on
        elif key == mo.REVERSE_SCREEN:
            self.touch()
        elif key == mo.ORIGIN:
            self.cursor_position()
        elif key == mo.NATIONAL_SETS:
            self._charsets.national = on
        elif key == mo.LEFT_RIGHT_MARGINS and not on:
            self.left, self.right = 0, self.columns - 1
        elif key == mo.COLUMNS_132:
            self._change_columns()
        elif key == mo.SAVED_CURSOR:
            (self.save_cursor if on else self.restore_cursor)()

    def _change_columns(self) -> None:
        """Do what DECCOLM does besides the width, which the owner decides."""
        self.top, self.bottom = 0, self.lines - 1
        self.left, self.right = 0, self.columns - 1
        self.mode.discard(mo.LEFT_RIGHT_MARGINS)
        if mo.NO_CLEAR_ON_COLUMNS not in self.mode:
            self.erase_in_display(2)
        self.cursor_position()

    def _switch_screen(self, key: int, *, alternate: bool) -> None:
        """Show the alternate or the main screen (modes 47, 1047 and 1049)."""
        saves = key == mo.ALTERNATE_SAVING
        changes = alternate != self.alternate
        if alternate:
            if saves:
                self.save_cursor()
            if changes:
                self.mode.add(key)
                self._show(self._other)
            if saves:
                self._other.clear(self.cursor.pen.erased.code)
            return
        if changes:
            if key == mo.ALTERNATE_CLEARING:
                self._settle()
                self._other.clear(self.cursor.pen.erased.code)
            self.mode -= mo.ALTERNATE_SCREENS
            self._show(self._main)
        if saves:
            self.restore_cursor()

    def _show(self, grid: Grid) -> None:
        self._grid, self.rows = grid, grid.rows
        self.behind = None
        self.touch()

    def save_cursor(self) -> None:
        """Save the cursor, rendition and character sets of this screen (DECSC)."""
        self._saved[self._grid] = Savepoint(
            self.cursor.x,
            self.cursor.y,
            self.cursor.pen,
            self._charsets.copy(),
            mo.ORIGIN in self.mode,
            self._waits,
        )

    def restore_cursor(self) -> None:
        """Restore what was saved, any number of times; or go home (DECRC)."""
        saved = self._saved.get(self._grid)
        if saved is None:
            saved = Savepoint(0, 0, self.attributes.plain, Charsets(), origin=False)
        self.mode.discard(mo.ORIGIN)
        if saved.origin:
            self.mode.add(mo.ORIGIN)
        self._charsets = saved.charsets.copy()
        self.cursor.pen = saved.pen
        last = (self.columns - 1, self.lines - 1)
        right, bottom = (self.right, self.bottom) if saved.origin else last
        self.cursor.y = min(saved.y, bottom)
        self.behind = None
        waits = saved.waits or saved.x >= self.columns
        self._place(min(saved.x, right), waits=waits)

    def save_or_set_columns(self, *params: int) -> None:
        """Save the cursor, or with mode 69 set the columns that scroll (CSI s)."""
        if mo.LEFT_RIGHT_MARGINS in self.mode:
            self.set_columns_margins(*params[:2])
        elif not any(params):
            self.save_cursor()

    def push_rendition(self, *what: int) -> None:
        """Remember the rendition, or of it what SGR-like numbers say (XTPUSHSGR)."""
        if len(self._renditions) < RENDITIONS_MAX:
            self._renditions.append((self.cursor.pen, what))

    def pop_rendition(self) -> None:
        """Go back to what was remembered last (XTPOPSGR)."""
        if self._renditions:
            pen, what = self._renditions.pop()
            new = merge_renditions(self.cursor.pen.rendition, pen.rendition, what)
            self.cursor.pen = self.attributes.intern(new)

    def set_cursor_shape(self, shape: int = 0) -> None:
        """Set the look of the cursor: 0 to 6 as in DECSCUSR."""
        if shape <= CURSOR_SHAPE_MAX:
            self.cursor_shape = shape

    def set_application_keypad(self, on: bool) -> None:
        """Make the keypad send sequences, or digits (DECKPAM, DECKPNM)."""
        self._switch(mo.APPLICATION_KEYPAD, on=on)
