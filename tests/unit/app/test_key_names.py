"""Names of keys, as people write them."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.keys import Keys

from app.actions import ACTIONS, PREFIX
from app.key_names import is_character, key_name, pressed_key, written_key


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(
            ("?", "question_mark"),
            ("%", "percent_sign"),
            ("/", "slash"),
            (",", "comma"),
        ),
        *((" ", "space"), ("+", "plus"), ("_", "underscore"), ("a", "a"), ("A", "A")),
        *(("é", "é"), ("漢", "漢"), ("solidus", "slash"), ("hyphen_minus", "minus")),
        *(("Enter", "enter"), ("F5", "f5"), ("PageUp", "pageup"), ("space", "space")),
        *(("Ctrl+B", "ctrl+b"), ("ctrl++", "ctrl+plus"), ("ctrl+/", "ctrl+slash")),
        *(("shift+ctrl+left", "ctrl+shift+left"), ("alt+X", "alt+x")),
        *(
            ("shift+d", "D"),
            ("ctrl+shift+D", "ctrl+shift+d"),
            ("shift+tab", "shift+tab"),
        ),
        *(("ctrl+space", "ctrl+space"), ("ctrl+@", "ctrl+space")),
    ],
)
def test_a_key_has_one_name(written: str, name: str) -> None:
    """Characters, Textual's names and those of Unicode mean the same key."""
    assert key_name(written) == name
    assert key_name(name) == name


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("esc", "no such key (did you mean escape?)"),
        ("pgup", "no such key (did you mean pageup?)"),
        ("", "no such key"),
        ("ctrl+", "no such key"),
        ("\x02", "no such key"),
        ("f99", "no such key"),
        ("return", "no such key"),
        ("crtl+a", "no such modifier: 'crtl' (did you mean ctrl?)"),
        ("a+b", "no such modifier: 'a'"),
        ("+a", "no such modifier: ''"),
        ("shift+1", "name the character that it makes"),
        ("ctrl+i", "to most terminals it is tab"),
        ("ctrl+[", "to most terminals it is escape"),
    ],
)
def test_what_is_no_key_is_refused(written: str, reason: str) -> None:
    """A key that no terminal sends, or not every one, cannot be used."""
    with pytest.raises(ValueError, match=r".") as refused:
        key_name(written)
    assert reason in str(refused.value)


def test_the_decks_own_keys_have_their_names() -> None:
    """What the table of actions holds is what the configuration would make of it."""
    for key in (PREFIX, *(key for item in ACTIONS for key in item.keys)):
        assert key_name(key) == key
        assert key_name(written_key(key)) == key


async def test_names_are_those_of_the_keys_that_textual_sends() -> None:
    """A key that is pressed has the name that the configuration gives it."""
    pressed: list[str] = []

    class Listener(App[None]):
        """Notes every key."""

        def on_key(self, event: object) -> None:
            """Note a key."""
            pressed.append(event.key)  # type: ignore[attr-defined]

    written = ["?", "/", "ctrl+a", "A", "f5", "shift+tab", "ctrl+left", "é", "space"]
    async with Listener().run_test() as pilot:
        for text in written:
            await pilot.press(text)
    assert pressed == [key_name(text) for text in written]


@pytest.mark.parametrize("key", [Keys.ControlAt.value, "ctrl+at", "ctrl+space"])
def test_ctrl_space_has_several_names(key: str) -> None:
    """Which one comes depends on the terminal; here it is one key."""
    assert pressed_key(key) == "ctrl+space"


def test_characters_are_told_from_other_keys() -> None:
    """What types a character, and what does not."""
    assert all(map(is_character, ("a", "D", "slash", "space", "é", "minus", "at")))
    assert not any(map(is_character, ("enter", "tab", "escape", "f5", "left", PREFIX)))
    assert not any(map(is_character, ("backspace", "delete", "ctrl+space", "alt+x")))
