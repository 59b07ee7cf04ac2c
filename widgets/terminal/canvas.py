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
    _joinable: bool
    """Whether a character may go on the cluster before it (mode 2027)."""

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
            if cursor.x >= self.columns or self._wraps_at_margin:
                self._wrap()
            edge = self._edge
            part = text[at : at + edge - cursor.x]
            at += len(part)
            if at < end and not wraps:
                # Without wrapping, the last column shows the last character.
                part, at = part[:-1] + text[-1], end
            self._write(part, edge)
        self._last_char = text[-1:]
        self._joinable = True

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
        self._joinable = True

    def _put_char(self, char: str) -> None:
        """Write a character of any width, or join it to the one before."""
        width = char_width(char)
        if width < 0:
            return
        if modes.GRAPHEMES in self.mode:
            before = self._before_cursor() if self._joinable else ""
            if before and joins(before, char):
                self._join(before + char, cluster_width(before + char))
                return
        if width:
            self._put_text(char, width)
        elif before := self._before_cursor():
            self._join(before + char, 0)

    def _put_text(self, text: str, width: int) -> None:
        """Write one character that may consist of several code points."""
        edge = self._make_room(width)
        if edge - self.cursor.x >= width:
            self._write(cell_code(text) + FILLER * (width - 1), edge)
            self._last_char = text
        self._joinable = True

    def end_cluster(self) -> None:
        """Let the next character begin anew, whatever it is (mode 2027)."""
        self._joinable = False

    def _make_room(self, width: int) -> int:
        """Wrap if `width` columns do not fit; return the edge of the line."""
        cursor = self.cursor
        if modes.AUTOWRAP not in self.mode:
            edge = self._edge
            if self._wraps_at_margin or cursor.x >= edge:
                # As in xterm, a wide character replaces one in the last columns.
                self._wraps_at_margin = False
                wide = self.rows[cursor.y].chars[edge - 1 : edge] == FILLER
                cursor.x = edge - (width if wide else 1)
        elif (
            self._wraps_at_margin or cursor.x + width > self._edge
        ) and self.right + 1 - self.left >= width:
            # What no line has room for is dropped where it comes.
            self._wrap()
        return self._edge

    def _before_cursor(self) -> str:
        """Return the text of the cell before the cursor, empty if there is none."""
        x = min(self.cursor.x, self.columns) - (0 if self._wraps_at_margin else 1)
        chars = self.rows[self.cursor.y].chars
        if x > 0 and x < len(chars) and chars[x] == FILLER:
            x -= 1
        return visible(chars[x]) if 0 <= x < len(chars) else ""

    def _join(self, text: str, width: int) -> None:
        """Replace the character before the cursor by `text`, `width` 0 as it was."""
        row, cursor = self.rows[self.cursor.y], self.cursor
        end = cursor.x + 1 if self._wraps_at_margin else cursor.x
        x, old_width = end - 1, 1
        if row.chars[x] == FILLER and x:
            x, old_width = x - 1, 2
        elif row.chars[x + 1 : x + 2] == FILLER:
            # The cursor is in the middle of a wide character, and stays there.
            old_width = 2
            width = 0
        width = width or old_width
        code = row.attrs[x]
        if width > old_width and x + width > self.columns:
            width = old_width
        chars = cell_code(text) + FILLER * (width - 1)
        row.part(x + old_width, x + width)
        row.chars = row.chars[:x] + chars + row.chars[x + max(width, old_width) :]
        filled = BLANK * (old_width - width)
        row.chars = row.chars[: x + width] + filled + row.chars[x + width :]
        row.attrs = row.attrs[:x] + code * len(chars) + row.attrs[x + width :]
        if not self._wraps_at_margin and cursor.x == x + old_width:
            cursor.x = x + width

    def _write(self, chars: str, edge: int) -> None:
        """Write cells that fit before `edge`, and put the cursor after them."""
        cursor, row = self.cursor, self.rows[self.cursor.y]
        code, size = cursor.pen.code, len(chars)
        if modes.INSERT in self.mode:
            row.insert(cursor.x, size, edge, code)
        row.write(cursor.x, chars, code * size)
        cursor.x += size
        if cursor.x >= edge and edge < self.columns:
            cursor.x, self._wraps_at_margin = edge - 1, True

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
