"""A log as lines of text, as a reader without a terminal sees them.

Escape sequences are left out, but what a program changes within a line is done: a
progress bar that returns to the start of its line is seen as it was last, and a command
that was edited as it was entered. What moves to other lines is left out too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.bundle.log import log_lines
from core.bundle.plain_text import PlainText
from core.session.types import SIZE_MAX

LINE_BYTES = 16 * 1024
"""Bytes of output without a newline after which a line ends all the same."""

LINE_MAX = 4096
"""Characters of a text line; what is longer goes on in the next one."""

_EDIT = re.compile(r"\x1b\[([0-9]*)([CDGKP@])|[\r\x08\x1b]")
_COUNT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a session's output."""

    place: int
    """Where it begins in the log, in bytes."""
    at: float
    """When its first byte was logged, in seconds since the epoch."""
    stream: int
    """STDOUT or STDERR."""
    text: str
    """Without its newline; it may still hold characters that are not printable."""


def text_lines(data: bytes, place: int = 0) -> list[TextLine]:
    """Return whole log lines as text lines; `data` begins at `place` of the log.

    A line ends at its newline, where the other stream goes on, and when it is too
    long. What is not a log line is skipped.
    """
    lines: list[TextLine] = []
    plain = PlainText(edits=True)
    pieces: list[bytes] = []
    size, begin, at, current = 0, place, 0.0, 0

    def end() -> None:
        text = edited(plain.feed(b"".join(pieces)).decode(errors="replace"))
        lines.extend(
            TextLine(begin, at, current, text[index : index + LINE_MAX])
            for index in range(0, max(len(text), 1), LINE_MAX)
        )
        pieces.clear()

    for line in log_lines(data):
        if pieces and (line.stream != current or size > LINE_BYTES):
            end()
        if not pieces:
            size, begin, at, current = 0, place + line.place, line.at, line.stream
        pieces.append(line.text)
        size += len(line.text)
        if line.whole:
            end()
    if pieces:
        end()
    return lines


def edited(text: str) -> str:
    """Return what a line shows after all that moved, erased and inserted in it."""
    text = text.removesuffix("\r")
    if not _EDIT.search(text):
        return text
    cells: list[str] = []
    column = at = 0
    for match in _EDIT.finditer(text):
        column = _write(cells, column, text[at : match.start()])
        at = match.end()
        column = _edit(cells, column, match)
    _write(cells, column, text[at:])
    return "".join(cells)


def _write(cells: list[str], column: int, run: str) -> int:
    if run:
        cells += " " * (column - len(cells))
        cells[column : column + len(run)] = run
    return column + len(run)


def _edit(cells: list[str], column: int, match: re.Match[str]) -> int:
    """Do what a sequence says; return where the cursor is then."""
    digits, kind = match[1], match[2] or match[0]
    number = int(digits) if digits and len(digits) <= _COUNT_DIGITS else 0
    # No terminal is wider, and every cell has its price.
    count = min(max(number, 1), SIZE_MAX)
    match kind:
        case "\r":
            return 0
        case "\b" | "D":
            return max(column - (count if kind == "D" else 1), 0)
        case "C":
            return min(column + count, LINE_BYTES)
        case "G":
            return count - 1
        case "K" if number == 0:
            del cells[column:]
        case "K":
            end = column + 1 if number == 1 else len(cells)
            cells[:end] = " " * min(end, len(cells))
        case "P":
            del cells[column : column + count]
        case "@" if column < len(cells):
            cells[column:column] = " " * count
            del cells[LINE_BYTES:]
    return column
