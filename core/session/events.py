"""What happens to sessions, as others can read it (libpod's event names)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class EventKind(Enum):
    """Kinds of events; `exec` and `exec_died` are podman's own."""

    CREATED = "exec_created"
    STARTED = "exec"
    ATTACHED = "exec_attach"
    DETACHED = "exec_detach"
    DIED = "exec_died"
    REMOVED = "exec_removed"


@dataclass(frozen=True, slots=True)
class Event:
    """One event."""

    sequence: int
    """Grows by one with each event of a store."""
    at: float
    """Seconds since the epoch."""
    kind: EventKind
    container_id: str
    session_id: str
    exit_code: int | None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON line of `execdeck events`."""
        return {
            "time": self.at,
            "type": self.kind.value,
            "containerId": self.container_id,
            "id": self.session_id,
            "exitCode": self.exit_code,
        }
