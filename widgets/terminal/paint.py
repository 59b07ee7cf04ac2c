"""From rows to Textual strips.

The 16 colours stay ANSI colours: the app's filters turn them into those of its theme, or
leave them to the user's terminal. Default colours are the widget's own, so light and
dark themes both work; a program may change either (OSC 4, 10, 11). A strip is kept on
its row until the row changes, so scrolled rows are not painted again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pyte.graphics import FG_BG_256
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from widgets.terminal.characters import FILLER, visible
from widgets.terminal.colours import BACKGROUND, FOREGROUND
from widgets.terminal.sgr import DEFAULT_COLOUR, PALETTE, RGB, Flag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.color import Color as TextualColor
    from textual.filter import LineFilter

    from widgets.terminal.attributes import Attributes
    from widgets.terminal.rows import Row
    from widgets.terminal.screen import TerminalScreen
    from widgets.terminal.sgr import Rendition
    from widgets.terminal.snapshot import Renditions

_RUN = re.compile(r"(.)\1*", re.DOTALL)
_ANSI_COLOURS = 16
_DOUBLE_UNDERLINE = 2
_LINK_SCHEMES = ("https://", "http://", "mailto:")
"""Links that are handed to the user's terminal."""


class Change(NamedTuple):
    """What a mark changes of a rendition."""

    style: Style = Style.null()
    inverted: bool = False
    """Whether foreground and background change places."""
    underlined: bool = False


class Look(NamedTuple):
    """All that the styles of a pane depend on besides the renditions."""

    width: int
    base: Style
    background: TextualColor
    filters: Sequence[LineFilter]
    reverse_screen: bool
    colours_version: int
    attributes_version: int


@lru_cache(maxsize=4096)
def ansi_colour(number: int) -> Color | None:
    """Return the Rich colour of a rendition's, None for the default."""
    if number == DEFAULT_COLOUR:
        return None
    if number >= RGB:
        return Color.from_rgb(*(number - RGB).to_bytes(3, "big"))
    index = number % PALETTE
    if index < _ANSI_COLOURS:
        return Color.from_ansi(index)
    return Color.parse(f"#{FG_BG_256[index]}")


