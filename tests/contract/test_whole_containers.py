"""Known, active and all sessions of a container: reaped and removed together."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from core.attach.pump import Streams
from core.errors import NotFound
from core.session.states import SessionState
from tests.support.session import config, start_shell
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime


def sleepers(target: Target, count: int) -> list[ExecSession]:
    """Start sessions without a terminal."""
    service = target.service
    return [
        service.start(service.create(target.container.id, config("sleep", "4721")).id)
        for _ in range(count)
    ]


def end(target: Target, sessions: list[ExecSession]) -> None:
    """End programs behind our back; return when their exit files are there."""
    for session in sessions:
        os.kill(session.pid, signal.SIGKILL)
    for session in sessions:
        wait_until(target.service.paths(session).exit_file.exists)


def test_known_and_active(target: Target) -> None:
    """Known is what is recorded as running; active is what really runs."""
    created = target.service.create(target.container.id, config("true"))
    alive, dead = sleepers(target, 2)
    end(target, [dead])
    owner = target.container.id

    assert set(target.service.known_sessions(owner)) == {alive.id, dead.id}
    assert list(target.service.active_sessions(owner)) == [alive.id]
    assert list(target.service.known_sessions(owner)) == [alive.id]
    assert target.service.session_pid(alive.id) == alive.pid
    assert target.service.session_pid(created.id) == 0
    assert target.service.session_pid(dead.id) == 0
    assert target.service.inspect(dead.id).exit_code == 137
    assert target.service.active_sessions("no-such-container") == []
    with pytest.raises(NotFound):
        target.service.session_pid("no-such-session")


def test_the_dead_are_reaped_with_one_save(target: Target) -> None:
    """However many have ended, their records change in one transaction."""
    dead = sleepers(target, 4)
    end(target, dead)
    begun = []
    target.service.store.knows("opened by now")
    connection = target.service.store._connection  # noqa: SLF001 (to count statements)
    assert connection is not None
    connection.set_trace_callback(
        lambda text: begun.append(text) if text.startswith("BEGIN") else None
    )
    active = target.service.active_sessions(target.container.id)
    connection.set_trace_callback(None)

    assert (list(active), len(begun)) == ([], 1)
    assert [item.exit_code for item in target.service.list()] == [137] * 4
    died = [item for item in target.service.events() if item.kind.value == "exec_died"]
    assert [(item.session_id, item.exit_code) for item in died] == [
        (item.id, 137) for item in dead
    ]


def test_reaping_goes_on_past_errors(target: Target) -> None:
    """A session whose bundle cannot be looked at keeps nothing from the others."""
    odd, dead = sleepers(target, 2)
    end(target, [dead])
    paths = target.service.paths(odd)
    moved = paths.directory.with_name("moved-away")
    paths.directory.rename(moved)
    paths.directory.symlink_to(paths.directory.name)
    os.kill(odd.pid, signal.SIGKILL)
    wait_until(lambda: dead.id not in target.service.active_sessions(odd.container_id))
    paths.directory.unlink()
    moved.rename(paths.directory)

    assert target.service.inspect(dead.id).exit_code == 137


def test_remove_all(target: Target) -> None:
    """Sessions in every state are stopped and removed; no process stays."""
    target.service.create(target.container.id, config("true"))
    ended, running = sleepers(target, 2)
    target.service.stop(ended.id, timeout=0)
    shell = start_shell(target.service, target.container.id)

    assert target.service.remove_all(target.container.id) == []
    assert target.service.list() == []
    assert not list((target.service.settings.run_dir / "bundles").glob("*"))
    for session in (running, shell):
        assert not os.path.exists(f"/proc/{session.pid}/exe")  # noqa: PTH110


def test_remove_all_goes_on_past_errors(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be removed is returned; everything else is gone."""
    stuck, other = sleepers(target, 2)
    name = target.service.paths(stuck).directory
    real = shutil.rmtree

    def fails(path: object, *arguments: object, **options: object) -> None:
        """Refuse to remove one bundle, as a broken disk would."""
        if path == name:
            raise OSError(5, "Input/output error", str(path))
        real(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(shutil, "rmtree", fails)
    (error,) = target.service.remove_all(target.container.id)
    pruned, errors = target.service.prune()
    assert isinstance(error, OSError)
    assert [str(item) for item in errors] == [str(error)]
    assert pruned == []
    assert [(item.id, item.state) for item in target.service.list()] == [
        (stuck.id, SessionState.STOPPED)
    ]
    with pytest.raises(NotFound):
        target.service.inspect(other.id)
    monkeypatch.undo()
    assert target.service.prune() == ([stuck.id], [])


def test_streams_that_are_not_attached(target: Target) -> None:
    """A session that attaches one stream only shows and takes only that one."""
    read, write = os.pipe()
    none, nothing = os.pipe()
    os.write(nothing, b"unread")
    os.close(nothing)
    script = "cat; echo out; echo err >&2"
    only = config("sh", "-c", script, attach_stderr=True)
    done = target.service.exec(
        target.container.id, only, Streams(stdin=none, stdout=write, stderr=write)
    )
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        assert stream.read() == b"err\n"
    os.close(none)
    assert done.exit_code == 0
