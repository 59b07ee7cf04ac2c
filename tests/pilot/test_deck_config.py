"""The configuration at work in the deck: keys, prefix, theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.config import load_config
from app.deck import Deck
from tests.support.deck import shown, until
from widgets.dialogs import TextView
from widgets.key_bar import KeyBar
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from pathlib import Path

    from core.settings import Settings

CONFIG = """\
theme = "execdeck-light"
terminal.prefix = "ctrl+space"
terminal.scrollback = 7

[keys.list]
help = ["f1", "x"]
open = "o"
quit = ""
[keys.prefix]
close-pane = "k"
detach = "x"
"""


async def test_keys_theme_and_scrollback(
    deck_settings: Settings, tmp_path: Path
) -> None:
    """Keys do what the file says, footer and help show them, and the old ones do not."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    deck = Deck(deck_settings, load_config(path))
    async with deck.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: deck.selected is not None)
        assert deck.theme == "execdeck-light"
        hints = {hint.label: hint.key for hint in deck.query_one(KeyBar).hints}
        assert (hints["help"], hints["open"]) == ("f1", "o")
        assert "quit" not in hints
        await pilot.press("q", "question_mark")
        assert deck.is_running
        assert len(deck.screen_stack) == 1
        await pilot.press("x")
        assert isinstance(deck.screen, TextView)
        await pilot.press("escape", "o")
        await until(pilot, lambda: isinstance(deck.focused, TerminalPane))
        await until(pilot, lambda: "$" in shown(deck))
        pane = deck.focused
        assert isinstance(pane, TerminalPane)
        assert pane.terminal.past.limit == 7
        # Terminals of the old protocol send ctrl+space as a NUL.
        await pilot.press("ctrl+@", "k")
        await until(pilot, lambda: not deck.splits.panes)
        assert not list(deck.query(TerminalPane))
