"""`execdeck` without a command: the deck."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from core.settings import Settings


def run_deck(settings: Settings, _options: argparse.Namespace) -> int:
    """Show the deck until the operator quits; sessions go on."""
    # Textual draws on stderr.
    for name in ("stdin", "stdout", "stderr"):
        if not getattr(sys, name).isatty():
            print(
                f"Error: cannot show the deck: {name} is no terminal", file=sys.stderr
            )
            return 125
    # Textual takes a good part of a second to import: only here.
    from app.deck import Deck  # noqa: PLC0415

    deck = Deck(settings)
    deck.run()
    return deck.return_code or 0
