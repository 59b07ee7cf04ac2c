"""The panes of the deck in use: what is typed, their sizes, closing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.pane_opening import PaneOpening

if TYPE_CHECKING:
    from widgets.terminal.pane import TerminalPane


class Panes(PaneOpening):
    """Every pane of every workspace, and the sessions in them."""

    # -- in use -------------------------------------------------------------

    async def key_after_end(self, pane: TerminalPane, key: str) -> bool:
        """Do what a key says in a pane whose session is over; False: nothing."""
        session = self._panes.get(pane)
        if session is None or not session.over:
            return False
        if key == "enter":
            await self.close(pane)
        elif key == "r":
            await self.run_again(pane)
        else:
            return False
        return True

    def resized(self, pane: TerminalPane) -> None:
        """Pass on a new size."""
        session = self._panes.get(pane)
        if session is not None:
            self._fit(session)
            self.retitle(pane)

    def focused(self, pane: TerminalPane) -> None:
        """Give a session the size of the pane that is used now.

        Another deck may have shown it in another size.
        """
        session = self._panes.get(pane)
        if session is not None:
            self._fit(session)
            self._looked_at(pane)

    def toggle_read_only(self) -> None:
        """Stop passing on what is typed into the focused pane, or resume."""
        pane = self.focused_pane
        if pane is not None:
            pane.read_only = not pane.read_only
            self.retitle(pane)
            self._deck.keeper.changed()

    # -- ending -------------------------------------------------------------

    async def close_focused(self) -> None:
        """Close the focused pane; its session goes on."""
        pane = self.focused_pane
        if pane is not None:
            await self.close(pane)

    async def close(self, pane: TerminalPane) -> None:
        """Close a pane; its session goes on."""
        session = self._panes.pop(pane, None)
        if session is None:
            return
        session.close()
        self._rang.discard(pane)
        self._active.discard(pane)
        self.synchronized.forget(pane)
        had_keyboard = pane.has_focus
        layout = self._deck.workspaces.layout_of(str(pane.id))
        if layout is not None:
            await layout.remove_pane(str(pane.id))
            await self._deck.close_empty(layout)
        if had_keyboard:
            self._deck.refocus()
        if session.session is not None:
            for other in self.showing(session.session.id):
                self._fit(self._panes[other])
                self.retitle(other)
        self._changed()

    def leave(self) -> None:
        """Disconnect from every session."""
        for session in self._panes.values():
            session.close()
        self._panes.clear()
