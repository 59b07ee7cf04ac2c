"""What a program has asked of the keyboard: kitty's flags, a stack for each screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.terminal.strings import Strings

if TYPE_CHECKING:
    from widgets.terminal.grid import Grid

FLAGS_MASK = 0b11111
STACK_MAX = 16
_SET, _ADD, _REMOVE = 1, 2, 3


class KeyboardModes:
    """Flags of kitty's keyboard protocol, those in use on top."""

    def __init__(self) -> None:
        self._stack = [0]

    @property
    def flags(self) -> int:
        """The flags in use."""
        return self._stack[-1]

    def change(self, flags: int, how: int) -> None:
        """Set (1), add (2) or remove (3) flags."""
        flags &= FLAGS_MASK
        if how == _SET:
            self._stack[-1] = flags
        elif how == _ADD:
            self._stack[-1] |= flags
        elif how == _REMOVE:
            self._stack[-1] &= ~flags

    def push(self, flags: int) -> None:
        """Put other flags on top; with too many the oldest are forgotten."""
        self._stack.append(flags & FLAGS_MASK)
        del self._stack[:-STACK_MAX]

    def pop(self, count: int) -> None:
        """Take flags off; without any left, none is on."""
        del self._stack[-min(count, len(self._stack)) :]
        self._stack = self._stack or [0]


class Keyboard(Strings):
    """The part of a screen that knows what keys are to send."""

    modify_other_keys: int
    """How keys with modifiers are sent that have no sequence of their own: 0 to 2."""
    format_other_keys: int
    """The form in which they are sent: 0 xterm's own, 1 that of `CSI u`."""
    _keyboards: dict[Grid, KeyboardModes]

    @property
    def keyboard_flags(self) -> int:  # type: ignore[override]
        """Flags of kitty's keyboard protocol that are on."""
        return self._keyboards[self._grid].flags

    def set_keyboard(self, flags: int = 0, how: int = 1) -> None:
        """Set (1), add (2) or remove (3) flags of kitty's protocol."""
        self._keyboards[self._grid].change(flags, how)

    def push_keyboard(self, flags: int = 0) -> None:
        """Remember the flags and set others."""
        self._keyboards[self._grid].push(flags)

    def pop_keyboard(self, count: int | None = None) -> None:
        """Go back to flags remembered `count` changes ago."""
        self._keyboards[self._grid].pop(count or 1)

    def set_key_modifiers(self, what: int = 0, value: int = 0) -> None:
        """Set how keys with modifiers are sent (XTMODKEYS); only 4 is known."""
        if what in (0, 4) and value <= 2:  # noqa: PLR2004
            self.modify_other_keys = value if what else 0

    def set_key_format(self, what: int = 0, value: int = 0) -> None:
        """Set the form in which such keys are sent (XTFMTKEYS)."""
        if what in (0, 4) and value <= 1:
            self.format_other_keys = value if what else 0

    def disable_key_modifiers(self, what: int = 2) -> None:
        """Send keys with modifiers as of old."""
        if what == 4:  # noqa: PLR2004
            self.modify_other_keys = 0
