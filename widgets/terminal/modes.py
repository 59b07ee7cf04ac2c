"""Terminal modes: what is switched on, asked for by name.

Modes are kept as pyte keeps them: numbers in the set `mode`, private ones
(`CSI ? … h`) shifted left by five bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from widgets.terminal.mouse import MouseEncoding, MouseTracking


KEYBOARD_LOCK = 2
INSERT = 4
SEND_RECEIVE = 12
NEW_LINE = 20


MODE_SHIFT = 5
"""Bits by which the number of a private mode is shifted, as in pyte."""


def private(number: int) -> int:
    """Return the key in `mode` of a private mode."""
    return number << MODE_SHIFT


COLUMNS_132 = private(3)
REVERSE_SCREEN = private(5)
ORIGIN = private(6)
AUTOWRAP = private(7)
BLINKING_CURSOR = private(12)
CURSOR_VISIBLE = private(25)
ALLOW_COLUMNS_132 = private(40)
NATIONAL_SETS = private(42)
REVERSE_WRAP = private(45)
APPLICATION_KEYPAD = private(66)
BACKARROW = private(67)
LEFT_RIGHT_MARGINS = private(69)
NO_CLEAR_ON_COLUMNS = private(95)
ALTERNATE_CLEARING = private(1047)
SAVED_CURSOR = private(1048)
ALTERNATE_PLAIN = private(47)
ALTERNATE_SAVING = private(1049)
GRAPHEMES = private(2027)
ALTERNATE_SCREENS = frozenset({ALTERNATE_PLAIN, ALTERNATE_CLEARING, ALTERNATE_SAVING})

_TRACKING: dict[int, MouseTracking] = {
    private(9): "x10",
    private(1000): "normal",
    private(1002): "button",
    private(1003): "any",
}
_ENCODING: dict[int, MouseEncoding] = {
    private(1005): "utf8",
    private(1006): "sgr",
    private(1015): "urxvt",
    private(1016): "sgr_pixels",
}
COMPLICATING = frozenset({INSERT, NEW_LINE, ORIGIN, REVERSE_WRAP, GRAPHEMES})
"""Modes that give text or the commonest controls another meaning."""
TRACKING, ENCODINGS = frozenset(_TRACKING), frozenset(_ENCODING)
"""Modes of which one at most is on; switching any tracking off ends tracking."""

INITIAL = frozenset(
    {AUTOWRAP, CURSOR_VISIBLE, ALLOW_COLUMNS_132, private(1007), SEND_RECEIVE}
)
"""Modes on after a reset: those of pyte, DECCOLM as in xterm with its resource c132,
and the wheel as arrow keys."""
SOFT_RESET_OFF = frozenset(
    {
        *(KEYBOARD_LOCK, INSERT, ORIGIN, REVERSE_WRAP, LEFT_RIGHT_MARGINS),
        *(private(1), APPLICATION_KEYPAD, private(2026)),
    }
)
"""Modes that a soft reset (DECSTR) switches off."""

ANSI = frozenset({KEYBOARD_LOCK, INSERT, SEND_RECEIVE, NEW_LINE})
"""The modes that are not private; a larger number would be taken for a private one."""
_REPORTED = ANSI | {
    private(number)
    for number in (
        *(1, 3, 4, 5, 6, 7, 8, 9, 12, 25, 40, 42, 45, 47, 66, 67, 69, 95),
        *(1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 1034, 1036, 1039),
        *(1042, 1047, 1048, 1049, 2004, 2026, 2027),
    )
}
_ALWAYS_ON = frozenset({private(8)})
_NEVER_ON = frozenset({private(1034)})
"""Modes that are known, and that nothing here depends on; they cannot change."""


class ModalScreen(pyte.Screen):
    """A screen that can say which of its modes are on."""

    mode: set[int]
    cursor_shape: int

    @property
    def application_cursor(self) -> bool:
        """Whether arrow keys send `ESC O` sequences (DECCKM)."""
        return private(1) in self.mode

    @property
    def application_keypad(self) -> bool:
        """Whether keypad keys send `ESC O` sequences (DECKPAM)."""
        return APPLICATION_KEYPAD in self.mode

    @property
    def bracketed_paste(self) -> bool:
        """Whether pastes are to be bracketed."""
        return private(2004) in self.mode

    @property
    def focus_events(self) -> bool:
        """Whether the program wants to know about focus."""
        return private(1004) in self.mode

    @property
    def mouse_tracking(self) -> MouseTracking | None:
        """Which mouse events the program wants; None: the mouse is the user's."""
        return next((_TRACKING[key] for key in self.mode & _TRACKING.keys()), None)

    @property
    def mouse_encoding(self) -> MouseEncoding:
        """How mouse reports are written."""
        return next((_ENCODING[key] for key in self.mode & _ENCODING.keys()), "x10")

    @property
    def alternate_scroll(self) -> bool:
        """Whether the wheel sends arrow keys on the alternate screen."""
        return private(1007) in self.mode

    @property
    def alternate(self) -> bool:
        """Whether the alternate screen is shown."""
        return not self.mode.isdisjoint(ALTERNATE_SCREENS)

    @property
    def cursor_visible(self) -> bool:
        """Whether the program shows the cursor."""
        return CURSOR_VISIBLE in self.mode

    @property
    def cursor_blinks(self) -> bool:
        """Whether the cursor is to blink (DECSCUSR, mode 12)."""
        return self.cursor_shape in (1, 3, 5) or BLINKING_CURSOR in self.mode

    @property
    def synchronized(self) -> bool:
        """Whether the program is in the middle of a frame."""
        return private(2026) in self.mode

    @property
    def backarrow_sends_backspace(self) -> bool:
        """Whether the backspace key sends BS instead of DEL (DECBKM)."""
        return BACKARROW in self.mode

    @property
    def new_line(self) -> bool:
        """Whether a line feed also returns, and enter sends both (LNM)."""
        return NEW_LINE in self.mode

    @property
    def reverse_screen(self) -> bool:
        """Whether the whole screen is shown in reverse (DECSCNM)."""
        return REVERSE_SCREEN in self.mode

    def mode_state(self, key: int) -> int:
        """Return DECRQM's answer: 0 unknown, 1 set, 2 reset, 3 and 4 for ever."""
        if key not in _REPORTED:
            return 0
        if key in _ALWAYS_ON:
            return 3
        if key in _NEVER_ON:
            return 4
        if key in ALTERNATE_SCREENS:
            return 1 if self.alternate else 2
        if key == SAVED_CURSOR:
            return 1
        return 1 if key in self.mode else 2
