"""Rectangles: functions of the VT420 and VT510 on an area of the screen.

Of a wide character that an area cuts, blanks remain in the rendition that it had, as in
xterm; all other functions leave what erasing would.
Coordinates count from 1, from the margins in origin mode, and are cut to the screen.
References: xterm's `ctlseqs`; DEC VT520/VT525 Programmer Information, chapter 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from widgets.terminal import modes
from widgets.terminal.characters import FILLER, visible
from widgets.terminal.editing import Editing
from widgets.terminal.rows import BLANK
from widgets.terminal.sgr import Flag, Rendition, apply_sgr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from widgets.terminal.rows import Row

_REVERSIBLE = {1: Flag.BOLD, 5: Flag.BLINK, 7: Flag.REVERSE, 8: Flag.CONCEAL}
_UNDERLINE = 4
_CHECKED = (
    (Flag.PROTECTED, 0x04),
    (Flag.CONCEAL, 0x08),
    (Flag.REVERSE, 0x20),
    (Flag.BLINK, 0x40),
    (Flag.BOLD, 0x80),
)
"""What each attribute adds to a checksum; an underline adds 0x10."""
_POSITIVE, _WITHOUT_ATTRIBUTES = 1, 2


class Area(NamedTuple):
    """Lines and columns from 0, inclusive."""

    top: int
    left: int
    bottom: int
    right: int


class Rectangles(Editing):
    """The part of a screen that changes rectangles."""

    _by_rectangle: bool
    """Whether attributes are changed in a rectangle, not in a stream (DECSACE)."""
    _checksum_extension: int
    """Bits that change what a checksum sums up (XTCHECKSUM)."""

    def _area(self, params: tuple[int, ...]) -> Area | None:
        """Return the area of up to four parameters, None if it is empty."""
        top, left, bottom, right = (*params, 0, 0, 0, 0)[:4]
        origin = modes.ORIGIN in self.mode
        first = (self.top, self.left) if origin else (0, 0)
        last = (
            (self.bottom, self.right) if origin else (self.lines - 1, self.columns - 1)
        )
        area = Area(
            first[0] + max(top, 1) - 1,
            first[1] + max(left, 1) - 1,
            min(first[0] + (bottom or self.lines) - 1, last[0]),
            min(first[1] + (right or self.columns) - 1, last[1]),
        )
        return area if area.top <= area.bottom and area.left <= area.right else None

    def fill_rectangle(self, char: int = 0, *params: int) -> None:
        """Fill an area with a character in the cursor's rendition (DECFRA)."""
        area = self._area(params)
        if area and (0x20 <= char <= 0x7E or 0xA0 <= char <= 0xFF):  # noqa: PLR2004
            text = chr(char)
            if not self._charsets.is_plain:
                text = self._charsets.translate(text)
            width = area.right + 1 - area.left
            for row in self.rows[area.top : area.bottom + 1]:
                row.write(area.left, text * width, self.cursor.pen.code * width)

    def erase_rectangle(self, *params: int) -> None:
        """Erase an area (DECERA)."""
        area = self._area(params)
        if area:
            for row in self.rows[area.top : area.bottom + 1]:
                row.part(area.left)
                row.part(area.right + 1)
                row.erase(area.left, area.right + 1, self.cursor.pen.code)

    def erase_rectangle_selectively(self, *params: int) -> None:
        """Erase what is not protected in an area (DECSERA)."""
        area = self._area(params)
        if area:
            for row in self.rows[area.top : area.bottom + 1]:
                self._erase_unprotected(row, area.left, area.right + 1, keep=True)

    def copy_rectangle(self, *params: int) -> None:
        """Copy an area to another place; pages do not matter (DECCRA)."""
        area = self._area(params[:4])
        top, left = (*params, 0, 0, 0, 0, 0, 0, 0, 0)[5:7]
        target = self._area((top, left, 0, 0))
        if not area or not target:
            return
        width = min(area.right - area.left, target.right - target.left) + 1
        copies = []
        for row in self.rows[area.top : area.bottom + 1]:
            row.extend(self.columns)
            end = area.left + width
            piece = row.copy()
            piece.part(area.left)
            piece.part(end)
            copies.append((piece.chars[area.left : end], piece.attrs[area.left : end]))
        for row, (chars, attrs) in zip(
            self.rows[target.top : target.bottom + 1], copies, strict=False
        ):
            row.write(target.left, chars, attrs)

    def select_change_extent(self, how: int = 0) -> None:
        """Say whether attributes change in a stream (0, 1) or a rectangle (2)."""
        if how in (0, 1, 2):
            self._by_rectangle = how == 2  # noqa: PLR2004

    def change_attributes(self, *params: int) -> None:
        """Set attributes in an area (DECCARA)."""
        sgr = ";".join(map(str, params[4:])) or "0"
        self._restyle(params, lambda old: _set_attributes(old, sgr))

    def reverse_attributes(self, *params: int) -> None:
        """Reverse attributes in an area (DECRARA)."""
        codes = params[4:]
        self._restyle(params, lambda old: _reverse_attributes(old, codes))

    def _restyle(self, params: tuple[int, ...], change: _Change) -> None:
        """Change the renditions of the cells in an area."""
        area = self._area(params[:4])
        if not area:
            return
        table = self.cursor.pen.table
        for row, start, end in self._extent(area):
            row.extend(end)
            attrs = row.attrs
            new = {
                code: table.intern(change(table[code].rendition)).code
                for code in set(attrs[start:end])
            }
            piece = "".join(map(new.__getitem__, attrs[start:end]))
            row.attrs = attrs[:start] + piece + attrs[end:]

    def _extent(self, area: Area) -> Iterator[tuple[Row, int, int]]:
        """Yield the rows of an area with the columns that are to change."""
        for y in range(area.top, area.bottom + 1):
            start, end = area.left, area.right + 1
            if not self._by_rectangle:
                start = area.left if y == area.top else 0
                end = area.right + 1 if y == area.bottom else self.columns
            yield self.rows[y], start, end

    def set_checksum_extension(self, bits: int = 0) -> None:
        """Set what checksums sum up (XTCHECKSUM)."""
        self._checksum_extension = bits

    def checksum(self, *params: int) -> int:
        """Return the checksum of an area, as DECRQCRA reports it: 16 bits."""
        area = self._area(params)
        if not area:
            return 0
        table, total = self.cursor.pen.table, 0
        plain = self._checksum_extension & _WITHOUT_ATTRIBUTES
        for row in self.rows[area.top : area.bottom + 1]:
            cells = zip(
                row.chars[area.left : area.right + 1],
                row.attrs[area.left : area.right + 1],
                strict=True,
            )
            for char, code in cells:
                if char != FILLER:
                    total += sum(map(ord, visible(char)))
                    if plain:
                        continue
                    rendition = table[code].rendition
                    total += 0x10 * bool(rendition.underline)
                    total += sum(n for flag, n in _CHECKED if rendition.flags & flag)
            missing = area.right + 1 - max(area.left, len(row.chars))
            total += max(missing, 0) * ord(BLANK)
        positive = self._checksum_extension & _POSITIVE
        return (total if positive else -total) & 0xFFFF


def _set_attributes(old: Rendition, sgr: str) -> Rendition:
    """Return a rendition changed by SGR parameters."""
    return apply_sgr(old, sgr)


def _reverse_attributes(old: Rendition, codes: tuple[int, ...]) -> Rendition:
    """Return a rendition with some attributes reversed."""
    flags, underline = old.flags, old.underline
    for code in codes:
        for number, flag in _REVERSIBLE.items():
            if code == number:
                flags ^= flag
        if code == _UNDERLINE:
            underline = 0 if underline else 1
    return old._replace(flags=int(flags), underline=underline)


if TYPE_CHECKING:
    from collections.abc import Callable

    _Change = Callable[[Rendition], Rendition]
