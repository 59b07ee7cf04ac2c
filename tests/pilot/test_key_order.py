"""Keys that come at once are taken in order: none goes to the part before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from app.deck import Deck
from tests.support.deck import make_state, shown, until
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from core.settings import Settings

NAMES = {" ": "space", "/": "slash", "$": "dollar_sign", "=": "equals_sign"}


def type_at_once(deck: Deck, *keys: str) -> None:
    """Put all keys into the deck's queue before it looks at the first."""
    for key in keys:
        printable = len(key) == 1
        name = NAMES.get(key, key) if printable else key
        deck.post_message(events.Key(name, key if printable else None))


async def open_shell(pilot: Pilot[int], deck: Deck) -> None:
    """Open a shell on the host and wait for its prompt."""
    await until(pilot, lambda: deck.selected is not None)
    await pilot.press("enter")
    await until(pilot, lambda: "$" in shown(deck))


async def test_the_list_has_the_keyboard_from_the_first(
    deck_settings: Settings,
) -> None:
    """The hidden filter takes nothing, not even before the first frame."""
    deck = Deck(deck_settings)
    async with deck.run_test():
        assert deck.focused is deck.sidebar
        assert deck.key_context == "list"


async def test_a_filter_typed_at_once_chooses_what_it_leaves(
    deck_settings: Settings,
) -> None:
    """`/`, a name, enter and the list's keys: none goes astray."""
    for name in ("alpha", "beta", "gamma"):
        make_state(deck_settings, name, label=name)
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: len(deck.snapshot.containers) == 4)
        type_at_once(deck, "/", *"gamma", "enter", "g", "i")
        await until(pilot, lambda: len(deck.screen_stack) == 2)
        assert deck.sidebar.filter_text == "gamma"
        assert deck.selected is not None
        assert deck.selected.id == "gamma"


async def test_text_after_a_new_pane_is_for_its_program(
    deck_settings: Settings,
) -> None:
    """Enter on a container, and what is typed right after it."""
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.selected is not None)
        type_at_once(deck, "enter", *"echo a$((40+2))", "enter")
        await until(pilot, lambda: "a42" in shown(deck))


async def test_text_after_a_prefix_key_is_for_the_pane_it_leads_to(
    deck_settings: Settings,
) -> None:
    """Split, type; next pane, type; each text is where it was meant to be."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(160, 45)) as pilot:
        await open_shell(pilot, deck)
        first = deck.focused
        assert isinstance(first, TerminalPane)
        type_at_once(deck, "ctrl+b", "percent_sign", *"echo second$((40+2))", "enter")
        await until(pilot, lambda: "second42" in shown(deck))
        second = deck.focused
        assert isinstance(second, TerminalPane)
        type_at_once(
            deck,
            "ctrl+b",
            "o",
            *"echo first$((40+3))",
            "enter",
            "ctrl+b",
            "o",
            *"echo again$((40+4))",
            "enter",
        )
        await until(pilot, lambda: "again44" in "\n".join(second.terminal.display))
        await until(pilot, lambda: "first43" in "\n".join(first.terminal.display))
        assert "again" not in "\n".join(first.terminal.display)
        assert "first" not in "\n".join(second.terminal.display)


async def test_a_paste_stays_between_the_keys_around_it(
    deck_settings: Settings,
) -> None:
    """A key, a paste and a key reach the program in that order."""
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await open_shell(pilot, deck)
        type_at_once(deck, *"echo x")
        deck.post_message(events.Paste("pasted"))
        type_at_once(deck, *"$((40+2))", "enter")
        await until(pilot, lambda: "xpasted42" in shown(deck))
