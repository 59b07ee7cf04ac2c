"""Move bytes between file descriptors and a session, until one side ends."""

from __future__ import annotations

import os
import select
import stat
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Self

from core.attach.detach_keys import FLUSH_SECONDS, DetachMatcher
from core.bundle.log import STDERR, STDOUT

if TYPE_CHECKING:
    from core.attach.replay import ReplayStream
    from core.attach.stream import AttachStream, InputStream
    from core.session.types import ExecConfig

_READ_SIZE = 32 * 1024


class Ended(Enum):
    """Why a pump returned."""

    SESSION_OVER = "session over"
    DETACHED = "detached"


@dataclass(frozen=True, slots=True)
class Streams:
    """The caller's side of an attachment (libpod's AttachStreams)."""

    stdin: int | None = None
    """Descriptor to read input from; None: there is no input."""
    stdout: int | None = None
    """Descriptor for output; None: it is dropped."""
    stderr: int | None = None
    """Descriptor for error output; a terminal session has none."""
    detach_keys: bytes = b""
    """See `core.attach.detach_keys`; empty: no detaching."""
    dropped: frozenset[int] = frozenset()
    """Streams of output that are not wanted (2 stdout, 3 stderr)."""

    def attached_by(self, config: ExecConfig) -> Self:
        """Return what is left where a session without a terminal attaches less."""
        wanted = {STDOUT: config.attach_stdout, STDERR: config.attach_stderr}
        return replace(
            self,
            stdin=self.stdin if config.attach_stdin else None,
            dropped=frozenset(number for number in wanted if not wanted[number]),
        )

    def write(self, number: int, data: bytes) -> None:
        """Write output of a stream (2 stdout, 3 stderr), all of it."""
        if number not in self.dropped:
            self._write(number, data)

    def _write(self, number: int, data: bytes) -> None:
        write_all(self.stderr if number == STDERR else self.stdout, data)


def pump_pipes(stream: AttachStream, streams: Streams) -> Ended:
    """Serve a session without a terminal; end of stdin closes the program's."""
    poller = select.poll()
    stdin = streams.stdin
    # Closed once: by the end of stdin, when all before it has been sent.
    open_input = True
    while True:
        if open_input and stdin is None and not stream.pending:
            stream.close_stdin()
            open_input = False
        events = select.POLLIN | (select.POLLOUT if stream.pending else 0)
        poller.register(stream, events)
        # Input is read only as fast as the program takes it. Sending must not
        # block: the monitor may be waiting for us to read.
        if stdin is not None and not stream.pending:
            poller.register(stdin, select.POLLIN)
        ready = dict(poller.poll())
        if ready.get(stream.fileno(), 0) & select.POLLOUT:
            stream.flush()
        if ready.get(stream.fileno(), 0) & ~select.POLLOUT:
            message = stream.receive()
            if message is None:
                return Ended.SESSION_OVER
            number, data = message
            streams.write(number, data)
        if stdin is not None and stdin in ready:
            poller.unregister(stdin)
            data = _read(stdin)
            if not data or not stream.send(data):
                stdin = None


def pump_terminal(
    output: ReplayStream, typing: InputStream | None, streams: Streams
) -> Ended:
    """Serve a session through its log; `typing` of None only watches.

    The detach keys leave the session running; the end of stdin does not end the
    watching, unless it is a connection that was closed. Error output goes nowhere when there is no descriptor for it: on a terminal session it is not the
    program's but the runtime's.
    """
    return _TerminalPump(output, typing, streams).run()


class _TerminalPump:
    """The loop of `pump_terminal`."""

    def __init__(
        self, output: ReplayStream, typing: InputStream | None, streams: Streams
    ) -> None:
        self._output = output
        self._typing = typing
        self._streams = streams
        self._matcher = DetachMatcher(streams.detach_keys)
        self._held_until = 0.0
        self._hung_up = False
        self._poller = select.poll()
        for descriptor in output.wait_fds():
            self._poller.register(descriptor, select.POLLIN)
        self._stdin = streams.stdin

    def run(self) -> Ended:
        """Move bytes until the session ends or the caller leaves."""
        while True:
            news = self._output.read()
            if news is None:
                return Ended.SESSION_OVER
            for number, data in news:
                self._streams.write(number, data)
            ready = self._poll(wait=not news)
            if self._stdin in ready and self._type():
                return Ended.DETACHED
            if self._hung_up and not (self._typing and self._typing.pending):
                return Ended.DETACHED

    def _poll(self, *, wait: bool) -> set[int]:
        typing = self._typing
        if typing is not None:
            _poll_writing(self._poller, typing)
        if self._stdin is not None:
            # Input is read only as fast as the program takes it.
            if typing is not None and typing.pending:
                with suppress(KeyError):
                    self._poller.unregister(self._stdin)
            else:
                self._poller.register(self._stdin, select.POLLIN)
        timeout: float | None = None if wait else 0.0
        if self._matcher.holding and wait:
            timeout = max(self._held_until - time.monotonic(), 0.0) * 1000
        ready = {descriptor for descriptor, _ in self._poller.poll(timeout)}
        if typing is not None:
            if self._matcher.holding and time.monotonic() >= self._held_until:
                typing.send(self._matcher.flush())
            if typing.fileno() in ready:
                typing.flush()
        return ready

    def _type(self) -> bool:
        """Pass on what was typed; True when the detach keys came."""
        assert self._stdin is not None  # noqa: S101 (it was ready)
        data = _read(self._stdin)
        if not data:
            self._poller.unregister(self._stdin)
            self._hung_up = _is_closed_connection(self._stdin)
            self._stdin = None
        passed, detach = self._matcher.feed(data)
        self._held_until = time.monotonic() + FLUSH_SECONDS
        if self._typing is not None and passed:
            self._typing.send(passed)
        return detach


def _poll_writing(poller: select.poll, typing: InputStream) -> None:
    # Only there to write: with nothing to say it would poll for nothing.
    if typing.pending:
        poller.register(typing, select.POLLOUT)
    else:
        with suppress(KeyError):
            poller.unregister(typing)


def _is_closed_connection(descriptor: int) -> bool:
    """Whether this is a socket or a terminal whose other side has gone."""
    if not (stat.S_ISSOCK(os.fstat(descriptor).st_mode) or os.isatty(descriptor)):
        return False
    poller = select.poll()
    poller.register(descriptor, 0)
    return any(event & select.POLLHUP for _, event in poller.poll(0))


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _READ_SIZE)
    except OSError:
        return b""


def write_all(descriptor: int | None, data: bytes) -> None:
    """Write everything, waiting for a descriptor that is non-blocking."""
    if descriptor is None:
        return
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:
            select.select([], [descriptor], [])
