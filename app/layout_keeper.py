"""Keeps the workspaces on disk while the deck runs, and opens them at its start."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from app.saved_layout import (
    SavedLayout,
    SavedPane,
    SavedWorkspace,
    layout_path,
    load,
    save,
)
from core.errors import ExecdeckError

if TYPE_CHECKING:
    from textual.timer import Timer

    from app.deck import Deck
    from core.session.types import ExecSession
    from widgets.splits.layout import SplitLayout

SAVE_SECONDS = 0.2
"""Time that the layout must rest before it is written."""


class LayoutKeeper:
    """Saves and restores the workspaces of a deck."""

    def __init__(self, deck: Deck) -> None:
        """Serve `deck`."""
        self._deck = deck
        self._path = layout_path(deck.service.settings)
        self._timer: Timer | None = None
        self._saved: SavedLayout | None = None
        self._saving = threading.Lock()
        self._restored = False
        self.started = False
        """Whether restoring has begun."""

    # -- saving -------------------------------------------------------------

    def changed(self) -> None:
        """Save soon: something about the workspaces has changed."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._deck.set_timer(SAVE_SECONDS, self._save_off_loop)

    async def _save_off_loop(self) -> None:
        if not self._restored:
            return
        layout = self.current()
        if layout != self._saved:
            self._saved = layout
            # The next change tries again; at the end of the deck it is said.
            with suppress(OSError):
                await asyncio.to_thread(self._save, layout)

    def _save(self, layout: SavedLayout) -> None:
        with self._saving:
            # A newer one may have been saved while this one waited for its thread.
            if layout is self._saved:
                save(self._path, layout)

    def close(self) -> None:
        """Save for the last time: what is taken down from now on is not meant.

        Raises:
            OSError: it cannot be written.
        """
        layout, restored = self.current(), self._restored
        self._restored = False
        if restored and layout != self._saved:
            self._saved = layout
            self._save(layout)

    def current(self) -> SavedLayout:
        """Return the workspaces as they are."""
        shown = self._deck.workspaces
        pairs = zip(shown.layouts, shown.names, strict=True)
        return SavedLayout(
            tuple(self._workspace(layout, name) for layout, name in pairs), shown.index
        )

    def _workspace(self, layout: SplitLayout, name: str) -> SavedWorkspace:
        panes = {}
        tree = layout.split_tree
        for pane_id in layout.panes:
            pane = self._deck.panes.by_id(pane_id)
            session = self._deck.panes.all[pane].session if pane else None
            if pane is not None and session is not None:
                panes[pane_id] = SavedPane(session.id, pane.read_only)
            elif tree is not None and pane_id in tree:
                tree = tree.close(pane_id)
        focused = layout.focused_pane if layout.focused_pane in panes else None
        return SavedWorkspace(name, tree, focused, panes)

    # -- restoring ----------------------------------------------------------

    async def restore(self) -> None:
        """Open what was saved; what cannot be used is said, and nothing is lost."""
        self.started = True
        try:
            layout = await asyncio.to_thread(load, self._path)
        except (ValueError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self._deck.say(f"cannot restore the panes: {reason}", error=True)
            layout = SavedLayout()
        for number, saved in enumerate(layout.workspaces):
            await self._restore_workspace(number, saved)
        workspaces = self._deck.workspaces
        if layout.workspaces:
            workspaces.show(min(layout.current, len(workspaces.layouts) - 1))
            if self._deck.splits.focused_pane and not self._deck.touched:
                self._deck.refocus()
        self._restored = True
        self._saved = layout

    async def _restore_workspace(self, number: int, saved: SavedWorkspace) -> None:
        sessions = await asyncio.to_thread(self._sessions, saved)
        workspaces = self._deck.workspaces
        if not number:
            layout = workspaces.layouts[0]
            workspaces.rename(0, saved.name)
        elif sessions:
            layout = await workspaces.add(saved.name)
        else:
            return
        # A quick operator may have opened one meanwhile.
        if not layout.panes:
            await self._deck.panes.open_saved(layout, saved, sessions)

    def _sessions(self, saved: SavedWorkspace) -> dict[str, ExecSession]:
        """Return the sessions that are still there, by pane."""
        found = {}
        for pane, shown in saved.panes.items():
            with suppress(ExecdeckError, OSError):
                found[pane] = self._deck.service.session(shown.session)
        return found
