"""What programs in panes ask of the user: the clipboard, and to be heard.

A program in a container is not trusted: it gets the clipboard only after the user has
said so, once for each pane, and it can neither read it nor be asked again and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from core.session.types import display_text
from widgets.dialogs import Confirm

if TYPE_CHECKING:
    from app.deck import Deck
    from widgets.terminal.pane import TerminalPane

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
            self._copy(pane, text)
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
            self._copy(pane, text)

    def _copy(self, pane: TerminalPane, text: str) -> None:
        self._deck.copy_to_clipboard(text)
        name = self._deck.panes.name_of(pane)
        self._deck.say(f"{name}: {len(text)} characters on the clipboard.")

    def notification(self, pane: TerminalPane, title: str, body: str) -> None:
        """Show what a program wants to tell (OSC 9, OSC 777)."""
        name = self._deck.panes.name_of(pane)
        self._deck.say(": ".join(part for part in (name, title, body) if part))
