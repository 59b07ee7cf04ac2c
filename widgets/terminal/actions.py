"""What each control sequence does: understood when first seen, then remembered."""

from __future__ import annotations

import re
from typing import Any

from widgets.terminal.functions import (
    CHARSET_INTERMEDIATES,
    CONTROLS,
    ESCAPES,
    FUNCTIONS,
    PARAMETERS_MAX,
    WITH_PRIVATE,
    Call,
)
from widgets.terminal.modes import MODE_SHIFT
from widgets.terminal.sgr import parameter

STRING_MAX = 2 * 1024 * 1024
"""Characters kept of a control string; a longer one is ignored as a whole."""
SEQUENCE_MAX = 512
"""Characters of a control sequence; a longer one is ignored as a whole."""
ACTIONS_MAX = 32768
"""Sequences remembered; with more, all are forgotten."""
STRING_KINDS = "]kPX^_"
"""What follows ESC where a string begins: OSC, screen's title, DCS, SOS, PM, APC."""
_ENDED_BY_BELL = "]k"
C0 = re.compile(r"[\x00-\x1f\x7f]")

CALL, CRLF, LF, SGR, CR, CUP, EL, BS, CUF, IGNORE = range(10)
"""How a sequence is obeyed: by a call, or right in the parser's loop.

The loop tells `CRLF` and `LF` from the rest by their order.
"""
_INLINE = {"\r\n": CRLF, "\n": LF, "\r": CR, "\b": BS, "\x1b[K": EL}
_CSI = re.compile(r"\x1b\[([<=>?]?)([0-9;:]*)([\x20-\x2f]*)([\x40-\x7e])")
SGR_BODY = rf"[0-9;:]{{0,{SEQUENCE_MAX - 3}}}"
"""What is between `CSI` and `m`, as a regular expression."""
_SGR = re.compile(rf"(?:\x1b\[{SGR_BODY}m)+").fullmatch
_NOTHING = Call("")

Action = tuple[int, str, tuple[Any, ...], bool]
"""How it is obeyed, and the call that does so."""


_STYLE = (SGR, "set_rendition", (), False)


def is_style(sequence: str) -> bool:
    """Whether a sequence is SGR, once or more often, and nothing else."""
    return sequence[-1:] == "m" and _SGR(sequence) is not None


class Actions(dict[str, Action]):
    """What each control sequence does, understood when first seen."""

    def __missing__(self, sequence: str) -> Action:
        if is_style(sequence):
            # Each rendition remembers for itself what comes of it.
            return _STYLE
        action = _understand(sequence)
        if len(sequence) <= SEQUENCE_MAX // 8:
            if len(self) >= ACTIONS_MAX:
                self.clear()
            self[sequence] = action
        return action


def _understand(sequence: str) -> Action:
    """Return what a complete sequence without controls inside does."""
    call, kind = _NOTHING, IGNORE
    if not sequence:
        return kind, *call
    if sequence in _INLINE:
        kind = _INLINE[sequence]
    if sequence[0] != "\x1b":
        call = Call(CONTROLS.get(sequence, ""))
    elif sequence[1:2] == "[":
        call, kind = _understand_csi(sequence, kind)
    elif sequence[1:2] in STRING_KINDS:
        call = _understand_string(sequence)
    elif C0.search(sequence, 1):
        kind = CALL
    else:
        rest = sequence[1:]
        call = ESCAPES.get(rest, _NOTHING)
        if rest[:1] and rest[0] in CHARSET_INTERMEDIATES and len(rest) > 1:
            call = Call("define_charset", (rest[1:], rest[0]))
    if kind == IGNORE and call.method:
        kind = CALL
    return kind, *call


def _understand_csi(sequence: str, kind: int) -> tuple[Call, int]:
    """Return the call of a control sequence, and the way to obey it."""
    match = _CSI.fullmatch(sequence) if len(sequence) <= SEQUENCE_MAX else None
    if match is None:
        # With controls inside, those are to be obeyed first.
        return _NOTHING, CALL if C0.search(sequence, 1) else IGNORE
    mark, text, intermediates, final = match.groups()
    name = mark + intermediates + final
    if name == "m":
        return Call("set_rendition"), SGR
    method, most = FUNCTIONS.get(name, ("", 0))
    if not method or ":" in text:
        return _NOTHING, IGNORE
    # The last parameter stands even if it is empty, but only one of nothing is none.
    params = tuple(map(parameter, text.split(";"))) if text else ()
    params = params[: min(most, PARAMETERS_MAX)]
    if name in ("h", "l"):
        # Larger numbers would be taken for private modes, which are kept shifted.
        params = tuple(number for number in params if number < 1 << MODE_SHIFT)
    if name in ("H", "f"):
        kind = CUP
        params = (*params, 0, 0)[:2]
    elif name == "C":
        kind, params = CUF, (max(params[0], 1) if params else 1,)
    return Call(method, params, name in WITH_PRIVATE), kind


def _understand_string(sequence: str) -> Call:
    """Return the call of a control string; one that was aborted does nothing."""
    end = sequence[-2:]
    if sequence[-1] == "\x07" and sequence[1] in _ENDED_BY_BELL:
        end = "\x07"
    if end not in ("\x07", "\x1b\\") or len(sequence) > STRING_MAX:
        return _NOTHING
    body = sequence[2 : -len(end)]
    if sequence[1] == "]":
        return Call("operating_system_command", (body, end))
    return Call("device_control_string", (body,)) if sequence[1] == "P" else _NOTHING
