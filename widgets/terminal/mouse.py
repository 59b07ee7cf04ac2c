"""Mouse events as the reports that programs ask for.

Four levels of tracking say which events are wanted, four encodings how they are
written (xterm's `ctlseqs`, "Mouse Tracking"). Columns and rows count from 0 here
and from 1 in the reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from widgets.terminal.modes import MouseEncoding, MouseTracking

Action = Literal["press", "release", "move"]

WHEEL_UP, WHEEL_DOWN, WHEEL_LEFT, WHEEL_RIGHT = 4, 5, 6, 7
"""The wheel is four buttons that are pressed and never released."""
WHEEL_LINES = 3
"""Lines that one notch of the wheel moves."""

_RELEASED = 3
_MOTION = 32
_WHEEL = 64
_BYTE_COORDINATE_MAX = 223
_UTF8_COORDINATE_MAX = 2015
_WANTED: dict[str, frozenset[str]] = {
    "x10": frozenset({"press"}),
    "normal": frozenset({"press", "release"}),
    "button": frozenset({"press", "release", "drag"}),
    "any": frozenset({"press", "release", "drag", "move"}),
}


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
) -> bytes:
    """Return the report of a mouse event; empty when the program wants none.

    Args:
        action: what happened.
        button: 1 to 3, a wheel direction, or for a move 0 when none is held.
        column: where, from 0.
        row: where, from 0.
        tracking: which events are wanted; None for none.
        encoding: how reports are written.
        shift: the modifier was held, as for `alt` and `ctrl`.
    """
    kind = "drag" if action == "move" and button else action
    if tracking is None or kind not in _WANTED[tracking] or column < 0 or row < 0:
        return b""
    code = _RELEASED if not button else button - 1
    if button >= WHEEL_UP:
        code = button - WHEEL_UP + _WHEEL
    if action == "move":
        code += _MOTION
    if tracking != "x10":
        code += 4 * shift + 8 * alt + 16 * ctrl
    return _write(action, code, column + 1, row + 1, encoding)


def _write(
    action: Action, code: int, column: int, row: int, encoding: MouseEncoding
) -> bytes:
    """Write a report; empty when the position is past what it can say."""
    if encoding == "sgr":
        final = "m" if action == "release" else "M"
        return f"\x1b[<{code};{column};{row}{final}".encode()
    if action == "release":
        # These cannot say which button was released, only the modifiers.
        code = code & ~_RELEASED | _RELEASED
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
    """Return arrow keys for a notch of the wheel, for full-screen programs."""
    final = {WHEEL_UP: b"A", WHEEL_DOWN: b"B"}.get(button)
    if final is None:
        return b""
    lead = b"\x1bO" if application_cursor else b"\x1b["
    return (lead + final) * lines
