"""Palette, help, mouse and sizes of the deck in a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.session.types import HOST_ID
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from tests.support.deck_driver import DeckDriver

pytestmark = [pytest.mark.real_runtime, pytest.mark.tmux, pytest.mark.timeout(120)]


def cell_of(screen: str, text: str) -> tuple[int, int]:
    """Return column and row of a text."""
    for row, line in enumerate(screen.splitlines()):
        if text in line:
            return line.index(text), row
    raise AssertionError(f"{text!r} is not on:\n{screen}")


def choose(deck: DeckDriver) -> None:
    """Take what the palette has found; it may just be about to mark it."""

    def gone() -> bool:
        deck.tmux.keys("Enter")
        try:
            wait_until(lambda: "Search" not in deck.tmux.screen(), 2)
        except AssertionError:
            return False
        return True

    wait_until(gone)


def test_the_palette_runs_any_action(container_name: str, deck: DeckDriver) -> None:
    """An action of the panes from the list, found by a few letters."""
    session = deck.open_shell(container_name)
    deck.prefix("Tab")
    deck.tmux.expect("LIST")
    deck.tmux.keys(":")
    deck.tmux.expect("Search")
    deck.tmux.type("to the right")
    deck.tmux.expect("Open a new shell of this container to the right")
    deck.tmux.expect("^b %")
    choose(deck)
    wait_until(lambda: len(deck.service.active_sessions(session.container_id)) == 2)
    deck.tmux.expect("PANE")


def test_the_theme_is_changed_at_once(deck: DeckDriver) -> None:
    """The palette offers the deck's own themes, and a choice is seen."""
    before = deck.tmux.styled()
    deck.tmux.keys(":")
    deck.tmux.expect("Search")
    deck.tmux.type("theme")
    deck.tmux.expect("Theme")
    deck.tmux.keys("Enter")
    deck.tmux.expect("execdeck-light")
    deck.tmux.type("execdeck-light")
    choose(deck)
    wait_until(lambda: deck.tmux.styled() != before)


def test_the_mouse_does_what_keys_do(container_name: str, deck: DeckDriver) -> None:
    """Two clicks open a shell, one on the footer helps, one on a tab shows it."""
    deck.select(container_name)
    # The filter above the list names it too.
    lines = deck.tmux.screen().splitlines()
    row = next(
        y for y, line in enumerate(lines) if f" {container_name} " in line[4:] and y
    )
    column = lines[row].index(container_name)
    deck.tmux.click(column + 1, row, times=2)
    deck.tmux.expect("PANE")
    deck.prefix("c")
    screen = deck.tmux.expect("[2]")
    deck.tmux.click(*cell_of(screen, " 1 "))
    screen = deck.tmux.expect("[1]")
    deck.tmux.click(*cell_of(screen, "? help"))
    deck.tmux.expect("Show every key.")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (300, 90)])
def test_any_size_is_of_use(deck: DeckDriver, columns: int, rows: int) -> None:
    """Small or huge: list, pane and footer, and the program has all of its pane."""
    deck.tmux.resize(columns, rows)
    deck.open_shell(HOST_ID)
    screen = deck.run("stty size", f"{rows - 2} ")
    lines = screen.splitlines()
    assert len(lines) == rows
    assert "⌂ host" in screen
    assert "? help" in lines[-1]
