"""Mouse events as the reports that programs ask for.

Four levels of tracking say which events are wanted, five encodings how they are
written: xterm's "Control Sequences", "Mouse Tracking", and xterm 379 itself. Columns
and rows count from 0 here and from 1 in the reports.

Pixels (mode 1016) are those of the terminal's text. An outer terminal that reports
pixels itself gives Textual fractions of cells, from which the caller may work them
out; else the middle of the cell is reported, with cells of the size given, which has
to be the one that the terminal answers to `CSI 16 t`.

What does not come through Textual: buttons 8 to 11, which it takes for 1 to 3, and
which button a move was made with if there are several. Where this differs from xterm:
a position past what an encoding can say is not reported, where xterm says NUL, and
the wheel is never released, as its document has it and xterm itself does not.
"""

from __future__ import annotations

from typing import Literal

Action = Literal["press", "release", "move"]
MouseTracking = Literal["x10", "normal", "button", "any"]
"""Modes 9, 1000, 1002 and 1003."""
MouseEncoding = Literal["x10", "utf8", "sgr", "urxvt", "sgr_pixels"]
"""No mode, and modes 1005, 1006, 1015 and 1016."""

WHEEL_UP, WHEEL_DOWN, WHEEL_LEFT, WHEEL_RIGHT = 4, 5, 6, 7
"""The wheel is four buttons that are pressed and never released."""
WHEEL_LINES = 3
"""Lines that one notch of the wheel moves."""
CELL_SIZE = (10, 20)
"""The width and height of a cell in pixels where the outer terminal tells none."""

_LAST_BUTTON = 11
_FIRST_EXTRA = 8
_RELEASED = 3
_SHIFT, _ALT, _CTRL = 4, 8, 16
_MOTION = 32
_WHEEL = 64
_EXTRA = 128
_BYTE_COORDINATE_MAX = 223
_UTF8_COORDINATE_MAX = 2015
_MOUSE_BUTTONS = {"press", "release", "other press"}
_WANTED: dict[MouseTracking, frozenset[str]] = {
    "x10": frozenset({"press"}),
    "normal": frozenset(_MOUSE_BUTTONS),
    "button": frozenset(_MOUSE_BUTTONS | {"drag"}),
    "any": frozenset(_MOUSE_BUTTONS | {"drag", "move"}),
}
"""X10's mode knows only the presses of three buttons."""


def encode_mouse(
    action: Action,
    button: int,
    column: int,
    row: int,
    *,
    tracking: MouseTracking | None,
    encoding: MouseEncoding,
    shift: bool = False,
    alt: bool = False,
    ctrl: bool = False,
    pixel: tuple[int, int] | None = None,
    cell_size: tuple[int, int] = CELL_SIZE,
    last: tuple[int, int] | None = None,
) -> bytes:
    """Return the report of a mouse event; empty when the program wants none.

    Args:
        action: what happened.
        button: 1 to 3, a wheel direction, 8 to 11, or for a move 0 if none is held.
        column: where, from 0.
        row: where, from 0.
        tracking: which events are wanted; None for none.
        encoding: how reports are written.
        shift: the modifier was held, as for `alt` and `ctrl`.
        pixel: where in pixels, from 0, if known; only `sgr_pixels` uses it.
        cell_size: the width and height of a cell in pixels, for when it is not.
        last: the column and row of the event before this: a move that stays in
            its cell is not reported again, but for known pixels.
    """
    if tracking is None or _kind(action, button) not in _WANTED[tracking]:
        return b""
    x, y = column, row
    if encoding == "sgr_pixels":
        width, height = cell_size
        middle = column * width + width // 2, row * height + height // 2
        x, y = pixel or middle
    if min(column, row, x, y) < 0 or not 0 <= button <= _LAST_BUTTON:
        return b""
    known_pixel = pixel and encoding == "sgr_pixels"
    if action == "move" and (column, row) == last and not known_pixel:
        return b""
    code = _button_code(button) | (_MOTION if action == "move" else 0)
    if tracking != "x10":
        code |= shift * _SHIFT | alt * _ALT | ctrl * _CTRL
    return _write(action, code, x + 1, y + 1, encoding)


def _kind(action: Action, button: int) -> str:
    """Return the kind of an event that levels of tracking tell apart."""
    if action == "move":
        return "drag" if button else "move"
    if not button or (action == "release" and WHEEL_UP <= button < _FIRST_EXTRA):
        return ""
    return "other press" if action == "press" and button >= WHEEL_UP else action


def _button_code(button: int) -> int:
    """Return the number of a button in a report."""
    if button >= _FIRST_EXTRA:
        return button - _FIRST_EXTRA + _EXTRA
    if button >= WHEEL_UP:
        return button - WHEEL_UP + _WHEEL
    return button - 1 if button else _RELEASED


def _write(
    action: Action, code: int, column: int, row: int, encoding: MouseEncoding
) -> bytes:
    """Write a report; empty when the position is past what it can say."""
    if encoding in {"sgr", "sgr_pixels"}:
        final = "m" if action == "release" else "M"
        return f"\x1b[<{code};{column};{row}{final}".encode()
    if action == "release":
        # These cannot say which button was released, only the modifiers.
        code = code & (_SHIFT | _ALT | _CTRL) | _RELEASED
    if encoding == "urxvt":
        return f"\x1b[{code + 32};{column};{row}M".encode()
    text = "".join(chr(number + 32) for number in (code, column, row))
    if encoding == "utf8":
        fits = max(column, row) <= _UTF8_COORDINATE_MAX
        return b"\x1b[M" + text.encode() if fits else b""
    fits = max(column, row) <= _BYTE_COORDINATE_MAX
    return b"\x1b[M" + text.encode("latin-1") if fits else b""


def wheel_as_arrows(
    button: int, *, application_cursor: bool, lines: int = WHEEL_LINES
) -> bytes:
    """Return arrow keys for a notch of the wheel (mode 1007, alternate screen)."""
    final = {WHEEL_UP: b"A", WHEEL_DOWN: b"B"}.get(button)
    if final is None:
        return b""
    lead = b"\x1bO" if application_cursor else b"\x1b["
    return (lead + final) * lines
