"""After any storm of splits, resizes and closes, what is drawn is what panes hold."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from app.deck import Deck
from tests.support.deck import shown, until

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from core.settings import Settings
    from widgets.terminal.pane import TerminalPane

STEPS = 40
KEYS = (
    *("percent_sign", "quotation_mark", "percent_sign", "quotation_mark", "x"),
    *("z", "space", "o", "right_curly_bracket", "left_curly_bracket"),
    *("ctrl+left", "ctrl+right", "ctrl+up", "ctrl+down", "up", "left"),
    *("c", "n", "m", "tab"),
)
PANES_MAX = 8


def drawn(deck: Deck) -> list[str]:
    """Return the text of the whole screen as it was last composed."""
    strips = deck.screen._compositor.render_strips()  # noqa: SLF001 (no public way)
    return [strip.text for strip in strips]


def differences(deck: Deck) -> list[str]:
    """Return where a pane in sight is drawn other than its terminal is."""
    rows = drawn(deck)
    found = []
    for pane in deck.panes.all:
        if not pane.is_on_screen:
            continue
        region = pane.region
        for y, wanted in enumerate(expected(pane)):
            line = rows[region.y + y][region.x : region.right]
            if line != wanted:
                found.append(f"{pane.id} {region} line {y}: {line!r} not {wanted!r}")
    return found


def expected(pane: TerminalPane) -> list[str]:
    """Return a pane's lines: its terminal's, with blanks where it has none."""
    width, height = pane.size
    lines = [line[:width].ljust(width) for line in pane.terminal.display[:height]]
    return lines + [" " * width] * (height - len(lines))


async def rest(pilot: Pilot[int], deck: Deck) -> None:
    """Wait until every pane has said what it has to say and is drawn."""
    await until(
        pilot,
        lambda: all(item.session and not item.over for item in deck.panes.all.values()),
    )
    await until(pilot, lambda: not differences(deck))


@pytest.mark.parametrize("seed", range(3))
async def test_a_storm_leaves_no_stray_cell(
    deck_settings: Settings, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Random keys and sizes while programs write; then all is as it should be."""
    monkeypatch.setenv("PS1", "$ ")
    chosen = random.Random(seed)  # noqa: S311 (a test's dice)
    deck = Deck(deck_settings)
    async with deck.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: deck.selected is not None)
        await pilot.press("enter")
        await until(pilot, lambda: "$" in shown(deck))
        for _ in range(STEPS):
            await storm(pilot, deck, chosen)
        await pilot.resize_terminal(110, 33)
        await rest(pilot, deck)
        assert differences(deck) == []
        assert deck.panes.all


async def storm(pilot: Pilot[int], deck: Deck, chosen: random.Random) -> None:
    """Do one thing at random."""
    if not deck.panes.all:
        await pilot.press("enter")
    elif chosen.random() < 0.25:
        await pilot.resize_terminal(chosen.randint(20, 200), chosen.randint(5, 60))
    elif chosen.random() < 0.3:
        text = f"printf '%{chosen.randint(1, 300)}s|' {chosen.randint(0, 9)}"
        await pilot.press(*text, "enter")
    else:
        key = chosen.choice(KEYS)
        crowded = len(deck.panes.all) >= PANES_MAX
        if not (crowded and key in {"percent_sign", "quotation_mark", "c", "m"}):
            await pilot.press("ctrl+b", key)
    if deck.key_context == "list" and deck.splits.panes:
        await pilot.press("tab")
