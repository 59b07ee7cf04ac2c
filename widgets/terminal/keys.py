"""Keys, pastes and focus as the bytes that xterm sends for them.

Key names are Textual's: modifiers and a name joined by `+`, such as `ctrl+c`,
`shift+left` or `alt+x`, where a character stands for itself or goes by its
Unicode name (`full_stop`). Terminals without the kitty protocol cannot tell some
keys apart (tab and ctrl+i, enter and ctrl+m); nor can this module then.
"""

from __future__ import annotations

import re
import unicodedata

_MODIFIERS = {"shift": 1, "alt": 2, "ctrl": 4}
_IGNORED = {"super", "hyper", "meta"}
"""Modifiers that no program expects in a terminal; keys with them send nothing."""
_SHIFT, _ALT, _CTRL = 1, 2, 4

_CURSOR_KEYS = {
    "up": "A",
    "down": "B",
    "right": "C",
    "left": "D",
    "home": "H",
    "end": "F",
    "kp_begin": "E",
}
_TILDE_KEYS = {
    "insert": 2,
    "delete": 3,
    "pageup": 5,
    "pagedown": 6,
    "f5": 15,
    "f6": 17,
    "f7": 18,
    "f8": 19,
    "f9": 20,
    "f10": 21,
    "f11": 23,
    "f12": 24,
}
_PF_KEYS = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
_FUNCTION_KEYS = 12
"""xterm numbers shift+f1 as f13 and so on; Textual names them so."""
_EDIT_KEYS = {
    "enter": b"\r",
    "tab": b"\t",
    "escape": b"\x1b",
    "space": b" ",
    "backspace": b"\x7f",
}
_KEYPAD = {
    "decimal": (".", "n"),
    "divide": ("/", "o"),
    "multiply": ("*", "j"),
    "subtract": ("-", "m"),
    "add": ("+", "k"),
    "equal": ("=", "X"),
    "separator": (",", "l"),
}
"""Keypad keys: their character, and the final of their application sequence."""
_NAMES = {
    "slash": "/",
    "backslash": "\\",
    "at": "@",
    "minus": "-",
    "plus": "+",
    "underscore": "_",
    "hyphen_minus": "-",
}
"""Characters that Textual names otherwise than Unicode does."""
_CTRL_SYMBOLS = {
    " ": 0,
    "@": 0,
    "2": 0,
    "[": 27,
    "3": 27,
    "\\": 28,
    "4": 28,
    "]": 29,
    "5": 29,
    "^": 30,
    "6": 30,
    "~": 30,
    "`": 0,
    "_": 31,
    "7": 31,
    "/": 31,
    "-": 31,
    "8": 127,
    "?": 127,
}
"""What ctrl and a symbol or digit send, as in xterm and before it the VT220."""


def encode_key(
    key: str,
    character: str | None,
    *,
    application_cursor: bool = False,
    application_keypad: bool = False,
) -> bytes:
    """Return what a program gets for a key; empty when it gets nothing.

    Args:
        key: Textual's name of the key.
        character: the text that the key produced, if any.
        application_cursor: arrow keys, home and end send `ESC O` sequences.
        application_keypad: named keypad keys do, too.
    """
    *modifiers, name = _split(key)
    if _IGNORED.intersection(modifiers):
        return b""
    bits = sum(value for word, value in _MODIFIERS.items() if word in modifiers)
    name, bits = _unshift_function_key(name, bits)
    sequence = _sequence_key(name, bits, application_cursor=application_cursor)
    if sequence:
        return sequence.encode()
    if name in _EDIT_KEYS:
        return _edit_key(name, bits)
    if name in _KEYPAD:
        plain, final = _KEYPAD[name]
        if application_keypad and not bits:
            return f"\x1bO{final}".encode()
        character = plain
    return _character_key(name, character, bits)


def encode_paste(text: str, *, bracketed: bool) -> bytes:
    """Return pasted text as typed, in brackets if the program asked for them.

    Control characters are dropped, so that no paste can end the bracket early or
    press a key; line ends become what the enter key sends.
    """
    text = re.sub(r"\r\n|\n", "\r", text)
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", text)
    data = text.encode(errors="replace")
    return b"\x1b[200~" + data + b"\x1b[201~" if bracketed else data


def encode_focus(focused: bool) -> bytes:
    """Return the report that the terminal got or lost the focus (mode 1004)."""
    return b"\x1b[I" if focused else b"\x1b[O"


def _split(key: str) -> list[str]:
    """Split a key name at its plus signs; the plus key itself is a name."""
    if key.endswith("+"):
        return [*key[:-1].rstrip("+").split("+"), "+"] if len(key) > 1 else ["+"]
    return key.split("+")


def _unshift_function_key(name: str, bits: int) -> tuple[str, int]:
    """Turn f13 to f24 into shift and f1 to f12, as their sequences are."""
    if name[:1] == "f" and name[1:].isdecimal():
        number = int(name[1:])
        if _FUNCTION_KEYS < number <= 2 * _FUNCTION_KEYS:
            return f"f{number - _FUNCTION_KEYS}", bits | _SHIFT
    return name, bits


def _sequence_key(name: str, bits: int, *, application_cursor: bool) -> str:
    """Return the escape sequence of a key that has no character, or nothing."""
    if name in _TILDE_KEYS:
        modifier = f";{bits + 1}" if bits else ""
        return f"\x1b[{_TILDE_KEYS[name]}{modifier}~"
    final = _CURSOR_KEYS.get(name) or _PF_KEYS.get(name)
    if final is None:
        return ""
    if bits:
        return f"\x1b[1;{bits + 1}{final}"
    return (
        f"\x1bO{final}" if application_cursor or name in _PF_KEYS else f"\x1b[{final}"
    )


def _edit_key(name: str, bits: int) -> bytes:
    """Return what enter, tab, escape, space and backspace send."""
    data = _EDIT_KEYS[name]
    if bits & _SHIFT and name == "tab":
        data = b"\x1b[Z"
    elif bits & _CTRL and name == "backspace":
        data = b"\b"
    elif bits & _CTRL and name == "space":
        data = b"\0"
    return b"\x1b" + data if bits & _ALT else data


def _character_key(name: str, character: str | None, bits: int) -> bytes:
    """Return what a key with a character sends."""
    char = _character_of(name)
    if bits & _CTRL:
        code = _control_code(char) if char else None
        data = b"" if code is None else bytes([code])
    else:
        if bits & _SHIFT and char:
            char = char.upper()
        data = (character or char or "").encode(errors="replace")
    return b"\x1b" + data if data and bits & _ALT else data


def _character_of(name: str) -> str | None:
    """Return the character that a key name stands for."""
    if len(name) == 1:
        return name
    if name in _NAMES:
        return _NAMES[name]
    for spelling in (name.replace("_", " "), name.replace("_", "-")):
        try:
            return unicodedata.lookup(spelling)
        except KeyError:
            continue
    return None


def _control_code(char: str) -> int | None:
    """Return the code that ctrl makes of a character, if any."""
    letter = char.lower()
    if "a" <= letter <= "z":
        return ord(letter) - 0x60
    return _CTRL_SYMBOLS.get(char)
