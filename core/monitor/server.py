"""The embedded monitor's process: one per session, it outlives whoever started it.

It opens the attach socket and the ctl FIFO, waits for the go-ahead, starts the
program, and from then on moves bytes: output to the log first and then to the
clients, input to the program, sizes to the terminal. When the program ends it
writes the exit file, removes the socket and leaves. The files and messages are
conmon's, so that clients cannot tell the two apart.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import re
import selectors
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from core.bundle.directory import write_file
from core.bundle.paths import BundlePaths
from core.monitor.clients import Clients
from core.monitor.log_writer import LogWriter
from core.monitor.program import Program, StartError, launch

if TYPE_CHECKING:
    from collections.abc import Sequence

_READ_SIZE = 8192
"""Longest read of output, and so longest message to a client (conmon's)."""

_INPUT_MAX = 256 * 1024
"""Bytes of input held for a program that does not read; then clients wait."""

_DRAIN_SECONDS = 1.0
"""How long output of children that outlive the program may hold up its end."""

_REST_SECONDS = 0.1
"""Pause before a terminal that nobody has open is read again (conmon's)."""

_CTL_LINE_MAX = 4096
"""Bytes kept of an unfinished control line: some twenty are enough for one."""

_SHORT_NUMBER = re.compile(rb"[0-9]{1,5}")

_PR_SET_CHILD_SUBREAPER = 36


def main(arguments: Sequence[str]) -> NoReturn:
    """Run one session; never returns."""
    options = _parse(arguments)
    paths = BundlePaths(Path(options.bundle), options.container)
    start = socket.socket(fileno=int(os.environ.pop("_OCI_STARTPIPE")))
    sync = socket.socket(fileno=int(os.environ.pop("_OCI_SYNCPIPE")))
    ready = socket.socket(fileno=int(os.environ.pop("_OCI_ATTACHPIPE")))
    for pipe in (start, sync, ready):
        pipe.set_inheritable(False)
    # As conmon: the first process leaves, so that nobody has a zombie to reap.
    start.recv(1)
    child = os.fork()
    if child:
        write_file(paths.monitor_pid, str(child).encode())
        os._exit(0)
    _become_daemon()
    server = Server(options, paths, start, sync)
    ready.send(b'{"data": 0}\n')
    ready.close()
    server.run()
    # Without finalizers: that of ptyprocess would signal a reused pid.
    os._exit(0)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="execdeck-monitor")
    parser.add_argument("--bundle", required=True)
    parser.add_argument("--container", required=True)
    parser.add_argument("--runtime")
    parser.add_argument("--runtime-root")
    parser.add_argument("--terminal", action="store_true")
    parser.add_argument("--stdin", action="store_true")
    parser.add_argument("--preserve-fds", type=int, default=0)
    parser.add_argument("--log-size-max", type=int, default=0)
    return parser.parse_args(arguments)


