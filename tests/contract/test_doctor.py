"""What the doctor finds, and that what it mends is right afterwards."""

from __future__ import annotations

import dataclasses
import os
import signal
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.doctor import Finding, Trouble
from core.session.states import SessionState
from tests.support.session import Typist, config, start_shell
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime


def found(target: Target, *, fix: bool = False) -> list[Finding]:
    """Let the doctor look."""
    return list(target.service.doctor(fix=fix))


def troubles(target: Target, *, fix: bool = False) -> list[tuple[Trouble, bool]]:
    """Return the kinds of what the doctor finds, and whether they are fixed."""
    return [(item.trouble, item.fixed) for item in found(target, fix=fix)]


def sleeper(target: Target) -> ExecSession:
    """Start a session without a terminal."""
    session = target.service.create(target.container.id, config("sleep", "4719"))
    return target.service.start(session.id)


def kill(pid: int) -> None:
    """Kill a process and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not _alive(pid))


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stream:  # noqa: PTH123
            return stream.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_nothing_is_wrong(target: Target) -> None:
    """Sessions in every state as they have to be are no finding."""
    target.service.create(target.container.id, config("true"))
    start_shell(target.service, target.container.id)
    ended = sleeper(target)
    target.service.stop(ended.id)

    assert found(target, fix=True) == []


def test_a_stale_record(target: Target) -> None:
    """A program that ended unseen is recorded as stopped, with its exit code."""
    session = sleeper(target)
    os.kill(session.pid, signal.SIGTERM)
    exit_file = target.service.paths(session).exit_file
    wait_until(exit_file.exists)
    wait_until(lambda: not _alive(session.monitor_pid))

    assert troubles(target) == [(Trouble.STALE_RECORD, False)]
    assert troubles(target, fix=True) == [(Trouble.STALE_RECORD, True)]
    assert found(target) == []
    assert target.service.store.get(session.id).exit_code == 143


def test_a_lost_monitor(target: Target) -> None:
    """A program whose monitor was killed is ended."""
    session = sleeper(target)
    kill(session.monitor_pid)

    assert troubles(target) == [(Trouble.LOST_MONITOR, False)]
    assert _alive(session.pid)
    assert troubles(target, fix=True) == [(Trouble.LOST_MONITOR, True)]
    assert not _alive(session.pid)
    assert target.service.store.get(session.id).state is SessionState.STOPPED


def test_an_interrupted_start(target: Target) -> None:
    """A start of which nothing runs is undone; the session is created as before."""
    session = target.service.create(target.container.id, config("true"))
    paths = target.service.paths(session)
    paths.exit_dir.mkdir(parents=True)
    paths.process_spec.write_text("{}")

    assert troubles(target) == [(Trouble.INTERRUPTED_START, False)]
    assert troubles(target, fix=True) == [(Trouble.INTERRUPTED_START, True)]
    assert not paths.directory.exists()
    assert target.service.start(session.id).state is SessionState.RUNNING


def forget(target: Target, session: ExecSession) -> None:
    """Lose the record of a session, as when somebody deletes state.db."""
    with sqlite3.connect(target.service.settings.store_path) as db:
        db.execute("DELETE FROM session WHERE id = ?", (session.id,))
    db.close()


def test_a_running_session_without_a_record(target: Target) -> None:
    """Somebody's running program gets its record again, and can be attached to."""
    session = start_shell(target.service, target.container.id)
    forget(target, session)

    assert troubles(target) == [(Trouble.ORPHAN_BUNDLE, False)]
    assert troubles(target, fix=True) == [(Trouble.ORPHAN_BUNDLE, True)]
    again = target.service.inspect(session.id)
    assert (again.state, again.pid, again.pid_start, again.monitor) == (
        SessionState.RUNNING,
        session.pid,
        session.pid_start,
        session.monitor,
    )
    typist = Typist(target.service, again)
    typist.type("echo back$((1))\n")
    typist.expect("back1")
    typist.close()
    assert found(target) == []


