r"""Keys, pastes and focus as the bytes that xterm sends for them.

A table in effect: `encode_key` remembers what it made of each key in each set of
modes. The sources are xterm's "Control Sequences" and "Modified Keys"
(https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, .../modified-keys.html) and
xterm 379 itself, with `metaSendsEscape`, as alt is an escape prefix here, and
`backarrowKeyIsErase`, as Debian sets. The kitty protocol is in `kitty_keys`.

Key names are Textual's: modifiers and a name joined by `+`, such as `ctrl+c`,
`shift+left` or `alt+x`, where a character stands for itself or goes by its Unicode
name (`full_stop`). What the outer terminal does not tell Textual, or Textual not us,
cannot be sent on:

- Releases and repeats, left and right modifiers, caps lock and num lock; shift of a
  key with text, which shows in the text alone.
- The keypad's digits, enter and cursor keys, which go by the names of the others. The
  names `kp_0` to `kp_9` and `kp_enter` are for callers that know better.
- Without the kitty protocol outside: tab is ctrl+i, enter ctrl+m, backspace ctrl+h
  and escape ctrl+[; ctrl+shift+x is ctrl+x; alt with a symbol is the symbol, alt+1
  some symbol of a Mac, alt+b and alt+f are ctrl+left and ctrl+right, alt+backspace is
  ctrl+w, and a modified f3 is a cursor position report.
- Where Textual does not use that protocol, shift+f1 is f13, as in terminfo.

Where this differs from xterm: f13 to f35 are what terminfo's `kf13` to `kf35` say,
shift and ctrl with f1 to f12, and not the VT220's `CSI 25 ~` that programs for xterm
do not know; a capital whose shift is unknown is plain for `modifyOtherKeys` 2; and
`modifyOtherKeys` 1 keeps alt in what it sends, as xterm does without
`metaSendsEscape`. Super and hyper, which xterm ignores, send nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from widgets.terminal.kitty_keys import (
    ALT,
    CTRL,
    FUNCTIONAL_KEYS,
    HYPER,
    LOCKS,
    META,
    MODIFIERS,
    SHIFT,
    SUPER,
    KeyPress,
    encode_kitty,
    is_control,
)

_CURSOR_KEYS = {
    "up": "A",
    "down": "B",
    "right": "C",
    "left": "D",
    "kp_begin": "E",
    "end": "F",
    "home": "H",
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
    "menu": 29,
}
_PF_KEYS = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
_FUNCTION_KEYS = 12
"""How many function keys there are before shift and ctrl are used for more."""
_MISREAD = {"\x19": "f13", "\x1a": "f14", "\x1c": "f15", "\x1d": "f16", "\x1f": "f17"}
"""The VT220's f13 to f17, `CSI 25 ~` and so on, whose number Textual takes for a
character. As names these cannot be anything else: ctrl+y is `ctrl+y`."""
_EDIT_KEYS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f"}
_KEYPAD_OPERATORS = {
    "multiply": ("*", "j"),
    "add": ("+", "k"),
    "separator": (",", "l"),
    "subtract": ("-", "m"),
    "decimal": (".", "n"),
    "divide": ("/", "o"),
    "equal": ("=", "X"),
}
_KEYPAD = (
    _KEYPAD_OPERATORS
    | {f"kp_{name}": value for name, value in _KEYPAD_OPERATORS.items()}
    | {f"kp_{digit}": (str(digit), "pqrstuvwxy"[digit]) for digit in range(10)}
    | {"kp_enter": ("\r", "M")}
)
"""Keypad keys: their character, and the final of their application sequence."""
_NAMES = {
    re.sub("[ -]", "_", unicodedata.name(char).lower()): char
    for char in map(chr, range(0x20, 0x180))
    if char.isprintable() and not char.isalnum()
} | {
    "slash": "/",
    "backslash": "\\",
    "at": "@",
    "minus": "-",
    "plus": "+",
    "underscore": "_",
    "space": " ",
}
"""Characters by Textual's names: Unicode's, and those it replaces."""
_SHIFTED = dict(zip("`1234567890-=[]\\;',./", '~!@#$%^&*()_+{}|:"<>?', strict=True))
"""What shift makes of a key on the keyboard that xterm's tables are for."""
_CONTROLS = (
    {chr(code): chr(code & 0x1F) for code in range(ord("@"), ord("~") + 1)}
    | {char: chr(0x1B + number) for number, char in enumerate("34567")}
    | {" ": "\0", "2": "\0", "8": "\x7f", "/": "\x1f", "?": "\x7f"}
)
"""What ctrl makes of a character; others stay as they are."""


