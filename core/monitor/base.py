"""The contract of a monitor, and the handshake that both of ours share.

A monitor is started before the program (`prepare`): it makes the attach socket and
the ctl FIFO, so that a client can connect and the terminal's size can be set first.
`PreparedMonitor.start` then lets it run the program and returns the pid.

The three pipes are SOCK_SEQPACKET pairs, as in libpod's startup of conmon: conmon
reads the start pipe twice, in two processes, and with a byte stream the first read
could swallow both go-aheads (oci_conmon_common.go, conmon.c).
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.attach.stream import resize_terminal
from core.bundle.directory import read_pid
from core.errors import InvalidConfig, MonitorFailed
from core.process import ProcessIdentity
from core.runtime.oci import last_error, start_error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.bundle.paths import BundlePaths
    from core.session.types import ContainerRef, TerminalSize

PREPARE_TIMEOUT = 30.0
"""Seconds for a monitor to open its sockets."""

START_TIMEOUT = 240.0
"""Seconds for the runtime to start the program (libpod's ContainerCreateTimeout)."""

PRIVATE_VARIABLES = ("NOTIFY_SOCKET", "LISTEN_", "PYTHON", "_OCI_")
"""Starts of names of variables that are ours and not a monitor's."""

_MESSAGE_MAX = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorSpec:
    """What a monitor is to run, and where its files go."""

    session_id: str
    container: ContainerRef
    paths: BundlePaths
    command: str
    """First word of the command, for messages."""
    terminal: bool
    stdin: bool
    """Open the program's stdin; with a terminal it always is."""
    size: TerminalSize | None = None
    """Size of the terminal before the program's first instruction."""
    preserve_fds: int = 0
    log_size_max: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    """A program that runs under its monitor."""

    pid: int
    program: ProcessIdentity | None
    """None when it has exited already: its exit file tells the rest."""
    monitor: ProcessIdentity | None


class Monitor(Protocol):
    """Starts monitors of one kind."""

    name: str

    def prepare(self, spec: MonitorSpec) -> PreparedMonitor:
        """Start a monitor that waits with the program.

        Raises:
            MonitorFailed: it did not come up.
            RuntimeMissing: the container's runtime is not installed.
        """
        ...


class PreparedMonitor:
    """A monitor whose sockets are open and whose program has not started."""

    def __init__(
        self, name: str, spec: MonitorSpec, argv: Sequence[str], env: Mapping[str, str]
    ) -> None:
        """Spawn `argv` detached and wait until its attach socket is there.

        Raises:
            MonitorFailed: it could not be run, ended, or did not answer.
        """
        self._name = name
        self._spec = spec
        kind = socket.SOCK_SEQPACKET
        self._sync, sync = socket.socketpair(socket.AF_UNIX, kind)
        self._start, start = socket.socketpair(socket.AF_UNIX, kind)
        self._ready, ready = socket.socketpair(socket.AF_UNIX, kind)
        theirs = (sync, start, ready)
        self._monitor_log = spec.paths.directory / "monitor_log"
        try:
            try:
                self._spawn(argv, env, theirs)
            finally:
                # Now only the monitor has them: its death is an end of file.
                for end in theirs:
                    end.close()
            self._require_ready()
            if spec.terminal and spec.size is not None:
                # Queued in the FIFO until the terminal exists, so the program
                # never sees another size (libpod once raced here, podman#10560).
                resize_terminal(spec.session_id, spec.paths, spec.size)
        except BaseException:
            self.abort()
            raise

    def _spawn(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        pipes: tuple[socket.socket, ...],
    ) -> None:
        numbers = [pipe.fileno() for pipe in pipes]
        preserved = range(3, 3 + self._spec.preserve_fds)
        for number in preserved:
            _require_inherited(number)
        names = ("_OCI_SYNCPIPE", "_OCI_STARTPIPE", "_OCI_ATTACHPIPE")
        fds = {name: str(number) for name, number in zip(names, numbers, strict=True)}
        self._monitor_log.touch(mode=0o600)
        with self._monitor_log.open("wb") as log:
            try:
                process = subprocess.Popen(
                    argv,
                    cwd=self._spec.paths.directory,
                    env={**env, **fds},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    pass_fds=(*numbers, *preserved),
                    start_new_session=True,
                )
            except OSError as error:
                raise MonitorFailed(self._name, "start a program", str(error)) from None
        self._go()
        # Both kinds fork and leave: what we wait for is only the first process.
        # Not by Popen.wait, which looks at growing intervals.
        first = ProcessIdentity.of(process.pid)
        try:
            if first is not None and not first.wait(PREPARE_TIMEOUT):
                raise self._failed("detach")
        finally:
            if process.poll() is None:
                process.kill()
            status = process.wait()
        if status != 0:
            raise self._failed("start a program")

    def _require_ready(self) -> None:
        if self._receive(self._ready, PREPARE_TIMEOUT) is None:
            raise self._failed("open its attach socket")

    def start(self) -> Started:
        """Let the program run; return its pid once the runtime reported it.

        Raises:
            StartFailed: the runtime refused (CommandNotFound, PermissionDenied).
            MonitorFailed: the monitor died or did not answer.
        """
        try:
            self._go()
            answer = self._receive(self._sync, START_TIMEOUT)
        finally:
            self._close()
        # conmon 2.2.0 and 2.2.1 say nothing at all when the runtime fails.
        if answer is None and not last_error(self._spec.paths.oci_log):
            raise self._failed("start a program")
        data = answer.get("data") if answer is not None else -1
        if not isinstance(data, int) or isinstance(data, bool) or data <= 0:
            message = str(answer.get("message") or "") if answer is not None else ""
            detail = message or self._stderr()
            raise start_error(self._spec.command, detail, self._spec.paths.oci_log)
        return Started(
            pid=data,
            program=ProcessIdentity.of(data),
            monitor=ProcessIdentity.of(read_pid(self._spec.paths.monitor_pid)),
        )

    def abort(self) -> None:
        """End the monitor without starting the program."""
        # Killed before its pipe closes: conmon takes end-of-file for a go-ahead.
        monitor = ProcessIdentity.of(read_pid(self._spec.paths.monitor_pid))
        if monitor is not None:
            monitor.send(signal.SIGKILL)
            monitor.wait(PREPARE_TIMEOUT)
        self._close()

    def _go(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self._start.send(b"\0")

    def _receive(self, pipe: socket.socket, timeout: float) -> dict[str, object] | None:
        """Read one JSON message; None at end of file or when it is none."""
        deadline = time.monotonic() + timeout
        poller = select.poll()
        poller.register(pipe, select.POLLIN)
        while not poller.poll(max(deadline - time.monotonic(), 0) * 1000):
            if time.monotonic() >= deadline:
                stage = "start a program"
                raise MonitorFailed(self._name, stage, f"no answer in {timeout:g} s")
        try:
            value = json.loads(pipe.recv(_MESSAGE_MAX))
        except (OSError, ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def _failed(self, stage: str) -> MonitorFailed:
        return MonitorFailed(self._name, stage, self._stderr() or "it ended silently")

    def _stderr(self) -> str:
        with suppress(OSError):
            return (
                self._monitor_log.read_bytes()[-2000:].decode(errors="replace").strip()
            )
        return ""

    def _close(self) -> None:
        for pipe in (self._sync, self._start, self._ready):
            pipe.close()


def _require_inherited(descriptor: int) -> None:
    """Refuse to hand a descriptor of our own to the program.

    What Python opens is not inheritable: state.db, locks and sockets are told from
    what whoever started us has passed on purpose.
    """
    try:
        inherited = os.get_inheritable(descriptor)
    except OSError:
        inherited = False
    if not inherited:
        reason = f"descriptor {descriptor} was not passed to this process"
        raise InvalidConfig("preserveFDs", reason)


def clean_environment() -> dict[str, str]:
    """Return our environment without what must not reach a detached monitor.

    NOTIFY_SOCKET would let it speak for our service (libpod drops it too); with
    LISTEN_FDS crun passes on descriptors of its own; PYTHON* would change the
    interpreter of the embedded one. TMPDIR is short
    because conmon binds its console socket there, and a long path fails
    (conmon#213).
    """
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(PRIVATE_VARIABLES)
    }
    return {**env, "TMPDIR": "/tmp"}  # noqa: S108
