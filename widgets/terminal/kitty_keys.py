"""Keys as the kitty keyboard protocol writes them.

Source: "Comprehensive keyboard handling in terminals",
https://sw.kovidgoyal.net/kitty/keyboard-protocol/. A program asks for it with flags:

    1 disambiguate: what has no text becomes `CSI code ; modifiers u`, but for plain
      enter, tab and backspace, which stay so that `reset` can be typed
    2 event types: Textual tells of presses only, and a press is the default that may
      be left out; the flag does what the protocol ties to it besides: cursor and
      function keys have no `SS3` form any more
    4 alternate keys: the shifted key, where it is known
    8 all keys: text, too, comes as codes, and modifier keys are keys
    16 associated text, with 8 only, without which the protocol leaves it undefined

Not known here, since Textual does not say: the keyboard's layout, so that no key has
a base layout key and a symbol counts as a key of its own (`!` is 33, not shift and
49); caps lock, so that a capital counts as shift and its letter; num lock.
"""

from __future__ import annotations

from typing import NamedTuple

SHIFT, ALT, CTRL, SUPER, HYPER, META, CAPS_LOCK, NUM_LOCK = (1 << n for n in range(8))
LOCKS = CAPS_LOCK | NUM_LOCK
MODIFIERS = {
    "shift": SHIFT,
    "alt": ALT,
    "ctrl": CTRL,
    "super": SUPER,
    "hyper": HYPER,
    "meta": META,
    "caps_lock": CAPS_LOCK,
    "num_lock": NUM_LOCK,
}
"""Textual's words for modifiers, and their bits in the protocol."""

DISAMBIGUATE, EVENT_TYPES, ALTERNATE_KEYS, ALL_KEYS, ASSOCIATED_TEXT = (
    1 << n for n in range(5)
)

_LETTERS = {
    "up": "A",
    "down": "B",
    "right": "C",
    "left": "D",
    "kp_begin": "E",
    "end": "F",
    "home": "H",
    "f1": "P",
    "f2": "Q",
    "f4": "S",
}
"""Keys sent as `CSI 1 ; modifiers letter`."""
_TILDES = {
    "insert": 2,
    "delete": 3,
    "pageup": 5,
    "pagedown": 6,
    "f3": 13,  # `CSI R` would be a cursor position report
    "f5": 15,
    "f6": 17,
    "f7": 18,
    "f8": 19,
    "f9": 20,
    "f10": 21,
    "f11": 23,
    "f12": 24,
}
"""Keys sent as `CSI number ; modifiers ~`."""
_LEGACY_C0 = {"enter": 13, "tab": 9, "backspace": 127}
"""Keys that keep their byte until all keys are asked for."""
_LOCK_KEYS = {"caps_lock": 57358, "scroll_lock": 57359, "num_lock": 57360}
_MODIFIER_KEYS = {
    f"{side}_{name}": first + number
    for side, first in (("left", 57441), ("right", 57447))
    for number, name in enumerate(("shift", "control", "alt", "super", "hyper", "meta"))
} | {"iso_level3_shift": 57453, "iso_level5_shift": 57454}
_OWN_BITS = {
    f"{side}_{name}": MODIFIERS["ctrl" if name == "control" else name]
    for side in ("left", "right")
    for name in ("shift", "control", "alt", "super", "hyper", "meta")
}
"""What pressing a modifier key makes of the modifiers of its own event."""
_KEYPAD_FIRST = 57399
_KEYPAD_NAMES = (
    *"0123456789",
    *("decimal", "divide", "multiply", "subtract", "add", "enter", "equal"),
    "separator",
)
_KEYPAD = {
    f"kp_{name}": _KEYPAD_FIRST + number for number, name in enumerate(_KEYPAD_NAMES)
} | {
    name: _KEYPAD_FIRST + number
    for number, name in enumerate(_KEYPAD_NAMES)
    if len(name) > 1 and name != "enter"
}
"""Keypad keys, with the prefix that tells them from others and as Textual says."""
_MEDIA_FIRST = 57428
_MEDIA_NAMES = (
    "media_play",
    "media_pause",
    "media_play_pause",
    "media_reverse",
    "media_stop",
    "media_fast_forward",
    "media_rewind",
    "media_track_next",
    "media_track_previous",
    "media_record",
    "lower_volume",
    "raise_volume",
    "mute_volume",
)
_CODES = (
    {"escape": 27, "print_screen": 57361, "pause": 57362, "menu": 57363}
    | _LEGACY_C0
    | _LOCK_KEYS
    | {f"f{number}": 57363 + number for number in range(13, 36)}
    | _KEYPAD
    | {name: _MEDIA_FIRST + number for number, name in enumerate(_MEDIA_NAMES)}
    | _MODIFIER_KEYS
)
"""Keys sent as `CSI code ; modifiers u`."""
FUNCTIONAL_KEYS = frozenset(_LETTERS) | frozenset(_TILDES) | frozenset(_CODES)
"""Names of the keys that the protocol numbers otherwise than by their character."""


