"""Drawing text: characters of any width, wrapping, character sets, renditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.terminal import modes
from widgets.terminal.characters import (
    FILLER,
    SEGMENTS,
    cell_code,
    char_width,
    cluster_width,
    joins,
    visible,
)
from widgets.terminal.movement import Movement
from widgets.terminal.rows import BLANK

if TYPE_CHECKING:
    from widgets.terminal.charsets import Charsets


class Canvas(Movement):
    """The part of a screen that draws text and sets how it looks."""

    _charsets: Charsets
    _last_char: str

    # Text.

    def draw(self, data: str) -> None:
        """Write printable text at the cursor."""
        if not self._charsets.is_plain:
            data = self._charsets.translate(data)
        if data.isascii():
            self._put(data)
            return
        for match in SEGMENTS.finditer(data):
            narrow, wide, char = match.groups()
            if char:
                self._put_char(char)
            elif modes.GRAPHEMES in self.mode:
                self._put_char(match[0][0])
                if rest := match[0][1:]:
                    (self._put if narrow else self._put_wide)(rest)
            elif narrow:
                self._put(narrow)
            else:
                self._put_wide(wide)

    def repeat(self, count: int | None = None) -> None:
        """Draw the last character again (REP)."""
        count = count or 1
        if len(self._last_char) == 1 and char_width(self._last_char) == 1:
            self._put(self._last_char * count)
        elif self._last_char:
            for _ in range(count):
                self._put_text(self._last_char, cluster_width(self._last_char))

    def _put(self, text: str) -> None:
        """Write characters that take one column each."""
        cursor, wraps = self.cursor, modes.AUTOWRAP in self.mode
        at, end = 0, len(text)
        while at < end:
            if self._waits or cursor.x >= self.columns:
                self._wrap()
            edge = self._edge
            part = text[at : at + edge - cursor.x]
            at += len(part)
            if at < end and not wraps:
                # Without wrapping, the last column shows the last character.
                part, at = part[:-1] + text[-1], end
            self._write(part, edge)
        self._last_char = text[-1:]

    def _put_wide(self, text: str) -> None:
        """Write characters that take two columns each."""
        at = 0
        while at < len(text):
            edge = self._make_room(2)
            count = (edge - self.cursor.x) // 2
            if count < 1:
                break
            part = text[at : at + count]
            at += count
            self._write(FILLER.join(part) + FILLER, edge)
            self._last_char = part[-1]

    def _put_char(self, char: str) -> None:
        """Write a character of any width, or join it to the one before."""
        width = char_width(char)
        if width < 0:
            return
        clusters = modes.GRAPHEMES in self.mode and self.behind == 1
        if width and not clusters:
            self._put_text(char, width)
            return
        x, before = self._base()
        if clusters and before and joins(before, char):
            self._join(x, before + char, cluster_width(before + char))
        elif width:
            self._put_text(char, width)
        elif before:
            self._join(x, before + char)

    def _put_text(self, text: str, width: int) -> None:
        """Write one character that may consist of several code points."""
        edge = self._make_room(width)
        if edge - self.cursor.x >= width:
            self._write(cell_code(text) + FILLER * (width - 1), edge)
            self._last_char = text

    def _make_room(self, width: int) -> int:
        """Wrap if `width` columns do not fit; return the edge of the line."""
        cursor = self.cursor
        if modes.AUTOWRAP not in self.mode:
            edge = self._edge
            x = cursor.x
            if x + self._waits >= edge:
                # As in xterm, a wide character replaces one in the last columns.
                wide = self.rows[cursor.y].chars[edge - 1 : edge] == FILLER
                x = edge - (width if wide else 1)
            self._place(x, waits=False)
        elif (
            self._waits or cursor.x + width > self._edge
        ) and self.right + 1 - self.left >= width:
            # What no line has room for is dropped where it comes.
            self._wrap()
        return self._edge

    def _base(self) -> tuple[int, str]:
        """Return column and text of the cell that a mark goes on, empty if none does.

        As in xterm that is the one drawn last; after a move, the one at the cursor, if
        it is not blank.
        """
        chars, x = self.rows[self.cursor.y].chars, self.cursor.x
        if self.behind is None:
            x = min(x, self.columns - 1)
        else:
            x += self._waits - self.behind
        if chars[x : x + 1] == FILLER:
            x -= 1
        char = chars[x : x + 1] or BLANK
        return x, "" if char == BLANK and self.behind is None else visible(char)

    def _join(self, x: int, text: str, width: int = 0) -> None:
        """Replace the character at `x` by `text`, which `width` may make wider."""
        row, cursor = self.rows[self.cursor.y], self.cursor
        row.extend(x + 1)
        old_width = 2 if row.chars[x + 1 : x + 2] == FILLER else 1
        width = width or old_width
        code = row.attrs[x]
        if width > old_width and x + width > self.columns:
            width = old_width
        chars = cell_code(text) + FILLER * (width - 1)
        row.part(x + width, cursor.pen.erased.code)
        row.chars = row.chars[:x] + chars + row.chars[x + width :]
        row.attrs = row.attrs[:x] + code * len(chars) + row.attrs[x + width :]
        if not self._waits and cursor.x == x + old_width:
            cursor.x = x + width

    def _write(self, chars: str, edge: int) -> None:
        """Write cells that fit before `edge`, and put the cursor after them."""
        cursor, row = self.cursor, self.rows[self.cursor.y]
        pen, size = cursor.pen, len(chars)
        if modes.INSERT in self.mode:
            self._insert_for(chars, edge)
        row.write(cursor.x, chars, pen.code * size, pen.table)
        cursor.x += size
        self.behind = 1
        if cursor.x >= edge and edge < self.columns:
            cursor.x, self._waits = edge - 1, True

    def _insert_for(self, chars: str, edge: int) -> None:
        """Make room for cells at the cursor, for those within the margins (IRM)."""
        outside = max(self.left - self.cursor.x, 0)
        outside += chars[outside : outside + 1] == FILLER
        x, size = self.cursor.x + outside, len(chars) - outside
        if size > 0 and x <= self.right:
            erased = self.cursor.pen.erased
            self.rows[self.cursor.y].insert(x, size, edge, erased.code)

    def _wrap(self) -> None:
        """Go on at the start of the next line."""
        if modes.AUTOWRAP not in self.mode:
            self._settle()
            return
        self.rows[self.cursor.y].wrapped = True
        self.index()
        self.cursor.x = self.left

    # Character sets.

    def define_charset(self, code: str, mode: str) -> None:
        """Load a character set into the slot of intermediate character `mode`."""
        self._charsets.designate(mode, code)

    def shift_in(self) -> None:
        """Use G0."""
        self._charsets.active = 0

    def shift_out(self) -> None:
        """Use G1."""
        self._charsets.active = 1

    def locking_shift(self, slot: int) -> None:
        """Use slot G2 or G3 from now on (LS2, LS3)."""
        self._charsets.active = slot

    def locking_shift_right(self, slot: int) -> None:
        """Use slot G1, G2 or G3 as the upper half (LS1R, LS2R, LS3R)."""
        self._charsets.right = slot

    def single_shift(self, slot: int) -> None:
        """Use slot G2 or G3 for one character (SS2, SS3)."""
        self._charsets.single = slot

    # Rendition.

    def select_graphic_rendition(self, *attrs: int) -> None:
        """Set display attributes from numbers, as pyte does."""
        self.set_rendition(";".join(map(str, attrs)))

    def set_rendition(self, params: str) -> None:
        """Set display attributes from the parameter text of a `CSI … m`."""
        self.cursor.pen = self.cursor.pen.follow(f"\x1b[{params}m")
