"""Select Graphic Rendition: from parameters to a rendition, and back.

Long colours are read in every form in use: `38;5;n`, `38;2;r;g;b`, `38:5:n`,
`38:2:r:g:b` and `38:2:space:r:g:b`; likewise 48 for the background and 58 for the
underline (ISO 8613-6, xterm's `ctlseqs`, kitty's underline styles).
"""

from __future__ import annotations

from enum import IntFlag
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

COLOUR_NAMES = (
    *("black", "red", "green", "brown", "blue", "magenta", "cyan", "white"),
    *("brightblack", "brightred", "brightgreen", "brightbrown"),
    *("brightblue", "brightmagenta", "brightcyan", "brightwhite"),
)
"""pyte's names of the 16 colours, in their order; `brown` is the dark yellow."""

DEFAULT_COLOUR = -1
PALETTE = 0x100
"""Added to a palette index of `38;5;n`; the 16 colours of 30-37 stay below."""
RGB = 0x1000000
"""Added to the 24 bits of a direct colour."""


class Flag(IntFlag):
    """What a rendition may have on; plain numbers where speed counts."""

    BOLD = 1
    DIM = 2
    ITALIC = 4
    BLINK = 8
    REVERSE = 16
    CONCEAL = 32
    STRIKE = 64
    OVERLINE = 128
    PROTECTED = 256


class Rendition(NamedTuple):
    """How characters look; colours are numbers (see `DEFAULT_COLOUR` and below)."""

    fg: int = DEFAULT_COLOUR
    bg: int = DEFAULT_COLOUR
    flags: int = 0
    underline: int = 0
    """0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed."""
    underline_colour: int = DEFAULT_COLOUR
    link: str = ""
    """A hyperlink as `identity NUL address`."""


PLAIN = Rendition()

_ON = {
    1: Flag.BOLD,
    2: Flag.DIM,
    3: Flag.ITALIC,
    5: Flag.BLINK,
    6: Flag.BLINK,
    7: Flag.REVERSE,
    8: Flag.CONCEAL,
    9: Flag.STRIKE,
    53: Flag.OVERLINE,
}
_OFF = {
    22: Flag.BOLD | Flag.DIM,
    23: Flag.ITALIC,
    25: Flag.BLINK,
    27: Flag.REVERSE,
    28: Flag.CONCEAL,
    29: Flag.STRIKE,
    55: Flag.OVERLINE,
}
_SETS: dict[int, tuple[str, int]] = {
    4: ("underline", 1),
    24: ("underline", 0),
    39: ("fg", DEFAULT_COLOUR),
    49: ("bg", DEFAULT_COLOUR),
    59: ("underline_colour", DEFAULT_COLOUR),
    **{30 + n: ("fg", n) for n in range(8)},
    **{40 + n: ("bg", n) for n in range(8)},
    **{90 + n: ("fg", 8 + n) for n in range(8)},
    **{100 + n: ("bg", 8 + n) for n in range(8)},
}
_LONG_COLOURS = {38: "fg", 48: "bg", 58: "underline_colour"}
_INDEXED, _DIRECT = 5, 2
_SIZES = {_INDEXED: 1, _DIRECT: 3}
_DIRECT_PARTS = 5
_BYTE_MAX = 255
_COARSEST = 4
PARAMETER_MAX = 65535
_UNDERLINE_STYLES = 5
_UNDERLINE, _DOUBLE_UNDERLINE = 4, 21
_DOUBLE = 2
_PUSHED_FOREGROUND, _PUSHED_BACKGROUND = 30, 31


def apply_sgr(rendition: Rendition, params: str) -> Rendition:  # noqa: C901 (a table)
    """Return `rendition` changed by the parameter text of a `CSI … m`."""
    flags, old = rendition.flags, rendition.underline
    changes: dict[str, Any] = {}
    items = iter(params.split(";"))
    for item in items:
        code, _, rest = item.partition(":")
        number = parameter(code)
        if number in _LONG_COLOURS:
            colour = _colon_colour(rest) if rest else _semicolon_colour(items)
            if colour is not None:
                changes[_LONG_COLOURS[number]] = colour
        elif rest:
            # 4:0 is no underline, 4:3 a curly one; no other code has a colon form.
            style = parameter(rest.partition(":")[0])
            if number == _UNDERLINE and style <= _UNDERLINE_STYLES:
                changes["underline"] = style
        elif number == 0:
            flags &= Flag.PROTECTED
            changes = PLAIN._asdict()
            # A hyperlink is not part of what SGR resets.
            del changes["link"]
        elif number in _ON:
            flags |= _ON[number]
        elif number in _OFF:
            flags &= ~_OFF[number]
        elif number == _DOUBLE_UNDERLINE:
            # A style that was asked for by name stays.
            changes["underline"] = max(changes.get("underline", old), _DOUBLE)
        elif number in _SETS:
            field, value = _SETS[number]
            changes[field] = value
    changes["flags"] = int(flags)
    return rendition._replace(**changes)


