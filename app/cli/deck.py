"""`execdeck` without a command: the deck."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from core.settings import Settings


def run_deck(settings: Settings, options: argparse.Namespace) -> int:
    """Show the deck until the operator quits; sessions go on.

    Raises:
        ConfigError: its configuration cannot be used.
    """
    # Textual draws on stderr.
    for name in ("stdin", "stdout", "stderr"):
        if not getattr(sys, name).isatty():
            print(
                f"Error: cannot show the deck: {name} is no terminal", file=sys.stderr
            )
            return 125
    # Textual takes a good part of a second to import: only here.
    from app.config import load_config  # noqa: PLC0415
    from app.crash import run_app  # noqa: PLC0415
    from app.deck import Deck  # noqa: PLC0415
    from app.priority import interactive, rarely_collect  # noqa: PLC0415

    config = load_config(options.config)
    settings = replace(settings, stop_timeout=config.session.stop_timeout)
    for name in ("COLUMNS", "LINES"):
        # Textual would believe them, also when the terminal has another size by now.
        os.environ.pop(name, None)
    if os.environ.get("NO_COLOR") == "":
        del os.environ["NO_COLOR"]  # Empty it is no wish, but Textual takes it for one.
    deck = Deck(settings, config)
    rarely_collect()
    with interactive():
        return run_app(deck, settings.state_dir, mouse=config.terminal.mouse)
