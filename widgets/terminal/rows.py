"""Cells and rows: what one line of a terminal holds.

A row is two flat lists, the characters and their renditions, so that a run of
text is written with two slice assignments. A wide character takes two cells:
itself and an empty string. Every change goes through a method of `Row`, which
keeps such pairs whole and drops what a painter cached.
"""

from __future__ import annotations

from typing import NamedTuple

MARKS_MAX = 16
"""Code points kept in one cell: combining marks can come without end."""


class Cell(NamedTuple):
    """A character with its rendition; the first nine fields are pyte's `Char`.

    A cell whose `data` is a space serves as the rendition itself, as in pyte.
    """

    data: str = " "
    fg: str = "default"
    """`default`, a colour name of pyte, or six hexadecimal digits."""
    bg: str = "default"
    bold: bool = False
    italics: bool = False
    underscore: bool = False
    strikethrough: bool = False
    reverse: bool = False
    blink: bool = False
    dim: bool = False
    conceal: bool = False


BLANK = Cell()
"""The empty cell in the default rendition."""


class Row:
    """One line of cells.

    `row[x]` builds the cell at a column. `wrapped` says that the line goes on in
    the next row. `cache` is a painter's own and is None after every change.
    """

    __slots__ = ("attrs", "cache", "chars", "wrapped")

    def __init__(self, columns: int, blank: Cell = BLANK) -> None:
        self.chars = [" "] * columns
        self.attrs = [blank] * columns
        self.wrapped = False
        self.cache: object = None

    def __len__(self) -> int:
        return len(self.chars)

    def __getitem__(self, x: int) -> Cell:
        return self.attrs[x]._replace(data=self.chars[x])

    @property
    def text(self) -> str:
        """The characters of the row; a wide one counts once."""
        return "".join(self.chars)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written here, colours included."""
        return self.chars.count(" ") == len(self.chars) and self.attrs.count(
            BLANK
        ) == len(self.attrs)

    def write(self, x: int, text: str, attr: Cell) -> None:
        """Put narrow characters from column `x` on; they must fit."""
        end = x + len(text)
        self._split_wide(x, end)
        self.chars[x:end] = text
        self.attrs[x:end] = [attr] * (end - x)
        self.cache = None

    def write_wide(self, x: int, char: str, attr: Cell) -> None:
        """Put a character of two columns at `x`; both must fit."""
        self._split_wide(x, x + 2)
        self.chars[x : x + 2] = (char, "")
        self.attrs[x : x + 2] = (attr, attr)
        self.cache = None

    def combine(self, x: int, mark: str) -> None:
        """Append a zero-width character to the one that covers column `x`."""
        if not self.chars[x] and x:
            x -= 1
        if len(self.chars[x]) < MARKS_MAX:
            self.chars[x] += mark
            self.cache = None

    def erase(self, start: int, end: int, blank: Cell) -> None:
        """Blank the columns from `start` up to, not with, `end`."""
        if start < end:
            self.write(start, " " * (end - start), blank)

    def insert(self, x: int, count: int, blank: Cell) -> None:
        """Shift the columns from `x` on to the right and fill with blanks."""
        columns = len(self.chars)
        count = min(count, columns - x)
        self._split_wide(x, x)
        self.chars[x:x] = [" "] * count
        self.attrs[x:x] = [blank] * count
        self._cut(columns)
        self.cache = None

    def delete(self, x: int, count: int, blank: Cell) -> None:
        """Remove columns at `x`, shift the rest left, fill with blanks."""
        count = min(count, len(self.chars) - x)
        self._split_wide(x, x + count)
        del self.chars[x : x + count]
        del self.attrs[x : x + count]
        self.chars += [" "] * count
        self.attrs += [blank] * count
        self.cache = None

    def resize(self, columns: int) -> None:
        """Cut the row or extend it with blanks."""
        missing = columns - len(self.chars)
        if missing > 0:
            self.chars += [" "] * missing
            self.attrs += [BLANK] * missing
        elif missing < 0:
            self._cut(columns)
            self.wrapped = False
        self.cache = None

    def _cut(self, columns: int) -> None:
        """Drop the columns past `columns`, with half a wide character's rest."""
        halved = columns < len(self.chars) and not self.chars[columns]
        del self.chars[columns:]
        del self.attrs[columns:]
        if halved:
            self.chars[-1] = " "

    def _split_wide(self, start: int, end: int) -> None:
        """Blank the outer half of wide characters that a change would cut."""
        chars = self.chars
        if start < len(chars) and not chars[start]:
            chars[start - 1 : start + 1] = "  "
        if start < end < len(chars) and not chars[end]:
            chars[end - 1 : end + 1] = "  "
