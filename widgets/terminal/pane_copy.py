"""Copy mode in a pane: keys and mouse that read, search and select instead of typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from widgets.terminal.copy_mode import CopyMode
from widgets.terminal.copy_view import CopyStyles, CopyView, Highlight
from widgets.terminal.messages import PaneMessage
from widgets.terminal.pane_screen import PaneScreen

if TYPE_CHECKING:
    from textual.timer import Timer

    from widgets.terminal.pane import TerminalPane
    from widgets.terminal.reflow import Place

LOAD_SECONDS = 0.02
"""Time between two pieces of the past that are fetched."""
EDGE_SECONDS = 0.05
"""Time between two steps of a drag that is held above or below the pane."""
EDGE_ROWS = 5
"""Most rows of one such step; fewer closer to the pane."""
_WORD, _LINE = 2, 3
"""Clicks in a row that select a word, and a line."""


class PaneCopy(PaneScreen):
    """The part of a pane that is used in copy mode."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "terminal-pane--match",
        "terminal-pane--current-match",
    }
    """
    | Class | Description |
    | :- | :- |
    | `terminal-pane--match` | What a search has found. |
    | `terminal-pane--current-match` | The match that the cursor is on. |
    """
    DEFAULT_CSS = """
    TerminalPane {
        & > .terminal-pane--match {
            color: $foreground;
            background: $warning-muted;
            text-style: underline;
        }
        & > .terminal-pane--current-match {
            color: $warning;
            background: $background;
            text-style: bold reverse;
        }
    }
    """
    SCOPED_CSS: ClassVar[bool] = False

    class CopyModeChanged(PaneMessage, namespace="terminal_pane"):
        """Copy mode has begun or ended; `pane.copy_mode` tells which."""

    class Copied(PaneMessage, namespace="terminal_pane"):
        """The user wants text on the clipboard."""

        def __init__(self, pane: TerminalPane, text: str) -> None:
            self.text = text
            super().__init__(pane)

    class SaveRequested(PaneMessage, namespace="terminal_pane"):
        """The user wants text in a file."""

        def __init__(self, pane: TerminalPane, text: str) -> None:
            self.text = text
            super().__init__(pane)

    _load_timer: Timer | None = None
    _edge_timer: Timer | None = None
    _drag_cell: tuple[int, int] | None = None
    """Where in the view the button was pressed, or the mouse is now."""
    _drag_anchor: Place | None = None
    """Where the selection of a drag begins; None before the mouse has moved."""

    @property
    def copy_mode(self) -> CopyMode | None:
        """The state of copy mode, to be read only; None outside of it."""
        copying = self._view.copying
        return copying.mode if copying is not None else None

    def enter_copy_mode(self) -> None:
        """Let the view stand still, and keys move in it instead of being sent."""
        if self.copy_mode is not None:
            return
        self._catch_up()
        self.clear_highlight()
        mode = CopyMode(self._terminal, self._view.back)
        self._view.copying = CopyView(self._terminal, mode)
        self._style_copying()
        if not mode.snapshot.complete:
            self._load_timer = self.set_interval(LOAD_SECONDS, self._load_more)
        self._copy_mode_changed()

    def leave_copy_mode(self) -> None:
        """Show the screen again, and send keys to the program."""
        if self.copy_mode is None:
            return
        self._view.copying = None
        self._view.scroll(-self._view.back)
        self._stop_dragging()
        if self._load_timer is not None:
            self._load_timer.stop()
            self._load_timer = None
        self._copy_mode_changed()

    def _copy_mode_changed(self) -> None:
        self._request_frame()
        self.post_message(self.CopyModeChanged(self._pane))

    @property
    def _pane(self) -> TerminalPane:
        return cast("TerminalPane", self)

    def _load_more(self) -> None:
        """Fetch older rows, bit by bit: a flood's have to be parsed first."""
        mode = self.copy_mode
        if mode is not None:
            mode.snapshot.load()
            if mode.snapshot.complete and self._load_timer is not None:
                self._load_timer.stop()
            self._request_frame()

    def _style_copying(self) -> None:
        """Give matches the styles of the theme."""
        if self._view.copying is not None:
            names = "terminal-pane--match", "terminal-pane--current-match"
            styles = (
                self.get_component_rich_style(name, partial=True) for name in names
            )
            self._view.copying.styles = CopyStyles(*styles)

    def notify_style_update(self) -> None:
        """Paint in the new style from now on."""
        super().notify_style_update()
        self._style_copying()

    def resize_terminal(self, columns: int, lines: int) -> None:
        """Give the terminal a size; what is read in copy mode is broken anew too."""
        mode = self.copy_mode
        if mode is not None and columns != mode.snapshot.columns:
            mode.snapshot.load_all()
        self._terminal.resize(lines=lines, columns=columns)
        if mode is not None:
            mode.resize(columns, lines)

    # Keys.

    def press_in_copy_mode(self, key: str, character: str | None) -> bool:
        """Take a key if copy mode is on; return whether it is."""
        mode = self.copy_mode
        if mode is None:
            return False
        effect = mode.press(key, character)
        if effect.copied:
            self.post_message(self.Copied(self._pane, effect.copied))
        if effect.saved:
            self.post_message(self.SaveRequested(self._pane, effect.saved))
        if effect.leave:
            self.leave_copy_mode()
        self._request_frame()
        return True

    def paste_in_copy_mode(self, text: str) -> bool:
        """Take pasted text if copy mode is on; return whether it is."""
        mode = self.copy_mode
        if mode is None:
            return False
        mode.insert(text)
        self._request_frame()
        return True

    # The mouse.

    def clear_highlight(self) -> None:
        """Show no more what was selected by mouse."""
        if self._view.highlight is not None:
            self._view.highlight = None
            self._request_frame()

    def begin_drag(self, x: int, y: int) -> None:
        """Remember where the button was pressed; nothing is selected yet."""
        self.clear_highlight()
        self._drag_cell, self._drag_anchor = (x, y), None

    def drag(self, x: int, y: int) -> None:
        """Select from where the button was pressed; outside of the pane, scroll."""
        if self._drag_cell is None or (x, y) == self._drag_cell:
            return
        self.enter_copy_mode()
        mode = self.copy_mode
        if mode is not None and self._drag_anchor is None:
            self._drag_anchor = mode.place_at(*self._drag_cell)
        self._drag_cell = x, y
        outside = not 0 <= y < self._terminal.lines
        if outside and self._edge_timer is None:
            self._edge_timer = self.set_interval(EDGE_SECONDS, self._select_dragged)
        elif not outside and self._edge_timer is not None:
            self._edge_timer.stop()
            self._edge_timer = None
        self._select_dragged()

    def _select_dragged(self) -> None:
        """Select up to where the mouse is."""
        mode, anchor, cell = self.copy_mode, self._drag_anchor, self._drag_cell
        if mode is not None and anchor is not None and cell is not None:
            x, y = cell
            y = min(max(y, -EDGE_ROWS), mode.height - 1 + EDGE_ROWS)
            mode.select_between(anchor, mode.place_at(x, y))
            self._request_frame()

    def end_drag(self) -> None:
        """Copy what was selected; without a move, the button was only clicked."""
        mode = self.copy_mode
        if mode is not None and self._drag_anchor is not None:
            self._copy_by_mouse(mode)
        self._stop_dragging()

    def _stop_dragging(self) -> None:
        self._drag_cell = self._drag_anchor = None
        if self._edge_timer is not None:
            self._edge_timer.stop()
            self._edge_timer = None

    def click(self, x: int, y: int, chain: int) -> None:
        """Copy the word at a cell, or the line, if it was clicked often enough."""
        if chain not in (_WORD, _LINE):
            return
        self._catch_up()
        mode = self.copy_mode or CopyMode(self._terminal, self._view.back)
        place = mode.place_at(x, y)
        if chain == _WORD:
            mode.select_word(place)
        else:
            mode.select_line(place)
        if mode.selection is not None:
            self._copy_by_mouse(mode)
            self._request_frame()

    def _copy_by_mouse(self, mode: CopyMode) -> None:
        """Copy what is selected and leave; the view and what is marked stay."""
        text = mode.selected_text
        if text:
            self.post_message(self.Copied(self._pane, text))
        self.leave_copy_mode()
        top = mode.snapshot.source(mode.top) if mode.top < 0 else None
        if top is not None:
            self._view.show(top)
        self._view.highlight = Highlight(mode)
