"""Terminals that swallow a flood: ours, tmux, one that only reads; all behind a pty."""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import sys
import termios
import threading
import time
import tty
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tests.benchmarks.flood_writer import ANSWER, QUESTION
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HISTORY = 10_000
"""Lines of scrollback that every terminal keeps."""
FRAME = 1 / 30
PIPE_SIZE = 1 << 20
"""Bytes that a relay can be ahead of the terminal, if the kernel allows it."""
READ_MAX = 256 * 1024
"""Bytes parsed at once: few enough to be in time for the next frame."""
COALESCE = 0.005
DEADLINE = 60.0
_WRITER = Path(__file__).with_name("flood_writer.py")


@dataclass(frozen=True)
class Flood:
    """Output to be swallowed, in a file, by a terminal of a size."""

    path: Path
    columns: int
    lines: int

    def argv(self, result: Path) -> list[str]:
        """Return the command line of a program that writes it."""
        writer = [sys.executable, "-IS", str(_WRITER)]
        return [*writer, str(self.path), str(result)]

    @contextmanager
    def in_pty(self) -> Iterator[tuple[int, Callable[[], float]]]:
        """Run the program in a pty; yield its master, and what waits for the time."""
        result = self.path.with_name(f"{uuid.uuid4().hex}.result")
        master, slave = os.openpty()
        try:
            tty.setraw(slave)
            termios.tcsetwinsize(slave, (self.lines, self.columns))
            program = subprocess.Popen(
                self.argv(result), stdin=slave, stdout=slave, start_new_session=True
            )
            try:
                yield master, lambda: wait_for_result(result)
            finally:
                program.kill()
                program.wait()
        finally:
            os.close(slave)
            os.close(master)
            result.unlink(missing_ok=True)


def wait_for_result(result: Path) -> float:
    """Return the seconds that a program measured.

    Raises:
        TimeoutError: it never came to its end.
    """
    nothing = threading.Event()
    until = time.monotonic() + DEADLINE
    while not result.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"no {result}")
        nothing.wait(0.01)
    return float(result.read_text())


def drained(flood: Flood) -> float:
    """Only read: what no terminal in Python can be faster than, without a relay."""
    with flood.in_pty() as (master, seconds):
        for _ in range(2):
            end = b""
            while end != QUESTION:
                data = os.read(master, 64 * 1024)
                end = (end + data[-len(QUESTION) :])[-len(QUESTION) :]
            os.write(master, ANSWER)
        return seconds()


def tmux(flood: Flood) -> float:
    """Let a tmux of its own swallow it, with nobody attached."""
    result = flood.path.with_name(f"{uuid.uuid4().hex}.result")
    config = result.with_suffix(".conf")
    config.write_text(f"set -g history-limit {HISTORY}\nset -g status off\n")
    name = f"execdeck-bench-{uuid.uuid4().hex[:8]}"
    server = ["tmux", "-L", name, "-f", str(config)]
    size = ["-x", str(flood.columns), "-y", str(flood.lines)]
    env = {key: value for key, value in os.environ.items() if key != "TMUX"}
    try:
        subprocess.run(
            [*server, "new-session", "-d", *size, *flood.argv(result)],
            check=True,
            env=env,
        )
        return wait_for_result(result)
    finally:
        subprocess.run([*server, "kill-server"], check=False, capture_output=True)
        config.unlink()
        result.unlink(missing_ok=True)


class Source(Protocol):
    """Where the emulator's bytes come from."""

    def read(self, timeout: float) -> bytes:
        """Return what there is, or nothing after some seconds."""


class Relay:
    """Another process moves what it reads into a wide pipe, as a monitor into its log."""

    def __init__(self, master: int) -> None:
        """Start it."""
        self._pipe, into = os.pipe()
        # A user's pipes may not be as wide.
        with suppress(PermissionError):
            fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
        self._process = subprocess.Popen(
            ["cat"], stdin=master, stdout=into, stderr=subprocess.DEVNULL
        )
        os.close(into)
        self._poller = select.poll()
        self._poller.register(self._pipe, select.POLLIN)

    def read(self, timeout: float) -> bytes:
        """Return what there is, or nothing after some seconds."""
        if self._poller.poll(timeout * 1000):
            return os.read(self._pipe, READ_MAX)
        return b""

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        os.close(self._pipe)


