"""Terminal output as plain text: without escape sequences and control characters.

What a program drew cannot control the terminal of whoever reads it later.
"""

from __future__ import annotations

import re

HELD_MAX = 4096
"""Bytes of an unfinished sequence that are held for its end."""

# ECMA-48: CSI, the string sequences (OSC, DCS, APC, PM, SOS), other escapes.
_SEQUENCE = re.compile(
    rb"""
      \x1b\[ [0-?]* [ -/]* [@-~]
    | \x1b[\]PX^_] [^\x07\x1b\x18\x1a]* (?: \x07 | \x1b\\ | [\x18\x1a] | (?=\x1b[^\\]) )
    | \x1b [ -/]* [0-OQ-WYZ\\`-~]
    """,
    re.VERBOSE,
)
_UNFINISHED = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b\x18\x1a]*\x1b?|[ -/]*)?\Z"
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_EDITS_TOO = re.compile(
    rb"(?! \x1b\[ [0-9]* [CDGKP@] ) (?:" + _SEQUENCE.pattern + rb")", re.VERBOSE
)
_CONTROLS_TOO = re.compile(rb"[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
_STRING_START = re.compile(rb"\x1b[\]PX^_]")
_STRING_END = re.compile(rb"\x07|\x1b\\|[\x18\x1a]")


class PlainText:
    """Cleans output that comes in pieces."""

    def __init__(self, *, edits: bool = False) -> None:
        """Begin outside of any sequence.

        With `edits`, what a program changes within a line is kept for
        `core.bundle.text`: carriage returns, backspaces, and the sequences that move
        in the line, erase, insert and delete in it.
        """
        self._sequence = _EDITS_TOO if edits else _SEQUENCE
        self._controls = _CONTROLS_TOO if edits else _CONTROLS
        self._rest = b""
        self._in_string = False

    def feed(self, data: bytes) -> bytes:
        """Return what is text of `data`; what is unfinished waits for the next."""
        data = self._rest + data
        self._rest = b""
        if self._in_string:
            end = _STRING_END.search(data)
            if end is None:
                self._rest = data[-1:] if data.endswith(b"\x1b") else b""
                return b""
            self._in_string = False
            data = data[end.end() :]
        data = self._sequence.sub(b"", data)
        unfinished = _UNFINISHED.search(data)
        if unfinished is not None:
            held = unfinished.group()
            data = data[: unfinished.start()]
            if len(held) > HELD_MAX:
                # A string without end is dropped as it comes, not kept.
                self._in_string = bool(_STRING_START.match(held))
                held = b"\x1b" if self._in_string and held.endswith(b"\x1b") else b""
            self._rest = held
        return self._controls.sub(b"", data)
