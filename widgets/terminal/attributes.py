"""Renditions, interned: each has one object and one character that stands for it.

A row keeps the rendition of its cells as a string, one character a cell, next to
the string of its text (see `rows`). So slicing, repeating and comparing renditions
runs at the speed of strings, and thousands of rows share the few renditions there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyte.graphics import FG_BG_256
from pyte.screens import Char

from widgets.terminal.sgr import (
    COLOUR_NAMES,
    DEFAULT_COLOUR,
    PALETTE,
    PLAIN,
    RGB,
    Flag,
    Rendition,
    apply_direct_colour,
    apply_sgr,
    coarse,
    colour_from_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

ATTRIBUTES_MAX = 32768
"""Renditions kept before those that no row uses any more are dropped.

Past twice as many no new colours and links are kept.
"""
TRANSITIONS_MAX = 16384
"""Remembered results of SGR sequences, of all renditions together."""

TRANSITION_SIZE_MAX = 128
"""Characters of SGR whose result is remembered."""

PLAIN_CODE = "\0"
"""Stands for the default rendition."""


class Cell(Char):
    """A character on the screen: pyte's `Char` and what pyte does not know.

    `fg` and `bg` are named as in pyte; `foreground` and `background` are exact.
    """

    rendition: Rendition = PLAIN

    @property
    def foreground(self) -> int | str | None:
        """None for the default, a palette index, or `#rrggbb`."""
        return _exact(self.rendition.fg)

    @property
    def background(self) -> int | str | None:
        """None for the default, a palette index, or `#rrggbb`."""
        return _exact(self.rendition.bg)

    @property
    def dim(self) -> bool:
        """Whether the character is faint."""
        return bool(self.rendition.flags & Flag.DIM)

    @property
    def conceal(self) -> bool:
        """Whether the character is hidden."""
        return bool(self.rendition.flags & Flag.CONCEAL)

    @property
    def overline(self) -> bool:
        """Whether there is a line above the character."""
        return bool(self.rendition.flags & Flag.OVERLINE)

    @property
    def protected(self) -> bool:
        """Whether selective erasing spares the character (DECSCA)."""
        return bool(self.rendition.flags & Flag.PROTECTED)

    @property
    def underline(self) -> int:
        """0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed."""
        return self.rendition.underline

    @property
    def underline_colour(self) -> int | str | None:
        """The underline's own colour, None for the text's."""
        return _exact(self.rendition.underline_colour)

    @property
    def link(self) -> str:
        """The address that the character links to (OSC 8), empty for none."""
        return self.rendition.link.partition("\0")[2]


def _exact(colour: int) -> int | str | None:
    if colour == DEFAULT_COLOUR:
        return None
    return f"#{colour - RGB:06x}" if colour >= RGB else colour & 0xFF


def _name(colour: int) -> str:
    """Return pyte's name of a colour."""
    if colour == DEFAULT_COLOUR:
        return "default"
    if colour >= RGB:
        return f"{colour - RGB:06x}"
    return FG_BG_256[colour & 0xFF] if colour >= PALETTE else COLOUR_NAMES[colour]


class Attribute:
    """One rendition of one table.

    `code` stands for it in rows; `after` remembers which attribute a whole SGR sequence
    makes of this one (see `follow`).
    """

    __slots__ = ("_erased", "after", "code", "plain_background", "rendition", "table")

    def __init__(self, table: Attributes, rendition: Rendition, code: str) -> None:
        self.table = table
        self.rendition = rendition
        self.code = code
        self.plain_background = rendition.bg == DEFAULT_COLOUR
        self.after: dict[str, Attribute] = {}
        self._erased: Attribute | None = None

    def follow(self, sequence: str) -> Attribute:
        """Return what one or more whole SGR sequences make of this attribute."""
        rendition = self.rendition
        for params in sequence[2:-1].split("m\x1b["):
            rendition = apply_direct_colour(rendition, params) or apply_sgr(
                rendition, params
            )
        table = self.table
        result = table.intern(rendition)
        if len(sequence) <= TRANSITION_SIZE_MAX:
            if table.transitions >= TRANSITIONS_MAX:
                table.forget_transitions()
            table.transitions += 1
            self.after[sequence] = result
        return result

    @property
    def erased(self) -> Attribute:
        """What erasing leaves: only the background colour stays (bce)."""
        if self._erased is None:
            self._erased = self.table.intern(PLAIN._replace(bg=self.rendition.bg))
        return self._erased

    def forget(self) -> None:
        """Forget other attributes, which may go."""
        self.after = {}
        self._erased = None

    def cell(self, data: str) -> Cell:
        """Return a character in this rendition."""
        rendition = self.rendition
        flags = rendition.flags
        cell = Cell(
            data,
            _name(rendition.fg),
            _name(rendition.bg),
            bool(flags & Flag.BOLD),
            bool(flags & Flag.ITALIC),
            bool(rendition.underline),
            bool(flags & Flag.STRIKE),
            bool(flags & Flag.REVERSE),
            bool(flags & Flag.BLINK),
        )
        cell.rendition = rendition
        return cell

    def changed(self, **fields: int | str) -> Attribute:
        """Return the attribute with some fields of its rendition changed."""
        return self.table.intern(self.rendition._replace(**fields))  # type: ignore[arg-type]


