"""What programs in panes ask of the user: the clipboard, and to be heard.

A program in a container is not trusted: it gets the clipboard only after the user has
said so, once for each pane, and it can neither read it nor be asked again and again.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from core.session.types import display_text
from widgets.dialogs import Confirm, Prompt

if TYPE_CHECKING:
    from app.deck import Deck
    from widgets.terminal.pane import TerminalPane

_UNFIT = re.compile(r"[^a-zA-Z0-9_.-]+")
"""What does not belong in a file's name."""

_PREVIEW = 200
"""Characters of the text that the question shows."""


class PaneRequests:
    """Answers the requests of all panes."""

    def __init__(self, deck: Deck) -> None:
        """Ask the user of this deck."""
        self._deck = deck
        self._allowed: WeakKeyDictionary[TerminalPane, bool] = WeakKeyDictionary()
        self._asking = False

    def clipboard(self, pane: TerminalPane, text: str) -> None:
        """Put text on the clipboard if the user lets this pane do so (OSC 52)."""
        allowed = self._allowed.get(pane)
        if allowed:
            self.copy(pane, text)
        elif allowed is None and not self._asking and text:
            self._asking = True
            self._deck.run_worker(self._ask(pane, text), exclusive=False)

    async def _ask(self, pane: TerminalPane, text: str) -> None:
        name = self._deck.panes.name_of(pane)
        preview = display_text(text[:_PREVIEW]) + ("…" if len(text) > _PREVIEW else "")
        try:
            yes = await self._deck.push_screen_wait(
                Confirm(
                    f"Let {name} write to the clipboard?",
                    f"{len(text)} characters: {preview}\n\n"
                    "The answer holds for as long as the pane is open.",
                    yes="Allow",
                    no="Refuse",
                    danger=False,
                )
            )
        finally:
            self._asking = False
        self._allowed[pane] = yes
        if yes:
            self.copy(pane, text)

    def copy(self, pane: TerminalPane, text: str) -> None:
        """Put text on the clipboard (OSC 52), and say so."""
        self._deck.copy_to_clipboard(text)
        name = self._deck.panes.name_of(pane)
        self._deck.say(f"{name}: {len(text)} characters on the clipboard.")

    def save(self, pane: TerminalPane, text: str) -> None:
        """Write text to a file that the user names."""
        self._deck.run_worker(self._save(pane, text), exclusive=False)

    async def _save(self, pane: TerminalPane, text: str) -> None:
        default = f"execdeck-{_UNFIT.sub('-', self._deck.panes.name_of(pane))}.txt"
        name = await self._deck.push_screen_wait(
            Prompt(f"Save {len(text)} characters", "File", default)
        )
        if not name:
            return
        path, exists = await asyncio.to_thread(_look, name)
        if exists and not await self._deck.push_screen_wait(
            Confirm("Replace this file?", str(path), yes="Replace")
        ):
            return
        try:
            await asyncio.to_thread(path.write_text, text, encoding="utf-8")
        except OSError as error:
            self._deck.say(f"cannot write {path}: {error.strerror}", error=True)
        else:
            self._deck.say(f"Written to {path}.")

    def notification(self, pane: TerminalPane, title: str, body: str) -> None:
        """Show what a program wants to tell (OSC 9, OSC 777)."""
        name = self._deck.panes.name_of(pane)
        self._deck.say(": ".join(part for part in (name, title, body) if part))


def _look(name: str) -> tuple[Path, bool]:
    """Return the file that a user means, and whether it is there."""
    path = Path(name).expanduser().absolute()
    return path, path.exists()
