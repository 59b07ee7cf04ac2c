"""Keys by Textual's names against the bytes that xterm sends.

The tables are what xterm 379 sent for keys pressed with XTEST on a US keyboard, with
the resources that `widgets.terminal.keys` names; level 1 of `modifyOtherKeys` has alt
kept besides.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from widgets.terminal.keys import KeyModes, encode_focus, encode_key, encode_paste

MODIFIERS = [
    *("", "shift+", "alt+", "alt+shift+"),
    *("ctrl+", "ctrl+shift+", "alt+ctrl+", "alt+ctrl+shift+"),
]
"""The columns of the tables."""

PLAIN = r"""
a a A \ea \eA \x01 \x01 \e\x01 \e\x01
b b B \eb \eB \x02 \x02 \e\x02 \e\x02
c c C \ec \eC \x03 \x03 \e\x03 \e\x03
d d D \ed \eD \x04 \x04 \e\x04 \e\x04
e e E \ee \eE \x05 \x05 \e\x05 \e\x05
f f F \ef \eF \x06 \x06 \e\x06 \e\x06
g g G \eg \eG \x07 \x07 \e\x07 \e\x07
h h H \eh \eH \x08 \x08 \e\x08 \e\x08
i i I \ei \eI \x09 \x09 \e\x09 \e\x09
j j J \ej \eJ \x0a \x0a \e\x0a \e\x0a
k k K \ek \eK \x0b \x0b \e\x0b \e\x0b
l l L \el \eL \x0c \x0c \e\x0c \e\x0c
m m M \em \eM \x0d \x0d \e\x0d \e\x0d
n n N \en \eN \x0e \x0e \e\x0e \e\x0e
o o O \eo \eO \x0f \x0f \e\x0f \e\x0f
p p P \ep \eP \x10 \x10 \e\x10 \e\x10
q q Q \eq \eQ \x11 \x11 \e\x11 \e\x11
r r R \er \eR \x12 \x12 \e\x12 \e\x12
s s S \es \eS \x13 \x13 \e\x13 \e\x13
t t T \et \eT \x14 \x14 \e\x14 \e\x14
u u U \eu \eU \x15 \x15 \e\x15 \e\x15
v v V \ev \eV \x16 \x16 \e\x16 \e\x16
w w W \ew \eW \x17 \x17 \e\x17 \e\x17
x x X \ex \eX \x18 \x18 \e\x18 \e\x18
y y Y \ey \eY \x19 \x19 \e\x19 \e\x19
z z Z \ez \eZ \x1a \x1a \e\x1a \e\x1a
0 0 ) \e0 \e) 0 ) \e0 \e)
1 1 ! \e1 \e! 1 ! \e1 \e!
2 2 @ \e2 \e@ \x00 \x00 \e\x00 \e\x00
3 3 # \e3 \e# \e # \e\e \e#
4 4 $ \e4 \e$ \x1c $ \e\x1c \e$
5 5 % \e5 \e% \x1d % \e\x1d \e%
6 6 ^ \e6 \e^ \x1e \x1e \e\x1e \e\x1e
7 7 & \e7 \e& \x1f & \e\x1f \e&
8 8 * \e8 \e* \x7f * \e\x7f \e*
9 9 ( \e9 \e( 9 ( \e9 \e(
grave_accent ` ~ \e` \e~ \x00 \x1e \e\x00 \e\x1e
minus - _ \e- \e_ - \x1f \e- \e\x1f
equals_sign = + \e= \e+ = + \e= \e+
left_square_bracket [ { \e[ \e{ \e \e \e\e \e\e
right_square_bracket ] } \e] \e} \x1d \x1d \e\x1d \e\x1d
backslash \\ | \e\\ \e| \x1c \x1c \e\x1c \e\x1c
semicolon ; : \e; \e: ; : \e; \e:
apostrophe ' " \e' \e" ' " \e' \e"
comma , < \e, \e< , < \e, \e<
full_stop . > \e. \e> . > \e. \e>
slash / ? \e/ \e? \x1f \x7f \e\x1f \e\x7f
space \x20 \x20 \e\x20 \e\x20 \x00 \x00 \e\x00 \e\x00
enter \x0d \x0d \e\x0d \e\x0d \x0d \x0d \e\x0d \e\x0d
tab \x09 \e[Z \e\x09 \e[Z \x09 \e[Z \e\x09 \e[Z
backspace \x7f \x7f \e\x7f \e\x7f \x08 \x08 \e\x08 \e\x08
escape \e \e \e\e \e\e \e \e \e\e \e\e
"""
"""Escape is written as a backslash and an e."""

OTHER_KEYS_1 = r"""
a a A \ea \eA \x01 \x01 \e\x01 \e\x01
i i I \ei \eI \x09 \x09 \e\x09 \e\x09
m m M \em \eM \x0d \x0d \e\x0d \e\x0d
0 0 ) \e0 \e) \e[27;5;48~ \e[27;6;41~ \e[27;7;48~ \e[27;8;41~
1 1 ! \e1 \e! \e[27;5;49~ \e[27;6;33~ \e[27;7;49~ \e[27;8;33~
2 2 @ \e2 \e@ \x00 \x00 \e\x00 \e\x00
3 3 # \e3 \e# \e \e[27;6;35~ \e\e \e[27;8;35~
4 4 $ \e4 \e$ \x1c \e[27;6;36~ \e\x1c \e[27;8;36~
5 5 % \e5 \e% \x1d \e[27;6;37~ \e\x1d \e[27;8;37~
6 6 ^ \e6 \e^ \x1e \x1e \e\x1e \e\x1e
7 7 & \e7 \e& \x1f \e[27;6;38~ \e\x1f \e[27;8;38~
8 8 * \e8 \e* \x7f \e[27;6;42~ \e\x7f \e[27;8;42~
9 9 ( \e9 \e( \e[27;5;57~ \e[27;6;40~ \e[27;7;57~ \e[27;8;40~
grave_accent ` ~ \e` \e~ \x00 \x1e \e\x00 \e\x1e
minus - _ \e- \e_ \e[27;5;45~ \x1f \e[27;7;45~ \e\x1f
equals_sign = + \e= \e+ \e[27;5;61~ \e[27;6;43~ \e[27;7;61~ \e[27;8;43~
left_square_bracket [ { \e[ \e{ \e \e \e\e \e\e
right_square_bracket ] } \e] \e} \x1d \x1d \e\x1d \e\x1d
backslash \\ | \e\\ \e| \x1c \x1c \e\x1c \e\x1c
semicolon ; : \e; \e: \e[27;5;59~ \e[27;6;58~ \e[27;7;59~ \e[27;8;58~
apostrophe ' " \e' \e" \e[27;5;39~ \e[27;6;34~ \e[27;7;39~ \e[27;8;34~
comma , < \e, \e< \e[27;5;44~ \e[27;6;60~ \e[27;7;44~ \e[27;8;60~
full_stop . > \e. \e> \e[27;5;46~ \e[27;6;62~ \e[27;7;46~ \e[27;8;62~
slash / ? \e/ \e? \x1f \e[27;6;63~ \e\x1f \e[27;8;63~
space \x20 \x20 \e\x20 \e\x20 \x00 \x00 \e\x00 \e[27;8;32~
enter \x0d \e[27;2;13~ \e\x0d \e[27;4;13~ \e[27;5;13~ \e[27;6;13~ \e\x0d \e[27;8;13~
tab \x09 \e[Z \e\x09 \e[Z \e[27;5;9~ \e[Z \e\x09 \e[Z
backspace \x7f \x7f \e\x7f \e\x7f \x08 \x08 \e\x08 \e\x08
escape \e \e \e\e \e[27;4;27~ \e \e \e[27;7;27~ \e[27;8;27~
"""
OTHER_KEYS_2 = r"""
a a \e[27;2;65~ \e[27;3;97~ \e[27;4;65~ \e[27;5;97~ \e[27;6;65~ \e[27;7;97~ \e[27;8;65~
i i \e[27;2;73~ \e[27;3;105~ \e[27;4;73~ \e[27;5;105~ \e[27;6;73~ \e[27;7;105~ \e[27;8;73~
m m \e[27;2;77~ \e[27;3;109~ \e[27;4;77~ \e[27;5;109~ \e[27;6;77~ \e[27;7;109~ \e[27;8;77~
0 0 ) \e[27;3;48~ \e[27;4;41~ \e[27;5;48~ \e[27;6;41~ \e[27;7;48~ \e[27;8;41~
1 1 ! \e[27;3;49~ \e[27;4;33~ \e[27;5;49~ \e[27;6;33~ \e[27;7;49~ \e[27;8;33~
2 2 \e[27;2;64~ \e[27;3;50~ \e[27;4;64~ \e[27;5;50~ \e[27;6;64~ \e[27;7;50~ \e[27;8;64~
3 3 # \e[27;3;51~ \e[27;4;35~ \e[27;5;51~ \e[27;6;35~ \e[27;7;51~ \e[27;8;35~
4 4 $ \e[27;3;52~ \e[27;4;36~ \e[27;5;52~ \e[27;6;36~ \e[27;7;52~ \e[27;8;36~
5 5 % \e[27;3;53~ \e[27;4;37~ \e[27;5;53~ \e[27;6;37~ \e[27;7;53~ \e[27;8;37~
6 6 \e[27;2;94~ \e[27;3;54~ \e[27;4;94~ \e[27;5;54~ \e[27;6;94~ \e[27;7;54~ \e[27;8;94~
7 7 & \e[27;3;55~ \e[27;4;38~ \e[27;5;55~ \e[27;6;38~ \e[27;7;55~ \e[27;8;38~
8 8 * \e[27;3;56~ \e[27;4;42~ \e[27;5;56~ \e[27;6;42~ \e[27;7;56~ \e[27;8;42~
9 9 ( \e[27;3;57~ \e[27;4;40~ \e[27;5;57~ \e[27;6;40~ \e[27;7;57~ \e[27;8;40~
grave_accent ` \e[27;2;126~ \e[27;3;96~ \e[27;4;126~ \e[27;5;96~ \e[27;6;126~ \e[27;7;96~ \e[27;8;126~
minus - \e[27;2;95~ \e[27;3;45~ \e[27;4;95~ \e[27;5;45~ \e[27;6;95~ \e[27;7;45~ \e[27;8;95~
equals_sign = + \e[27;3;61~ \e[27;4;43~ \e[27;5;61~ \e[27;6;43~ \e[27;7;61~ \e[27;8;43~
left_square_bracket [ \e[27;2;123~ \e[27;3;91~ \e[27;4;123~ \e[27;5;91~ \e[27;6;123~ \e[27;7;91~ \e[27;8;123~
right_square_bracket ] \e[27;2;125~ \e[27;3;93~ \e[27;4;125~ \e[27;5;93~ \e[27;6;125~ \e[27;7;93~ \e[27;8;125~
backslash \\ \e[27;2;124~ \e[27;3;92~ \e[27;4;124~ \e[27;5;92~ \e[27;6;124~ \e[27;7;92~ \e[27;8;124~
semicolon ; : \e[27;3;59~ \e[27;4;58~ \e[27;5;59~ \e[27;6;58~ \e[27;7;59~ \e[27;8;58~
apostrophe ' " \e[27;3;39~ \e[27;4;34~ \e[27;5;39~ \e[27;6;34~ \e[27;7;39~ \e[27;8;34~
comma , < \e[27;3;44~ \e[27;4;60~ \e[27;5;44~ \e[27;6;60~ \e[27;7;44~ \e[27;8;60~
full_stop . > \e[27;3;46~ \e[27;4;62~ \e[27;5;46~ \e[27;6;62~ \e[27;7;46~ \e[27;8;62~
slash / ? \e[27;3;47~ \e[27;4;63~ \e[27;5;47~ \e[27;6;63~ \e[27;7;47~ \e[27;8;63~
space \x20 \e[27;2;32~ \e[27;3;32~ \e[27;4;32~ \e[27;5;32~ \e[27;6;32~ \e[27;7;32~ \e[27;8;32~
enter \x0d \e[27;2;13~ \e[27;3;13~ \e[27;4;13~ \e[27;5;13~ \e[27;6;13~ \e[27;7;13~ \e[27;8;13~
tab \x09 \e[Z \e[27;3;9~ \e[27;4;9~ \e[27;5;9~ \e[27;6;9~ \e[27;7;9~ \e[27;8;9~
backspace \x7f \e[27;2;127~ \e[27;3;127~ \e[27;4;127~ \x08 \e[27;6;8~ \e[27;7;8~ \e[27;8;8~
escape \e \e[27;2;27~ \e[27;3;27~ \e[27;4;27~ \e[27;5;27~ \e[27;6;27~ \e[27;7;27~ \e[27;8;27~
"""

Case = tuple[str, KeyModes, list[str]]
PARAMETERS = ["", ";2", ";3", ";4", ";5", ";6", ";7", ";8"]
"""What modifiers add to the sequences of function keys."""
CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
CURSOR |= {"kp_begin": "E"}
PF = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
TILDE = {"insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "menu": 29}
TILDE |= {"f5": 15, "f6": 17, "f7": 18, "f8": 19}
TILDE |= {"f9": 20, "f10": 21, "f11": 23, "f12": 24}
KEYPAD = {f"kp_{digit}": (str(digit), chr(ord("p") + digit)) for digit in range(10)}
KEYPAD |= {"add": ("+", "k"), "subtract": ("-", "m"), "multiply": ("*", "j")}
KEYPAD |= {"divide": ("/", "o"), "decimal": (".", "n"), "separator": (",", "l")}
KEYPAD |= {"equal": ("=", "X"), "kp_enter": ("\r", "M")}

APPLICATION_CURSOR = KeyModes(application_cursor=True)
APPLICATION_KEYPAD = KeyModes(application_keypad=True)
BACKSPACE = KeyModes(backarrow_sends_backspace=True)
BACKSPACE_2 = KeyModes(backarrow_sends_backspace=True, modify_other_keys=2)
NEWLINE = KeyModes(newline=True)
LEVEL_1, LEVEL_2 = KeyModes(modify_other_keys=1), KeyModes(modify_other_keys=2)


def table(rows: str, modes: KeyModes) -> list[Case]:
    """Return the cases of a table."""
    return [
        (key, modes, [plain(column) for column in columns])
        for key, *columns in (row.split(" ") for row in rows.strip().split("\n"))
    ]


def plain(column: str) -> str:
    """Return what a column of a table stands for."""
    return column.replace(r"\e", r"\x1b").encode().decode("unicode_escape")


def function_keys(modes: KeyModes) -> list[Case]:
    """Return the keys without a character."""
    cases: list[Case] = []
    for key, final in (CURSOR | PF).items():
        application = key in PF or modes.application_cursor
        unmodified = f"\x1bO{final}" if application else f"\x1b[{final}"
        modified = [f"\x1b[1{parameter}{final}" for parameter in PARAMETERS[1:]]
        cases.append((key, modes, [unmodified, *modified]))
    for key, number in TILDE.items():
        sent = [f"\x1b[{number}{parameter}~" for parameter in PARAMETERS]
        cases.append((key, modes, sent))
    for key, (char, final) in KEYPAD.items():
        sent = [f"\x1bO{parameter[1:]}{final}" for parameter in PARAMETERS]
        cases.append((key, modes, sent if modes.application_keypad else [char] * 8))
    return cases


CASES = [
    *table(PLAIN, KeyModes()),
    *table(PLAIN, APPLICATION_CURSOR),
    *table(PLAIN, APPLICATION_KEYPAD),
    *table(OTHER_KEYS_1, LEVEL_1),
    *table(OTHER_KEYS_2, LEVEL_2),
    *table(r"backspace \x08 \x08 \e\x08 \e\x08 \x7f \x7f \e\x7f \e\x7f", BACKSPACE),
    *table(
        r"backspace \x08 \e[27;2;8~ \e[27;3;8~ \e[27;4;8~ \x7f \e[27;6;127~"
        r" \e[27;7;127~ \e[27;8;127~",
        BACKSPACE_2,
    ),
    *table(r"enter \r\n \r\n \e\r\n \e\r\n \r\n \r\n \e\r\n \e\r\n", NEWLINE),
    *table(r"kp_enter \r\n \r\n \r\n \r\n \r\n \r\n \r\n \r\n", NEWLINE),
    *table(r"m m M \em \eM \r\n \r\n \e\r\n \e\r\n", NEWLINE),
    *table(r"j j J \ej \eJ \n \n \e\n \e\n", NEWLINE),
    *function_keys(KeyModes()),
    *function_keys(APPLICATION_CURSOR),
    *function_keys(APPLICATION_KEYPAD),
    *function_keys(LEVEL_1),
    *function_keys(LEVEL_2),
]


def sent_with_all_modifiers(key: str, modes: KeyModes) -> list[str]:
    """Return what a key sends, with the modifiers of a table's columns."""
    names = [modifiers + key for modifiers in MODIFIERS]
    return [encode_key(name, None, modes=modes).decode() for name in names]


@pytest.mark.parametrize(("key", "modes", "expected"), CASES)
def test_a_key_sends_what_xterm_sends(
    key: str, modes: KeyModes, expected: list[str]
) -> None:
    """Every key, with every modifier, in every mode."""
    assert sent_with_all_modifiers(key, modes) == expected


def test_other_keys_may_be_written_in_the_other_format() -> None:
    """With `formatOtherKeys` 1 the parts are those of `CSI u`."""
    modes = KeyModes(modify_other_keys=2, format_other_keys=1)
    for key, _, expected in table(OTHER_KEYS_2, LEVEL_2):
        other = [re.sub(r"\[27;(\d);(\d+)~", r"[\2;\1u", column) for column in expected]
        assert sent_with_all_modifiers(key, modes) == other


@pytest.mark.parametrize(
    ("key", "character", "expected"),
    [
        ("A", "A", b"A"),
        ("é", "é", "é".encode()),
        ("ctrl+é", None, "é".encode()),
        ("exclamation_mark", "!", b"!"),
        ("shift+space", " ", b" "),
        ("ctrl+@", "\0", b"\0"),
        ("ctrl+at", None, b"\0"),
        ("ctrl+backslash", "\x1c", b"\x1c"),
        ("ctrl+circumflex_accent", "\x1e", b"\x1e"),
        ("ctrl+less_than_sign", None, b"<"),
        ("alt+x", "x", b"\x1bx"),
        ("alt+shift+g", "G", b"\x1bG"),
        ("meta+x", None, b"\x1bx"),
        ("meta+up", None, b"\x1b[1;9A"),
        ("f13", None, b"\x1b[1;2P"),
        ("f24", None, b"\x1b[24;2~"),
        ("f25", None, b"\x1b[1;5P"),
        ("f35", None, b"\x1b[23;5~"),
        ("ctrl+f13", None, b"\x1b[1;6P"),
        ("\x19", "\x19", b"\x1b[1;2P"),
        ("divide", "/", b"/"),
        ("super+a", None, b""),
        ("hyper+up", None, b""),
        ("caps_lock+a", "a", b"a"),
        ("caps_lock", None, b""),
        ("left_shift", None, b""),
        ("media_play", None, b""),
        ("<ignore>", "\x1b[E", b""),
        ("", None, b""),
        ("+", "+", b"+"),
        ("ctrl++", None, b"+"),
        ("shift+plus", "+", b"+"),
        ("no_such_key", None, b""),
        ("no_such_key", "ab", b"ab"),
    ],
)
def test_names_as_textual_has_them(
    key: str, character: str | None, expected: bytes
) -> None:
    """Characters go by names, and some keys by more than one."""
    assert encode_key(key, character) == expected


def test_a_capital_without_its_shift_is_never_modified() -> None:
    """It may be caps lock's, which `modifyOtherKeys` does not count."""
    assert encode_key("A", "A", modes=LEVEL_2) == b"A"


@pytest.mark.parametrize(
    "data",
    [
        *("a", "Z", "!", "é", "漢", "\r", "\t", "\x01", "\x1a", "\x1d", "\x1f", "\x7f"),
        *("\x00", "\x1b[A", "\x1b[1;5D", "\x1b[1;8H", "\x1b[5;2~", "\x1b[3~"),
        *("\x1b[1;2P", "\x1b[15~", "\x1b[24;5~", "\x1b[Z", "\x1bx", "\x1bG"),
        *("\x1bOP", "\x1bOS", "\x1b[1;3F"),
    ],
)
def test_what_an_outer_xterm_sends_comes_through(data: str) -> None:
    """Textual's reading and this writing are each other's inverse."""
    parser = XTermParser()
    read = [*parser.feed(data), *parser.feed("")]
    keys = [event for event in read if isinstance(event, events.Key)]
    sent = b"".join(encode_key(event.key, event.character) for event in keys)

    assert sent.decode() == data


MODES = st.builds(
    KeyModes,
    application_cursor=st.booleans(),
    application_keypad=st.booleans(),
    backarrow_sends_backspace=st.booleans(),
    newline=st.booleans(),
    modify_other_keys=st.integers(0, 3),
    format_other_keys=st.integers(0, 1),
    keyboard_flags=st.integers(0, 63),
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
NAMES = st.sampled_from(sorted({key for key, _, _ in CASES}))
KEYS = st.lists(st.sampled_from(["shift", "alt", "ctrl", "super", "meta"])).flatmap(
    lambda words: (ANY_TEXT | NAMES).map(lambda name: "+".join([*words, name]))
)


@given(KEYS | ANY_TEXT, st.none() | ANY_TEXT, MODES)
@example("ctrl+\ud800", "\ud800", KeyModes(keyboard_flags=31))
def test_no_key_is_too_strange(
    key: str, character: str | None, modes: KeyModes
) -> None:
    """Whatever Textual calls a key, something or nothing is sent."""
    assert isinstance(encode_key(key, character, modes=modes), bytes)


@given(st.characters(exclude_categories=["C", "Z"]), MODES)
def test_a_plain_character_is_sent_as_it_is(char: str, modes: KeyModes) -> None:
    """Only the kitty protocol's flag 8 sends anything else for text."""
    if not modes.keyboard_flags & 8:
        assert encode_key(char, char, modes=modes).decode() == char


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\r\nc\rd", b"a\rb\rc\rd"),
        ("a\tb", b"a\tb"),
        ("x\x1b[201~rm\n", b"x[201~rm\r"),
        ("\x03\x04\x00\u009b1m\x7f", b"1m"),
        ("é漢", "é漢".encode()),
    ],
)
def test_a_paste_holds_no_control_characters(text: str, expected: bytes) -> None:
    """A paste cannot press keys, and cannot end its bracket early."""
    assert expected == encode_paste(text, bracketed=False)
    assert encode_paste(text, bracketed=True) == b"\x1b[200~" + expected + b"\x1b[201~"


def test_focus_is_reported_as_in_xterm() -> None:
    """Gaining focus is `I`, losing it `O`."""
    assert (encode_focus(focused=True), encode_focus(focused=False)) == (
        b"\x1b[I",
        b"\x1b[O",
    )
