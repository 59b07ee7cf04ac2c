"""The clients of an embedded monitor's attach socket.

conmon writes to its clients one after the other and blocks: one that does not read
stops the program and all the others (conn_sock.c). Here each client has a queue. One
that falls too far behind is cut off, it can attach again and read the log; only a
client that was there before a program without a terminal began is that program's
pipe, and makes it wait as a pipe does.
"""

from __future__ import annotations

import errno
import os
import select
import selectors
import socket
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

QUEUE_MAX = 4 * 1024 * 1024
"""Bytes that a client may be behind."""

INPUT_SIZE = 32 * 1024
"""Longest message taken from a client (conmon's CONN_SOCK_BUF_SIZE)."""

FLUSH_TIMEOUT = 2.0
"""Seconds that a client may take for each of its last messages."""

DEAF_SECONDS = 1.0
"""Pause in accepting clients when descriptors run out."""

_BACKLOG = 64


class _Client:
    """One connection and what it has yet to read."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.queue: deque[bytes] = deque()
        self.queued = 0
        self.readable = True
        """Whether it may still send input."""
        self.writable = True
        """Whether it may still take output."""
        self.closed = False
        self.owner = False
        self.has_input = False

    def has_left(self) -> bool:
        """Whether the other end is closed, not only for sending."""
        poller = select.poll()
        poller.register(self.socket, 0)
        return any(event & select.POLLHUP for _, event in poller.poll(0))


class Clients:
    """Every client of one session, and the socket they come in by."""

    def __init__(
        self, selector: selectors.BaseSelector, directory: Path, name: str
    ) -> None:
        """Bind the attach socket `name` in `directory`, however long its path."""
        self._selector = selector
        self._clients: list[_Client] = []
        self._deaf_until = 0.0
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        descriptor = os.open(directory, os.O_PATH | os.O_DIRECTORY)
        mask = os.umask(0o177)
        try:
            self._listener.bind(f"/proc/self/fd/{descriptor}/{name}")
        finally:
            os.umask(mask)
            os.close(descriptor)
        self._listener.listen(_BACKLOG)
        self._listener.setblocking(False)
        selector.register(self._listener, selectors.EVENT_READ, self._accept)

    @property
    def congested(self) -> bool:
        """Whether the program has to wait for its pipe."""
        return any(
            client.owner and client.writable and client.queued >= QUEUE_MAX
            for client in self._clients
        )

    def begin(self, *, backpressure: bool) -> None:
        """Note that the program starts; with `backpressure`, who is here owns it."""
        self._accept(0)
        for client in self._clients:
            client.owner = backpressure

    def broadcast(self, stream: int, data: bytes) -> None:
        """Send output to every client, at once or by its queue."""
        message = bytes((stream,)) + data
        for client in list(self._clients):
            if not client.writable:
                continue
            client.queue.append(message)
            client.queued += len(message)
            self._send(client)
            if client.queued > QUEUE_MAX and not client.owner:
                self._drop(client)

    def receive(self, into: bytearray, *, wanted: bool) -> bool:
        """Append pending input to `into` while it is wanted.

        Returns whether some client said that it will send no more.
        """
        closed = False
        for client in list(self._clients):
            if not client.readable:
                continue
            if client.has_input and wanted:
                client.has_input = False
                closed |= not self._receive(client, into)
            if not client.closed:
                self._watch(client, reading=wanted and client.readable)
        return closed

    def flush_and_close(self) -> None:
        """Send what is queued, close every client."""
        with suppress(KeyError):
            self._selector.unregister(self._listener)
        self._listener.close()
        # The pipe's owner gets everything, however long it takes; others not at
        # the price of a monitor that stays for ever.
        for client in sorted(self._clients, key=lambda client: client.owner):
            with suppress(OSError):
                client.socket.settimeout(None if client.owner else FLUSH_TIMEOUT)
                while client.queue and client.writable:
                    client.socket.send(client.queue.popleft())
            client.socket.close()

    def _accept(self, _mask: int) -> None:
        # Those that half-closed and have left since were not noticed in silence.
        for client in list(self._clients):
            self._forget_if_done(client)
        try:
            while True:
                connection, _ = self._listener.accept()
                connection.setblocking(False)
                client = _Client(connection)
                self._clients.append(client)
                self._watch(client, reading=True)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                return
            # Out of descriptors, the listener would poll readable without end.
            self._selector.unregister(self._listener)
            self._deaf_until = time.monotonic() + DEAF_SECONDS

    @property
    def rest(self) -> float:
        """Seconds until `listen_again` is due; 0 when it is not."""
        return self._deaf_until and max(self._deaf_until - time.monotonic(), 0.001)

    def listen_again(self) -> None:
        """Accept clients again, if that had to pause and the pause is over."""
        if self._deaf_until and time.monotonic() >= self._deaf_until:
            self._deaf_until = 0.0
            self._selector.register(self._listener, selectors.EVENT_READ, self._accept)

    def _watch(self, client: _Client, *, reading: bool) -> None:
        """Register exactly the events that can be used now."""
        events = 0
        if reading and client.readable:
            events |= selectors.EVENT_READ
        if client.queue and client.writable:
            events |= selectors.EVENT_WRITE

        def handle(mask: int) -> None:
            # Another event of the same round may have closed it.
            if mask & selectors.EVENT_WRITE and not client.closed:
                self._send(client)
            if mask & selectors.EVENT_READ:
                client.has_input = True

        known = self._selector.get_map().get(client.socket)
        if known is None and events:
            self._selector.register(client.socket, events, handle)
        elif known is not None and not events:
            self._selector.unregister(client.socket)
        elif known is not None and known.events != events:
            self._selector.modify(client.socket, events, handle)

    def _receive(self, client: _Client, into: bytearray) -> bool:
        try:
            data = client.socket.recv(INPUT_SIZE)
        except BlockingIOError:
            return True
        except OSError:
            data = b""
        if data:
            into += data
            return True
        client.readable = False
        # Who leaves has not ended the program's input for the others; who closes
        # only its sending side has, and the pipe's owner in either case.
        ended = client.owner or not client.has_left()
        self._forget_if_done(client)
        return not ended

    def _send(self, client: _Client) -> None:
        while client.queue:
            try:
                client.socket.send(client.queue[0])
            except BlockingIOError:
                break
            except OSError:
                # It shut its receiving side, or died; it may still type.
                client.writable = False
                client.queue.clear()
                client.queued = 0
                self._forget_if_done(client)
                return
            client.queued -= len(client.queue.popleft())
        reading = bool(
            (known := self._selector.get_map().get(client.socket))
            and known.events & selectors.EVENT_READ
        )
        self._watch(client, reading=reading)

    def _forget_if_done(self, client: _Client) -> None:
        # A client that half-closed still reads output; one that we cannot write to
        # may still type.
        if not client.readable and (not client.writable or client.has_left()):
            self._drop(client)

    def _drop(self, client: _Client) -> None:
        if client.closed:
            return
        with suppress(KeyError):
            self._selector.unregister(client.socket)
        client.socket.close()
        client.closed = True
        client.readable = client.writable = False
        self._clients.remove(client)
