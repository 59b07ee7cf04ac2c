"""Every error that core raises on purpose.

    ExecdeckError
    ├─ InvalidConfig        a field of ExecConfig, an id or an option is bad
    ├─ NotFound             no such container or session
    ├─ Ambiguous            a prefix that fits several
    ├─ StateConflict        cannot OP a STATE session
    ├─ ContainerNotRunning  cannot exec in a container that is not running
    ├─ NoShell              no shell to open; another command may run
    ├─ RuntimeMissing       the runtime's program is not installed
    ├─ StartFailed          the runtime could not start the command   exit 126
    │  ├─ CommandNotFound                                             exit 127
    │  └─ PermissionDenied                                            exit 126
    ├─ MonitorFailed        the monitor broke its contract or died
    ├─ AttachFailed         no live monitor to attach to
    ├─ StoreCorrupt         state.db cannot be used; never deleted by us
    └─ LockTimeout          another process holds the container's lock

A leaf exists only if some caller acts differently on it. `exit_status` is the
command line's, by podman's convention (define/exec_codes.go).
"""

from __future__ import annotations

from typing import ClassVar


class ExecdeckError(Exception):
    """Root of the tree; never raised itself."""

    exit_status: ClassVar[int] = 125


class InvalidConfig(ExecdeckError):
    """A configuration field cannot be used."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot use {self.field}: {self.reason}"


class NotFound(ExecdeckError):
    """No container or session has this id, name or prefix."""

    def __init__(self, kind: str, ref: str, unread: tuple[str, ...] = ()) -> None:
        """Keep what was looked for; `unread` tells where nobody could look."""
        super().__init__(kind, ref, unread)
        self.kind = kind
        self.ref = ref
        self.unread = unread

    def __str__(self) -> str:
        text = f"cannot find {self.kind} {self.ref!r}: no such {self.kind}"
        return f"{text} ({'; '.join(self.unread)})" if self.unread else text


class Ambiguous(ExecdeckError):
    """A prefix fits more than one container or session."""

    def __init__(self, kind: str, ref: str, matches: tuple[str, ...]) -> None:
        super().__init__(kind, ref, matches)
        self.kind = kind
        self.ref = ref
        self.matches = matches

    def __str__(self) -> str:
        some = ", ".join(repr(match) for match in self.matches[:4])
        return f"cannot tell which {self.kind} {self.ref!r} means: it fits {some}"


class StateConflict(ExecdeckError):
    """The session's state does not allow the operation."""

    def __init__(self, session: str, state: str, operation: str) -> None:
        super().__init__(session, state, operation)
        self.session = session
        self.state = state
        self.operation = operation

    def __str__(self) -> str:
        return (
            f"cannot {self.operation} session {self.session[:12]}: it is {self.state}"
        )


class ContainerNotRunning(ExecdeckError):
    """Sessions can only be made and started in running containers."""

    def __init__(self, name: str, status: str) -> None:
        super().__init__(name, status)
        self.name = name
        self.status = status

    def __str__(self) -> str:
        return f"cannot exec in container {self.name!r}: it is {self.status}"


class NoShell(ExecdeckError):
    """None of the shells that were looked for is in the container."""

    def __init__(self, name: str, shells: tuple[str, ...]) -> None:
        super().__init__(name, shells)
        self.name = name
        self.shells = shells

    def __str__(self) -> str:
        looked_for = ", ".join(self.shells)
        return f"cannot open a shell in {self.name!r}: none of {looked_for} is there"


class RuntimeMissing(ExecdeckError):
    """The program that runs this container is not in PATH."""

    def __init__(self, runtime: str) -> None:
        super().__init__(runtime)
        self.runtime = runtime

    def __str__(self) -> str:
        return f"cannot run {self.runtime}: no such program in PATH"


class StartFailed(ExecdeckError):
    """The runtime refused to start the command."""

    exit_status: ClassVar[int] = 126

    def __init__(self, command: str, reason: str) -> None:
        super().__init__(command, reason)
        self.command = command
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot start {self.command!r}: {self.reason}"


class CommandNotFound(StartFailed):
    """The command does not exist in the container."""

    exit_status: ClassVar[int] = 127


class PermissionDenied(StartFailed):
    """The command exists but may not be executed."""


class MonitorFailed(ExecdeckError):
    """The monitor died or answered something that its contract does not allow."""

    def __init__(self, monitor: str, stage: str, detail: str) -> None:
        super().__init__(monitor, stage, detail)
        self.monitor = monitor
        self.stage = stage
        self.detail = detail

    def __str__(self) -> str:
        return f"cannot {self.stage} under {self.monitor}: {self.detail}"


class AttachFailed(ExecdeckError):
    """The session has no live attach socket."""

    def __init__(self, session: str, reason: str) -> None:
        super().__init__(session, reason)
        self.session = session
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot attach to session {self.session[:12]}: {self.reason}"


class StoreCorrupt(ExecdeckError):
    """The record file cannot be read or written as a record file."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot use the session records in {self.path}: {self.reason}"


class LockTimeout(ExecdeckError):
    """Another process kept the container's lock for too long."""

    def __init__(self, path: str, waited: float) -> None:
        super().__init__(path, waited)
        self.path = path
        self.waited = waited

    def __str__(self) -> str:
        return f"cannot lock {self.path}: still held after {self.waited:g} s"
