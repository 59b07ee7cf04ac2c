"""Keys by Textual's names against the bytes that xterm sends."""

from __future__ import annotations

import pytest

from widgets.terminal.keys import encode_focus, encode_key, encode_paste

KEYS: list[tuple[str, str | None, bytes]] = [
    ("a", "a", b"a"),
    ("A", "A", b"A"),
    ("é", "é", "é".encode()),
    ("full_stop", ".", b"."),
    ("plus", "+", b"+"),
    ("space", " ", b" "),
    ("ctrl+a", "\x01", b"\x01"),
    ("ctrl+c", None, b"\x03"),
    ("ctrl+z", "\x1a", b"\x1a"),
    ("ctrl+shift+a", None, b"\x01"),
    ("ctrl+@", "\0", b"\0"),
    ("ctrl+at", None, b"\0"),
    ("ctrl+space", None, b"\0"),
    ("ctrl+backslash", "\x1c", b"\x1c"),
    ("ctrl+right_square_bracket", "\x1d", b"\x1d"),
    ("ctrl+left_square_bracket", None, b"\x1b"),
    ("ctrl+circumflex_accent", "\x1e", b"\x1e"),
    ("ctrl+underscore", "\x1f", b"\x1f"),
    ("ctrl+slash", None, b"\x1f"),
    ("ctrl+j", "\n", b"\n"),
    ("alt+x", "x", b"\x1bx"),
    ("alt+x", None, b"\x1bx"),
    ("alt+shift+g", "G", b"\x1bG"),
    ("alt+shift+g", None, b"\x1bG"),
    ("alt+ctrl+a", None, b"\x1b\x01"),
    ("enter", "\r", b"\r"),
    ("shift+enter", None, b"\r"),
    ("alt+enter", None, b"\x1b\r"),
    ("tab", "\t", b"\t"),
    ("shift+tab", None, b"\x1b[Z"),
    ("backspace", "\x7f", b"\x7f"),
    ("ctrl+backspace", None, b"\x08"),
    ("alt+backspace", None, b"\x1b\x7f"),
    ("escape", "\x1b", b"\x1b"),
    ("alt+escape", None, b"\x1b\x1b"),
    ("up", None, b"\x1b[A"),
    ("shift+left", None, b"\x1b[1;2D"),
    ("alt+up", None, b"\x1b[1;3A"),
    ("ctrl+right", None, b"\x1b[1;5C"),
    ("ctrl+shift+end", None, b"\x1b[1;6F"),
    ("home", None, b"\x1b[H"),
    ("insert", None, b"\x1b[2~"),
    ("delete", None, b"\x1b[3~"),
    ("ctrl+delete", None, b"\x1b[3;5~"),
    ("pageup", None, b"\x1b[5~"),
    ("shift+pagedown", None, b"\x1b[6;2~"),
    ("f1", None, b"\x1bOP"),
    ("f4", None, b"\x1bOS"),
    ("f5", None, b"\x1b[15~"),
    ("f10", None, b"\x1b[21~"),
    ("f12", None, b"\x1b[24~"),
    ("shift+f1", None, b"\x1b[1;2P"),
    ("ctrl+f5", None, b"\x1b[15;5~"),
    ("f13", None, b"\x1b[1;2P"),
    ("f24", None, b"\x1b[24;2~"),
    ("ctrl+f13", None, b"\x1b[1;6P"),
    ("divide", None, b"/"),
    ("super+a", None, b""),
    ("caps_lock", None, b""),
    ("left_shift", None, b""),
    ("ctrl+é", None, b""),
    ("<ignore>", None, b""),
    ("", None, b""),
    ("+", "+", b"+"),
    ("ctrl++", None, b""),
]


@pytest.mark.parametrize(("key", "character", "expected"), KEYS)
def test_a_key_sends_what_xterm_sends(
    key: str, character: str | None, expected: bytes
) -> None:
    """A key without modes is encoded as in xterm."""
    assert expected == encode_key(key, character)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("up", b"\x1bOA"),
        ("end", b"\x1bOF"),
        ("ctrl+up", b"\x1b[1;5A"),
        ("delete", b"\x1b[3~"),
        ("f1", b"\x1bOP"),
    ],
)
def test_application_cursor_mode_changes_plain_cursor_keys(
    key: str, expected: bytes
) -> None:
    """Only arrows, home and end without modifiers change."""
    assert expected == encode_key(key, None, application_cursor=True)


def test_application_keypad_mode_changes_keypad_keys() -> None:
    """A named keypad key sends its `ESC O` sequence."""
    assert encode_key("divide", None, application_keypad=True) == b"\x1bOo"


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