class Attributes:
    """The table of all renditions that one terminal uses."""

    def __init__(self) -> None:
        self._known: dict[Rendition, Attribute] = {}
        self._codes: list[Attribute | None] = []
        self._free: list[int] = []
        self._news = 0
        """Renditions asked for, and not known, since the last collection."""
        self._coarse = 0
        """Bits dropped of each part of a direct colour."""
        self.transitions = 0
        self.version = 0
        """Changes when a code may stand for another rendition than before."""
        self.plain = self.intern(PLAIN)

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, code: str) -> Attribute:
        return self._codes[ord(code)] or self.plain

    def intern(self, rendition: Rendition) -> Attribute:
        """Return the one attribute of a rendition."""
        found = self._known.get(rendition)
        if found is not None:
            return found
        self._news += 1
        full = len(self._known) >= 2 * ATTRIBUTES_MAX
        if full or self._coarse:
            if full:
                rendition = PLAIN._replace(
                    flags=rendition.flags, underline=rendition.underline
                )
            else:
                rendition = coarse(rendition, self._coarse)
            found = self._known.get(rendition)
            if found is not None:
                return found
        number = self._free.pop() if self._free else len(self._codes)
        attribute = Attribute(self, rendition, chr(number))
        if number == len(self._codes):
            self._codes.append(attribute)
        else:
            self._codes[number] = attribute
        self._known[rendition] = attribute
        return attribute

    def from_char(self, char: Char) -> Attribute:
        """Return the attribute of a character of pyte's."""
        if isinstance(char, Cell):
            return self.intern(char.rendition)
        flags = (
            Flag.BOLD * char.bold
            | Flag.ITALIC * char.italics
            | Flag.STRIKE * char.strikethrough
            | Flag.REVERSE * char.reverse
            | Flag.BLINK * char.blink
        )
        colours = colour_from_name(char.fg), colour_from_name(char.bg)
        return self.intern(Rendition(*colours, flags, int(char.underscore)))

    @property
    def needs_collection(self) -> bool:
        """Whether it is time to drop what is not used any more."""
        return len(self._known) > ATTRIBUTES_MAX and self._news > ATTRIBUTES_MAX // 4

    def forget_transitions(self) -> None:
        """Forget what SGR sequences lead to; it is found anew when asked for."""
        self.transitions = 0
        for attribute in self._known.values():
            attribute.after = {}

    def collect(self, used: Iterable[str]) -> None:
        """Drop every attribute whose code is in none of the strings `used`.

        A terminal that really shows more renditions than the table is meant for goes
        on with coarser colours, and at last without any, so that memory stays bounded.
        """
        self.transitions = self._news = 0
        crowded = len(self._known) > ATTRIBUTES_MAX
        if crowded:
            self.version += 1
            live = set().union(*used) | {PLAIN_CODE}
            for attribute in list(self._known.values()):
                if attribute.code not in live:
                    del self._known[attribute.rendition]
                    number = ord(attribute.code)
                    self._codes[number] = None
                    self._free.append(number)
            full = len(self._known) / ATTRIBUTES_MAX
            self._coarse = 4 if full > 1 else 2 if full > 3 / 4 else 0
        for attribute in self._known.values():
            attribute.forget()


class Link(NamedTuple):
    """A hyperlink: cells of the same `identity` and address belong together."""

    identity: str
    address: str

    def __str__(self) -> str:
        return f"{self.identity}\0{self.address}" if self.address else ""
