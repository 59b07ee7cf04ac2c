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
from app.key_names import pressed_key
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from textual.widget import Widget

    from app.config_schema import Config
    from app.panes import Panes

KeyContext: TypeAlias = Literal["list", "filter", "pane", "dialog"]

PROCESSED_SECONDS = 0.5
"""Longest time to wait for a field to take a key: it may be about to close."""


class Keyboard(App[int], inherit_bindings=False):
    """The part of the deck that takes keys."""

    panes: Panes
    config: Config
    actions: tuple[actions.Action, ...]
    """Everything that can be done, with the keys of the configuration."""
    touched = False
    """Whether a key was pressed: from then on the keyboard goes only where one leads."""

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
            self.app_focus = self.touched = True
            self.panes.schedule.typed()
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
            return isinstance(event, events.Key) and await self._run_bound(event)
        pane = self.focused
        if isinstance(pane, TerminalPane):
            await self._take_in_pane(pane, event)
            return True
        if isinstance(event, events.Paste):
            return False
        key = pressed_key(event.key)
        table: actions.Context = "filter" if context == "filter" else "list"
        action = actions.find(table, key, self.actions)
        if action is not None:
            await self.run_action(action.command(key))
            return True
        return await self._run_bound(event)

    async def _take_in_pane(
        self, pane: TerminalPane, event: events.Key | events.Paste
    ) -> None:
        """Let a program have a key, unless it is for the deck, or its session is over."""
        if isinstance(event, events.Paste):
            pane.paste(event.text)
            return
        # After the prefix, and in copy mode, it means what it means in any pane.
        plain = not pane.prefix_active and pane.copy_mode is None
        if plain and await self.panes.key_after_end(pane, event.key):
            return
        if key := pane.press(pressed_key(event.key), event.character):
            await self.take_prefix_key(key)

    async def _run_bound(self, event: events.Key) -> bool:
        """Run what a key is bound to where it is; False: nothing, or it is typed."""
        taker = self.focused
        if taker is not None and taker.check_consume_key(event.key, event.character):
            return False
        bound = self.screen.active_bindings.get(event.key)
        if bound is None or not bound.enabled:
            return False
        await self.run_action(bound.binding.action, bound.node)
        return True

    async def take_prefix_key(self, key: str) -> None:
        """Do what a key after the prefix says."""
        action = actions.find("prefix", key, self.actions)
        if action is not None:
            await self.run_action(action.command(key))
        else:
            prefix = self.config.terminal.prefix
            message = f"No such key after {prefix}: {key}. ? shows them all."
            self.notify(message, markup=False)

    async def _has_taken(self, widget: Widget) -> None:
        """Return when a widget has done what it was sent."""
        taken = asyncio.Event()
        if widget.call_later(taken.set):
            try:
                await asyncio.wait_for(taken.wait(), PROCESSED_SECONDS)
            except TimeoutError:
                return
