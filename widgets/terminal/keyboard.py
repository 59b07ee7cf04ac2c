"""What a program has asked of the keyboard: kitty's flags, a stack for each screen."""

from __future__ import annotations

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