class KeyPress(NamedTuple):
    """A key event, taken apart."""

    name: str
    """Textual's name of the key, without modifiers."""
    char: str
    """The character that the key stands for; empty if none."""
    text: str
    """What the key typed; empty if nothing."""
    bits: int
    """The modifiers held, as in `MODIFIERS`."""


def encode_kitty(press: KeyPress, flags: int) -> bytes | None:
    """Return a key press in the protocol; None where the legacy form holds.

    Args:
        press: the key.
        flags: what the program asked for; see the module.
    """
    if not flags & (DISAMBIGUATE | ALL_KEYS):
        # SS3 forms, which have no place for an event type, end with flag 2.
        if flags & EVENT_TYPES and press.name in _LETTERS:
            return _functional(press, flags)
        return None
    if press.name in FUNCTIONAL_KEYS:
        return _functional(press, flags)
    return _character(press, flags)


def _functional(press: KeyPress, flags: int) -> bytes | None:
    """Return a key that has a number in the protocol's table."""
    name, bits = press.name, press.bits
    if not flags & ALL_KEYS:
        if name in _LEGACY_C0 and not bits & ~LOCKS:
            return None
        if name in _MODIFIER_KEYS or name in _LOCK_KEYS:
            return b""
        if press.text and not bits & ~(SHIFT | LOCKS):
            return press.text.encode(errors="replace")  # an operator of the keypad
    bits |= _OWN_BITS.get(name, 0)
    if letter := _LETTERS.get(name):
        return _sequence("1" if bits else "", bits, "", letter)
    if number := _TILDES.get(name):
        return _sequence(str(number), bits, "", "~")
    return _sequence(str(_CODES[name]), bits, _text(press, flags), "u")


def _character(press: KeyPress, flags: int) -> bytes | None:
    """Return a key that stands for a character."""
    bits, text = press.bits, press.text
    types = bool(text) and not bits & ~(SHIFT | LOCKS)
    if types and not flags & ALL_KEYS:
        return None
    char = press.char or (text if len(text) == 1 else "")
    if not char:
        # Text of no known key: number 0, and as it is where no text is asked for.
        known = types and flags & ASSOCIATED_TEXT
        return _sequence("0", bits, _text(press, flags), "u") if known else None
    base = char.lower()
    if len(base) != 1:
        base = char
    if base != char:
        bits |= SHIFT
    if not flags & ALL_KEYS:
        bits &= ~LOCKS
    code = str(ord(base))
    if flags & ALTERNATE_KEYS and bits & SHIFT:
        shifted = text if len(text) == 1 and not base.isalpha() else base.upper()
        if len(shifted) == 1 and shifted != base:
            code += f":{ord(shifted)}"
    return _sequence(code, bits, _text(press, flags), "u")


def _text(press: KeyPress, flags: int) -> str:
    """Return the text of a key as the protocol's third field."""
    if not flags & ALL_KEYS or not flags & ASSOCIATED_TEXT:
        return ""
    if press.bits & ~(SHIFT | LOCKS):
        return ""
    return ":".join(str(ord(char)) for char in press.text if not is_control(char))


def _sequence(code: str, bits: int, text: str, final: str) -> bytes:
    """Write `CSI code ; modifiers ; text final` without its empty end."""
    modifiers = str(bits + 1) if bits else ""
    fields = f"{code};{modifiers};{text}".rstrip(";")
    return f"\x1b[{fields}{final}".encode()


def is_control(char: str) -> bool:
    """Say whether a character is one of the C0 and C1 controls or DEL."""
    return char < " " or "\x7f" <= char <= "\x9f"
