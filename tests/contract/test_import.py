"""Sessions that libpod started, taken over from its state of their container."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from core.errors import AttachFailed, InvalidConfig, NotFound, StateConflict
from core.session.states import SessionState
from core.session.types import TerminalSize
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Target
    from tests.support.containers import RealContainer

pytestmark = pytest.mark.real_runtime

SLEEP = ["sleep", "4720"]


@pytest.fixture(autouse=True)
def _only_with_containers(target: Target) -> Iterator[None]:
    """Libpod has no sessions on the host."""
    if target.real is None:
        pytest.skip("libpod has no sessions on the host")
    yield
    box(target).run("exec", box(target).id, "killall", "-9", "sleep")


def box(target: Target) -> RealContainer:
    """Return the container itself."""
    assert target.real is not None
    return target.real


def exec_by_others(target: Target) -> int:
    """Run a program in the container without execdeck; return its pid on the host."""
    pid_file = target.service.settings.run_dir.parent / "others-pid"
    done = subprocess.run(
        [
            *(box(target).runtime, "--root", str(box(target).root), "exec", "-d"),
            *("--pid-file", str(pid_file), box(target).id, *SLEEP),
        ],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert done.returncode == 0
    return int(pid_file.read_text())


def legacy(target: Target, **pids: int) -> str:
    """Return the state of a container with legacy sessions."""
    sessions = {
        name: {"id": name, "command": SLEEP, "pid": pid} for name, pid in pids.items()
    }
    return json.dumps({"pid": target.container.pid, "execSessions": sessions})


def modern(target: Target, **sessions: dict[str, Any]) -> str:
    """Return the state of a container with sessions of libpod's present form."""
    common = {"containerId": target.container.id, "config": {"command": SLEEP}}
    return json.dumps(
        {
            "newExecSessions": {
                name: {"id": name, **common, **fields}
                for name, fields in sessions.items()
            }
        }
    )


def test_a_legacy_session_is_adopted(target: Target) -> None:
    """It is listed, known, active, watched and stopped, by its pid alone."""
    pid = exec_by_others(target)
    imported = target.service.import_state(legacy(target, old=pid))

    (session,) = imported.sessions
    assert imported.dropped == []
    assert (session.state, session.pid, session.container_id) == (
        SessionState.RUNNING,
        pid,
        target.container.id,
    )
    shown = target.service.inspect("old").to_json()
    assert (shown["adopted"], shown["attachable"], shown["command"]) == (
        True,
        False,
        SLEEP,
    )
    assert target.service.session_pid("old") == pid
    assert target.service.known_sessions(target.container.id) == ["old"]
    assert target.service.active_sessions(target.container.id) == ["old"]

    stopped = target.service.stop("old", timeout=5)
    assert (stopped.state, stopped.exit_code) == (SessionState.STOPPED, None)
    wait_until(lambda: "sleep 4720" not in box(target).processes())
    with pytest.raises(NotFound):
        target.service.inspect("old")


def test_a_legacy_session_that_dies_is_dropped(target: Target) -> None:
    """Whoever looks next finds it gone, with its end and its removal as events."""
    pid = exec_by_others(target)
    target.service.import_state(legacy(target, old=pid))
    box(target).run("exec", box(target).id, "killall", "-9", "sleep")
    wait_until(lambda: not target.service.list())

    assert target.service.known_sessions(target.container.id) == []
    assert [event.kind.value for event in target.service.events()] == [
        "exec_created",
        "exec_died",
        "exec_removed",
    ]


def test_what_has_no_monitor_of_ours(target: Target) -> None:
    """It cannot be typed to, watched by its output or resized, and says why."""
    target.service.import_state(legacy(target, old=exec_by_others(target)))
    for attempt in (
        lambda: target.service.open_output("old"),
        lambda: target.service.open_input("old"),
        lambda: target.service.resize("old", TerminalSize()),
    ):
        with pytest.raises(AttachFailed, match="others started it"):
            attempt()
    with pytest.raises(StateConflict, match="it is running"):
        target.service.remove("old")
    with pytest.raises(StateConflict, match="it is running"):
        target.service.start("old")
    target.service.remove("old", force=True)
    assert target.service.list() == []


def test_dead_and_strange_pids_are_left_out(target: Target) -> None:
    """A pid counts only if its process is in the container: pids are taken again."""
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE
    ) as it:
        text = legacy(target, gone=2**22, stranger=it.pid, init=1, none=0)
        imported = target.service.import_state(text)
        it.communicate(b"\n")

    assert imported.sessions == []
    assert sorted(imported.dropped) == [
        (name, "it is dead") for name in ("gone", "init", "none", "stranger")
    ]


def test_sessions_of_the_present_form(target: Target) -> None:
    """Created ones can be started, running ones are adopted, stopped ones keep codes."""
    pid = exec_by_others(target)
    target.service.import_state(
        modern(
            target,
            new={"state": 1},
            runs={"state": 2, "pid": pid},
            gone={"state": 2, "pid": 2**22},
            ended={"state": 3, "exitCode": 3},
        )
    )
    found = {item.id: item for item in target.service.list()}

    assert {name: item.state.value for name, item in found.items()} == {
        "new": "created",
        "runs": "running",
        "gone": "stopped",
        "ended": "stopped",
    }
    assert {name for name, item in found.items() if item.adopted} == {"runs", "gone"}
    assert (found["ended"].exit_code, found["gone"].exit_code) == (3, None)
    assert target.service.start("new").state is SessionState.RUNNING
    stopped = target.service.stop("runs", timeout=5)
    assert stopped.state is SessionState.STOPPED
    assert target.service.inspect("runs").exit_code is None
    assert set(target.service.prune()[0]) == {"runs", "gone", "ended"}


def test_importing_twice(target: Target) -> None:
    """What is known already stays as it is."""
    text = modern(target, ended={"state": 3, "exitCode": 3})
    target.service.import_state(text)

    assert target.service.import_state(text).dropped == [
        ("ended", "it is known already")
    ]
    assert len(target.service.list()) == 1


def test_whose_sessions_they_are(target: Target) -> None:
    """The container is told by its sessions, its pid or the caller, or it is refused."""
    nameless = json.dumps({"execSessions": {}})
    with pytest.raises(InvalidConfig, match="does not tell which container"):
        target.service.import_state(nameless)
    assert target.service.import_state(nameless, target.container.id).sessions == []
    gone = {"ended": {"state": 3, "containerId": "no-such-container"}}
    with pytest.raises(NotFound):
        target.service.import_state(modern(target, **gone))
    left = target.service.import_state(modern(target, **gone), target.container.id)
    assert left.dropped == [("ended", "it is another container's")]
    two: dict[str, dict[str, Any]] = {
        "a": {"state": 3},
        "b": {"state": 3, "containerId": "other"},
    }
    with pytest.raises(InvalidConfig, match="several containers"):
        target.service.import_state(modern(target, **two))
    with pytest.raises(InvalidConfig, match="cannot be a file name"):
        target.service.import_state(legacy(target, **{"../../etc": 1}))
