"""A session's record as text, and back; pure.

A record is ours, but a file can be damaged, or edited by hand: every field is checked
before anything is made of it.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

from core.errors import InvalidConfig
from core.session.states import SessionState
from core.session.types import ExecConfig, ExecSession

if TYPE_CHECKING:
    from collections.abc import Callable

_PID_MAX = 2**22
"""Linux's own limit (PID_MAX_LIMIT)."""

_TIME_MAX = 1e15
"""Seconds since the epoch: thirty million years."""


class DamagedRecordError(Exception):
    """A text is no record, or another session's."""


def to_text(session: ExecSession) -> str:
    """Return a session's record."""
    record = {
        item.name: getattr(session, item.name) for item in dataclasses.fields(session)
    }
    record["state"] = session.state.value
    record["config"] = session.config.to_json()
    return json.dumps(record)


def from_text(session_id: str, text: str) -> ExecSession:
    """Read the record of the session with this id.

    Raises:
        DamagedRecordError: it is no such record.
    """
    try:
        record: dict[str, Any] = json.loads(text)
        for name, fits in _CHECKS.items():
            if name in record and not fits(record[name]):
                raise DamagedRecordError(f"its {name} is {record[name]!r:.80}")
        record["state"] = SessionState(record["state"])
        record["config"] = ExecConfig.from_json(record["config"])
        session = ExecSession(**record)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        InvalidConfig,
    ) as error:
        raise DamagedRecordError(str(error)) from None
    if session.id != session_id:
        raise DamagedRecordError(f"it is of session {session.id[:12]!r}")
    return session


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_id(value: object) -> bool:
    # Nothing else is ever a file name (core.bundle.paths), and SQLite takes it.
    return isinstance(value, str) and value.isascii()


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _is_pid(value: object) -> bool:
    return type(value) is int and 0 <= value <= _PID_MAX


def _is_time(value: object) -> bool:
    # No number at all compares so, and neither does infinity.
    return type(value) in (int, float) and -_TIME_MAX < value < _TIME_MAX  # type: ignore[operator]


def _is_exit_code(value: object) -> bool:
    return value is None or _is_count(value)


_CHECKS: dict[str, Callable[[object], bool]] = {
    "id": _is_id,
    "container_id": _is_id,
    "container_name": _is_text,
    "name": _is_text,
    "runtime": _is_text,
    "runtime_root": _is_text,
    "monitor": _is_text,
    "boot_id": _is_text,
    "origin": _is_text,
    "pid": _is_pid,
    "pid_start": _is_count,
    "monitor_pid": _is_pid,
    "monitor_start": _is_count,
    "exit_code": _is_exit_code,
    "created_at": _is_time,
    "started_at": _is_time,
    "finished_at": _is_time,
}
