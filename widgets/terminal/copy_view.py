"""How copy mode looks: rows with cursor, selection and matches; status and prompt.

Nothing is told by colour alone: what is selected and the match that the cursor is on are
in reverse, other matches are underlined, and the status says how many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.style import Style

from widgets.terminal.characters import FILLER
from widgets.terminal.paint import Change, Painter, overlay

if TYPE_CHECKING:
    from textual.strip import Strip

    from widgets.terminal.copy_mode import CopyMode, Prompt
    from widgets.terminal.paint import Look
    from widgets.terminal.rows import Row
    from widgets.terminal.screen import TerminalScreen
    from widgets.terminal.search import Spans

_HINT = "plain text"
_INSERTION = "█"
PLAIN, SELECTED, MATCH, CURRENT, CURSOR, HOLE, LINE = " smMchl"
"""Marks of cells; the last three are the cursor: a block, in reverse text, a line."""


CHANGES = {
    SELECTED: Change(inverted=True),
    CURSOR: Change(inverted=True),
    HOLE: Change(Style(bold=True), underlined=True),
    LINE: Change(underlined=True),
}
"""What marks mean in every theme."""


class CopyStyles(NamedTuple):
    """The styles that the theme gives to matches."""

    match: Style = Style(underline=True)
    current: Style = Style(bold=True, reverse=True)


class CopyView:
    """Paints copy mode; a line that has not changed is the same strip again."""

    def __init__(self, terminal: TerminalScreen, mode: CopyMode) -> None:
        self.mode = mode
        self.styles = CopyStyles()
        self._terminal = terminal
        self._changes: dict[str, Change] = {}
        self._painter: Painter | None = None
        self._key: tuple[Look, CopyStyles] | None = None
        self._marked: dict[Row, tuple[str, Strip]] = {}
        self._covered: dict[int, tuple[Strip, str, Strip]] = {}

    def paint(self, look: Look, height: int, *, focused: bool) -> list[Strip]:
        """Return `height` strips."""
        mode, painter = self.mode, self._painter_of(look)
        marked = _marks(mode, focused=focused)
        before, self._marked = self._marked, {}
        painter.begin_frame()
        strips: list[Strip] = []
        rows = mode.snapshot.rows(mode.top, min(height, mode.height))
        for number, row in enumerate(rows, mode.top):
            marks = marked.get(number)
            if marks is None:
                strips.append(painter.strip(row))
                continue
            known = before.get(row)
            if known is None or known[0] != marks:
                strip = painter.strip_with_marks(row, marks, self._changes)
                known = marks, strip
            self._marked[row] = known
            strips.append(known[1])
        strips += [painter.blank()] * (height - len(strips))
        if strips:
            status = mode.status[: look.width]
            x, y = look.width - len(status), 0
            if mode.cursor.row == mode.top and mode.cursor.column >= x:
                # The cursor must be seen: then the status is at the bottom.
                y = max(height - 1 - (mode.prompt is not None), 0)
            self._cover(painter, strips, y, status, x)
        if strips and mode.prompt is not None:
            line = _prompt_line(mode.prompt, look.width)
            self._cover(painter, strips, height - 1, line, 0)
        return strips

    def _painter_of(self, look: Look) -> Painter:
        """Return the painter of a look; all lines are painted anew in another one."""
        key = look, self.styles
        if self._painter is None or self._key != key:
            self._key = key
            self._painter = Painter(self._terminal, look, self.mode.snapshot.renditions)
            plain = Style(reverse=False)
            self._changes = {
                **CHANGES,
                MATCH: Change(plain + self.styles.match),
                CURRENT: Change(plain + self.styles.current),
            }
            self._marked, self._covered = {}, {}
        return self._painter

    def _cover(
        self, painter: Painter, strips: list[Strip], y: int, text: str, x: int
    ) -> None:
        """Lay text over a line from column `x` on; the same again for the same."""
        strip = strips[y]
        known = self._covered.get(y)
        if known is None or known[0] is not strip or known[1] != text:
            known = strip, text, overlay(strip, text, x, painter.note_style())
            self._covered[y] = known
        strips[y] = known[2]


class Highlight:
    """A selection that stays to be seen after copy mode, on the terminal's own rows.

    On a row that has changed it is gone.
    """

    def __init__(self, mode: CopyMode) -> None:
        self._marks: dict[Row, tuple[str, str]] = {}
        self._kept: dict[Row, tuple[Painter, str, Strip]] = {}
        snapshot, selection = mode.snapshot, mode.selection
        if selection is None:
            return
        first, last = selection.lines(snapshot)
        for number in range(first, last + 1):
            start, end = selection.span(snapshot, number)
            row = snapshot.source(number)
            if row is not None:
                marks = PLAIN * start + SELECTED * (end - start)
                self._marks[row] = snapshot.row(number).chars, marks

    def strip(self, painter: Painter, row: Row) -> Strip:
        """Return a row with what is selected of it; the same strip for the same."""
        marks = self._marks_of(row)
        if not marks:
            return painter.strip(row)
        known = self._kept.get(row)
        if known is None or known[0] is not painter or known[1] is not row.attrs:
            strip = painter.strip_with_marks(row, marks, CHANGES)
            known = self._kept[row] = painter, row.attrs, strip
        return known[2]

    def strip_with_cursor(
        self, painter: Painter, row: Row, x: int, *, block: bool
    ) -> Strip:
        """Return a row with the cursor, and with what is selected of it."""
        marks = self._marks_of(row)
        if not marks:
            return painter.strip_with_cursor(row, x, block=block)
        x = min(x, painter.look.width - 1)
        cells = list(marks.ljust(x + 2, PLAIN))
        _put_cursor(cells, row.chars, x, CURSOR if block else LINE)
        return painter.strip_with_marks(row, "".join(cells), CHANGES)

    def _marks_of(self, row: Row) -> str:
        chars, marks = self._marks.get(row, ("", ""))
        return marks if row.chars is chars else ""


def _marks(mode: CopyMode, *, focused: bool) -> dict[int, str]:
    """Return the marks of the cells of each row in view that has any."""
    cells: dict[int, list[str]] = {}

    def put(number: int, start: int, end: int, mark: str) -> None:
        row = cells.setdefault(number, [])
        row += PLAIN * (end - len(row))
        row[start:end] = mark * (end - start)

    def put_all(spans: Spans, mark: str) -> None:
        for number, columns in spans.items():
            for start, end in columns:
                put(number, start, end, mark)

    snapshot, selection = mode.snapshot, mode.selection
    put_all(mode.matches, MATCH)
    put_all(mode.matched, CURRENT)
    if selection is not None:
        first, last = selection.lines(snapshot)
        for number in range(max(first, mode.top), min(last, mode.bottom) + 1):
            put(number, *selection.span(snapshot, number), SELECTED)
    row, column = mode.cursor
    put(row, column + 2, column + 2, PLAIN)
    mark = CURSOR if focused else LINE
    _put_cursor(cells[row], snapshot.row(row).chars, column, mark)
    return {number: "".join(row) for number, row in cells.items()}


def _put_cursor(cells: list[str], chars: str, x: int, mark: str) -> None:
    """Mark the character at column `x` of a row as the cursor."""
    if chars[x : x + 1] == FILLER and x:
        x -= 1
    wide = chars[x + 1 : x + 2] == FILLER
    if cells[x] in (SELECTED, CURRENT):
        mark = HOLE
    cells[x : x + 1 + wide] = mark * (1 + wide)


def _prompt_line(prompt: Prompt, width: int) -> str:
    """Return what is typed, or the end of it, and that it is no regular expression."""
    text = prompt.line + _INSERTION
    while cell_len(text) > width:
        text = text[1:]
    room = width - cell_len(text)
    return text + (f" {_HINT}".rjust(room) if room > len(_HINT) else " " * room)