def _become_daemon() -> None:
    os.setsid()
    os.chdir("/")
    # What our creator ignores is none of the program's business.
    for signum in (signal.SIGQUIT, signal.SIGTERM, signal.SIGTSTP, signal.SIGUSR1):
        signal.signal(signum, signal.SIG_DFL)
    # Handlers and not SIG_IGN, which the program would inherit: a shell that
    # ignores SIGHUP could not be hung up.
    for signum in (signal.SIGHUP, signal.SIGINT, signal.SIGCHLD):
        signal.signal(signum, lambda *_: None)
    # The runtime leaves its program to the nearest subreaper: only so do we, and
    # not init, learn how it ended (conmon does the same).
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Server:
    """The session's event loop: one thread, nothing in it blocks."""

    def __init__(
        self,
        options: argparse.Namespace,
        paths: BundlePaths,
        start: socket.socket,
        sync: socket.socket,
    ) -> None:
        """Open the sockets; the program waits for `start`."""
        self._options = options
        self._paths = paths
        self._start: socket.socket | None = start
        self._sync = sync
        self._program: Program | None = None
        self._input = bytearray()
        self._close_stdin = False
        self._status: int | None = None
        self._rest_until = 0.0
        self._selector = selectors.DefaultSelector()
        self._log = LogWriter(paths.exec_log, options.log_size_max)
        self._clients = Clients(self._selector, paths.directory, paths.attach.name)
        os.mkfifo(paths.ctl, 0o600)
        # Opened for writing too, so that it never reports end of file.
        self._ctl = os.open(paths.ctl, os.O_RDWR | os.O_NONBLOCK)
        self._ctl_rest = b""
        self._size: tuple[int, int] | None = None
        self._wake, wake = socket.socketpair()
        for end in (self._wake, wake):
            end.setblocking(False)
        self._wake_writer = wake
        signal.set_wakeup_fd(wake.fileno())
        self._selector.register(start, selectors.EVENT_READ, self._on_start)
        self._selector.register(self._ctl, selectors.EVENT_READ, self._on_ctl)
        self._selector.register(self._wake, selectors.EVENT_READ, self._on_child)

    def run(self) -> None:
        """Serve until the program has ended and its clients have everything."""
        while self._program is None or self._status is None:
            for key, mask in self._selector.select(self._timeout()):
                # An earlier event of this round may have closed it.
                if key.fd in self._selector.get_map():
                    key.data(mask)
            self._clients.listen_again()
            self._update_interest()
        self._finish(self._program, self._status)

    def _timeout(self) -> float | None:
        resting = max(self._rest_until - time.monotonic(), 0.0)
        waits = [wait for wait in (resting, self._clients.rest) if wait > 0]
        return min(waits, default=None)

    # -- before the program -------------------------------------------------

    def _on_start(self, _mask: int) -> None:
        assert self._start is not None  # noqa: S101 (registered only while it is)
        go = self._start.recv(1)
        self._selector.unregister(self._start)
        self._start.close()
        self._start = None
        if not go:
            # Whoever prepared us died or gave up: nobody knows of a program that
            # would start now.
            self._leave()
        self._on_ctl(0)
        try:
            program = launch(self._options, self._paths, self._size)
        except StartError as error:
            self._tell({"data": -1, "message": str(error)})
            self._leave()
        self._program = program
        self._clients.begin(backpressure=not self._options.terminal)
        self._tell({"data": program.pid})
        for stream, descriptor in program.outputs.items():
            os.set_blocking(descriptor, False)
            self._selector.register(
                descriptor, selectors.EVENT_READ, self._reader(stream, descriptor)
            )
        if program.stdin is not None:
            os.set_blocking(program.stdin, False)
        self._on_child(0)

    def _tell(self, message: dict[str, object]) -> None:
        with suppress(OSError):
            self._sync.send(json.dumps(message).encode() + b"\n")

    def _leave(self) -> NoReturn:
        self._paths.attach.unlink(missing_ok=True)
        os._exit(0)

    # -- while it runs ------------------------------------------------------

    def _reader(self, stream: int, descriptor: int) -> object:
        def read(_mask: int) -> None:
            self._read_output(stream, descriptor)

        return read

    def _read_output(self, stream: int, descriptor: int) -> bool:
        """Move one read of output; False at its end or when there is none."""
        try:
            data = os.read(descriptor, _READ_SIZE)
        except BlockingIOError:
            return False
        except OSError:
            # EIO: nobody has the terminal open just now. A program may close and
            # reopen it; polling it meanwhile would spin, so it rests for a while.
            self._rest_until = time.monotonic() + _REST_SECONDS
            self._ignore(descriptor)
            return False
        if not data:
            self._ignore(descriptor)
            if self._program is not None:
                self._program.close_output(stream)
            return False
        # The log comes first: who attaches later must find what others have seen.
        self._log.write(stream, data)
        self._clients.broadcast(stream, data)
        return True

    def _ignore(self, descriptor: int) -> None:
        with suppress(KeyError):
            self._selector.unregister(descriptor)

    def _on_ctl(self, _mask: int) -> None:
        with suppress(BlockingIOError):
            self._ctl_rest += os.read(self._ctl, 4096)
        *lines, rest = self._ctl_rest.split(b"\n")
        # A line that has no end is none of ours.
        self._ctl_rest = rest[-_CTL_LINE_MAX:]
        for line in lines:
            fields = line.split()
            # `1 ROWS COLUMNS` (conmon's ctrl.c); other kinds are not for us.
            if len(fields) == 3 and all(map(_SHORT_NUMBER.fullmatch, fields)):  # noqa: PLR2004
                kind, rows, columns = (int(field) for field in fields)
                if kind == 1 and rows and columns:
                    self._size = (min(rows, 65535), min(columns, 65535))
        if self._size is not None and self._program is not None:
            self._program.resize(*self._size)

    def _on_child(self, _mask: int) -> None:
        with suppress(BlockingIOError):
            self._wake.recv(4096)
        if self._program is None:
            # Whoever starts the program reaps its own helpers.
            return
        # Orphans of the session are ours to reap too, as its subreaper.
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = found
                if pid == self._program.pid:
                    self._status = status

    def _update_interest(self) -> None:
        """Ask only for what can be used: this is all of the flow control."""
        program = self._program
        closed = self._clients.receive(
            self._input, wanted=len(self._input) < _INPUT_MAX
        )
        if closed and not self._options.terminal:
            self._close_stdin = True
        if program is None:
            return
        if program.stdin is not None:
            self._write_input(program, program.stdin)
        resting = time.monotonic() < self._rest_until
        wanted = not self._clients.congested and not resting
        for stream, descriptor in program.outputs.items():
            registered = descriptor in self._selector.get_map()
            if registered and not wanted:
                self._selector.unregister(descriptor)
            elif wanted and not registered:
                self._selector.register(
                    descriptor, selectors.EVENT_READ, self._reader(stream, descriptor)
                )

    def _write_input(self, program: Program, stdin: int) -> None:
        try:
            while self._input:
                written = os.write(stdin, memoryview(self._input)[:_READ_SIZE])
                del self._input[:written]
        except BlockingIOError:
            self._poll_writing(program, wanted=True)
            return
        except OSError:
            self._input.clear()
        self._poll_writing(program, wanted=False)
        if self._close_stdin and not self._options.terminal:
            program.close_stdin()

    def _poll_writing(self, program: Program, *, wanted: bool) -> None:
        # The terminal is one descriptor for both ways; its copy polls writing.
        registered = program.writer in self._selector.get_map()
        if wanted and not registered:
            self._selector.register(
                program.writer, selectors.EVENT_WRITE, lambda _mask: None
            )
        elif registered and not wanted:
            self._selector.unregister(program.writer)

    # -- after it -----------------------------------------------------------

    def _finish(self, program: Program, status: int) -> None:
        deadline = time.monotonic() + _DRAIN_SECONDS
        for stream, descriptor in list(program.outputs.items()):
            while self._read_output(stream, descriptor):
                if time.monotonic() > deadline:
                    break
        code = os.waitstatus_to_exitcode(status)
        # A signal is 128 + its number, as in a shell (conmon's ctr_exit.c).
        code = 128 - code if code < 0 else code
        program.close()
        self._save_exit_code(code)
        self._paths.attach.unlink(missing_ok=True)
        self._tell({"data": code})
        self._clients.flush_and_close()

    def _save_exit_code(self, code: int) -> None:
        """Write the exit file; on a full disk the log makes room for it."""
        try:
            write_file(self._paths.exit_file, str(code).encode())
        except OSError:
            with suppress(OSError):
                os.truncate(self._paths.exec_log, 0)
                write_file(self._paths.exit_file, str(code).encode())