class Painter:
    """Paints the rows of one terminal in one look.

    Make a new one when the look changes. Rows that are not the terminal's own come with
    `renditions`.
    """

    def __init__(
        self,
        terminal: TerminalScreen,
        look: Look,
        renditions: Attributes | Renditions | None = None,
    ) -> None:
        self.look = look
        self._attributes = renditions or terminal.attributes
        self._palette = dict(terminal.colours.palette)
        self._dynamic = dict(terminal.colours.dynamic)
        self._styles: dict[str, Style] = {}
        self._shown: dict[Row, tuple[str, str, Strip]] = {}
        self._before: dict[Row, tuple[str, str, Strip]] = {}
        self._blank = self._filtered(self._base_style())

    def strip(self, row: Row) -> Strip:
        """Return a row without cursor; the same object while it is unchanged and shown."""
        known = self._shown.get(row) or self._before.get(row)
        if known is None or known[0] is not row.chars or known[1] is not row.attrs:
            strip = self._strip(self._segments(row.chars, row.attrs), len(row.chars))
            known = row.chars, row.attrs, strip
        self._shown[row] = known
        return known[2]

    def begin_frame(self) -> None:
        """Forget what the last frame did not show.

        Strips are many objects: kept for every row of a scrollback, they would make
        each of the interpreter's collections take as long as a frame, or ten.
        """
        self._before, self._shown = self._shown, {}

    def strip_with_cursor(self, row: Row, x: int, *, block: bool) -> Strip:
        """Return a row with the cursor on column `x`: a block, or a line under it."""
        x = min(x, self.look.width - 1)
        missing = x + 1 - len(row.chars)
        chars = row.chars + " " * missing
        attrs = row.attrs + self._attributes.plain.code * missing
        if chars[x] == FILLER and x:
            x -= 1
        end = x + 2 if chars[x + 1 : x + 2] == FILLER else x + 1
        rendition = self._attributes[attrs[x]].rendition
        if block:
            style = self._style_of(rendition, inverted=True)
        else:
            style = self._style_of(rendition, underlined=not rendition.underline)
        segments = self._segments(chars[:x], attrs[:x])
        segments.append(Segment(visible(chars[x:end]), style))
        segments += self._segments(chars[end:], attrs[end:])
        return self._strip(segments, len(chars))

    def strip_with_marks(
        self, row: Row, marks: str, changes: Mapping[str, Change]
    ) -> Strip:
        """Return a row some of whose cells are marked.

        `marks` has a character for each cell from the first one on, which `changes`
        explains; what it does not know changes nothing.
        """
        missing = len(marks) - len(row.chars)
        chars = row.chars + " " * missing
        attrs = row.attrs + self._attributes.plain.code * missing
        segments: list[Segment] = []
        for match in _RUN.finditer(marks):
            start, end = match.span()
            change = changes.get(match[1])
            if change is None:
                segments += self._segments(chars[start:end], attrs[start:end])
                continue
            for run in _RUN.finditer(attrs, start, end):
                rendition = self._attributes[run[1]].rendition
                style = self._style_of(
                    rendition,
                    inverted=change.inverted,
                    underlined=change.underlined,
                    more=change.style,
                )
                segments.append(Segment(visible(chars[run.start() : run.end()]), style))
        rest = len(marks)
        segments += self._segments(chars[rest:], attrs[rest:])
        return self._strip(segments, len(chars))

    def note_style(self) -> Style:
        """Return the style of what is laid over lines: the text's, in reverse."""
        return self._filtered(self.look.base + Style(reverse=True))

    def blank(self) -> Strip:
        """Return a line without anything on it."""
        return self._strip([], 0)

    def _strip(self, segments: list[Segment], length: int) -> Strip:
        """Return a strip of the painter's width."""
        width = self.look.width
        if length < width:
            segments.append(Segment(" " * (width - length), self._blank))
        elif length > width:
            return Strip(segments, length).crop(0, width)
        return Strip(segments, width)

    def _segments(self, chars: str, attrs: str) -> list[Segment]:
        """Return one segment for each run of equal renditions."""
        styles, segments, plain = self._styles, [], chars.isascii()
        for match in _RUN.finditer(attrs):
            code = match[1]
            style = styles.get(code)
            if style is None:
                style = self._style_of(self._attributes[code].rendition)
                styles[code] = style
            text = chars[match.start() : match.end()]
            segments.append(Segment(text if plain else visible(text), style))
        return segments

    def _base_style(self) -> Style:
        """Return the widget's style in the colours that the program has set."""
        changed = Style(
            color=self._dynamic_colour(FOREGROUND),
            bgcolor=self._dynamic_colour(BACKGROUND),
            reverse=self.look.reverse_screen or None,
        )
        return self.look.base + changed

    def _style_of(
        self,
        rendition: Rendition,
        *,
        inverted: bool = False,
        underlined: bool = False,
        more: Style | None = None,
    ) -> Style:
        """Return the style of a rendition; `inverted` swaps its colours once more."""
        flags, underline = rendition.flags, rendition.underline
        reverse = bool(flags & Flag.REVERSE) != inverted
        address = rendition.link.partition("\0")[2]
        style = self._base_style() + Style(
            color=self._colour(rendition.fg),
            bgcolor=self._colour(rendition.bg),
            bold=bool(flags & Flag.BOLD) or None,
            dim=bool(flags & Flag.DIM) or None,
            italic=bool(flags & Flag.ITALIC) or None,
            underline=underlined or underline not in (0, _DOUBLE_UNDERLINE) or None,
            underline2=underline == _DOUBLE_UNDERLINE or None,
            blink=bool(flags & Flag.BLINK) or None,
            reverse=reverse != self.look.reverse_screen,
            strike=bool(flags & Flag.STRIKE) or None,
            conceal=bool(flags & Flag.CONCEAL) or None,
            overline=bool(flags & Flag.OVERLINE) or None,
            link=address if address.startswith(_LINK_SCHEMES) else None,
        )
        return self._filtered(style if more is None else style + more)

    def _filtered(self, style: Style) -> Style:
        """Return a style as the app's filters make it: theme, no colour, dim."""
        segments = [Segment("x", style)]
        for line_filter in self.look.filters:
            segments = line_filter.apply(segments, self.look.background)
        return segments[0].style or style

    def _colour(self, number: int) -> Color | None:
        """Return a colour of a rendition, as the program has changed the palette."""
        if self._palette and 0 <= number < RGB:
            rgb = self._palette.get(number % PALETTE)
            if rgb is not None:
                return ansi_colour(RGB | rgb)
        return ansi_colour(number)

    def _dynamic_colour(self, number: int) -> Color | None:
        """Return a default colour that the program has changed."""
        rgb = self._dynamic.get(number)
        return None if rgb is None else ansi_colour(RGB | rgb)


def overlay(strip: Strip, text: str, at: int, style: Style) -> Strip:
    """Return `strip` with `text` laid over it from column `at` on."""
    note = Strip([Segment(text, style)])
    end = min(at + note.cell_length, strip.cell_length)
    note = note.crop(0, end - at)
    return Strip.join([strip.crop(0, at), note, strip.crop(end)])
