"""Move bytes between file descriptors and a session, until one side ends."""

from __future__ import annotations

import os
import select
import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from core.attach.detach_keys import FLUSH_SECONDS, DetachMatcher
from core.bundle.log import STDERR

if TYPE_CHECKING:
    from core.attach.replay import ReplayStream
    from core.attach.stream import AttachStream, InputStream

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


def pump_pipes(stream: AttachStream, streams: Streams) -> Ended:
    """Serve a session without a terminal; end of stdin closes the program's."""
    poller = select.poll()
    poller.register(stream, select.POLLIN)
    stdin = streams.stdin
    if stdin is None:
        stream.close_stdin()
    else:
        poller.register(stdin, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poller.poll()}
        if stream.fileno() in ready:
            message = stream.receive()
            if message is None:
                return Ended.SESSION_OVER
            number, data = message
            target = streams.stderr if number == STDERR else streams.stdout
            write_all(target, data)
        if stdin is not None and stdin in ready:
            data = _read(stdin)
            if not data:
                poller.unregister(stdin)
                stdin = None
                stream.close_stdin()
            elif not stream.send(data):
                poller.unregister(stdin)
                stdin = None


def pump_terminal(
    output: ReplayStream, typing: InputStream | None, streams: Streams
) -> Ended:
    """Serve a terminal session; `typing` of None only watches.

    End of stdin, or the detach keys, leave the session running.
    """
    matcher = DetachMatcher(streams.detach_keys)
    poller = select.poll()
    for descriptor in output.wait_fds():
        poller.register(descriptor, select.POLLIN)
    stdin = streams.stdin
    if stdin is not None:
        poller.register(stdin, select.POLLIN)
    held_until = 0.0
    while True:
        news = output.read()
        if news is None:
            return Ended.SESSION_OVER
        for _, data in news:
            write_all(streams.stdout, data)
        if typing is not None:
            _poll_writing(poller, typing)
        timeout = 0.0 if news else None
        if matcher.holding and timeout is None:
            timeout = max(held_until - time.monotonic(), 0.0) * 1000
        ready = {descriptor for descriptor, _ in poller.poll(timeout)}
        if matcher.holding and time.monotonic() >= held_until and typing is not None:
            typing.send(matcher.flush())
        if typing is not None and typing.fileno() in ready:
            typing.flush()
        if stdin is not None and stdin in ready:
            data = _read(stdin)
            passed, detach = matcher.feed(data)
            held_until = time.monotonic() + FLUSH_SECONDS
            if typing is not None and passed:
                typing.send(passed)
            if detach or not data:
                return Ended.DETACHED


def _poll_writing(poller: select.poll, typing: InputStream) -> None:
    # A shut receiving side always polls readable, so it is only there to write.
    if typing.pending:
        poller.register(typing, select.POLLOUT)
    else:
        try:
            poller.unregister(typing)
        except KeyError:
            return


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
