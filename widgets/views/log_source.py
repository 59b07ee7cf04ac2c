"""What a view needs of a log, and how the lines of one are shown. Pure."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from widgets.views.lines import Line, make_line

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

STDERR = 3
"""Number of the stream that is marked (conmon's STDERR_PIPE)."""

STDERR_MARK = "! "


class TextLine(Protocol):
    """A line of output; `core.bundle.text.TextLine` is one."""

    @property
    def place(self) -> int:
        """Where it begins in the log."""
        ...

    @property
    def at(self) -> float:
        """Seconds since the epoch."""
        ...

    @property
    def stream(self) -> int:
        """2 for stdout, 3 for stderr."""
        ...

    @property
    def text(self) -> str:
        """The text; it may hold anything."""
        ...


class Page(Protocol):
    """A part of a log; `core.bundle.pages.LogPage` is one."""

    @property
    def start(self) -> int:
        """The place of its first byte."""
        ...

    @property
    def end(self) -> int:
        """The place after its last byte."""
        ...

    @property
    def lines(self) -> Sequence[TextLine]:
        """Its lines."""
        ...


class LogSource(Protocol):
    """Where pages come from: `core.bundle.pages.LogPages`. Its calls block."""

    @property
    def start(self) -> int:
        """The first place that can be read."""
        ...

    @property
    def end(self) -> int:
        """The place after the last byte that is there now."""
        ...

    def before(self, place: int) -> Page:
        """Return the page that ends at the start of a line; empty at the start."""
        ...

    def after(self, place: int) -> Page:
        """Return the page from the start of a line on; empty at the end."""
        ...

    def last(self) -> Page:
        """Return the page at the end."""
        ...

    def at(self, place: int) -> Page:
        """Return the page from the first line at or after any place on."""
        ...

    def find(
        self,
        pattern: re.Pattern[str],
        place: int,
        *,
        forward: bool = True,
        going: Callable[[int], bool] = ...,
    ) -> int | None:
        """Return the place of the next line, or the one before, that matches."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


@dataclass(frozen=True, slots=True)
class LogLook:
    """How lines of a log are shown."""

    terminal: bool
    """Whether the session has a terminal: stderr is not the program's own then."""
    times: bool = False

    def lines(self, page: Page) -> list[Line]:
        """Return the lines of a page."""
        return [self._line(item) for item in page.lines]

    def _line(self, item: TextLine) -> Line:
        pieces: list[str | tuple[str, str]] = []
        if self.times:
            pieces.append((f"{_clock(item.at)} ", "muted"))
        if item.stream == STDERR:
            pieces += [(STDERR_MARK, "error"), (item.text, "error")]
        elif self.terminal:
            pieces.append(item.text)
        else:
            pieces += [" " * len(STDERR_MARK), item.text]
        return make_line(*pieces, key=item.place)


def _clock(at: float) -> str:
    try:
        clock = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))
    except (ValueError, OverflowError, OSError):
        return f"{at:<23g}"
    return f"{clock}.{int(at % 1 * 1000):03}"
