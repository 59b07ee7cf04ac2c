"""Rows: what one line of a terminal holds.

A row is two strings of equal length, both immutable: the characters of its cells,
and for each cell the code of its rendition (see `attributes`). They may be shorter
than the screen is wide; what is missing is blank in the default rendition. A change
makes new strings, so a row's strings *are* its version: whoever remembers them sees
by identity whether the row has changed, and nobody has to be told.

One cell is one code point. The second cell of a wide character holds `FILLER`, and a
character made of several code points is held as the code of a cluster (see
`characters`). Neither can come from decoded output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.terminal.attributes import PLAIN_CODE
from widgets.terminal.characters import FILLER, visible

if TYPE_CHECKING:
    from widgets.terminal.attributes import Attributes

BLANK = " "


class Row:
    """One line of cells; every method keeps wide characters whole.

    Of one that is cut, blanks remain, in the rendition that erasing would leave.
    `wrapped` says that the line goes on in the next row, `mark` that a shell's
    prompt begins here.
    """

    __slots__ = ("attrs", "chars", "mark", "wrapped")

    def __init__(self, chars: str = "", attrs: str = "") -> None:
        self.chars = chars
        self.attrs = attrs
        self.wrapped = False
        self.mark = ""

    def __repr__(self) -> str:
        return f"Row({self.text!r})"

    @property
    def visible(self) -> str:
        """The characters as read; a wide one counts once."""
        return visible(self.chars)

    @property
    def text(self) -> str:
        """The characters as read, without blanks at the right end."""
        return visible(self.chars).rstrip(" ")

    @property
    def is_blank(self) -> bool:
        """Whether nothing is seen here, background colours included."""
        return not self.chars.strip(" ") and not self.attrs.strip(PLAIN_CODE)

    def write(
        self, x: int, chars: str, attrs: str, table: Attributes | None = None
    ) -> None:
        """Put cells from column `x` on.

        Without `table`, blanks for halves of wide characters keep their rendition.
        """
        old, end = self.chars, x + len(chars)
        if not old.isascii():
            if old[x : x + 1] == FILLER:
                self.part(x, table[attrs[0]].erased.code if table else "")
            if old[end : end + 1] == FILLER:
                self.part(end, table[attrs[-1]].erased.code if table else "")
            old = self.chars
        missing = x - len(old)
        if missing > 0:
            self.chars = old + BLANK * missing + chars
            self.attrs += PLAIN_CODE * missing + attrs
        else:
            self.chars = old[:x] + chars + old[end:]
            self.attrs = self.attrs[:x] + attrs + self.attrs[end:]

    def part(self, x: int, code: str = "") -> None:
        """Blank the wide character whose second cell is `x`, if one is there.

        Without `code` both cells keep their rendition.
        """
        chars, attrs = self.chars, self.attrs
        if chars[x : x + 1] == FILLER:
            self.chars = chars[: x - 1] + BLANK * 2 + chars[x + 1 :]
            if code:
                self.attrs = attrs[: x - 1] + code * 2 + attrs[x + 1 :]

    def extend(self, columns: int) -> None:
        """Make the blanks up to `columns` real ones."""
        missing = columns - len(self.chars)
        if missing > 0:
            self.chars += BLANK * missing
            self.attrs += PLAIN_CODE * missing

    def erase(self, start: int, end: int, code: str) -> None:
        """Blank the columns from `start` up to, not with, `end`."""
        size = len(self.chars)
        if code == PLAIN_CODE:
            if start >= size:
                return
            if end >= size:
                self.part(start, code)
                self.chars = self.chars[:start]
                self.attrs = self.attrs[:start]
                return
        self.part(start, code)
        self.part(end, code)
        self.write(start, BLANK * (end - start), code * (end - start))

    def insert(self, x: int, count: int, end: int, code: str) -> None:
        """Shift the columns from `x` up to `end` right and fill with blanks."""
        self.extend(end)
        count = min(count, end - x)
        for column in (x, end - count, end):
            self.part(column, code)
        chars, attrs = self.chars, self.attrs
        self.chars = chars[:x] + BLANK * count + chars[x : end - count] + chars[end:]
        self.attrs = attrs[:x] + code * count + attrs[x : end - count] + attrs[end:]

    def delete(self, x: int, count: int, end: int, code: str) -> None:
        """Remove columns at `x`, shift those up to `end` left, fill with blanks."""
        self.extend(end)
        count = min(count, end - x)
        for column in (x, x + count, end):
            self.part(column, code)
        chars, attrs = self.chars, self.attrs
        self.chars = chars[:x] + chars[x + count : end] + BLANK * count + chars[end:]
        self.attrs = attrs[:x] + attrs[x + count : end] + code * count + attrs[end:]

    def cut(self, columns: int) -> None:
        """Drop the columns from `columns` on."""
        if len(self.chars) > columns:
            self.part(columns)
            self.chars = self.chars[:columns]
            self.attrs = self.attrs[:columns]
            self.wrapped = False

    def copy(self) -> Row:
        """Return a row with the same content."""
        row = Row(self.chars, self.attrs)
        row.wrapped, row.mark = self.wrapped, self.mark
        return row


def blank_row(columns: int, code: str) -> Row:
    """Return a row of blanks in an erased rendition."""
    if code == PLAIN_CODE:
        return Row()
    return Row(BLANK * columns, code * columns)
