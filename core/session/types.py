"""Frozen records that every part of core, and the UI above it, passes around.

JSON field names are libpod's (`ExecConfig` and `ExecSession` in
`libpod/container_exec.go`), so that what we print can be read by tools that
know podman.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.errors import InvalidConfig
from core.session.states import SessionState

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST_ID = "host"
"""Id and name of the pseudo-container for sessions on the host itself."""

LEGACY, LIBPOD = "legacy", "libpod"
"""Origins of adopted sessions (see `ExecSession.origin`)."""

SIZE_MAX = 1000
"""Upper bound of rows and columns: conmon >= 2.2 refuses larger ones (ctrl.c)."""


@dataclass(frozen=True, slots=True)
class TerminalSize:
    """Columns and rows of a terminal, each clamped to 1..1000."""

    columns: int = 80
    rows: int = 24

    def __post_init__(self) -> None:
        for name in ("columns", "rows"):
            value = min(max(getattr(self, name), 1), SIZE_MAX)
            object.__setattr__(self, name, value)

    def __str__(self) -> str:
        return f"{self.columns}x{self.rows}"


NAME_MAX = 64
"""Characters of a session's name."""


def check_name(name: str) -> None:
    """Refuse a name that cannot be shown on a line as it is; empty is fine.

    Raises:
        InvalidConfig: it is too long, or holds what is not printable.
    """
    if len(name) > NAME_MAX:
        reason = f"at most {NAME_MAX} characters, not {len(name)}"
        raise InvalidConfig("name", reason)
    if not name.isprintable():
        raise InvalidConfig("name", f"cannot be shown: {name!r}")


