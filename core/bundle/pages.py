"""Any part of a log as text, a page at a time, however large the log is.

A place is a number of bytes from where the log began when it was opened, or was begun
by the monitor before that. When the monitor starts the log anew (see `LogReader`), places
go on counting: the old file can be read until the next time, the new one follows it.
"""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.bundle.directory import open_regular
from core.bundle.log import parse_lines
from core.bundle.plain_text import PlainText
from core.bundle.text import LINE_BYTES, edited, text_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from io import FileIO
    from pathlib import Path

    from core.bundle.text import TextLine

PAGE_BYTES = 128 * 1024
"""Bytes of the log in a page: some milliseconds to read."""

_WHOLE = re.compile(rb"[^ \n]+ std(?:out|err) F ")
_AFTER_WHOLE = re.compile(rb"\n[^ \n]+ std(?:out|err) F [^\n]*\n")


@dataclass(frozen=True, slots=True)
class LogPage:
    """A part of the log."""

    start: int
    end: int
    """The place after its last byte."""
    lines: Sequence[TextLine]


@dataclass(frozen=True, slots=True)
class _Part:
    """A file of the log."""

    start: int
    file: FileIO

    @property
    def end(self) -> int:
        return self.start + os.fstat(self.file.fileno()).st_size


class LogPages:
    """The pages of one growing log; several threads may use them."""

    def __init__(self, path: Path) -> None:
        """Open the log at `path`.

        Raises:
            OSError: there is no readable log.
        """
        self._path = path
        self._lock = threading.Lock()
        self._parts = [_Part(0, open_regular(path))]
        self._closed = False

    @property
    def start(self) -> int:
        """The first place that can still be read."""
        return self._parts[0].start

    @property
    def end(self) -> int:
        """The place after the last byte that is there now."""
        with self._lock:
            if not self._closed:
                self._look()
            return self._end()

    def before(self, place: int) -> LogPage:
        """Return the page that ends at a place where a line begins, or at the end.

        It is empty at the start of the log.
        """
        start, data = self._before(place)
        return LogPage(start, start + len(data), text_lines(data, start))

    def after(self, place: int) -> LogPage:
        """Return the page that starts at a place where a line begins.

        It ends where a line ends, unless it ends with the log; it is empty when
        nothing comes after it yet.
        """
        start, data = self._after(place)
        return LogPage(start, start + len(data), text_lines(data, start))

    def last(self) -> LogPage:
        """Return the page at the end of the log."""
        start, _ = self._before(self.end)
        return self.after(start)

    def at(self, place: int) -> LogPage:
        """Return the page that starts at the first line from any place on."""
        place = max(place, self.start)
        if place > self.start:
            place += _first_line(self._read(place, PAGE_BYTES)[1])
        page = self.after(place)
        return page if page.lines else self.last()

    def find(
        self,
        pattern: re.Pattern[str],
        place: int,
        *,
        forward: bool = True,
        going: Callable[[int], bool] = lambda _: True,
    ) -> int | None:
        """Return the place of the first line that a pattern is found in.

        Looks from the line at `place` on, or at the lines before it. `going` is told
        for each page how far it is; when it returns False, the search is over.
        """
        while going(place):
            start, data = self._after(place) if forward else self._before(place)
            if not data:
                return None
            place = start + len(data) if forward else start
            if _may_hold(data, pattern):
                lines = text_lines(data, start)
                for line in lines if forward else reversed(lines):
                    if pattern.search(line.text):
                        return line.place
        return None

    def close(self) -> None:
        """Close the log; nothing more is found in it."""
        with self._lock:
            self._closed = True
            for part in self._parts:
                part.file.close()

    # -- inside -------------------------------------------------------------

    def _look(self) -> None:
        """Go on with the file that has taken the log's place, if one has."""
        last = self._parts[-1]
        try:
            if self._path.stat().st_ino == os.fstat(last.file.fileno()).st_ino:
                return
            new = open_regular(self._path)
        except OSError:
            return
        for part in self._parts[:-1]:
            part.file.close()
        self._parts = [last, _Part(self._end(), new)]

    def _end(self) -> int:
        last = self._parts[-1]
        return last.start if self._closed else last.end

    def _read(self, place: int, size: int) -> tuple[int, bytes, bool]:
        """Return up to `size` bytes of one file from a place on.

        With them the place where they begin, which is later when the log does, and
        whether that file is complete.
        """
        with self._lock:
            place = max(place, self._parts[0].start)
            if self._closed:
                return place, b"", True
            part = next(item for item in reversed(self._parts) if item.start <= place)
            data = os.pread(part.file.fileno(), size, place - part.start)
            return place, data, part is not self._parts[-1]

    def _after(self, place: int) -> tuple[int, bytes]:
        place, data, complete = self._read(place, PAGE_BYTES)
        if len(data) == PAGE_BYTES:
            return place, data[: _last_line(data)]
        # Half a log line that nobody will end is no reason to stay.
        return place, data if complete else data[: data.rfind(b"\n") + 1]

    def _before(self, place: int) -> tuple[int, bytes]:
        with self._lock:
            starts = [part.start for part in self._parts if part.start < place]
        if not starts:
            return place, b""
        low = max(starts[-1], place - PAGE_BYTES)
        low, data, _ = self._read(low, place - low)
        skipped = _first_line(data) if low > starts[-1] else 0
        # A line longer than a page is passed over as it is.
        skipped %= max(len(data), 1)
        return low + skipped, data[skipped:]


def _first_line(data: bytes) -> int:
    """Return where the first line begins in data that may begin anywhere."""
    match = _AFTER_WHOLE.search(data)
    return match.end() if match else data.find(b"\n") + 1


def _last_line(data: bytes) -> int:
    """Return where the last line ends in data that may end anywhere."""
    end = last = data.rfind(b"\n") + 1
    while end:
        begin = data.rfind(b"\n", 0, end - 1) + 1
        if _WHOLE.match(data, begin):
            return end
        end = begin
    return last or len(data)


def _may_hold(data: bytes, pattern: re.Pattern[str]) -> bool:
    """Whether a line of these log lines may match; ten times as fast as to look."""
    output = b"\n".join(piece for _, piece in parse_lines(data))
    text = PlainText(edits=True).feed(output).decode(errors="replace")
    if pattern.search(text):
        return True
    changed = (
        line
        for line in text.replace("\r\n", "\n").split("\n")
        if "\r" in line or "\b" in line or "\x1b" in line
    )
    return any(
        len(line) > LINE_BYTES or pattern.search(edited(line)) for line in changed
    )
