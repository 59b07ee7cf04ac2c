"""A cursor in the rows of a terminal, a view around it, and what it selects; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.terminal import motions
from widgets.terminal.reflow import Place
from widgets.terminal.selection import Kind, Selection
from widgets.terminal.snapshot import Snapshot

if TYPE_CHECKING:
    from widgets.terminal.screen import TerminalScreen

END_OF_ROW = 1 << 30
"""A column that no row has."""


class CopyCursor:
    """A place in a snapshot, and a window of some rows that always shows it.

    Args:
        terminal: what to take a snapshot of.
        back: how many rows into the past the view is.
    """

    def __init__(self, terminal: TerminalScreen, back: int = 0) -> None:
        self.snapshot = Snapshot(terminal)
        self.snapshot.has(-back)
        self.height = terminal.lines
        """The rows of the view."""
        self.top = max(-back, self.snapshot.first)
        """The number of the first row in view."""
        self.selection: Selection | None = None
        """What is selected; the cursor is one of its ends."""
        cursor = Place(terminal.cursor.y, terminal.cursor.x)
        if cursor.row >= self.top + self.height:
            cursor = Place(self.top + self.height - 1, 0)
        self.cursor = self._on_text(cursor)
        """Row and column; rows of the past are negative."""
        self._column = self.cursor.column

    @property
    def bottom(self) -> int:
        """The number of the last row in view."""
        return min(self.top + self.height - 1, self.snapshot.last)

    @property
    def selected_text(self) -> str:
        """The text that is selected, empty for none."""
        return self.selection.text(self.snapshot) if self.selection is not None else ""

    def place_at(self, x: int, y: int) -> Place:
        """Return the place of a cell, in the view or above and below it."""
        row = self.top + y
        self.snapshot.has(row)
        row = min(max(row, self.snapshot.first), self.snapshot.last)
        return Place(row, max(x, 0))

    # Moving.

    def go(self, place: Place) -> None:
        """Put the cursor on the nearest text, and the selection's end with it."""
        self.cursor = self._on_text(place)
        self._column = self.cursor.column
        self._moved()

    def move(self, motion: motions.Motion, count: int = 1) -> None:
        """Make a motion, more than once if it leads anywhere."""
        for _ in range(count):
            before = self.cursor
            row, column = before
            # A rectangle may be wider than the text of some of its rows.
            if self._is_rectangle and motion is motions.right:
                self.go(Place(row, column + 1))
            elif self._is_rectangle and motion is motions.left:
                self.go(Place(row, max(column - 1, 0)))
            else:
                self.go(motion(self.snapshot, before))
            if self.cursor == before:
                break
        if motion is motions.line_end:
            self._column = END_OF_ROW

    def move_rows(self, rows: int) -> None:
        """Go up or down, and keep the column where a row has it."""
        column = self._column
        row = self.cursor.row + rows
        self.snapshot.has(row)
        row = min(max(row, self.snapshot.first), self.snapshot.last)
        if column == END_OF_ROW:
            self.go(motions.row_end(self.snapshot, row))
        else:
            self.go(Place(row, column))
        self._column = column

    def move_pages(self, pages: float) -> None:
        """Move view and cursor by pages, or parts of one."""
        rows = int(pages * self.height) or (1 if pages > 0 else -1)
        self._scroll(rows)
        self.move_rows(rows)

    def scroll(self, rows: int) -> None:
        """Move the view; the cursor goes along only at its edge."""
        self._scroll(rows)
        self.move_rows(
            min(max(self.cursor.row, self.top), self.bottom) - self.cursor.row
        )

    def _scroll(self, rows: int) -> None:
        """Move the view alone, as far as there are rows."""
        top = self.top + rows
        self.snapshot.has(top)
        lowest = max(self.snapshot.last + 1 - self.height, 0)
        self.top = min(max(top, self.snapshot.first), lowest)

    def _moved(self) -> None:
        """Take view and selection along with the cursor."""
        height = self._free_height
        self.top = min(max(self.top, self.cursor.row + 1 - height), self.cursor.row)
        if self.selection is not None:
            kind, anchor = self.selection.kind, self.selection.anchor
            self.selection = Selection(kind, anchor, self.cursor)

    @property
    def _free_height(self) -> int:
        """The rows of the view that nothing lies on."""
        return self.height

    def _on_text(self, place: Place) -> Place:
        """Return the nearest place that the cursor can be on."""
        snapshot = self.snapshot
        row = min(max(place.row, snapshot.first), snapshot.last)
        size = snapshot.columns if self._is_rectangle else len(snapshot.row(row).chars)
        column = min(place.column, max(size - 1, 0))
        return motions.whole(snapshot, Place(row, column))

    # Selecting.

    @property
    def _is_rectangle(self) -> bool:
        return self.selection is not None and self.selection.kind == "rectangle"

    def select(self, kind: Kind) -> None:
        """Begin a selection, make it another kind, or end it if it is of this kind."""
        if self.selection is None:
            self.selection = Selection(kind, self.cursor, self.cursor)
        elif self.selection.kind == kind:
            self.selection = None
        else:
            self.selection = Selection(kind, self.selection.anchor, self.cursor)
        self.go(self.cursor)

    def swap_ends(self) -> None:
        """Go to the other end of the selection."""
        if self.selection is not None:
            kind, anchor = self.selection.kind, self.selection.anchor
            self.selection = Selection(kind, self.cursor, anchor)
            self.go(anchor)

    def select_between(self, anchor: Place, cursor: Place) -> None:
        """Select the characters from one place to another; the cursor goes there."""
        self.selection = None
        anchor = self._on_text(anchor)
        self.selection = Selection("characters", anchor, anchor)
        self.go(cursor)

    def select_word(self, place: Place) -> None:
        """Select the word at a place, if one is there."""
        found = motions.pointed_word(self.snapshot, place)
        if found is not None:
            self.select_between(*found)

    def select_line(self, place: Place) -> None:
        """Select the line of a place."""
        self.selection = Selection("lines", place, place)
        self.go(place)