_JSON_NAMES = {
    "command": "command",
    "terminal": "terminal",
    "attach_stdin": "attachStdin",
    "attach_stdout": "attachStdout",
    "attach_stderr": "attachStderr",
    "detach_keys": "detachKeys",
    "environment": "environment",
    "privileged": "privileged",
    "user": "user",
    "work_dir": "workDir",
    "preserve_fds": "preserveFDs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecConfig:
    """What to run in a session (libpod's `ExecConfig`).

    Raises:
        InvalidConfig: the command is empty, a terminal is asked for together with
            an attached stream, or a string holds a NUL byte (no argv can).
    """

    command: tuple[str, ...]
    """Program and arguments; never empty."""
    terminal: bool = False
    """Allocate a pseudoterminal."""
    attach_stdin: bool = False
    """Forward stdin; only without a terminal."""
    attach_stdout: bool = False
    """Forward stdout; only without a terminal."""
    attach_stderr: bool = False
    """Forward stderr; only without a terminal."""
    detach_keys: str | None = None
    """None: the default keys. Empty: no detaching by keys."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables added to the container's own environment."""
    privileged: bool = False
    """Give the program every capability."""
    user: str = ""
    """`name`, `uid`, `name:group` or `uid:gid`; empty: the container's user."""
    work_dir: str = ""
    """Absolute directory in the container; empty: the container's."""
    preserve_fds: int = 0
    """How many file descriptors, from 3 on, the program inherits."""

    def __post_init__(self) -> None:
        if not self.command or not self.command[0]:
            raise InvalidConfig("command", "must not be empty")
        if self.terminal and (
            self.attach_stdin or self.attach_stdout or self.attach_stderr
        ):
            raise InvalidConfig("terminal", "cannot be combined with attached streams")
        if self.preserve_fds < 0:
            raise InvalidConfig("preserveFDs", "must not be negative")
        if self.work_dir and not self.work_dir.startswith("/"):
            raise InvalidConfig("workDir", f"must be absolute, not {self.work_dir!r}")
        for name in self.environment:
            if not name or "=" in name:
                raise InvalidConfig("environment", f"bad variable name {name!r}")
        texts = (*self.command, *self.environment, *self.environment.values())
        for text in (*texts, self.user, self.work_dir):
            if "\0" in text:
                raise InvalidConfig("command", "must not contain NUL bytes")
            if not _is_bytes(text):
                raise InvalidConfig("command", "must not contain lone surrogates")

    def to_json(self) -> dict[str, Any]:
        """Return libpod's JSON form, every field present."""
        values = {key: getattr(self, attr) for attr, key in _JSON_NAMES.items()}
        values["command"] = list(self.command)
        values["environment"] = dict(self.environment)
        return values

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ExecConfig:
        """Read libpod's JSON form; absent fields take their defaults.

        Raises:
            InvalidConfig: a field has the wrong type or value.
        """
        known: dict[str, Any] = {}
        for item in dataclasses.fields(cls):
            key = _JSON_NAMES[item.name]
            value = data.get(
                key, data.get("preserveFds") if key == "preserveFDs" else None
            )
            if value is None:
                continue
            expected = _JSON_TYPES[item.name]
            if not isinstance(value, expected) or (
                expected is int and isinstance(value, bool)
            ):
                raise InvalidConfig(key, f"wrong type {type(value).__name__}")
            known[item.name] = value
        command = known.get("command", [])
        if not all(isinstance(word, str) for word in command):
            raise InvalidConfig("command", "must be a list of strings")
        environment = known.get("environment", {})
        if not all(isinstance(value, str) for value in environment.values()):
            raise InvalidConfig("environment", "must map names to strings")
        known["command"] = tuple(command)
        return cls(**known)


def _is_bytes(text: str) -> bool:
    """Whether a text stands for bytes, as all that an argv can hold does."""
    try:
        text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


_JSON_TYPES: dict[str, type] = {
    "command": list,
    "terminal": bool,
    "attach_stdin": bool,
    "attach_stdout": bool,
    "attach_stderr": bool,
    "detach_keys": str,
    "environment": dict,
    "privileged": bool,
    "user": str,
    "work_dir": str,
    "preserve_fds": int,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerRef:
    """A container as its runtime's state root describes it, or the host."""

    id: str
    """The runtime's id; unique within its root."""
    name: str
    """What its owner calls it; may hold any character: show as plain text."""
    status: str
    """`created`, `running`, `paused`, `stopped`, or `unknown`."""
    pid: int = 0
    """Pid of the container's init process; 0 when it has none."""
    runtime: str = ""
    """`crun`, `runc`, or `host`."""
    root: str = ""
    """The runtime's state root."""
    bundle: str = ""
    """The container's OCI bundle directory."""
    owner: str = ""
    """User that owns the state directory."""
    created: float = 0.0
    """Seconds since the epoch; 0.0 when unknown."""

    @property
    def is_host(self) -> bool:
        """Whether this is the pseudo-container for the host itself."""
        return self.runtime == HOST_ID

    def to_json(self) -> dict[str, Any]:
        """Return every field by name."""
        return dataclasses.asdict(self)


@dataclass(frozen=True, slots=True)
class RootProblem:
    """A state root, or an entry of one, that could not be read."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"cannot read {self.path}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecSession:
    """One exec session as its record holds it (libpod's `ExecSession`)."""

    id: str
    """64 hexadecimal digits."""
    container_id: str
    container_name: str
    config: ExecConfig
    name: str = ""
    """What its owner calls it; may be empty, or another's too."""
    state: SessionState = SessionState.CREATED
    pid: int = 0
    """Host pid of the program; 0 unless running."""
    pid_start: int = 0
    """Its start time in clock ticks since boot (/proc/PID/stat field 22)."""
    exit_code: int | None = None
    """None: not exited, or exited with a code nobody could learn."""
    runtime: str = ""
    """Runtime of the container, `host` for the host."""
    runtime_root: str = ""
    """State root of that runtime."""
    monitor: str = ""
    """`conmon` or `embedded`; empty before the first start."""
    monitor_pid: int = 0
    monitor_start: int = 0
    """Start time of the monitor, as `pid_start`."""
    boot_id: str = ""
    """Boot in which the session was started."""
    created_at: float = 0.0
    started_at: float = 0.0
    finished_at: float = 0.0
    origin: str = ""
    """Empty: we started it. `libpod`: a session of libpod's that ran when it was
    imported. `legacy`: one of which libpod knew the command and the pid only."""

    @property
    def adopted(self) -> bool:
        """Whether others started it: it can be watched and stopped, not typed to."""
        return bool(self.origin)

    @property
    def legacy(self) -> bool:
        """Whether it is one of libpod's legacyExecSession: dropped when dead."""
        return self.origin == LEGACY

    @property
    def attachable(self) -> bool:
        """Whether a client can attach now: running under a monitor of ours."""
        return self.state is SessionState.RUNNING and bool(self.monitor)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of `ps` and `inspect`: libpod's fields and ours."""
        return {
            "id": self.id,
            "containerId": self.container_id,
            "containerName": self.container_name,
            "name": self.name,
            "state": self.state.value,
            "pid": self.pid,
            "exitCode": self.exit_code,
            "command": list(self.config.command),
            "createdAt": self.created_at,
            "startedAt": self.started_at or None,
            "finishedAt": self.finished_at or None,
            "adopted": self.adopted,
            "attachable": self.attachable,
            "monitor": self.monitor,
            "config": self.config.to_json(),
        }


def display_text(text: str) -> str:
    """Return `text` with every control or unprintable character made visible.

    Names and commands come from containers, which may be hostile: an escape
    sequence in one must never reach the operator's terminal.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )
