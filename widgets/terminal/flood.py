"""Floods: output of which most has scrolled off before anyone can see it.

Of many lines that come at once, only the last screenful is parsed. Those before it go to
the scrollback as the text that they are, with the rendition that was on at their start,
and are parsed when somebody scrolls there. The result is the same as without this, in
every cell, as long as nothing in the lines does more than write in its own line; what
does is never skipped.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from widgets.terminal.rows import Row, blank_row
from widgets.terminal.scrollback import RowSegment, Scrollback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from widgets.terminal.attributes import Attribute
    from widgets.terminal.screen import TerminalScreen

    Parse = Callable[[TerminalScreen, str], None]

FLOOD_LINES = 3
"""A flood has at least this many screenfuls of lines."""
BLOCK_SIZE = 64 * 1024
"""Characters of raw output that are parsed at once when looked at."""

_CONTROL = re.compile(r"[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_HARMLESS = re.compile(r"\x1b(?:\[[0-9;:]{0,509}[mKGCDX]|\(B)")
_HARMFUL = re.compile(r"\x1b(?!\[[0-9;:]{0,509}[mKGCDX]|\(B)")
_HARMLESS_BYTES = bytes({*b"\b\t\n\r", *range(0x20, 0x7F), *range(0x80, 0x100)})
_CONTROL_BYTE = re.compile(rb"[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")
_HARMFUL_BYTES = re.compile(rb"\x1b(?!\[[0-9;:]{0,509}[mKGCDX]|\(B)")
_LONE_FEED_BYTE = re.compile(rb"(?<!\r)\n")
_LONE_FEED = re.compile(r"(?<!\r)\n")
_SGR = re.compile(r"\x1b\[[0-9;:]*m")
_COLOURS = ("\x1b[38;", "\x1b[48;")
_DIRECT = ("\x1b[38;2;", "\x1b[48;2;")
_BYTE = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])"
_ONE_COLOUR = rf"[34]8;(?:2;{_BYTE};{_BYTE};{_BYTE}|5;{_BYTE})m"
_COLOUR = re.compile(rf"\x1b\[{_ONE_COLOUR}")
"""SGR that sets one colour, which does exist."""
_NO_COLOUR = re.compile(rf"\x1b\[(?!{_ONE_COLOUR})[0-9;:]*m")
"""Any other SGR."""
_ASCII_SET = "\x1b(B"


def skip_flood(
    screen: TerminalScreen, text: str, at: int, parse: Parse, *, harmless: bool = False
) -> int:
    """Take the flood that begins at `at`, if one does; return where it ends.

    `parse` makes a screen obey text; `harmless` says that this is known of all of it.
    """
    if not screen.is_simple or not screen.top <= screen.cursor.y <= screen.bottom:
        return at
    height = screen.bottom + 1 - screen.top
    # Too few lines to be worth a closer look is the commonest case.
    if text.count("\n", at) < FLOOD_LINES * height:
        return at
    end = len(text) if harmless else harmless_end(text, at)
    end = text.rfind("\n", at, end) + 1
    if text.count("\n", at, end) < FLOOD_LINES * height:
        return at
    head = at
    for _ in range(screen.bottom - screen.cursor.y + 1):
        head = text.index("\n", head) + 1
    tail = end
    for _ in range(height + 1):
        tail = text.rindex("\n", head, tail)
    tail += 1
    parse(screen, text[at:head])
    if screen.cursor.y != screen.bottom or not screen.is_simple:
        return head
    _skip(screen, text[head:tail], text[tail:end], parse)
    return end


def harmless_end(text: str, at: int) -> int:
    """Return the end of what only writes in its own lines, from `at` on.

    A line feed belongs to it only after a carriage return.
    """
    match = _CONTROL.search(text, at)
    end = match.start() if match else len(text)
    match = _HARMFUL.search(text, at, end)
    end = match.start() if match else end
    if text.count("\r\n", at, end) != text.count("\n", at, end):
        match = _LONE_FEED.search(text, at, end)
        end = match.start() if match else end
    return end


def harmless_bytes(data: bytes) -> int:
    """Return the end of what `harmless_end` is about, in output not yet decoded."""
    end = len(data)
    rest = data.translate(None, _HARMLESS_BYTES)
    if rest.strip(b"\x1b"):
        match = _CONTROL_BYTE.search(data)
        end = match.start() if match else end
    if rest:
        match = _HARMFUL_BYTES.search(data, 0, end)
        end = match.start() if match else end
    if data.count(b"\r\n", 0, end) != data.count(b"\n", 0, end):
        match = _LONE_FEED_BYTE.search(data, 0, end)
        end = match.start() if match else end
    return end


def _skip(screen: TerminalScreen, middle: str, tail: str, parse: Parse) -> None:
    """Keep `middle` unparsed, and have `tail` obeyed after it.

    The cursor is in the first column of the bottom margin, on a blank row.
    """
    rows, top, bottom = screen.rows, screen.top, screen.bottom
    keeps = bool(screen.push) and not top
    history = screen.past
    if keeps:
        history.recent.extend(rows[:bottom])
    pen = screen.cursor.pen
    for block in _blocks(middle):
        if keeps:
            history.add(Block(screen, block, pen, parse))
        pen = _pen_after(block, pen)
    if _ASCII_SET in middle:
        screen.define_charset("B", "(")
    screen.cursor.pen = pen
    rows[top:bottom] = [Row() for _ in range(bottom - top)]
    rows[bottom] = blank_row(screen.columns, pen.erased.code)
    before = screen.last_drawn
    screen.remember("")
    collected = Scrollback(history.limit + bottom, screen.columns)
    if keeps:
        screen.past = collected
    parse(screen, tail)
    if keeps:
        # What these rows held is in the history already.
        screen.past = history
        history.recent.extend(list(collected.recent)[bottom:])
    if not screen.last_drawn:
        screen.remember(_last_drawn(screen, middle, parse) or before)


def _blocks(text: str) -> Iterator[str]:
    """Yield whole lines of `text`, of a block's size or little more."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + BLOCK_SIZE) + 1 or len(text)
        yield text[at:end]
        at = end


def _pen_after(text: str, pen: Attribute) -> Attribute:
    """Return the rendition that is on after `text`."""
    if "\x1b" not in text:
        return pen
    at = max(text.rfind("\x1b[0m"), text.rfind("\x1b[m"), 0)
    if text.find(_DIRECT[0], at) < 0 and text.find(_DIRECT[1], at) < 0:
        for sequence in _SGR.findall(text, at):
            pen = pen.after.get(sequence) or pen.follow(sequence)
        return pen
    # Of colours that follow each other, none the same, only the last ones count.
    for match in _NO_COLOUR.finditer(text, at):
        pen = _last_colours(text, at, match.start(), pen).follow(match[0])
        at = match.end()
    return _last_colours(text, at, len(text), pen)


def _last_colours(text: str, at: int, end: int, pen: Attribute) -> Attribute:
    """Return `pen` in the last of the colours that are set between two places."""
    for beginning in _COLOURS:
        start = text.rfind(beginning, at, end)
        while start >= 0:
            match = _COLOUR.match(text, start, end)
            if match:
                pen = pen.follow(match[0])
                break
            start = text.rfind(beginning, at, start)
    return pen


def _last_drawn(screen: TerminalScreen, text: str, parse: Parse) -> str:
    """Return the last character that `text` draws, empty if there is none."""
    for line in reversed(text.split("\r\n")):
        if _HARMLESS.sub("", line).strip("\r\t\b"):
            scratch = screen.scratch(*screen.layout)
            parse(scratch, line)
            if scratch.last_drawn:
                return scratch.last_drawn
    return ""


class Block:
    """Whole lines of raw output, a segment of the scrollback."""

    def __init__(
        self, screen: TerminalScreen, text: str, pen: Attribute, parse: Parse
    ) -> None:
        self._text = text
        self._pen = pen
        self._parse = parse
        self._scratch = partial(screen.scratch, *screen.layout)
        self._columns = screen.columns
        self._rows: RowSegment | None = None
        self.least = text.count("\n")
        self.size = len(text)

    def rows(self, columns: int) -> list[Row]:
        """Return its rows at a width, parsed when first asked for."""
        if self._rows is None:
            screen = self._scratch()
            screen.cursor.pen = self._pen
            screen.rows[0] = blank_row(self._columns, self._pen.erased.code)
            self._parse(screen, self._text)
            self._rows = RowSegment(list(screen.past.recent), self._columns)
            self._text = ""
            self.size = 0
        return self._rows.rows(columns)

    def codes(self) -> Iterator[str]:
        """Yield strings with every attribute code in use."""
        yield self._pen.code
        if self._rows is not None:
            yield from self._rows.codes()
