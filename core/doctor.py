"""Compare records, bundles and monitors with one another, and mend what differs.

Everything that a crash can leave behind has a name here (`Trouble`). Whatever is being
worked on, its container locked, is left alone. What cannot be told apart from a
stranger's is reported and never touched.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from core.bundle.directory import remove_bundle
from core.bundle.paths import BundlePaths, bundle_paths, check_id, lock_path
from core.errors import (
    ExecdeckError,
    InvalidConfig,
    LockTimeout,
    NotFound,
    StoreCorrupt,
)
from core.locks import container_lock
from core.monitor.search import monitors_of, monitors_under, starters_of
from core.recovery import (
    MONITOR_EXIT_SECONDS,
    as_started,
    end_monitors,
    looks_settled,
    monitor_of,
    program_in,
    program_of,
    settle_locked,
)
from core.runtime.roots import BadStateError, load_json
from core.session.states import SessionState
from core.session.types import ExecConfig, ExecSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.lookup import SessionLookup
    from core.process import ProcessIdentity
    from core.session.types import ContainerRef

LOCK_SECONDS = 1.0
"""How long a container may be busy before the doctor goes on to the next."""


class Trouble(Enum):
    """What can be wrong."""

    STALE_RECORD = "stale record"
    """A session recorded as running whose program has ended."""
    LOST_MONITOR = "lost monitor"
    """A program that runs on though its monitor has died."""
    INTERRUPTED_START = "interrupted start"
    """A created session with a bundle: whoever started it died on the way."""
    ORPHAN_BUNDLE = "orphan bundle"
    """A bundle, or an empty directory for bundles, that no record knows."""
    STRAY_MONITOR = "stray monitor"
    """A monitor that no record knows, or whose session has ended."""
    DAMAGED_RECORD = "damaged record"
    """A row of state.db that cannot be read."""
    UNREADABLE_ROOT = "unreadable root"
    """A runtime's state root, or an entry of it, that could not be read."""
    UNKNOWN_ENTRY = "unknown entry"
    """Something among the bundles that is not ours."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it has to be."""

    trouble: Trouble
    subject: str
    """Session id, path, or `pid N`."""
    detail: str
    fixed: bool = False
    """Whether it has been put right."""
    remedy: str = ""
    """What putting it right does; empty when nothing can be done here."""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of `execdeck doctor`."""
        return {
            "trouble": self.trouble.value,
            "subject": self.subject,
            "detail": self.detail,
            "fixed": self.fixed,
        }


Fix: TypeAlias = "Callable[[str], bool]"
"""Tells of a finding's subject whether it is to be put right."""

_SETTLING = {
    Trouble.STALE_RECORD: "records its end",
    Trouble.LOST_MONITOR: "ends the program and what it started, records the end",
    Trouble.INTERRUPTED_START: "finishes the start if its program runs, or undoes it",
}


def examine(lookup: SessionLookup, *, fix: Fix) -> Iterator[Finding]:
    """Yield what is wrong, after what is to be put right has been, where that is safe.

    Raises:
        StoreCorrupt: the records cannot be read at all.
    """
    sessions, damaged = lookup.store.survey()
    for identity, reason in damaged.items():
        yield Finding(Trouble.DAMAGED_RECORD, identity, reason)
    for session in sessions:
        with suppress(NotFound, LockTimeout, InvalidConfig):
            yield from _examine_record(lookup, session, fix=fix)
    bundles = lookup.settings.run_dir / "bundles"
    yield from _examine_bundles(lookup, bundles, fix=fix)
    yield from _examine_monitors(lookup, bundles, fix=fix)
    for problem in lookup.containers().problems:
        yield Finding(Trouble.UNREADABLE_ROOT, problem.path, problem.reason)


# -- records ----------------------------------------------------------------


def _examine_record(
    lookup: SessionLookup, session: ExecSession, *, fix: Fix
) -> Iterator[Finding]:
    settings, store = lookup.settings, lookup.store
    if looks_settled(settings, session):
        return
    with container_lock(lock_path(settings, session.container_id), LOCK_SECONDS):
        session = store.get(session.id)
        if looks_settled(settings, session):
            return
        trouble, detail = _what_is_wrong(session)
        fixed = False
        if fix(session.id):
            try:
                settle_locked(settings, store, session)
                fixed = True
            except (ExecdeckError, OSError) as error:
                detail = f"{detail}; {error}"
    yield Finding(trouble, session.id, detail, fixed, _SETTLING[trouble])


def _what_is_wrong(session: ExecSession) -> tuple[Trouble, str]:
    match session.state:
        case SessionState.CREATED:
            detail = "it is created and has a bundle"
            return Trouble.INTERRUPTED_START, detail
        case SessionState.RUNNING if program_of(session).alive():
            detail = f"program {session.pid} runs without its monitor"
            return Trouble.LOST_MONITOR, detail
        case SessionState.RUNNING | SessionState.STOPPED:
            detail = f"it is recorded as running, and process {session.pid} is gone"
            return Trouble.STALE_RECORD, detail


# -- bundles ----------------------------------------------------------------


def _examine_bundles(
    lookup: SessionLookup, bundles: Path, *, fix: Fix
) -> Iterator[Finding]:
    for owner in _entries(bundles):
        container_id = _id_of("container", owner)
        if container_id is None:
            yield Finding(Trouble.UNKNOWN_ENTRY, str(owner), "it is no container's")
            continue
        with suppress(LockTimeout):
            path = lock_path(lookup.settings, container_id)
            with container_lock(path, LOCK_SECONDS):
                found = list(_examine_container(lookup, owner, fix=fix))
            yield from found


