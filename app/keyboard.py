"""Which part of the deck a key is for; a key's work is done before the next is looked at.

Textual hands keys on from one message queue to the next, so those typed quickly after a
key that moves the keyboard would still go to the part that had it before: text meant
for another pane into this one, a filter's text into the list.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal, TypeAlias

from textual import events
from textual.app import App
from textual.widgets import Input

from app import actions
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from textual.widget import Widget

    from app.panes import Panes

KeyContext: TypeAlias = Literal["list", "filter", "pane", "dialog"]

PROCESSED_SECONDS = 0.5
"""Longest time to wait for a field to take a key: it may be about to close."""


class Keyboard(App[int], inherit_bindings=False):
    """The part of the deck that takes keys."""

    panes: Panes

    @property
    def key_context(self) -> KeyContext:
        """The part that has the keyboard."""
        if len(self.screen_stack) > 1:
            return "dialog"
        if isinstance(self.focused, TerminalPane):
            return "pane"
        return "filter" if isinstance(self.focused, Input) else "list"

    async def on_event(self, event: events.Event) -> None:
        """Take a key or a paste at once; leave everything else to Textual."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self.app_focus = True
            if not await self._take(event):
                # Its queue takes keys in order, but ours may be faster.
                taker = self.focused
                await super().on_event(event)
                if taker is not None:
                    await self._has_taken(taker)
        else:
            await super().on_event(event)

    async def _take(self, event: events.Key | events.Paste) -> bool:
        """Do what a key says; return False if a widget must know of it."""
        context = self.key_context
        if context == "dialog":
            return False
        pane = self.focused
        if isinstance(pane, TerminalPane):
            if isinstance(event, events.Paste):
                pane.paste(event.text)
            elif not pane.prefix_active and await self.panes.key_after_end(
                pane, event.key
            ):
                pass
            elif key := pane.press(event.key, event.character):
                await self.take_prefix_key(key)
            return True
        if isinstance(event, events.Paste):
            return False
        action = actions.find("filter" if context == "filter" else "list", event.key)
        if action is not None:
            await self.run_action(action.command(event.key))
            return True
        bound = self.screen.active_bindings.get(event.key)
        if bound is not None and bound.enabled:
            await self.run_action(bound.binding.action, bound.node)
            return True
        return False

    async def take_prefix_key(self, key: str) -> None:
        """Do what a key after the prefix says."""
        action = actions.find("prefix", key)
        if action is not None:
            await self.run_action(action.command(key))
        else:
            message = f"No such key after ctrl+b: {key}. ? shows them all."
            self.notify(message, markup=False)

    async def _has_taken(self, widget: Widget) -> None:
        """Return when a widget has done what it was sent."""
        taken = asyncio.Event()
        if widget.call_later(taken.set):
            try:
                await asyncio.wait_for(taken.wait(), PROCESSED_SECONDS)
            except TimeoutError:
                return
