"""Typing into several panes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from widgets.terminal.pane import TerminalPane


class Synchronized:
    """The panes that hear what is typed into any one of them.

    Each encodes keys in its own modes, as if it had been typed into itself.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._panes: dict[TerminalPane, None] = {}

    def __contains__(self, pane: object) -> bool:
        """Return whether a pane is one of them."""
        return pane in self._panes

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._panes)

    def toggle_all(self, focused: TerminalPane, panes: Iterable[TerminalPane]) -> None:
        """Join all of `panes`, or part all if the focused one is joined already."""
        self._set({} if focused in self._panes else dict.fromkeys(panes))

    def toggle(self, pane: TerminalPane) -> None:
        """Let one pane join the others, or take it out."""
        panes = dict(self._panes)
        if pane in panes:
            del panes[pane]
        else:
            panes[pane] = None
        self._set(panes)

    def forget(self, pane: TerminalPane) -> None:
        """Take a pane out that is closed."""
        if pane in self._panes:
            self.toggle(pane)

    def _set(self, panes: dict[TerminalPane, None]) -> None:
        for pane in self._panes:
            pane.companions = ()
        self._panes = panes
        for pane in panes:
            pane.companions = tuple(item for item in panes if item is not pane)
