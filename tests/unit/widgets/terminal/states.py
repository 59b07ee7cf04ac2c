"""Everything that output can change on a screen, in comparable form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.terminal.attributes import PLAIN_CODE
from widgets.terminal.characters import FILLER, char_width
from widgets.terminal.rows import BLANK, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from widgets.terminal.screen import TerminalScreen
    from widgets.terminal.sgr import Rendition

Look = tuple[str, list["Rendition"], bool, str]


def make_row(text: str, *, wrapped: bool = False, code: str = PLAIN_CODE) -> Row:
    """Return a row of some text, in which `_` is the second half of a wide one."""
    chars = text.replace("_", FILLER)
    row = Row(chars, code * len(chars))
    row.wrapped = wrapped
    return row


def cells(row: Row) -> str:
    """Return a row's cells, the second half of a wide character as `_`."""
    return row.chars.replace(FILLER, "_")


def check_row(row: Row, columns: int) -> None:
    """Assert that a row is sound: in both its strings, with wide characters whole."""
    assert len(row.chars) == len(row.attrs) <= columns, row
    before = ""
    for char in row.chars + BLANK:
        if before and char_width(before) > 1:
            assert char == FILLER, f"half a wide character in {row!r}"
        if char == FILLER:
            assert before not in ("", BLANK, FILLER), f"half a character in {row!r}"
        before = char


def looks(screen: TerminalScreen, rows: Iterable[Row]) -> list[Look]:
    """Return how rows look; blanks that are missing are blanks."""
    found = []
    for row in rows:
        check_row(row, screen.columns)
        attrs = row.attrs.ljust(screen.columns, PLAIN_CODE)
        renditions = [screen.attributes[code].rendition for code in attrs]
        chars = row.chars.ljust(screen.columns, BLANK)
        found.append((chars, renditions, row.wrapped, row.mark))
    return found


def state(screen: TerminalScreen) -> dict[str, object]:
    """Return everything that output can change, and check that it is sound."""
    assert 0 <= screen.cursor.x <= screen.columns
    assert 0 <= screen.cursor.y < screen.lines
    assert len(screen.rows) == screen.lines
    assert screen.dirty <= set(range(screen.lines))
    return {
        "rows": looks(screen, screen.rows),
        "history": looks(screen, screen.history),
        "cursor": (screen.cursor.x, screen.cursor.y, screen.cursor.hidden),
        "pen": screen.cursor.pen.rendition,
        "last drawn": screen.last_drawn,
        "modes": (screen.mode, screen.margins),
        "names": (screen.title, screen.icon_name, screen.working_directory),
        "bells": screen.bell_count,
        "tab stops": screen.tabstops,
        "simple": screen.is_simple,
        "replies": screen.take_replies(),
        "events": screen.take_events(),
    }


def lines(screen: TerminalScreen) -> list[str]:
    """Return the text of the history and the screen by logical lines."""
    joined, line = [], ""
    for row in [*screen.history, *screen.rows]:
        line += row.visible
        if not row.wrapped:
            joined.append(line.rstrip())
            line = ""
    joined.append(line.rstrip())
    while joined and not joined[-1]:
        joined.pop()
    return joined
