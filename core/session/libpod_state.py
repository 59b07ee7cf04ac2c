"""Read the state that libpod keeps of a container, for its exec sessions; pure.

libpod writes `ContainerState` as JSON (libpod/container.go). Sessions stand under
`newExecSessions` as `ExecSession`, and those of its earlier versions, of which only
the id, the command and the pid were kept, under `execSessions` (legacyExecSession).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from core.errors import InvalidConfig
from core.session.states import SessionState
from core.session.types import LEGACY, LIBPOD, ExecConfig

_STATES = {
    # define.ContainerExecStatus is a number; 0 and -1 are no state to be in.
    1: SessionState.CREATED,
    2: SessionState.RUNNING,
    3: SessionState.STOPPED,
}


@dataclass(frozen=True, slots=True)
class LibpodSession:
    """One session as libpod knew it."""

    id: str
    origin: str
    """`legacy` or `libpod` (see `ExecSession.origin`)."""
    container_id: str
    """Empty for legacy ones, which do not tell."""
    state: SessionState
    pid: int
    exit_code: int | None
    config: ExecConfig


@dataclass(frozen=True, slots=True)
class LibpodState:
    """What a state file tells of sessions, and of whose they are."""

    container_pid: int
    """Pid of the container's init process; 0 when not told."""
    sessions: tuple[LibpodSession, ...]


def parse_state(text: str | bytes) -> LibpodState:
    """Read a container's state.

    Raises:
        InvalidConfig: it is no JSON object, or a session in it is not libpod's.
    """
    try:
        state = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidConfig("the state file", f"it is no JSON: {error}") from None
    if not isinstance(state, dict):
        raise InvalidConfig("the state file", "it is no JSON object")
    if not {"execSessions", "newExecSessions"} & set(state):
        reason = "it has neither `execSessions` nor `newExecSessions`"
        raise InvalidConfig("the state file", reason)
    sessions = [
        _legacy(key, value) for key, value in _objects(state, "execSessions").items()
    ]
    sessions += [
        _session(key, value)
        for key, value in _objects(state, "newExecSessions").items()
    ]
    return LibpodState(_number(state, "pid", "the state file"), tuple(sessions))


def _objects(state: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    found = state.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(
        isinstance(item, dict) for item in found.values()
    ):
        raise InvalidConfig("the state file", f"{name} does not map ids to sessions")
    return found


def _legacy(key: str, value: dict[str, Any]) -> LibpodSession:
    return LibpodSession(
        id=_identity(key, value),
        origin=LEGACY,
        container_id="",
        # They were kept only as long as they ran.
        state=_STATES[2],
        pid=_number(value, "pid", f"session {key!r}"),
        exit_code=None,
        config=ExecConfig.from_json({"command": value.get("command")}),
    )


def _session(key: str, value: dict[str, Any]) -> LibpodSession:
    number = _number(value, "state", f"session {key!r}")
    state = _STATES.get(number)
    if state is None:
        raise InvalidConfig(f"session {key!r}", f"there is no state {number}")
    config = value.get("config")
    if not isinstance(config, dict):
        raise InvalidConfig(f"session {key!r}", "it has no config")
    container_id = value.get("containerId")
    if not isinstance(container_id, str):
        raise InvalidConfig(f"session {key!r}", "it names no container")
    stopped = state is SessionState.STOPPED
    code = _number(value, "exitCode", f"session {key!r}")
    return LibpodSession(
        id=_identity(key, value),
        origin=LIBPOD,
        container_id=container_id,
        state=state,
        pid=_number(value, "pid", f"session {key!r}"),
        # -1 is libpod's word for a code that it could not read.
        exit_code=code if stopped and code >= 0 else None,
        config=ExecConfig.from_json(_as_in_ours(config)),
    )


def _as_in_ours(config: dict[str, Any]) -> dict[str, Any]:
    """Leave out the streams of a terminal: newer versions of libpod name them too."""
    if config.get("terminal") is not True:
        return config
    return {key: config[key] for key in config if not key.startswith("attachStd")}


def _identity(key: str, value: dict[str, Any]) -> str:
    if value.get("id", key) != key:
        raise InvalidConfig(f"session {key!r}", f"its id is {value['id']!r}")
    return key


def _number(value: dict[str, Any], name: str, of: str) -> int:
    number = value.get(name, 0)
    if not isinstance(number, int) or isinstance(number, bool):
        raise InvalidConfig(of, f"{name} is no number")
    return number