class ReaderThread:
    """A thread reads, so that the program can go on while the emulator parses."""

    def __init__(self, master: int) -> None:
        """Start it."""
        self._master = master
        self._pieces: list[bytes] = []
        self._news = threading.Event()
        self._before = sys.getswitchinterval()
        sys.setswitchinterval(0.0005)
        self._stop, self._stopper = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        poller = select.poll()
        poller.register(self._master, select.POLLIN)
        poller.register(self._stop, select.POLLIN)
        while True:
            if any(descriptor == self._stop for descriptor, _ in poller.poll()):
                return
            try:
                data = os.read(self._master, 64 * 1024)
            except OSError:
                return
            self._pieces.append(data)
            if not self._news.is_set():
                self._news.set()

    def read(self, timeout: float) -> bytes:
        """Return what there is, or nothing after some seconds."""
        if not self._news.wait(timeout):
            return b""
        self._news.clear()
        pieces = self._pieces
        count = len(pieces)
        data = b"".join(pieces[:count])
        # The thread may have appended meanwhile.
        del pieces[:count]
        return data

    def close(self) -> None:
        """End it."""
        os.write(self._stopper, b".")
        self._thread.join()
        for descriptor in (self._stop, self._stopper):
            os.close(descriptor)
        sys.setswitchinterval(self._before)


class Coalesced:
    """The same thread reads for some milliseconds before it parses."""

    def __init__(self, master: int) -> None:
        """Read from a terminal."""
        self._master = master
        os.set_blocking(master, False)
        self._poller = select.poll()
        self._poller.register(master, select.POLLIN)

    def read(self, timeout: float) -> bytes:
        """Return what there is, or nothing after some seconds."""
        if not self._poller.poll(timeout * 1000):
            return b""
        pieces: list[bytes] = []
        room = READ_MAX
        until = time.perf_counter() + COALESCE
        while room > 0:
            try:
                data = os.read(self._master, 64 * 1024)
            except BlockingIOError:
                # What comes at once belongs to it; a question waits for nothing.
                if time.perf_counter() > until or not self._poller.poll(1):
                    break
                continue
            pieces.append(data)
            room -= len(data)
        return b"".join(pieces)

    def close(self) -> None:
        """Leave the terminal as it was."""
        os.set_blocking(self._master, True)


def look(screen: TerminalScreen) -> None:
    """Read all that is visible, as a painter does."""
    for row in screen.rows:
        _ = row.chars, row.attrs


WAYS: dict[str, Callable[[int], Relay | ReaderThread | Coalesced]] = {
    "relay": Relay,
    "thread": ReaderThread,
    "coalesced": Coalesced,
}


def ours(flood: Flood, way: str = "relay") -> float:
    """Let our emulator swallow it while its screen is read 30 times a second."""
    screen = TerminalScreen(flood.columns, flood.lines, HISTORY)
    stream = TerminalStream(screen)
    with flood.in_pty() as (master, seconds):
        source = WAYS[way](master)
        try:
            _swallow(source, master, screen, stream)
        finally:
            source.close()
        return seconds()


def _swallow(
    source: Source, master: int, screen: TerminalScreen, stream: TerminalStream
) -> None:
    """Feed, look and answer until the program has both of its answers."""
    answered = 0
    clock = time.perf_counter
    frame = clock() + FRAME
    end = clock() + DEADLINE
    while answered < 2:
        if data := source.read(max(frame - clock(), 0)):
            stream.feed_later(data)
            if replies := screen.take_replies():
                os.write(master, replies)
                answered += replies.count(ANSWER)
        now = clock()
        if now >= frame:
            stream.catch_up()
            look(screen)
            frame = now + FRAME
            if now > end:
                raise TimeoutError("the emulator never answered")
