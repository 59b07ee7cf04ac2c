"""The states of an exec session and the only table by which they change.

Two rules: every change of state is a row of `TRANSITIONS` applied by
`next_state`, and this file knows nothing of processes, files or locks.
The table is libpod's `ContainerExecStatus` (created, running, stopped).
"""

from __future__ import annotations

from enum import Enum

from core.errors import StateConflict


class SessionState(Enum):
    """State of an exec session, by libpod's names."""

    CREATED = "created"
    RUNNING = "running"
    STOPPED = "stopped"


class Move(Enum):
    """What may happen to a session."""

    START = "start"
    """A monitor reported the program's pid."""
    EXIT = "exit"
    """The program is gone, with a known exit code or without."""


TRANSITIONS: dict[tuple[SessionState, Move], SessionState] = {
    (SessionState.CREATED, Move.START): SessionState.RUNNING,
    (SessionState.RUNNING, Move.EXIT): SessionState.STOPPED,
}


def next_state(session_id: str, state: SessionState, move: Move) -> SessionState:
    """Return the state after `move`.

    Raises:
        StateConflict: the table has no such row; nothing changes.
    """
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise StateConflict(session_id, state.value, move.value) from None


def state_table() -> str:
    """Render the table in Markdown, as ARCHITECTURE.md shows it."""
    head = "| state | " + " | ".join(move.value for move in Move) + " |"
    rule = "|---" * (len(Move) + 1) + "|"
    rows = []
    for state in SessionState:
        cells = []
        for move in Move:
            target = TRANSITIONS.get((state, move))
            cells.append(target.value if target else "refused")
        rows.append(f"| {state.value} | " + " | ".join(cells) + " |")
    return "\n".join([head, rule, *rows])
