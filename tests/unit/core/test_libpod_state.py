"""Reading libpod's state of a container."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import InvalidConfig
from core.session.libpod_state import LibpodSession, LibpodState, parse_state
from core.session.states import SessionState
from core.session.types import ExecConfig

CONTAINER = "c" * 64


def new(session_id: str, state: int, **fields: Any) -> dict[str, Any]:
    """Return a session as libpod writes it."""
    return {
        "id": session_id,
        "containerId": CONTAINER,
        "state": state,
        "config": {"command": ["top"]},
        **fields,
    }


def read(**state: Any) -> LibpodState:
    """Parse a state."""
    return parse_state(json.dumps(state))


def test_legacy_sessions() -> None:
    """Of the earliest sessions there is an id, a command and a pid; they run."""
    state = read(
        pid=12, execSessions={"old": {"id": "old", "command": ["sh", "-c"], "pid": 34}}
    )

    assert state == LibpodState(
        12,
        (
            LibpodSession(
                id="old",
                origin="legacy",
                container_id="",
                state=SessionState.RUNNING,
                pid=34,
                exit_code=None,
                config=ExecConfig(command=("sh", "-c")),
            ),
        ),
    )


def test_new_sessions() -> None:
    """Later ones have all fields; states are numbers, absent ones are zero."""
    state = read(
        newExecSessions={
            "a": new("a", 1),
            "b": new("b", 2, pid=77),
            "c": new("c", 3, exitCode=3),
            "d": new("d", 3, exitCode=-1),
            "e": new("e", 3),
        }
    )

    assert [
        (item.state.value, item.pid, item.exit_code) for item in state.sessions
    ] == [
        ("created", 0, None),
        ("running", 77, None),
        ("stopped", 0, 3),
        ("stopped", 0, None),
        ("stopped", 0, 0),
    ]
    assert {item.container_id for item in state.sessions} == {CONTAINER}


def test_every_field_of_a_config() -> None:
    """The whole configuration is taken over, by the tags of the Go struct."""
    config = {
        "command": ["cat"],
        "attachStdin": True,
        "attachStdout": True,
        "attachStderr": True,
        "detachKeys": "",
        "environment": {"A": "b"},
        "privileged": True,
        "user": "ann:staff",
        "workDir": "/tmp",
        "preserveFds": 2,
    }
    (session,) = read(newExecSessions={"a": new("a", 1, config=config)}).sessions

    assert session.config == ExecConfig(
        command=("cat",),
        attach_stdin=True,
        attach_stdout=True,
        attach_stderr=True,
        detach_keys="",
        environment={"A": "b"},
        privileged=True,
        user="ann:staff",
        work_dir="/tmp",
        preserve_fds=2,
    )


def test_a_terminal_with_streams() -> None:
    """Later versions of libpod name streams of a terminal too; a terminal has one."""
    config = {"command": ["sh"], "terminal": True, "attachStdin": True}
    (session,) = read(newExecSessions={"a": new("a", 2, config=config)}).sessions

    assert session.config == ExecConfig(command=("sh",), terminal=True)


def test_no_sessions() -> None:
    """A state whose maps are empty or null is one without sessions."""
    assert read(execSessions={}, newExecSessions=None).sessions == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"pid": 1}',
        "[" * 100_000,
        '{"execSessions": []}',
        '{"execSessions": {"a": 1}}',
        '{"execSessions": {"a": {"id": "b", "command": ["x"]}}}',
        '{"execSessions": {"a": {"command": "x"}}}',
        '{"execSessions": {"a": {"command": []}}}',
        '{"execSessions": {"a": {"command": ["x"], "pid": "1"}}}',
        '{"execSessions": {"a": {"command": ["x"], "pid": true}}}',
        '{"newExecSessions": {"a": {"state": 1}}}',
        '{"newExecSessions": {"a": {"state": 9, "containerId": "c", "config": {}}}}',
        '{"newExecSessions": {"a": {"state": 1, "containerId": 5, "config": {}}}}',
        '{"newExecSessions": {"a": {"state": 1, "containerId": "c", "config": {}}}}',
        '{"execSessions": {}, "pid": null}',
    ],
)
def test_bad_states(text: str) -> None:
    """What libpod does not write is refused with a reason."""
    with pytest.raises(InvalidConfig, match="^cannot use "):
        parse_state(text)
