r"""`exec_log`: the raw output of a session, in conmon's k8s-file format.

A line is `RFC3339Nano stdout|stderr F|P text\n`. `F` is a whole line of output:
text and newline; `P` is a piece without its newline. Nothing is lost in it: NUL,
invalid UTF-8 and a missing last newline all come back (ctr_logging.c).
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.bundle.directory import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STDOUT = 2
"""Stream number of stdout on the attach socket (conmon's STDOUT_PIPE)."""
STDERR = 3
"""Stream number of stderr."""

_NAMES = {STDOUT: b"stdout", STDERR: b"stderr"}
_LINE = re.compile(rb"(?:\A|(?<=\n))[^ \n]+ std(out|err) ([FP]) ([^\n]*\n)")
_STAMPED = re.compile(rb"(?:\A|(?<=\n))([^ \n]+) std(out|err) ([FP]) ([^\n]*\n)")
_SAME_READ = re.compile(rb"([^ \n]+ stdout F )[^\n]*\n(?:\1[^\n]*\n)*+")
_PIECE = re.compile(rb"[^ \n]+ stdout P ([^\n]*)\n")
_READ_SIZE = 1 << 20


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One read of output, as the monitor logged it."""

    at: float
    """Seconds since the epoch."""
    stream: int
    data: bytes


class LogLine(NamedTuple):
    """One line of the log."""

    place: int
    """Where it begins, in bytes."""
    at: float
    """Seconds since the epoch."""
    stream: int
    whole: bool
    """Whether it ends a line of output; its text then lacks the newline."""
    text: bytes


def format_entry(stream: int, data: bytes, when_ns: int) -> bytes:
    """Return one read of output as log lines that share a timestamp."""
    seconds, nanoseconds = divmod(when_ns, 1_000_000_000)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    prefix = f"{stamp}.{nanoseconds:09d}+00:00 ".encode() + _NAMES[stream]
    lines = data.split(b"\n")
    full = b"".join([prefix + b" F " + line + b"\n" for line in lines[:-1]])
    return full + prefix + b" P " + lines[-1] + b"\n" if lines[-1] else full


def parse_lines(data: bytes) -> list[tuple[int, bytes]]:
    """Return the output that whole log lines hold, as (stream, bytes) in order.

    Neighbours of one stream are joined. What is not a log line is skipped: after
    a full disk the file may hold half of one.
    """
    simple = _stdout_alone(data)
    if simple is not None:
        return [(STDOUT, simple)] if simple else []
    output: list[tuple[int, bytes]] = []
    pieces: list[bytes] = []
    current = b"out"
    for name, tag, text in _LINE.findall(data):
        if name != current:
            if pieces:
                output.append((_stream_of(current), b"".join(pieces)))
                pieces = []
            current = name
        pieces.append(text if tag == b"F" else text[:-1])
    if pieces:
        output.append((_stream_of(current), b"".join(pieces)))
    return output


def _stdout_alone(data: bytes) -> bytes | None:
    """Return what log lines hold if all are well-formed and of stdout, else None.

    That is what a terminal's log is. Lines that came in one read begin with the same
    bytes, so they are stripped at once; a flood of short lines is read four times as
    fast as line by line.
    """
    pieces: list[bytes] = []
    at, end = 0, data.rfind(b"\n") + 1
    while at < end:
        match = _SAME_READ.match(data, at, end)
        if match:
            prefix = match[1]
            lines = match[0].replace(b"\n" + prefix, b"\n")
            pieces.append(lines[len(prefix) :])
        else:
            match = _PIECE.match(data, at, end)
            if not match:
                return None
            pieces.append(match[1])
        at = match.end()
    return b"".join(pieces)


def parse_entries(data: bytes) -> Iterator[LogEntry]:
    """Yield the output that whole log lines hold, with its times.

    Lines of one stream that carry one timestamp are one entry. A line whose
    timestamp is none has that of the line before it.
    """
    at = 0.0
    last: tuple[bytes, bytes] | None = None
    pieces: list[bytes] = []
    for stamp, name, tag, text in _STAMPED.findall(data):
        if (stamp, name) != last:
            if last is not None:
                yield LogEntry(at, _stream_of(last[1]), b"".join(pieces))
            last, pieces, at = (stamp, name), [], _seconds(stamp, at)
        pieces.append(text if tag == b"F" else text[:-1])
    if last is not None:
        yield LogEntry(at, _stream_of(last[1]), b"".join(pieces))


def log_lines(data: bytes) -> Iterator[LogLine]:
    """Yield the log lines of `data`, one by one; what is none is skipped.

    A line whose timestamp is none has that of the line before it.
    """
    at, last = 0.0, b""
    for match in _STAMPED.finditer(data):
        stamp, name, tag, text = match.groups()
        if stamp != last:
            last, at = stamp, _seconds(stamp, at)
        yield LogLine(match.start(), at, _stream_of(name), tag == b"F", text[:-1])


def _stream_of(name: bytes) -> int:
    return STDOUT if name == b"out" else STDERR


def _seconds(stamp: bytes, otherwise: float) -> float:
    from datetime import datetime  # noqa: PLC0415 (most readers need no times)

    try:
        return datetime.fromisoformat(stamp.decode("ascii")).timestamp()
    except (ValueError, OverflowError):
        return otherwise


class LogReader:
    """Reads a growing `exec_log`, each byte once, across the monitor's rollover.

    The monitor starts the log anew past its size limit by renaming a new file over
    it (conmon's reopen_k8s_file); what was unread of the old one is read first.
    """

    def __init__(self, path: Path, tail: int | None = None) -> None:
        """Open the log at `path`; with `tail`, skip all but its last bytes.

        Raises:
            OSError: there is no readable log.
        """
        self._path = path
        self._file = open_regular(path)
        self._rest = b""
        self.consumed = 0
        """Bytes of the log read so far."""
        self.skipped = False
        """Whether `tail` left something out."""
        size = os.fstat(self._file.fileno()).st_size
        if tail is not None and size > tail:
            self.skipped = True
            self._file.seek(size - tail)
            # The first line is most likely cut: drop it, as `parse_lines` would.
            while b"\n" not in self._rest:
                chunk = self._file.read(4096)
                if not chunk:
                    break
                self._rest += chunk
            self._rest = self._rest.partition(b"\n")[2]

    def read(self, limit: int = _READ_SIZE) -> list[tuple[int, bytes]]:
        """Return new output of about `limit` log bytes; empty when there is none."""
        return parse_lines(self.read_lines(limit))

    def read_lines(self, limit: int = _READ_SIZE) -> bytes:
        """Return new whole lines of the log itself; empty when there are none."""
        while True:
            chunk = self._file.read(limit)
            if chunk or not self._rolled_over():
                break
        self.consumed += len(chunk)
        if not chunk and b"\n" not in self._rest:
            return b""
        whole, newline, self._rest = (self._rest + chunk).rpartition(b"\n")
        return whole + newline

    @property
    def backlog(self) -> int:
        """Bytes of the log that are there to read, without those of a rollover."""
        descriptor = self._file.fileno()
        return os.fstat(descriptor).st_size - os.lseek(descriptor, 0, os.SEEK_CUR)

    def _rolled_over(self) -> bool:
        try:
            new = open_regular(self._path)
        except OSError:
            return False
        if os.path.sameopenfile(new.fileno(), self._file.fileno()):
            new.close()
            return False
        # A write may have come between our last read and the rename. Half a line,
        # left by a full disk, gets no other half: it would spoil the next one.
        late = self._rest + self._file.read()
        self._rest = late[: late.rfind(b"\n") + 1]
        self._file.close()
        self._file = new
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