@dataclass(frozen=True, slots=True)
class KeyModes:
    """The modes of a terminal that change what keys send."""

    application_cursor: bool = False
    """DECCKM (1): cursor keys, home and end send `SS3` sequences."""
    application_keypad: bool = False
    """DECKPAM (`ESC =`, 66): keypad keys do, too."""
    backarrow_sends_backspace: bool = False
    """DECBKM (67): backspace sends BS and with ctrl DEL, not the other way round."""
    newline: bool = False
    """LNM (20): a carriage return is followed by a line feed."""
    modify_other_keys: int = 0
    """`CSI > 4 ; n m`: 1 for keys that would be ambiguous, 2 for all with modifiers."""
    format_other_keys: int = 0
    """`CSI > 4 ; n f`: 1 to write the former as `CSI code ; modifiers u`."""
    keyboard_flags: int = 0
    """The flags of the kitty protocol, which comes before all of the above."""


DEFAULT_MODES = KeyModes()


def encode_key(
    key: str, character: str | None, *, modes: KeyModes = DEFAULT_MODES
) -> bytes:
    """Return what a program gets for a key; empty when it gets nothing.

    Args:
        key: Textual's name of the key.
        character: the text that the key produced, if any.
        modes: the modes of the terminal.
    """
    return _encode(key, character, modes)


@lru_cache(maxsize=4096)
def _encode(key: str, character: str | None, modes: KeyModes) -> bytes:
    """Work out what `encode_key` returns."""
    press = _parse(key, character or "")
    if modes.keyboard_flags:
        data = encode_kitty(press, modes.keyboard_flags)
        if data is not None:
            return data
        modes = replace(modes, modify_other_keys=0)
    if press.bits & (SUPER | HYPER):
        return b""
    press = press._replace(bits=press.bits & ~LOCKS)
    return _legacy(press, modes).encode(errors="replace")


def encode_paste(text: str, *, bracketed: bool) -> bytes:
    """Return pasted text as typed, in brackets if the program asked for them.

    Control characters are dropped, so that no paste can end the bracket early or
    press a key, but for tabs; line ends become what the enter key sends.
    """
    text = re.sub(r"\r\n|\n", "\r", text)
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", text)
    data = text.encode(errors="replace")
    return b"\x1b[200~" + data + b"\x1b[201~" if bracketed else data


def encode_focus(focused: bool) -> bytes:
    """Return the report that the terminal got or lost the focus (mode 1004)."""
    return b"\x1b[I" if focused else b"\x1b[O"


# From Textual's names.


def _parse(key: str, character: str) -> KeyPress:
    """Take a key event apart."""
    *modifiers, name = _split(key)
    name = _MISREAD.get(name, name)
    bits = 0
    for word in modifiers:
        bits |= MODIFIERS.get(word, 0)
    if name in FUNCTIONAL_KEYS or (name[:1] == "<" and len(name) > 1):
        text = _KEYPAD[name][0] if name in _KEYPAD and name != "kp_enter" else ""
        return KeyPress(name, "", text, bits)
    if name == "@" and character == "\0":
        name = "space"  # NUL, which Textual calls ctrl+@, is ctrl+space more often
    char = _character_of(name) or (character if character.isprintable() else "")
    if len(char) != 1:
        char = ""
    text = "" if bits & CTRL else character
    if not text and not bits & ~(SHIFT | LOCKS):
        text = _shift(char) if bits & SHIFT else char
    return KeyPress(name, char, text, bits)


def _split(key: str) -> list[str]:
    """Split a key name at its plus signs; the plus key itself is a name."""
    if key.endswith("+"):
        return [*key[:-1].rstrip("+").split("+"), "+"] if len(key) > 1 else ["+"]
    return key.split("+")


def _character_of(name: str) -> str:
    """Return the character that a key name stands for; empty if none."""
    if len(name) == 1:
        return name
    if name in _NAMES:
        return _NAMES[name]
    for separator in " -":
        try:
            char = unicodedata.lookup(name.replace("_", separator))
        except (KeyError, UnicodeEncodeError):
            continue
        # Names of controls and of sequences are no keys.
        if len(char) == 1 and not is_control(char):
            return char
    return ""


def _shift(char: str) -> str:
    """Return what shift makes of a character."""
    upper = char.upper()
    return _SHIFTED.get(char) or (upper if len(upper) == 1 else char)


# To xterm's sequences.


