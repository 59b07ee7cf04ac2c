"""Who is in a session: its processes, and which of them a stop ends."""

from __future__ import annotations

import dataclasses
import pwd
import shlex
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.process import (
    TICKS,
    ProcessIdentity,
    ProcessTable,
    family,
    kin_near,
    own_session,
    read_stat,
    session_id,
)
from core.recovery import monitor_of, program_of
from core.session.states import SessionState
from core.session.types import HOST_ID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.session.types import ContainerRef, ExecSession

COMMAND_MAX = 4096
"""Bytes of a command line that are read."""

_STATUS_BYTES = 4096


@dataclass(frozen=True, slots=True)
class SessionProcess:
    """A process as an inspection shows it."""

    pid: int
    parent: int
    state: str
    """The kernel's letter: R, S, D, T, t, I, Z."""
    user: str
    """Its effective user: a name on the host, else a number, as this host sees it."""
    cpu: float
    """Percent of one core since the last look; at the first, since it started."""
    memory: int
    """Resident bytes."""
    command: str
    role: str
    """`init`, `monitor`, `program`, or empty for what the program started."""
    victim: bool
    """Whether a stop of the session ends it."""


class Relatives:
    """What belongs to a program besides itself, however often it is asked."""

    def __init__(
        self, program: ProcessIdentity, monitor: ProcessIdentity, init: int
    ) -> None:
        """Note the program's kernel session, which cannot be read when it is dead.

        `init` is the pid of the container's init process, 0 for none.
        """
        self._program, self._monitor, self._init = program, monitor, init
        self._session = own_session(program, monitor, session_id(program))

    def now(self) -> set[ProcessIdentity]:
        """Return the processes that a stop ends besides the program."""
        near = [self._monitor.pid, self._init]
        kin = kin_near(near) if all(near) else ProcessTable()
        return set(family(self._program, kin, self._session, self._monitor.pid))


class ProcessWatch:
    """Looks at processes again and again; each look tells how busy they were."""

    def __init__(self) -> None:
        """Begin without a look to compare with."""
        self._ticks: dict[ProcessIdentity, tuple[float, int]] = {}

    def session(self, session: ExecSession, init: int) -> Sequence[SessionProcess]:
        """Return a session's processes, oldest first; none when it does not run.

        `init` is the pid of the container's init process, 0 for none.
        """
        if session.state is not SessionState.RUNNING:
            return ()
        program, monitor = program_of(session), monitor_of(session)
        victims = {program, *Relatives(program, monitor, init).now()}
        roles = {monitor: "monitor", program: "program"}
        found = self._look({*victims, monitor}, roles, victims)
        return _named(found) if session.runtime == HOST_ID else found

    def container(self, container: ContainerRef) -> Sequence[SessionProcess]:
        """Return a container's init and its descendants; none for the host."""
        init = ProcessIdentity.of(container.pid)
        if init is None or container.is_host:
            return ()
        found = {init, *family(init, kin_near([init.pid]))}
        return self._look(found, {init: "init"}, set())

    def _look(
        self,
        processes: set[ProcessIdentity],
        roles: dict[ProcessIdentity, str],
        victims: set[ProcessIdentity],
    ) -> Sequence[SessionProcess]:
        before, self._ticks = self._ticks, {}
        seen = []
        for process in sorted(processes, key=lambda item: (item.start, item.pid)):
            # Gone or going, it has nothing to show.
            with suppress(OSError, LookupError):
                stat = read_stat(process.pid)
                if stat is None or stat.start != process.start:
                    continue
                now = time.clock_gettime(time.CLOCK_BOOTTIME)
                then, used = before.get(process, (process.start / TICKS, 0))
                self._ticks[process] = now, stat.used
                seen.append(
                    SessionProcess(
                        pid=process.pid,
                        parent=stat.parent,
                        state=stat.state,
                        user=_user_of(process.pid),
                        cpu=100
                        * (stat.used - used)
                        / TICKS
                        / max(now - then, 1 / TICKS),
                        memory=stat.resident,
                        command=_command_of(process.pid),
                        role=roles.get(process, ""),
                        victim=process in victims,
                    )
                )
        return seen


def _user_of(pid: int) -> str:
    with open(f"/proc/{pid}/status", "rb") as stream:  # noqa: PTH123
        text = stream.read(_STATUS_BYTES)
    return text.partition(b"\nUid:")[2].split()[1].decode()


def _command_of(pid: int) -> str:
    with open(f"/proc/{pid}/cmdline", "rb") as stream:  # noqa: PTH123
        words = stream.read(COMMAND_MAX).rstrip(b"\0").split(b"\0")
    if words != [b""]:
        return shlex.join(word.decode(errors="surrogateescape") for word in words)
    # Without arguments; its name is all there is.
    with open(f"/proc/{pid}/comm", "rb") as stream:  # noqa: PTH123
        return f"[{stream.read(COMMAND_MAX).decode(errors='replace').strip()}]"


def _named(processes: Sequence[SessionProcess]) -> Sequence[SessionProcess]:
    """Return processes of the host with the names of their users."""
    named = []
    for process in processes:
        with suppress(KeyError):
            name = pwd.getpwuid(int(process.user)).pw_name
            process = dataclasses.replace(process, user=name)  # noqa: PLW2901
        named.append(process)
    return named
