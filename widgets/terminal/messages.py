"""What every message of a terminal pane has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from widgets.terminal.pane import TerminalPane


class PaneMessage(Message):
    """Something that a pane has to say; `control` is the pane."""

    def __init__(self, pane: TerminalPane) -> None:
        self.pane = pane
        super().__init__()

    @property
    def control(self) -> TerminalPane:
        """The pane that sent the message."""
        return self.pane