def apply_direct_colour(rendition: Rendition, params: str) -> Rendition | None:
    """Return what `apply_sgr` does for a single `38;2;r;g;b` or `48;2;r;g;b`.

    Pictures change colour in every cell, and no two are the same: this is the one
    form that is worth a way of its own. None: the parameters are something else.
    """
    parts = params.split(";")
    if len(parts) != _DIRECT_PARTS or parts[1] != "2":
        return None
    try:
        red, green, blue = int(parts[2]), int(parts[3]), int(parts[4])
    except ValueError:
        return None
    if red > _BYTE_MAX or green > _BYTE_MAX or blue > _BYTE_MAX:
        return None
    colour = RGB | red << 16 | green << 8 | blue
    fg, bg, flags, underline, line_colour, link = rendition
    if parts[0] == "38":
        return Rendition(colour, bg, flags, underline, line_colour, link)
    if parts[0] == "48":
        return Rendition(fg, colour, flags, underline, line_colour, link)
    return None


def merge_renditions(
    now: Rendition, then: Rendition, what: tuple[int, ...]
) -> Rendition:
    """Return `now` with the attributes `what` of `then`, with all of them if none.

    The numbers are those of XTPUSHSGR: SGR's for flags, 30 and 31 for the colours.
    """
    if not any(what):
        return then._replace(link=now.link)
    for number in what:
        if number in _ON:
            flag = _ON[number]
            flags = (now.flags & ~flag) | (then.flags & flag)
            now = now._replace(flags=int(flags))
        elif number in (_UNDERLINE, _DOUBLE_UNDERLINE):
            now = now._replace(underline=then.underline)
        elif number == _PUSHED_FOREGROUND:
            now = now._replace(fg=then.fg)
        elif number == _PUSHED_BACKGROUND:
            now = now._replace(bg=then.bg)
    return now


def describe_sgr(rendition: Rendition) -> str:
    """Return the parameter text that makes a rendition out of a plain one."""
    codes = [str(n) for n, flag in _ON.items() if rendition.flags & flag and n != 6]  # noqa: PLR2004
    if rendition.underline:
        style = rendition.underline
        codes.append("4" if style == 1 else f"4:{style}")
    codes = ["0", *sorted(codes, key=lambda code: int(code.partition(":")[0]))]
    codes += _describe_colour(rendition.fg, 30, 38)
    codes += _describe_colour(rendition.bg, 40, 48)
    codes += _describe_colour(rendition.underline_colour, 0, 58)
    return ";".join(codes)


def _describe_colour(colour: int, short: int, long: int) -> list[str]:
    """Return the parameter that sets a colour, none for the default."""
    if colour == DEFAULT_COLOUR:
        return []
    if colour >= RGB:
        red, green, blue = (colour - RGB).to_bytes(3, "big")
        return [f"{long}:2::{red}:{green}:{blue}"]
    if colour >= PALETTE or not short:
        return [f"{long}:5:{colour & _BYTE_MAX}"]
    return [str(short + colour if colour < 8 else short + 52 + colour)]  # noqa: PLR2004


def coarse(rendition: Rendition, bits: int) -> Rendition:
    """Return a rendition without the last `bits` of the parts of direct colours.

    At the coarsest it has no link either.
    """
    mask = RGB | 0x010101 * (0xFF << bits & 0xFF)

    def rounded(colour: int) -> int:
        return colour if colour < RGB else colour & mask

    fg, bg, line = rendition.fg, rendition.bg, rendition.underline_colour
    return rendition._replace(
        fg=rounded(fg),
        bg=rounded(bg),
        underline_colour=rounded(line),
        link=rendition.link if bits < _COARSEST else "",
    )


@lru_cache(maxsize=1024)
def colour_from_name(name: str) -> int:
    """Return the number of a colour as pyte names it."""
    if name in COLOUR_NAMES:
        return COLOUR_NAMES.index(name)
    try:
        return RGB | int(name, 16)
    except ValueError:
        return DEFAULT_COLOUR


def parameter(text: str) -> int:
    """Return a parameter's value, bounded so that no digits can be too many."""
    return min(int(text.lstrip("0")[:7] or 0), PARAMETER_MAX)


def _number(item: str) -> int:
    """Return a parameter's value without its sub-parameters."""
    return parameter(item.partition(":")[0])


def _semicolon_colour(items: Iterator[str]) -> int | None:
    """Take a long colour's numbers from the parameters that follow it."""
    kind = _number(next(items, ""))
    numbers = [_number(item) for item in islice(items, _SIZES.get(kind, 0))]
    return _colour(kind, numbers)


def _colon_colour(rest: str) -> int | None:
    """Read a long colour's numbers from its own sub-parameters."""
    kind, *numbers = (parameter(part) for part in rest.split(":"))
    if kind == _DIRECT and len(numbers) > _SIZES[_DIRECT]:
        # With four or more numbers the first is the colour space.
        numbers = numbers[1:]
    return _colour(kind, numbers)


def _colour(kind: int, numbers: list[int]) -> int | None:
    """Return the colour of a kind and its numbers, None if there is none such."""
    size = _SIZES.get(kind, 0)
    numbers = numbers[:size]
    if not size or len(numbers) < size or max(numbers) > _BYTE_MAX:
        return None
    if kind == _INDEXED:
        return PALETTE + numbers[0]
    return RGB | int.from_bytes(bytes(numbers), "big")