def _examine_container(
    lookup: SessionLookup, owner: Path, *, fix: Fix
) -> Iterator[Finding]:
    """Look at the bundles of one container, whose lock is held."""
    for directory in _entries(owner):
        session_id = _id_of("session", directory)
        if session_id is None:
            yield Finding(Trouble.UNKNOWN_ENTRY, str(directory), "it is no bundle")
        elif not lookup.store.knows(session_id):
            yield _orphan_bundle(lookup, owner.name, session_id, fix=fix)
    if owner.exists() and not os.listdir(owner):  # noqa: PTH208 (no need for paths)
        fixed = False
        with suppress(OSError):
            if fix(str(owner)):
                owner.rmdir()
                fixed = True
        remedy = "deletes the directory"
        yield Finding(Trouble.ORPHAN_BUNDLE, str(owner), "it is empty", fixed, remedy)


def _orphan_bundle(
    lookup: SessionLookup, container_id: str, session_id: str, *, fix: Fix
) -> Finding:
    paths = bundle_paths(lookup.settings, container_id, session_id)
    rescued = _rescued(lookup, paths, session_id)
    detail, remedy = "no record knows it", "deletes the bundle and its output"
    if rescued is not None:
        detail = f"no record knows it, and process {rescued.pid} runs"
        remedy = "gives it a record again"
    fixed = False
    if fix(str(paths.directory)):
        try:
            if rescued is not None:
                # Its program is somebody's work: it gets a record again.
                lookup.store.insert(rescued)
            else:
                end_monitors(starters_of(paths))
                remove_bundle(paths)
            fixed = True
        except (ExecdeckError, OSError) as error:
            detail = f"{detail}; {error}"
    subject = str(paths.directory)
    return Finding(Trouble.ORPHAN_BUNDLE, subject, detail, fixed, remedy)


def _rescued(
    lookup: SessionLookup, paths: BundlePaths, session_id: str
) -> ExecSession | None:
    """Return a record for a bundle whose program still runs under its monitor."""
    monitor = next(iter(monitors_of(paths)), None)
    program = program_in(paths, monitor)
    if monitor is None or program is None:
        return None
    container = _container_by_id(lookup, paths.container_id)
    if container is None:
        return None
    try:
        spec = load_json(paths.process_spec)
        config = ExecConfig.from_json(
            {"command": spec.get("args"), "terminal": spec.get("terminal")}
        )
    except (OSError, BadStateError, InvalidConfig):
        return None
    session = ExecSession(
        id=session_id,
        container_id=container.id,
        container_name=container.name,
        config=config,
        runtime=container.runtime,
        runtime_root=container.root,
        monitor=_kind_of(monitor),
        created_at=time.time(),
    )
    return as_started(session, pid=program.pid, program=program, monitor=monitor)


def _kind_of(monitor: ProcessIdentity) -> str:
    with suppress(OSError):
        name = Path(f"/proc/{monitor.pid}/comm").read_text().strip()
        return "conmon" if name == "conmon" else "embedded"
    return "embedded"


def _container_by_id(lookup: SessionLookup, container_id: str) -> ContainerRef | None:
    found = [item for item in lookup.containers().containers if item.id == container_id]
    return found[0] if len(found) == 1 else None


# -- monitors ---------------------------------------------------------------


def _examine_monitors(
    lookup: SessionLookup, bundles: Path, *, fix: Fix
) -> Iterator[Finding]:
    for directory, monitors in monitors_under(bundles).items():
        owner = directory.parent.name
        with suppress(LockTimeout, InvalidConfig):
            path = lock_path(lookup.settings, owner)
            with container_lock(path, LOCK_SECONDS):
                found = [
                    _stray_monitor(monitor, reason, fix=fix)
                    for monitor in monitors
                    if (reason := _stray(lookup, directory, monitor))
                ]
            yield from found


def _stray(lookup: SessionLookup, bundle: Path, monitor: ProcessIdentity) -> str:
    """Return why a monitor should not be there; empty when it should."""
    if not monitor.alive():
        return ""
    try:
        session = lookup.store.get(bundle.name)
    except NotFound:
        # With its bundle it is that of an orphan bundle.
        return "" if bundle.exists() else "no record knows it"
    except StoreCorrupt:
        return ""
    if session.state is SessionState.RUNNING:
        return "" if monitor_of(session) == monitor else "its session has another"
    # It leaves by itself a moment after its program.
    return "" if monitor.wait(MONITOR_EXIT_SECONDS) else "its session does not run"


def _stray_monitor(monitor: ProcessIdentity, reason: str, *, fix: Fix) -> Finding:
    remedy = "ends the monitor and all that runs under it"
    subject = f"pid {monitor.pid}"
    finding = Finding(Trouble.STRAY_MONITOR, subject, reason, remedy=remedy)
    if fix(subject):
        end_monitors([monitor])
        return replace(finding, fixed=not monitor.alive())
    return finding


def _entries(directory: Path) -> list[Path]:
    try:
        return sorted(directory.iterdir())
    except FileNotFoundError:
        return []


def _id_of(kind: str, directory: Path) -> str | None:
    """Return the id that a directory is named after; None for anything else."""
    if directory.is_symlink() or not directory.is_dir():
        return None
    try:
        return check_id(kind, directory.name)
    except InvalidConfig:
        return None
