"""Select Graphic Rendition: from parameters to a rendition.

Both forms of long colours are read: `38;5;n`, `38;2;r;g;b`, and the colon forms
`38:5:n`, `38:2:r:g:b`, `38:2:space:r:g:b`. Underline styles and overlining are
reduced to an underline; an underline's own colour is read and dropped.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from pyte.graphics import FG_BG_256

from widgets.terminal.rows import BLANK, Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

COLOUR_NAMES = (
    *("black", "red", "green", "brown", "blue", "magenta", "cyan", "white"),
    *("brightblack", "brightred", "brightgreen", "brightbrown"),
    *("brightblue", "brightmagenta", "brightcyan", "brightwhite"),
)
"""pyte's names of the 16 colours, in their order; `brown` is the dark yellow."""

_FLAGS: dict[int, dict[str, bool]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italics": True},
    4: {"underscore": True},
    5: {"blink": True},
    6: {"blink": True},
    7: {"reverse": True},
    8: {"conceal": True},
    9: {"strikethrough": True},
    21: {"underscore": True},
    22: {"bold": False, "dim": False},
    23: {"italics": False},
    24: {"underscore": False},
    25: {"blink": False},
    27: {"reverse": False},
    28: {"conceal": False},
    29: {"strikethrough": False},
    53: {"underscore": True},
    55: {"underscore": False},
}
_LONG_COLOURS = {38: "fg", 48: "bg", 58: None}
_INDEXED, _DIRECT = 5, 2
_SIZES = {_INDEXED: 1, _DIRECT: 3}
_BYTE_MAX = 255


@lru_cache(maxsize=4096)
def apply_sgr(attr: Cell, params: str) -> Cell:
    """Return `attr` changed by the parameter text of a `CSI … m`.

    Equal results are mostly the same object, which makes comparing rows cheap.
    """
    changes: dict[str, Any] = {}
    items = iter(params.split(";"))
    for item in items:
        code, _, rest = item.partition(":")
        number = _number(code)
        if number in _LONG_COLOURS:
            colour = _colon_colour(rest) if rest else _semicolon_colour(items)
            field = _LONG_COLOURS[number]
            if field and colour:
                changes[field] = colour
        elif number == 0:
            changes = BLANK._asdict()
        elif rest:
            # 4:0 is no underline, 4:3 a curly one; no other code has a colon form.
            if number == 4:  # noqa: PLR2004
                changes["underscore"] = _number(rest.partition(":")[0]) != 0
        elif number in _FLAGS:
            changes |= _FLAGS[number]
        else:
            changes |= _short_colour(number)
    return attr._replace(**changes)


def _short_colour(number: int) -> dict[str, str]:
    """Return the change by a colour code of one number, none for others."""
    if number in (39, 49):
        return {"fg" if number == 39 else "bg": "default"}  # noqa: PLR2004
    for base, field, first in (
        (30, "fg", 0),
        (40, "bg", 0),
        (90, "fg", 8),
        (100, "bg", 8),
    ):
        if base <= number < base + 8:
            return {field: COLOUR_NAMES[number - base + first]}
    return {}


def _semicolon_colour(items: Iterator[str]) -> str:
    """Take a long colour's numbers from the parameters that follow it."""
    kind = _number(next(items, ""))
    numbers = [_number(item) for item in islice(items, _SIZES.get(kind, 0))]
    if kind == _INDEXED and numbers:
        return _indexed(numbers[0])
    if kind == _DIRECT and len(numbers) == _SIZES[kind]:
        return _direct(numbers)
    return ""


def _colon_colour(rest: str) -> str:
    """Read a long colour's numbers from its own sub-parameters."""
    kind, *numbers = (_number(part) for part in rest.split(":"))
    if kind == _INDEXED and numbers:
        return _indexed(numbers[0])
    if kind == _DIRECT and len(numbers) >= 3:  # noqa: PLR2004
        # With four or more numbers the first is the colour space.
        return _direct(numbers[1:4] if len(numbers) > 3 else numbers)  # noqa: PLR2004
    return ""


def _indexed(index: int) -> str:
    """Return the colour of a palette index, empty when there is none."""
    if index < len(COLOUR_NAMES):
        return COLOUR_NAMES[index]
    return FG_BG_256[index] if index <= _BYTE_MAX else ""


def _direct(rgb: list[int]) -> str:
    """Return three numbers as hexadecimal digits, empty when out of range."""
    return "" if max(rgb) > _BYTE_MAX else "{:02x}{:02x}{:02x}".format(*rgb)


def _number(text: str) -> int:
    """Return a parameter's value, bounded so that no digits can be too many."""
    return min(int(text[:6] or 0), 99999)
