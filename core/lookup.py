"""What there is: containers, sessions, and the lock under which a record is read.

libpod's getExecSessionPID, getKnownExecSessions and getActiveExecSessions are here. A
record is settled before it is shown: a session whose program has ended meanwhile is
recorded as stopped, whoever looks first.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from core.bundle.exit_file import EXIT_FILE_TIMEOUT
from core.bundle.paths import BundlePaths, bundle_paths, lock_path
from core.errors import ContainerNotRunning, ExecdeckError, NotFound, StoreCorrupt
from core.locks import LOCK_TIMEOUT, container_lock
from core.recovery import looks_settled, settle_all_locked, settle_locked
from core.runtime.containers import (
    ContainerListing,
    container_by_id,
    find_container,
    host,
    list_containers,
)
from core.runtime.roots import read_container
from core.session.states import SessionState
from core.session.store import Store
from core.session.types import HOST_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.session.types import ContainerRef, ExecSession
    from core.settings import Settings


LOOK_SECONDS = 0.2
"""How long a mere look waits for the exit file of a program that has just ended."""


class SessionLookup:
    """Finds containers and sessions, and locks the one to be changed."""

    def __init__(self, settings: Settings) -> None:
        """Use these settings; nothing is opened or made yet."""
        self.settings = settings
        self.store = Store(settings.store_path)

    def containers(self) -> ContainerListing:
        """Return every container of every state root, the host first."""
        return list_containers(self.settings)

    def container(self, ref: str) -> ContainerRef:
        """Return the container that a name, id or unambiguous prefix means.

        Raises:
            NotFound, Ambiguous: none fits, or several.
        """
        return container_by_id(self.settings, ref) or find_container(
            self.containers(), ref
        )

    def session(self, ref: str) -> ExecSession:
        """Return the settled record that an id or unambiguous prefix means.

        Raises:
            NotFound, Ambiguous: none fits, or several.
        """
        return self._settled(self.store.find(ref))

    inspect = session

    def list(self, container_id: str | None = None) -> Sequence[ExecSession]:
        """Return all sessions, or one container's, oldest first, settled.

        A session that another process is working on is returned as its record is.
        """
        sessions = self.store.sessions(container_id)
        unsettled: dict[str, list[str]] = {}
        for item in sessions:
            if not self._looks_settled(item):
                unsettled.setdefault(item.container_id, []).append(item.id)
        if not unsettled:
            return sessions
        for owner, ids in unsettled.items():
            self._settle_all(owner, ids)
        return self.store.sessions(container_id)

    def session_pid(self, session_id: str) -> int:
        """Return the pid of a session's program; 0 when it has none.

        (getExecSessionPID; adopted sessions have one too.)

        Raises:
            NotFound: no such session.
        """
        return self.store.get(session_id).pid

    def known_sessions(self, container_id: str) -> Sequence[str]:
        """Return the ids recorded as running, unverified (getKnownExecSessions)."""
        return [
            item.id
            for item in self.store.sessions(container_id)
            if item.state is SessionState.RUNNING
        ]

    def active_sessions(self, container_id: str) -> Sequence[str]:
        """Return the ids that really run; the dead are settled on the way."""
        return [
            item.id
            for item in self.list(container_id)
            if item.state is SessionState.RUNNING
        ]

    def paths(self, session: ExecSession) -> BundlePaths:
        """Return the paths of a session's bundle."""
        return bundle_paths(self.settings, session.container_id, session.id)

    @contextmanager
    def locked(
        self,
        session: ExecSession,
        timeout: float = LOCK_TIMEOUT,
        patience: float = EXIT_FILE_TIMEOUT,
    ) -> Iterator[ExecSession]:
        """Hold the container's lock; yield the fresh record, settled."""
        path = lock_path(self.settings, session.container_id)
        with container_lock(path, timeout):
            fresh = self.store.get(session.id)
            yield settle_locked(self.settings, self.store, fresh, patience)

    def _looks_settled(self, session: ExecSession) -> bool:
        # An id that is no file name: nothing of it can be looked at.
        with suppress(ExecdeckError, OSError):
            return looks_settled(self.settings, session)
        return True

    def _settle_all(self, container_id: str, ids: Sequence[str]) -> None:
        """Settle many sessions of a container, if it is not busy."""
        try:
            with container_lock(lock_path(self.settings, container_id), 0.0):
                fresh = self.store.get_many(ids)
                settle_all_locked(self.settings, self.store, fresh, LOOK_SECONDS)
        except StoreCorrupt:
            raise
        except (ExecdeckError, OSError):
            # Busy, or its bundles cannot be used: its sessions are shown as their
            # records are, and must not hide the others.
            return

    def _settled(self, session: ExecSession) -> ExecSession:
        if self._looks_settled(session):
            return session
        try:
            with self.locked(session, timeout=0.0, patience=LOOK_SECONDS) as fresh:
                return fresh
        except StoreCorrupt:
            raise
        except (ExecdeckError, OSError):
            # Busy, removed, or its bundle is broken: one session that cannot be
            # settled must not hide the others. What changes it will say why.
            return session

    def container_of(self, session: ExecSession) -> ContainerRef:
        """Return the container of a session.

        Raises:
            NotFound: its runtime does not know it any more.
        """
        if session.runtime == HOST_ID:
            return host()
        container = read_container(Path(session.runtime_root), session.container_id)
        if container is None:
            raise NotFound("container", session.container_name)
        return container

    def init_of(self, session: ExecSession) -> int:
        """Return the pid of a container's init process; 0 when it is not known."""
        with suppress(NotFound):
            return self.container_of(session).pid
        return 0


def require_running(container: ContainerRef) -> None:
    """Refuse a container that does not run.

    Raises:
        ContainerNotRunning: it does not.
    """
    if container.status != "running":
        raise ContainerNotRunning(container.name, container.status)
