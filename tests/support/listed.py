"""Containers and sessions to list, made up."""

from __future__ import annotations

import dataclasses
from typing import Any

from core.session.states import SessionState
from core.session.types import ContainerRef, ExecConfig, ExecSession

NOW = 1_000_000.0

HOST = ContainerRef(id="host", name="host", status="running", runtime="host")


def container(name: str, status: str = "running", **fields: Any) -> ContainerRef:
    """Return a container of that name."""
    known: dict[str, Any] = {"runtime": "crun", "root": "/r", **fields}
    return ContainerRef(id=name, name=name, status=status, **known)


def session(
    number: int = 1, home: str = "web", command: str = "sh", **fields: Any
) -> ExecSession:
    """Return a running session, the older the lower its number."""
    user = fields.pop("user", "")
    made = ExecSession(
        id=f"{number:064x}",
        container_id=home,
        container_name=home,
        config=ExecConfig(command=tuple(command.split(" ")), user=user),
        state=SessionState.RUNNING,
        pid=number,
        monitor="conmon",
        runtime_root="/r",
        created_at=NOW - 1000 + number,
        started_at=NOW - 1000 + number,
    )
    return dataclasses.replace(made, **fields)


def stopped(
    number: int = 1,
    home: str = "web",
    command: str = "sh",
    code: int | None = 0,
    ago: float = 120,
) -> ExecSession:
    """Return a session that ended `ago` seconds before `NOW`."""
    return session(
        number,
        home,
        command,
        state=SessionState.STOPPED,
        pid=0,
        exit_code=code,
        finished_at=NOW - ago,
    )


def created(number: int = 1, home: str = "web", command: str = "sh") -> ExecSession:
    """Return a session that never started."""
    fields = {"state": SessionState.CREATED, "pid": 0, "started_at": 0.0}
    return session(number, home, command, **fields)
