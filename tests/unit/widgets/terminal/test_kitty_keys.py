"""Keys as the kitty keyboard protocol writes them.

Expectations are from the protocol's document, and agree with kitty 0.26.5 itself but
where the document has since changed (f3, and flag 8 without flag 1) and for text
beyond ASCII, which that version leaves out.
"""

from __future__ import annotations

import pytest
from textual import events
from textual._keyboard_protocol import FUNCTIONAL_KEYS as TEXTUAL_KEYS
from textual._xterm_parser import XTermParser

from widgets.terminal.keys import KeyModes, encode_key
from widgets.terminal.kitty_keys import FUNCTIONAL_KEYS

MODIFIERS = {
    "shift": 1,
    "alt": 2,
    "ctrl": 4,
    "super": 8,
    "hyper": 16,
    "meta": 32,
}
COMBINATIONS = [
    ("", 0),
    *((f"{word}+", bit) for word, bit in MODIFIERS.items()),
    ("alt+shift+", 3),
    ("ctrl+shift+", 5),
    ("alt+ctrl+", 6),
    ("alt+ctrl+shift+", 7),
    ("ctrl+super+", 12),
    ("alt+ctrl+hyper+meta+shift+super+", 63),
]
LETTERS = {"left": "D", "right": "C", "up": "A", "down": "B", "home": "H", "end": "F"}
LETTERS |= {"f1": "P", "f2": "Q", "f4": "S", "kp_begin": "E"}
TILDES = {"insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "f3": 13, "f5": 15}
TILDES |= {"f6": 17, "f7": 18, "f8": 19, "f9": 20, "f10": 21, "f11": 23, "f12": 24}
CODES = {"escape": 27, "print_screen": 57361, "pause": 57362, "menu": 57363}
CODES |= {f"f{number}": 57363 + number for number in range(13, 36)}
CODES |= {"kp_enter": 57414, "media_play": 57428, "media_record": 57437}
CODES |= {"lower_volume": 57438, "raise_volume": 57439, "mute_volume": 57440}
TEXT_CODES = {"a": 97, "z": 122, "1": 49, "left_square_bracket": 91, "slash": 47}
TEXT_CODES |= {"space": 32, "é": 233, "д": 1076, "minus": 45, "grave_accent": 96}


def sent(key: str, character: str | None, flags: int) -> str:
    """Return what a key sends under flags; the other modes do not matter."""
    modes = KeyModes(
        application_cursor=True,
        application_keypad=True,
        modify_other_keys=2,
        keyboard_flags=flags,
    )
    return encode_key(key, character, modes=modes).decode()


@pytest.mark.parametrize("flags", [1, 3, 5, 7, 8, 9, 17, 24, 31])
@pytest.mark.parametrize(("modifiers", "bits"), COMBINATIONS)
def test_functional_keys(modifiers: str, bits: int, flags: int) -> None:
    """Keys without text have numbers, with any modifier and in any mode."""
    parameter = f";{bits + 1}" if bits else ""
    for key, letter in LETTERS.items():
        first = "1" if bits else ""
        assert sent(modifiers + key, None, flags) == f"\x1b[{first}{parameter}{letter}"
    for key, number in TILDES.items():
        assert sent(modifiers + key, None, flags) == f"\x1b[{number}{parameter}~"
    for key, code in CODES.items():
        assert sent(modifiers + key, None, flags) == f"\x1b[{code}{parameter}u"


@pytest.mark.parametrize("flags", [1, 3, 8, 9, 17])
@pytest.mark.parametrize(("modifiers", "bits"), COMBINATIONS[2:])
def test_characters_with_modifiers(modifiers: str, bits: int, flags: int) -> None:
    """A key that types nothing is the code of its character, unshifted."""
    for key, code in TEXT_CODES.items():
        assert sent(modifiers + key, None, flags) == f"\x1b[{code};{bits + 1}u"


@pytest.mark.parametrize("flags", [1, 2, 3, 4, 5, 7, 16, 17, 23])
@pytest.mark.parametrize(
    ("key", "character", "expected"),
    [
        ("a", "a", "a"),
        ("A", "A", "A"),
        ("exclamation_mark", "!", "!"),
        ("space", " ", " "),
        ("shift+space", " ", " "),
        ("漢", "漢", "漢"),
        ("add", "+", "+"),
        ("kp_5", "5", "5"),
        ("enter", "\r", "\r"),
        ("tab", "\t", "\t"),
        ("backspace", "\x7f", "\x7f"),
    ],
)
def test_text_and_what_a_shell_needs_stay(
    key: str, character: str, expected: str, flags: int
) -> None:
    """Without flag 8 text is text, and `reset` and enter can be typed."""
    assert encode_key(
        key, character, modes=KeyModes(keyboard_flags=flags)
    ) == expected.encode("utf-8")


@pytest.mark.parametrize(("modifiers", "bits"), COMBINATIONS[1:])
def test_enter_tab_and_backspace_with_modifiers(modifiers: str, bits: int) -> None:
    """With any modifier they are codes already under flag 1."""
    for key, code in (("enter", 13), ("tab", 9), ("backspace", 127)):
        for flags in (1, 8, 9):
            assert sent(modifiers + key, None, flags) == f"\x1b[{code};{bits + 1}u"


@pytest.mark.parametrize(
    ("key", "character", "flags", "expected"),
    [
        # All keys.
        ("a", "a", 8, "\x1b[97u"),
        ("A", "A", 8, "\x1b[97;2u"),
        ("enter", "\r", 8, "\x1b[13u"),
        ("tab", "\t", 9, "\x1b[9u"),
        ("backspace", "\x7f", 8, "\x1b[127u"),
        ("space", " ", 8, "\x1b[32u"),
        ("full_stop", ".", 8, "\x1b[46u"),
        ("exclamation_mark", "!", 8, "\x1b[33u"),
        ("divide", "/", 8, "\x1b[57410u"),
        ("kp_0", "0", 8, "\x1b[57399u"),
        ("ß", "ß", 8, "\x1b[223u"),
        # Associated text.
        ("a", "a", 24, "\x1b[97;;97u"),
        ("A", "A", 24, "\x1b[97;2;65u"),
        ("é", "é", 25, "\x1b[233;;233u"),
        ("shift+space", " ", 24, "\x1b[32;2;32u"),
        ("add", "+", 24, "\x1b[57413;;43u"),
        ("no_such_key", "ab", 24, "\x1b[0;;97:98u"),
        ("no_such_key", "ab", 8, "ab"),
        ("enter", "\r", 24, "\x1b[13u"),
        ("ctrl+a", "\x01", 24, "\x1b[97;5u"),
        ("alt+x", "x", 24, "\x1b[120;3u"),
        ("up", None, 24, "\x1b[A"),
        # Alternate keys.
        ("A", "A", 12, "\x1b[97:65;2u"),
        ("A", "A", 28, "\x1b[97:65;2;65u"),
        ("ctrl+shift+a", None, 5, "\x1b[97:65;6u"),
        ("alt+shift+д", None, 5, "\x1b[1076:1044;4u"),
        ("a", "a", 12, "\x1b[97u"),
        ("ctrl+a", None, 5, "\x1b[97;5u"),
        ("shift+1", "!", 12, "\x1b[49:33;2u"),
        ("ctrl+shift+1", None, 5, "\x1b[49;6u"),
        ("shift+up", None, 5, "\x1b[1;2A"),
        # Event types: a press is the default.
        ("a", "a", 10, "\x1b[97u"),
        ("ctrl+a", None, 3, "\x1b[97;5u"),
        ("up", None, 2, "\x1b[A"),
        ("f1", None, 2, "\x1b[P"),
        # Modifier keys count themselves, and are keys only with all of them.
        ("left_shift", None, 8, "\x1b[57441;2u"),
        ("right_control", None, 9, "\x1b[57448;5u"),
        ("left_alt", None, 8, "\x1b[57443;3u"),
        ("right_meta", None, 8, "\x1b[57452;33u"),
        ("iso_level3_shift", None, 8, "\x1b[57453u"),
        ("caps_lock", None, 8, "\x1b[57358u"),
        ("left_shift", None, 7, ""),
        ("num_lock", None, 1, ""),
        # Locks, should they ever be told of.
        ("caps_lock+a", "A", 1, "A"),
        ("caps_lock+ctrl+a", None, 1, "\x1b[97;5u"),
        ("caps_lock+ctrl+a", None, 8, "\x1b[97;69u"),
        ("num_lock+up", None, 1, "\x1b[1;129A"),
        ("num_lock+enter", "\r", 1, "\r"),
        # Names.
        ("ctrl+@", "\0", 1, "\x1b[32;5u"),
        ("ctrl+at", None, 1, "\x1b[64;5u"),
        ("ctrl+A", None, 1, "\x1b[97;6u"),
        ("ctrl++", None, 1, "\x1b[43;5u"),
        ("<ignore>", None, 31, ""),
    ],
)
def test_flags(key: str, character: str | None, flags: int, expected: str) -> None:
    """What each enhancement makes of keys."""
    modes = KeyModes(keyboard_flags=flags)
    assert encode_key(key, character, modes=modes).decode() == expected


@pytest.mark.parametrize("flags", [0, 4, 16, 20])
def test_other_flags_alone_leave_the_legacy_forms(flags: int) -> None:
    """Only flags 1, 2 and 8 change which form a key has."""
    modes = KeyModes(application_cursor=True, keyboard_flags=flags)
    keys = ("up", "f1", "f3", "escape", "ctrl+c", "alt+x", "shift+tab")
    data = [encode_key(key, None, modes=modes) for key in keys]

    assert data == [
        *(b"\x1bOA", b"\x1bOP", b"\x1bOR"),
        *(b"\x1b", b"\x03", b"\x1bx", b"\x1b[Z"),
    ]


def test_every_key_that_textual_knows_is_known() -> None:
    """Only the keypad's keys go by the names of others."""
    digits = set("0123456789")
    assert set(TEXTUAL_KEYS.values()) - digits <= FUNCTIONAL_KEYS


@pytest.mark.parametrize(
    "data",
    [
        *("\x1b[97;;97u", "\x1b[97;2;65u", "\x1b[97;5u", "\x1b[97;6u", "\x1b[97;3u"),
        *("\x1b[13u", "\x1b[13;2u", "\x1b[9u", "\x1b[9;2u", "\x1b[127;5u", "\x1b[27u"),
        *("\x1b[32;;32u", "\x1b[32;2;32u", "\x1b[46;;46u", "\x1b[47;5u", "\x1b[49;6u"),
        *("\x1b[A", "\x1b[1;5D", "\x1b[5;8~", "\x1b[13~", "\x1b[13;5~", "\x1b[1;2P"),
        *("\x1b[57376u", "\x1b[57363u", "\x1b[57428u", "\x1b[57441;2u", "\x1b[97;9u"),
        *("\x1b[57413;;43u", "\x1b[57409u", "\x1b[97;17u", "\x1b[1;33A", "\x1b[E"),
    ],
)
def test_what_an_outer_kitty_sends_comes_through(data: str) -> None:
    """With the flags that Textual sets outside, the same codes are sent inside."""
    read = list(XTermParser().feed(data))
    keys = [event for event in read if isinstance(event, events.Key)]
    modes = KeyModes(keyboard_flags=1 | 8 | 16)
    again = b"".join(encode_key(key.key, key.character, modes=modes) for key in keys)

    # Textual does not say what the keypad's keys typed where the terminal did not.
    assert again.decode() == data.replace("57409u", "57409;;46u")
