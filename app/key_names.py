"""What a key is called: `?`, `question_mark`, `Ctrl+Left`, `ctrl+space`.

Textual's own names are the standard ones, and what `app.actions` holds. The
configuration may also have the character that a key produces.
"""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.keys import REPLACED_KEYS, Keys, key_to_character

if TYPE_CHECKING:
    from collections.abc import Iterable

MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
"""In the order in which Textual names them."""

CTRL_SPACE = "ctrl+space"
_CTRL_SPACE_NAMES = ("ctrl+@", "ctrl+at", CTRL_SPACE)
"""What ctrl+space is called, by the protocol that the terminal speaks."""

_SAME_TO_TERMINALS = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+left_square_bracket": "escape",
    "ctrl+m": "enter",
}
"""Keys that only some terminals tell apart: a binding would not work in the others."""


def key_name(text: str) -> str:
    """Return Textual's name of a key: `%` is `percent_sign`, `Ctrl+B` `ctrl+b`.

    Raises:
        ValueError: no terminal sends such a key; the text says why, or what was
            probably meant.
    """
    modifiers, base = _split(text)
    unknown = [item for item in modifiers if item not in MODIFIERS]
    if unknown:
        reason = f"no such modifier: {unknown[0]!r}{suggestion(unknown[0], MODIFIERS)}"
        raise ValueError(reason)
    base = _base_name(base)
    if modifiers == {"shift"} and is_character(base):
        modifiers, base = set(), _capital(base)
    elif modifiers and len(base) == len(base.lower()) == 1:
        base = base.lower()  # As on the key; with shift it is ctrl+shift+b.
    name = "+".join([*sorted(modifiers), base])
    if name in _SAME_TO_TERMINALS:
        raise ValueError(f"to most terminals it is {_SAME_TO_TERMINALS[name]}")
    return pressed_key(name)


def pressed_key(key: str) -> str:
    """Return the one name here of a key that Textual has several names for."""
    return CTRL_SPACE if key in _CTRL_SPACE_NAMES else key


def is_character(key: str) -> bool:
    """Whether a key, by its name, types a character."""
    return _character(key) is not None


def written_key(key: str) -> str:
    """Return how a key is best written in a file: `%` for `percent_sign`."""
    character = _character(key)
    return key if character is None or character.isspace() else character


def _character(key: str) -> str | None:
    """Return the character that a key types."""
    character = key_to_character(REPLACED_KEYS.get(key, key))
    return character if character is not None and character.isprintable() else None


def _split(text: str) -> tuple[set[str], str]:
    """Split `Ctrl+Left` into modifiers and the key; plus is a key as well."""
    front, plus, base = text.rpartition("+")
    if text.endswith("++"):
        front, base = text[:-2], "+"
    elif text == "+":
        return set(), text
    return set(front.lower().split("+")) if plus else set(), base


def _capital(base: str) -> str:
    """Return what a letter is with shift; of all others only the keyboard knows."""
    if not len(base) == len(base.upper()) == 1 or not base.isalpha():
        raise ValueError("name the character that it makes, without shift")
    return base.upper()


def _base_name(base: str) -> str:
    """Return Textual's name of a key without modifiers."""
    if len(base) == 1:
        if not base.isprintable():
            raise ValueError("no such key")
        return _character_name(base)
    name = base.lower()
    if name in _named_keys():
        return name
    character = _character(name)
    if character is not None:
        return _character_name(character)
    raise ValueError(f"no such key{suggestion(name, _known_names())}")


def _character_name(character: str) -> str:
    """Return Textual's name of a character: `slash` for `/`."""
    # Commas and spaces separate the keys of a binding.
    if character in {",", " "}:
        return "comma" if character == "," else "space"
    (binding,) = Binding.make_bindings([Binding(character, "")])
    return binding.key


@cache
def _named_keys() -> frozenset[str]:
    """Return the keys that are no characters: arrows, `f1`, `enter`."""
    bases = {key.value.rpartition("+")[2] for key in Keys}
    # `return` is another name that no terminal's key has.
    names = {base for base in bases if base.isalnum() and len(base) > 1} - {"return"}
    return frozenset(names)


@cache
def _known_names() -> frozenset[str]:
    """Return every name of a key on a usual keyboard."""
    characters = {_character_name(chr(code)) for code in range(32, 127)}
    return _named_keys() | {name for name in characters if len(name) > 1}


def suggestion(text: str, names: Iterable[str]) -> str:
    """Return ` (did you mean NAME?)` if one of the names is close."""
    close = difflib.get_close_matches(text, list(names), n=1)
    return f" (did you mean {close[0]}?)" if close else ""
