"""What the deck does when a pane has something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.pane_requests import PaneRequests
    from app.panes import Panes
    from widgets.terminal.pane import TerminalPane


class PaneEvents:
    """The part of the deck that takes the messages of panes."""

    panes: Panes
    requests: PaneRequests
    show_keys: Callable[[], None]

    def on_terminal_pane_resized(self, event: TerminalPane.Resized) -> None:
        """Tell a program of its new size."""
        self.panes.resized(event.pane)

    def on_terminal_pane_title_changed(self, event: TerminalPane.TitleChanged) -> None:
        """Show the name that a program gave itself."""
        self.panes.retitle(event.pane)

    def on_terminal_pane_bell(self, event: TerminalPane.Bell) -> None:
        """Mark a pane that nobody looks at."""
        self.panes.rang(event.pane)

    def on_terminal_pane_clipboard_request(
        self, event: TerminalPane.ClipboardRequest
    ) -> None:
        """Ask whether a program may write to the clipboard."""
        self.requests.clipboard(event.pane, event.text)

    def on_terminal_pane_copied(self, event: TerminalPane.Copied) -> None:
        """Put what was selected on the clipboard; the user asked for it."""
        self.requests.copy(event.pane, event.text)

    def on_terminal_pane_save_requested(
        self, event: TerminalPane.SaveRequested
    ) -> None:
        """Write what was selected to a file."""
        self.requests.save(event.pane, event.text)

    def on_terminal_pane_copy_mode_changed(self) -> None:
        """Show the keys that work now."""
        self.show_keys()

    def on_terminal_pane_notified(self, event: TerminalPane.Notified) -> None:
        """Show what a program has to tell."""
        self.requests.notification(event.pane, event.title, event.body)
