"""Take over the exec sessions of a container from libpod's own state of it.

Running ones become adopted sessions: known, listed, watched and stopped, but with no
monitor of ours. A pid counts only if its process is in the container.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.bundle.paths import check_id, lock_path
from core.errors import InvalidConfig
from core.locks import container_lock
from core.process import ProcessIdentity, boot_id
from core.runtime.containers import find_container, holds_process
from core.session.states import SessionState
from core.session.types import LEGACY, ContainerRef, ExecSession

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.lookup import SessionLookup
    from core.session.libpod_state import LibpodSession, LibpodState


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a state's sessions."""

    sessions: Sequence[ExecSession]
    """Those that have a record now."""
    dropped: Sequence[tuple[str, str]]
    """Ids of those that have none, each with the reason."""


def import_state(
    lookup: SessionLookup, state: LibpodState, container_ref: str | None
) -> Imported:
    """Record a state's sessions.

    Raises:
        InvalidConfig: an id cannot be a file name, or neither the state nor the
            caller tells which container it is of.
        NotFound, Ambiguous: the container is not here.
        LockTimeout: it is busy.
    """
    for item in state.sessions:
        check_id("session", item.id)
    container = _container(lookup, state, container_ref)
    imported: list[ExecSession] = []
    dropped: list[tuple[str, str]] = []
    with container_lock(lock_path(lookup.settings, container.id)):
        for item in state.sessions:
            reason = _unfit(lookup, container, item)
            if reason:
                dropped.append((item.id, reason))
                continue
            session = _record(container, item)
            lookup.store.insert(session)
            imported.append(session)
    return Imported(imported, dropped)


def _container(
    lookup: SessionLookup, state: LibpodState, container_ref: str | None
) -> ContainerRef:
    listing = lookup.containers()
    if container_ref is not None:
        return find_container(listing, container_ref)
    named = {item.container_id for item in state.sessions if item.container_id}
    if len(named) > 1:
        raise InvalidConfig("the state file", "its sessions are of several containers")
    if named:
        return find_container(listing, named.pop())
    for container in listing.containers:
        if state.container_pid and container.pid == state.container_pid:
            return container
    raise InvalidConfig("the state file", "it does not tell which container it is of")


def _unfit(lookup: SessionLookup, container: ContainerRef, item: LibpodSession) -> str:
    """Return why a session gets no record; empty when it does."""
    if lookup.store.knows(item.id):
        return "it is known already"
    if item.container_id not in ("", container.id):
        return "it is another container's"
    if item.origin == LEGACY and _program(container, item) is None:
        return "it is dead"
    return ""


def _program(container: ContainerRef, item: LibpodSession) -> ProcessIdentity | None:
    program = ProcessIdentity.of(item.pid)
    if program is None or not holds_process(container, item.pid):
        return None
    return program


def _record(container: ContainerRef, item: LibpodSession) -> ExecSession:
    now = time.time()
    session = ExecSession(
        id=item.id,
        container_id=container.id,
        container_name=container.name,
        config=item.config,
        state=item.state,
        exit_code=item.exit_code,
        runtime=container.runtime,
        runtime_root=container.root,
        created_at=now,
    )
    match item.state:
        case SessionState.CREATED:
            # Nothing of it has run: it is started as any of ours.
            return session
        case SessionState.RUNNING:
            program = _program(container, item)
            if program is None:
                # It ended unseen; its record is settled as any other's.
                program = ProcessIdentity(0, 0)
            return replace(
                session,
                origin=item.origin,
                pid=program.pid,
                pid_start=program.start,
                boot_id=boot_id(),
                started_at=_started_at(program) or now,
            )
        case SessionState.STOPPED:
            return replace(session, finished_at=now)


def _started_at(program: ProcessIdentity) -> float:
    import psutil  # noqa: PLC0415 (nothing else needs it here)

    with suppress(psutil.Error):
        return psutil.Process(program.pid).create_time()
    return 0.0
