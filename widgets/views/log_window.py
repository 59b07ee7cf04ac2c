"""`LogWindow`: the pages of a log that are held while it is read, fetched in threads."""

from __future__ import annotations

import asyncio
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from widgets.views.line_view import LineView
    from widgets.views.lines import Line
    from widgets.views.log_source import LogLook, LogSource, Page

PAGES_MAX = 8
"""Pages that are held, when fewer are in sight."""

_CATCH_UP = 4
"""Pages that are fetched one by one; who is further behind sees the end alone."""


class _Held(NamedTuple):
    """A page with the number of its lines."""

    page: Page
    length: int


class LogWindow:
    """Keeps the lines of a view those of a part of a log.

    There are always lines beyond those in sight, so that whoever scrolls does not wait.
    One call at a time changes the pages; the others wait.
    """

    def __init__(self, source: LogSource, look: LogLook, view: LineView) -> None:
        """Show pages of `source` in `view`; none yet."""
        self._source = source
        self._look = look
        self._view = view
        self._held: list[_Held] = []
        self._turn = asyncio.Lock()
        self._filling = False
        self.end = 0
        """The place after the last byte of the log, as far as is known."""

    # -- what is held -------------------------------------------------------

    @property
    def held(self) -> tuple[int, int]:
        """The places where the first page begins and the last one ends."""
        if not self._held:
            return self.end, self.end
        return self._held[0].page.start, self._held[-1].page.end

    @property
    def sight(self) -> tuple[int, int]:
        """The places where what is in sight begins and ends."""
        lines, end = self._view.lines, self.held[1]
        places = [
            lines[index].key if index < len(lines) else end
            for index in (self._view.top, self._view.bottom)
        ]
        first, last = (place if isinstance(place, int) else end for place in places)
        return first, last

    @property
    def live(self) -> bool:
        """Whether the last page is the last of the log."""
        return self._view.tails

    def _pages_in_sight(self) -> tuple[int, int]:
        """Return the indexes of the first and the last page in sight."""
        ends = list(accumulate(item.length for item in self._held))
        top, bottom = self._view.top, max(self._view.bottom - 1, 0)
        first = sum(end <= top for end in ends) if top else 0
        last = sum(end <= bottom for end in ends)
        if self._view.bottom >= len(self._view.lines):
            last = len(ends) - 1
        return first, last

    # -- changing it --------------------------------------------------------

    async def go_to_end(self) -> None:
        """Hold the last page, and have its end in sight."""
        async with self._turn:
            self.end = await asyncio.to_thread(lambda: self._source.end)
            await self._hold_last()
            self._view.follow = True

    async def go_to(self, place: int, *, exact: bool = True) -> int:
        """Hold the pages around a place; return the index of its line.

        If it is not known that a line begins there (`exact`), the first one from there
        on is meant.
        """
        async with self._turn:
            self._view.follow = False
            read = self._source.after if exact else self._source.at
            page, lines = await self._fetch(read, place)
            before, above = await self._fetch(self._source.before, page.start)
            self._hold([(before, above), (page, lines)])
            self._view.go(len(above))
            return len(above)

    async def catch_up(self) -> bool:
        """Fetch what has come at the end if that is held; return whether any has."""
        end = await asyncio.to_thread(lambda: self._source.end)
        if end == self.end:
            return False
        async with self._turn:
            self.end = end
            if self.live:
                await self._catch_up()
        return True

    async def _catch_up(self) -> None:
        # The last page may have grown, and the line at its end have become longer.
        start = self._held[-1].page.start
        for _ in range(_CATCH_UP):
            page, lines = await self._fetch(self._source.after, start)
            if page.start != start:
                # The log has begun anew, and more than once.
                break
            if page.end > start:
                grown = page.start == self._held[-1].page.start
                self._put(len(self._held) - grown, page, lines, replaced=grown)
                self._trim(first=True)
            if page.end <= start or page.end >= self.end:
                return
            start = page.end
        if self._view.follow:
            await self._hold_last()
        else:
            self._view.tails = False

    async def fill(self) -> None:
        """Fetch the pages next to those in sight."""
        if self._filling:
            return
        self._filling = True
        try:
            async with self._turn:
                await self._fill()
        finally:
            self._filling = False

    async def _fill(self) -> None:
        while self._held and self._pages_in_sight()[0] == 0:
            start = self._held[0].page.start
            page, lines = await self._fetch(self._source.before, start)
            if page.start >= start:
                break
            self._put(0, page, lines)
            self._trim(first=False)
        while not self.live and self._pages_in_sight()[1] == len(self._held) - 1:
            end = self._held[-1].page.end
            page, lines = await self._fetch(self._source.after, end)
            if page.end > end:
                self._put(len(self._held), page, lines)
                self._trim(first=True)
            if page.end <= end or page.end >= self.end:
                self._view.tails = True

    async def show_as(self, look: LogLook) -> None:
        """Show the lines in another way."""
        async with self._turn:
            self._look = look
            pages = [page for page, _ in self._held]
            live = self.live
            self._hold([await self._fetch(lambda page=page: page) for page in pages])
            self._view.tails = live

    # -- inside -------------------------------------------------------------

    async def _fetch(
        self, read: Callable[..., Page], *places: int
    ) -> tuple[Page, Sequence[Line]]:
        look = self._look

        def fetched() -> tuple[Page, Sequence[Line]]:
            page = read(*places)
            return page, look.lines(page)

        return await asyncio.to_thread(fetched)

    async def _hold_last(self) -> None:
        self._hold([await self._fetch(self._source.last)])
        self._view.tails = True

    def _hold(self, pages: Sequence[tuple[Page, Sequence[Line]]]) -> None:
        """Hold other pages than before, in this order."""
        self._held = [_Held(page, len(lines)) for page, lines in pages]
        self._view.tails = self._held[-1].page.end >= self.end
        self._view.set_lines([line for _, lines in pages for line in lines])

    def _put(
        self, at: int, page: Page, lines: Sequence[Line], *, replaced: bool = False
    ) -> None:
        """Hold a page before the one at an index, or in the place of it."""
        start = sum(item.length for item in self._held[:at])
        stop = start + (self._held[at].length if replaced else 0)
        self._held[at : at + replaced] = [_Held(page, len(lines))]
        old = self._view.lines[start:stop]
        pairs = zip(old, lines, strict=False)
        same = next(
            (at for at, (one, other) in enumerate(pairs) if one != other),
            min(len(old), len(lines)),
        )
        self._view.splice(start + same, stop, lines[same:])

    def _trim(self, *, first: bool) -> None:
        """Let go of pages at one end that are too many and not next to those in sight."""
        while len(self._held) > PAGES_MAX:
            seen_first, seen_last = self._pages_in_sight()
            if first and seen_first > 1:
                self._view.splice(0, self._held.pop(0).length, [])
            elif not first and seen_last < len(self._held) - 2:
                total = len(self._view.lines)
                self._view.tails = False
                self._view.splice(total - self._held.pop().length, total, [])
            else:
                return
