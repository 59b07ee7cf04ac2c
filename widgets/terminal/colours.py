"""Colours that a program may ask for and change: the palette and the defaults.

References: xterm's `ctlseqs`, OSC 4, 10-19, 104 and 110-119; XParseColor(3) for the
forms of a colour.
"""

from __future__ import annotations

import re
from functools import cache

from pyte.graphics import FG_BG_256

FOREGROUND, BACKGROUND, CURSOR = 10, 11, 12
_DYNAMIC = range(10, 20)
_SELECTION_BACKGROUND, _SELECTION_FOREGROUND = 17, 19
PALETTE_SIZE = 256
SPECIAL_COLOURS = 5
"""Colours of bold, underline, blink, reverse and italic text; kept, not drawn."""
_BASIC = (
    *(0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5),
    *(0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF),
)
"""xterm's own first 16 colours."""
_HASH = re.compile(r"#(?:[0-9a-fA-F]{3}){1,4}")
_RGB = re.compile(r"rgb:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")
_NAMES = {
    "black": 0x000000,
    "red": 0xFF0000,
    "green": 0x00FF00,
    "yellow": 0xFFFF00,
    "blue": 0x0000FF,
    "magenta": 0xFF00FF,
    "cyan": 0x00FFFF,
    "white": 0xFFFFFF,
    "gray": 0xBEBEBE,
    "grey": 0xBEBEBE,
    "orange": 0xFFA500,
    "purple": 0xA020F0,
}


@cache
def palette_default(index: int) -> int:
    """Return a colour of the unchanged palette as 0xRRGGBB."""
    return _BASIC[index] if index < len(_BASIC) else int(FG_BG_256[index], 16)


def parse_colour(text: str) -> int | None:
    """Return 0xRRGGBB of a colour as X knows it, None if it is none."""
    if _HASH.fullmatch(text):
        size = (len(text) - 1) // 3
        parts = [text[1 + n * size : 1 + (n + 1) * size] for n in range(3)]
        # Here fewer digits are the upper ones: #fff is #f0f0f0, as XParseColor says.
        digits = [(part + "0")[:2] for part in parts]
        return int("".join(digits), 16)
    if match := _RGB.fullmatch(text):
        # Scaled to 16 bits, of which the upper 8 are kept.
        scaled = (
            int(part, 16) * 0xFFFF // (16 ** len(part) - 1) >> 8
            for part in match.groups()
        )
        return int.from_bytes(bytes(scaled), "big")
    return _NAMES.get(text.lower())


def describe_colour(colour: int) -> str:
    """Return a colour as xterm reports it, with 16 bits for each part."""
    parts = colour.to_bytes(3, "big")
    return "rgb:" + "/".join(f"{part:02x}{part:02x}" for part in parts)


def _index(text: str) -> int:
    """Return a number of at most three digits, -1000 for anything else."""
    fits = text.isascii() and text.isdecimal() and len(text) <= 3  # noqa: PLR2004
    return int(text) if fits else -1000


def _brightness(colour: int) -> int:
    red, green, blue = colour.to_bytes(3, "big")
    return 3 * red + 6 * green + blue


class Colours:
    """The colours of one terminal, and which of them the program has changed."""

    def __init__(self) -> None:
        self.defaults = {FOREGROUND: 0xFFFFFF, BACKGROUND: 0x000000}
        """Colours of the owner's theme, to be told when asked for."""
        self.palette: dict[int, int] = {}
        self.dynamic: dict[int, int] = {}
        self.version = 0
        """Changes with every change of a colour."""

    def reset(self) -> None:
        """Forget what the program has changed."""
        if self.palette or self.dynamic:
            self.palette, self.dynamic = {}, {}
            self.version += 1

    def change_palette(self, value: str) -> list[str]:
        """Set or report palette colours (OSC 4); return the reports.

        Indexes past 255 are the special colours of OSC 5.
        """
        return self._change("4", value, 0)

    def change_special(self, value: str) -> list[str]:
        """Set or report the colours of bold, underline and so on (OSC 5)."""
        return self._change("5", value, PALETTE_SIZE)

    def _change(self, code: str, value: str, first: int) -> list[str]:
        reports, items = [], value.split(";")
        for number, spec in zip(items[::2], items[1::2], strict=False):
            index = _index(number) + first
            if not first <= index < PALETTE_SIZE + SPECIAL_COLOURS:
                break
            if spec == "?":
                colour = self._palette_colour(index)
                reports.append(f"{code};{index - first};{describe_colour(colour)}")
            elif (parsed := parse_colour(spec)) is not None:
                self.palette[index] = parsed
                self.version += 1
        return reports

    def _palette_colour(self, index: int) -> int:
        if index in self.palette:
            return self.palette[index]
        if index < PALETTE_SIZE:
            return palette_default(index)
        return self.current(FOREGROUND)

    def reset_palette(self, value: str) -> list[str]:
        """Take back palette colours, all if none is named (OSC 104)."""
        return self._reset(value, range(PALETTE_SIZE))

    def reset_special(self, value: str) -> list[str]:
        """Take back special colours, all if none is named (OSC 105)."""
        return self._reset(value, range(PALETTE_SIZE, PALETTE_SIZE + SPECIAL_COLOURS))

    def _reset(self, value: str, indexes: range) -> list[str]:
        named = {_index(number) + indexes.start for number in value.split(";")}
        for index in list(self.palette):
            if index in indexes and (not value or index in named):
                del self.palette[index]
        self.version += 1
        return []

    def change_dynamic(self, first: int, value: str) -> list[str]:
        """Set or report default colours, one after the other (OSC 10-19)."""
        reports = []
        for number, spec in enumerate(value.split(";"), first):
            if number not in _DYNAMIC:
                break
            if spec == "?":
                reports.append(f"{number};{describe_colour(self.current(number))}")
            elif (parsed := parse_colour(spec)) is not None:
                self.dynamic[number] = parsed
                self.version += 1
        return reports

    def reset_dynamic(self, number: int) -> None:
        """Take back a default colour (OSC 110-119)."""
        self.dynamic.pop(number, None)
        self.version += 1

    @property
    def is_dark(self) -> bool:
        """Whether the background is darker than the text."""
        return _brightness(self.current(BACKGROUND)) < _brightness(
            self.current(FOREGROUND)
        )

    def current(self, number: int) -> int:
        """Return a default colour as 0xRRGGBB."""
        if number in self.dynamic:
            return self.dynamic[number]
        if number in self.defaults:
            return self.defaults[number]
        backgrounds = {BACKGROUND, _SELECTION_FOREGROUND, 14, 16}
        return self.current(BACKGROUND if number in backgrounds else FOREGROUND)
