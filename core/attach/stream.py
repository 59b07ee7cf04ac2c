"""The attach socket and the ctl FIFO of a running session, from the client's side.

The socket is SOCK_SEQPACKET: a message to us is one stream byte (2 stdout, 3 stderr)
and at most 8192 bytes; a message from us is raw input of at most 32 KiB, the size of
the monitor's buffer: what is longer, conmon cuts off (conn_sock.c).
"""

from __future__ import annotations

import array
import errno
import os
import socket
import struct
from collections import deque
from typing import TYPE_CHECKING, ClassVar, Self

from core.bundle.sizes import note_size
from core.errors import AttachFailed

if TYPE_CHECKING:
    from core.bundle.paths import BundlePaths
    from core.session.types import TerminalSize

MESSAGE_MAX = 32 * 1024
"""Longest message a monitor reads whole, in bytes."""

_RECEIVE_SIZE = 8192 + 1

_SO_ATTACH_FILTER = 26
_BPF_RET = 0x06

_CONNECT_TIMEOUT = struct.pack("ll", 5, 0)
"""As SO_SNDTIMEO takes it: seconds and microseconds."""
_NO_TIMEOUT = struct.pack("ll", 0, 0)


def connect(
    session_id: str, paths: BundlePaths, *, deaf: bool = False
) -> socket.socket:
    """Connect to the attach socket, however long its path.

    With `deaf`, nothing that the monitor writes is received.

    Raises:
        AttachFailed: there is no socket, or nobody serves it any more.
    """
    client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # A monitor that is stuck accepts nobody, and its queue of clients is short.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _CONNECT_TIMEOUT)
    dropped = deaf and _drop_all(client)
    try:
        # sun_path holds 108 bytes; through /proc the directory costs only a few.
        directory = os.open(paths.directory, os.O_PATH | os.O_DIRECTORY)
        try:
            client.connect(f"/proc/self/fd/{directory}/{paths.attach.name}")
        finally:
            os.close(directory)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _NO_TIMEOUT)
        if deaf and not dropped:
            client.shutdown(socket.SHUT_RD)
    except OSError as error:
        client.close()
        reason = {
            errno.ENOENT: "it has ended",
            errno.ECONNREFUSED: "its monitor is dead",
            errno.EAGAIN: "its monitor does not answer",
        }.get(error.errno or 0, error.strerror or str(error))
        raise AttachFailed(session_id, reason) from None
    return client


def _drop_all(client: socket.socket) -> bool:
    """Let the kernel drop whatever the other side writes; False if it will not.

    A socket filter of one instruction, "keep 0 bytes" (socket(7), SO_ATTACH_FILTER).
    The writer is told that all is well and never waits. With SHUT_RD, which does for
    those that have no filter, its write fails: conmon 2.1 then frees the client's
    memory, reads it again when the client leaves, and may die of it (conn_sock.c).
    """
    instruction = array.array("Q", struct.pack("HBBI", _BPF_RET, 0, 0, 0))
    address, count = instruction.buffer_info()
    try:
        program = struct.pack("HP", count, address)
        client.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
    except OSError:
        return False
    return True


def resize_terminal(session_id: str, paths: BundlePaths, size: TerminalSize) -> None:
    """Write a `1 ROWS COLUMNS` line to the ctl FIFO.

    Raises:
        AttachFailed: nobody reads it any more: the session is over.
    """
    line = f"1 {size.rows} {size.columns}\n".encode()
    try:
        # One write: the monitor's reader takes a line at a time (ctrl.c), and
        # below PIPE_BUF the kernel keeps it whole.
        ctl = os.open(paths.ctl, os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(ctl, line)
        finally:
            os.close(ctl)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ENOENT, errno.EPIPE):
            raise AttachFailed(session_id, "it has ended") from None
        if error.errno != errno.EAGAIN:
            raise
        # A full FIFO means a monitor that has stopped reading: a newer size
        # will follow or the session will end; waiting would block the caller.
        return
    note_size(paths.sizes, size)


class _Client:
    """A connection that sends input without ever blocking."""

    deaf: ClassVar[bool] = False
    """Whether it takes no output."""

    def __init__(self, session_id: str, paths: BundlePaths) -> None:
        """Connect.

        Raises:
            AttachFailed: there is nothing to connect to.
        """
        self._socket = connect(session_id, paths, deaf=self.deaf)
        self._queue: deque[bytes] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def fileno(self) -> int:
        """Return the socket's descriptor: poll it for writing while `pending`."""
        return self._socket.fileno()

    @property
    def pending(self) -> bool:
        """Whether input waits for the monitor to take it."""
        return bool(self._queue)

    def send(self, data: bytes) -> bool:
        """Queue input and send what goes now; False when the session is over."""
        self._queue.extend(
            data[start : start + MESSAGE_MAX]
            for start in range(0, len(data), MESSAGE_MAX)
        )
        return self.flush()

    def flush(self) -> bool:
        """Send queued input until the socket is full; False when all is over."""
        while self._queue:
            try:
                self._socket.send(self._queue[0], socket.MSG_DONTWAIT)
            except BlockingIOError:
                return True
            except OSError:
                self._queue.clear()
                return False
            self._queue.popleft()
        return True

    def close(self) -> None:
        """Disconnect."""
        self._socket.close()


class AttachStream(_Client):
    """A client that receives every byte from the moment it connects.

    Connected before the program starts, it misses nothing. It is a pipe: a reader
    that stops reading makes the program wait.
    """

    def receive(self) -> tuple[int, bytes] | None:
        """Block for one message: (stream, data); None when the session is over."""
        try:
            message = self._socket.recv(_RECEIVE_SIZE)
        except ConnectionResetError:
            return None
        return (message[0], message[1:]) if message else None

    def close_stdin(self) -> None:
        """Say that no more input comes; output goes on."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError as error:
            if error.errno != errno.ENOTCONN:
                raise


class InputStream(_Client):
    """A client that only types.

    It is deaf, so that the monitor never waits for it: conmon writes to its clients
    one after the other, blocking, and a client that is stopped would stop the program
    and every other client.
    """

    deaf = True
