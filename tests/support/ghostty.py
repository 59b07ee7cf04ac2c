"""Another terminal emulator, libghostty, to compare ours with."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple

from widgets.terminal import modes

if TYPE_CHECKING:
    from widgets.terminal.screen import TerminalScreen

Colour = int | str | None
"""A number of the palette, `#rrggbb`, or nothing: the default."""

UNKNOWN = "\0"
"""Text of a cell that ghostty blanks, and others leave alone: the last one of a line
that a wide character had no room in, and the other half of what was there."""

FLAGS = {
    "bold": "bold",
    "italic": "italics",
    "faint": "dim",
    "blink": "blink",
    "inverse": "reverse",
    "invisible": "conceal",
    "strikethrough": "strikethrough",
    "overline": "overline",
}
"""Names of ghostty, and ours."""


class Look(NamedTuple):
    """A cell as both emulators can describe it."""

    text: str
    """Empty in the right half of a wide character."""
    flags: tuple[str, ...] = ()
    underline: int = 0
    foreground: Colour = None
    background: Colour = None
    underline_colour: Colour = None
    link: str = ""
    protected: bool = False


class Picture(NamedTuple):
    """A screen; `pending` says that the next character wraps."""

    cells: list[list[Look]]
    cursor: tuple[int, int]
    pending: bool
    alternate: bool
    wrapped: list[bool]

    @property
    def lines(self) -> list[str]:
        """The text of each line, without blanks at its end."""
        return ["".join(cell.text for cell in row).rstrip() for row in self.cells]

    def completed(self, other: Picture) -> Picture:
        """Return this picture with what it does not know as in another."""
        pairs = (
            zip(*rows, strict=True)
            for rows in zip(self.cells, other.cells, strict=True)
        )
        cells = [
            [theirs if own.text == UNKNOWN else own for own, theirs in row]
            for row in pairs
        ]
        return self._replace(cells=cells)


def look_at(screen: TerminalScreen) -> Picture:
    """Return the picture of our own screen."""
    cells = []
    for y in range(screen.lines):
        row = screen.buffer[y]
        cells.append([_own_look(row[x]) for x in range(screen.columns)])
    x, y = screen.cursor.x, screen.cursor.y
    past = x == screen.columns
    wrapped = [row.wrapped for row in screen.rows]
    # Without autowrap both keep a pending wrap, for when it is switched on.
    waits = past or screen._waits  # noqa: SLF001
    pending = waits and modes.AUTOWRAP in screen.mode
    return Picture(cells, (x - past, y), pending, screen.alternate, wrapped)


def _own_look(cell: Any) -> Look:
    """Return what one of our cells looks like."""
    flags = tuple(sorted(name for name in FLAGS.values() if getattr(cell, name)))
    return Look(
        cell.data,
        flags,
        int(cell.underline),
        cell.foreground,
        cell.background,
        cell.underline_colour,
        cell.link,
        cell.protected,
    )


class Ghostty:
    """A terminal of libghostty; close it after use."""

    def __init__(self, columns: int, lines: int) -> None:
        self._module: Any = importlib.import_module("pyghostty")
        self._lib, self._ffi = self._module.lib, self._module.ffi
        self._columns, self._lines = columns, lines
        self._terminal: Any = self._module.Terminal(columns, lines)
        self._number = self._ffi.new("uint64_t *")
        self._numbers = self._ffi.new("uint32_t[]", 64)
        self._bytes = self._ffi.new("uint8_t[]", 4096)
        self._length = self._ffi.new("size_t *")

    def close(self) -> None:
        """Free the terminal."""
        self._terminal.close()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines as they are now."""
        columns, lines = self._terminal.size
        return columns, lines

    def feed(self, data: bytes) -> None:
        """Write output of a program."""
        self._terminal.feed(data)

    def look(self) -> Picture:
        """Return the picture of the screen."""
        cells, wrapped = [], []
        for y in range(self._lines):
            refs = [self._terminal.ref(x, y) for x in range(self._columns)]
            cells.append([self._look(x, y, ref) for x, ref in enumerate(refs)])
            self._lib.ghostty_grid_ref_row(refs[0], self._number)
            wrapped.append(bool(self._row(self._number[0], "WRAP")))
        for row, goes_on in zip(cells, wrapped, strict=True):
            if goes_on and row[-1].text in (" ", UNKNOWN):
                row[-1] = Look(UNKNOWN)
                if row[-2:-1] and row[-2].text == " ":
                    row[-2] = Look(UNKNOWN)
        get = self._terminal.get
        return Picture(
            cells,
            self._terminal.cursor,
            bool(get("cursor_pending_wrap", "bool")) and self._terminal.mode(7),
            bool(get("active_screen", "int")),
            wrapped,
        )

    def _look(self, x: int, y: int, ref: Any) -> Look:
        """Return what one cell looks like."""
        self._lib.ghostty_grid_ref_cell(ref, self._number)
        raw = int(self._number[0])
        tag = self._cell(raw, "CONTENT_TAG", "int")
        if tag == self._lib.GHOSTTY_CELL_CONTENT_BG_COLOR_PALETTE:
            return Look(" ", background=self._cell(raw, "COLOR_PALETTE", "uint8_t"))
        if tag == self._lib.GHOSTTY_CELL_CONTENT_BG_COLOR_RGB:
            rgb = self._cell(raw, "COLOR_RGB", "GhosttyColorRgb")
            return Look(" ", background=f"#{rgb.r:02x}{rgb.g:02x}{rgb.b:02x}")
        wide = self._cell(raw, "WIDE", "int")
        if wide == self._lib.GHOSTTY_CELL_WIDE_SPACER_HEAD:
            return Look(UNKNOWN)
        tail = wide == self._lib.GHOSTTY_CELL_WIDE_SPACER_TAIL
        text = "" if tail else self._text(ref)
        style = self._terminal.style(x, y)
        return Look(
            text,
            tuple(sorted(ours for theirs, ours in FLAGS.items() if style[theirs])),
            style["underline"],
            _colour(style["fg"]),
            _colour(style["bg"]),
            _colour(style["underline_color"]),
            self._link(ref) if self._cell(raw, "HAS_HYPERLINK", "bool") else "",
            bool(self._cell(raw, "PROTECTED", "bool")),
        )

    def _cell(self, raw: int, name: str, kind: str) -> Any:
        """Return a property of a cell."""
        found = self._ffi.new(f"{kind} *")
        key = getattr(self._lib, f"GHOSTTY_CELL_DATA_{name}")
        self._lib.ghostty_cell_get(raw, key, found)
        return found[0]

    def _row(self, raw: int, name: str) -> Any:
        """Return a property of a row."""
        found = self._ffi.new("bool *")
        key = getattr(self._lib, f"GHOSTTY_ROW_DATA_{name}")
        self._lib.ghostty_row_get(raw, key, found)
        return found[0]

    def _text(self, ref: Any) -> str:
        """Return the characters of a cell, a blank where it has none."""
        numbers, length = self._numbers, self._length
        length[0] = 0
        status = self._lib.ghostty_grid_ref_graphemes(ref, numbers, 64, length)
        if status:
            numbers = self._ffi.new("uint32_t[]", max(length[0], 1))
            self._lib.ghostty_grid_ref_graphemes(ref, numbers, length[0], length)
        text = "".join(chr(numbers[at]) for at in range(length[0]))
        return text or " "

    def _link(self, ref: Any) -> str:
        """Return the address that a cell links to."""
        self._length[0] = 0
        self._lib.ghostty_grid_ref_hyperlink_uri(ref, self._bytes, 4096, self._length)
        raw = bytes(self._ffi.buffer(self._bytes, self._length[0]))
        return raw.decode(errors="replace")


def _colour(value: tuple[str, Any] | None) -> Colour:
    """Return a colour of pyghostty in our terms."""
    if value is None:
        return None
    kind, what = value
    if kind == "palette":
        return int(what)
    red, green, blue = what
    return f"#{red:02x}{green:02x}{blue:02x}"