def _legacy(press: KeyPress, modes: KeyModes) -> str:
    """Return what xterm sends for a key."""
    if press.name in _KEYPAD:
        data = _keypad_key(press, modes)
    elif press.name in _EDIT_KEYS:
        data = _edit_key(press, modes)
    elif press.name[:1] == "f" and press.name in FUNCTIONAL_KEYS:
        return _function_key(press)
    elif press.name in _CURSOR_KEYS or press.name in _TILDE_KEYS:
        return _cursor_key(press, modes)
    elif press.name in FUNCTIONAL_KEYS:
        return ""
    else:
        data = _character_key(press, modes)
    return data.replace("\r", "\r\n") if modes.newline else data


def _parameter(bits: int) -> int:
    """Return xterm's number of modifiers, in which meta has another bit; 0: none."""
    number = bits & (SHIFT | ALT | CTRL) | (8 if bits & META else 0)
    return number + 1 if number else 0


def _tilde(number: int, parameter: int) -> str:
    """Write a sequence of the VT220."""
    return f"\x1b[{number};{parameter}~" if parameter else f"\x1b[{number}~"


def _cursor_key(press: KeyPress, modes: KeyModes) -> str:
    """Return a key of the cursor and editing blocks."""
    parameter = _parameter(press.bits)
    if number := _TILDE_KEYS.get(press.name):
        return _tilde(number, parameter)
    final = _CURSOR_KEYS[press.name]
    if parameter:
        return f"\x1b[1;{parameter}{final}"
    return f"\x1bO{final}" if modes.application_cursor else f"\x1b[{final}"


def _function_key(press: KeyPress) -> str:
    """Return a function key; past f12 it is one of these with shift or ctrl."""
    row, number = divmod(int(press.name[1:]) - 1, _FUNCTION_KEYS)
    name = f"f{number + 1}"
    parameter = _parameter(press.bits | (0, SHIFT, CTRL)[row])
    if final := _PF_KEYS.get(name):
        return f"\x1b[1;{parameter}{final}" if parameter else f"\x1bO{final}"
    return _tilde(_TILDE_KEYS[name], parameter)


def _keypad_key(press: KeyPress, modes: KeyModes) -> str:
    """Return a key of the keypad, which xterm's alt does not prefix."""
    char, final = _KEYPAD[press.name]
    if modes.application_keypad:
        return f"\x1bO{_parameter(press.bits) or ''}{final}"
    return char


def _edit_key(press: KeyPress, modes: KeyModes) -> str:
    """Return enter, tab, escape or backspace."""
    bits, name = press.bits, press.name
    data = _EDIT_KEYS[name]
    if name == "backspace" and modes.backarrow_sends_backspace != bool(bits & CTRL):
        data = "\b"
    if _modifies_edit_key(name, bits, modes.modify_other_keys):
        return _other_key(data, bits, modes)
    if name == "tab" and bits & SHIFT:
        return "\x1b[Z"
    return "\x1b" + data if bits & (ALT | META) else data


def _modifies_edit_key(name: str, bits: int, level: int) -> bool:
    """Say whether `modifyOtherKeys` applies to one of these keys."""
    shift, ctrl, alt = bits & SHIFT, bits & CTRL, bits & (ALT | META)
    if level <= 0 or not bits:
        return False
    if level == 1:
        return bool(
            {
                "enter": shift or (ctrl and not alt),
                "tab": ctrl and not alt and not shift,
                "escape": alt and (shift or ctrl),
            }.get(name)
        )
    return bits != {"tab": SHIFT, "backspace": CTRL}.get(name)


def _character_key(press: KeyPress, modes: KeyModes) -> str:
    """Return a key with a character."""
    bits, char = press.bits, press.char
    if bits & SHIFT and char:
        char = _shift(char)
    if char and _modifies_character(char, bits, modes.modify_other_keys):
        return _other_key(char, bits, modes)
    data = _CONTROLS.get(char, char) if bits & CTRL else press.text or char
    return "\x1b" + data if data and bits & (ALT | META) else data


def _modifies_character(char: str, bits: int, level: int) -> bool:
    """Say whether `modifyOtherKeys` applies to a character with these modifiers."""
    if level <= 0 or not bits:
        return False
    masked = "@" <= char <= "\x7f"  # of which ctrl makes controls
    if level > 1:
        return masked or char == " " or bits != SHIFT
    if masked or not bits & CTRL:
        return False
    # xterm's table of controls ends before ?, and it lets alt with shift past it.
    shifted = bits & SHIFT and bits & (ALT | META)
    return char == "?" or char not in _CONTROLS or bool(shifted)


def _other_key(char: str, bits: int, modes: KeyModes) -> str:
    """Write a key that `modifyOtherKeys` applies to."""
    code, parameter = ord(char), _parameter(bits)
    if modes.format_other_keys:
        return f"\x1b[{code};{parameter}u"
    return f"\x1b[27;{parameter};{code}~"