def test_a_bundle_without_a_record(target: Target) -> None:
    """What an ended session left, and nobody knows, is removed."""
    session = sleeper(target)
    target.service.stop(session.id)
    forget(target, session)

    assert troubles(target, fix=True) == [(Trouble.ORPHAN_BUNDLE, True)]
    assert not target.service.paths(session).directory.exists()
    assert found(target) == []


def test_a_monitor_without_a_bundle(target: Target) -> None:
    """A monitor that nobody can reach any more is ended with its program."""
    session = sleeper(target)
    subprocess.run(
        ["rm", "-r", str(target.service.paths(session).directory.parent)], check=True
    )
    forget(target, session)

    assert troubles(target, fix=True) == [(Trouble.STRAY_MONITOR, True)]
    wait_until(lambda: not _alive(session.pid))
    assert not _alive(session.monitor_pid)
    assert found(target) == []


def test_one_finding_alone_is_mended(target: Target) -> None:
    """Of several, only the one that is named; each says what mending it does."""
    first, second = sleeper(target), sleeper(target)
    for session in (first, second):
        kill(session.monitor_pid)
    orphan = sleeper(target)
    target.service.stop(orphan.id)
    forget(target, orphan)

    findings = list(target.service.doctor(fix=True, subject=second.id))
    assert [(item.subject, item.fixed) for item in findings] == [
        (first.id, False),
        (second.id, True),
        (str(target.service.paths(orphan).directory), False),
    ]
    assert all(item.remedy for item in findings)
    assert (_alive(first.pid), _alive(second.pid)) == (True, False)
    assert target.service.paths(orphan).directory.exists()

    (_, finding) = target.service.doctor(fix=True, subject=findings[2].subject)
    assert (finding.fixed, finding.remedy) == (
        True,
        "deletes the bundle and its output",
    )
    assert not target.service.paths(orphan).directory.exists()
    assert _alive(first.pid)


def test_what_is_not_ours_is_left_alone(target: Target) -> None:
    """Files among the bundles are reported and stay."""
    session = sleeper(target)
    owner = target.service.paths(session).directory.parent
    odd = [owner / "notes.txt", owner.parent / "README", owner / ".hidden"]
    for path in odd:
        path.write_text("mine")

    assert sorted(troubles(target, fix=True), key=str) == [
        (Trouble.UNKNOWN_ENTRY, False)
    ] * len(odd)
    assert {path.read_text() for path in odd} == {"mine"}
    for path in odd:
        path.unlink()


def test_a_damaged_record(target: Target) -> None:
    """A row that cannot be read is named and kept; the others are still looked at."""
    fine, broken = sleeper(target), sleeper(target)
    text = "SELECT record FROM session WHERE id = ?"
    change = "UPDATE session SET record = ? WHERE id = ?"
    with sqlite3.connect(target.service.settings.store_path) as db:
        (record,) = db.execute(text, (broken.id,)).fetchone()
        db.execute(change, ("{", broken.id))
    kill(fine.monitor_pid)
    findings = found(target, fix=True)
    with db:
        db.execute(change, (record, broken.id))
    db.close()

    assert [(item.trouble, item.subject, item.fixed) for item in findings] == [
        (Trouble.DAMAGED_RECORD, broken.id, False),
        (Trouble.LOST_MONITOR, fine.id, True),
    ]
    assert target.service.inspect(broken.id).state is SessionState.RUNNING


def test_an_unreadable_state_root(target: Target) -> None:
    """A state root that is none is reported; nothing can be done about it here."""
    root = target.service.settings.run_dir / "not-a-directory"
    root.parent.mkdir(parents=True, exist_ok=True)
    root.write_text("")
    target.service.settings = dataclasses.replace(
        target.service.settings,
        runtime_roots=(*target.service.settings.runtime_roots, root),
    )

    (finding,) = found(target, fix=True)
    assert (finding.trouble, finding.subject) == (Trouble.UNREADABLE_ROOT, str(root))
