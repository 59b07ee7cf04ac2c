"""The table of states: every state against every move."""

from __future__ import annotations

import dataclasses
from itertools import product

import pytest

from core.errors import StateConflict
from core.session.states import (
    TRANSITIONS,
    Move,
    SessionState,
    next_state,
    state_table,
)
from core.session.types import ExecConfig, ExecSession

ALLOWED = {
    (SessionState.CREATED, Move.START): SessionState.RUNNING,
    (SessionState.RUNNING, Move.EXIT): SessionState.STOPPED,
}
REFUSED = [pair for pair in product(SessionState, Move) if pair not in ALLOWED]


@pytest.mark.parametrize(("state", "move"), list(ALLOWED))
def test_allowed_moves(state: SessionState, move: Move) -> None:
    """A created session starts, a running one exits, and no row is missing."""
    assert next_state("s" * 64, state, move) is ALLOWED[state, move]


@pytest.mark.parametrize(("state", "move"), REFUSED)
def test_refused_moves(state: SessionState, move: Move) -> None:
    """Every other move is refused by name, and neither record nor table changes."""
    session = ExecSession(
        id="a" * 64,
        container_id="c",
        container_name="c",
        config=ExecConfig(command=("sh",)),
        state=state,
    )
    before, table = dataclasses.replace(session), dict(TRANSITIONS)
    with pytest.raises(StateConflict) as caught:
        next_state(session.id, session.state, move)

    assert (caught.value.state, caught.value.operation) == (state.value, move.value)
    assert str(caught.value) == (
        f"cannot {move.value} session {'a' * 12}: it is {state.value}"
    )
    assert before == session
    assert table == TRANSITIONS


def test_nothing_leaves_stopped() -> None:
    """Stopped is final: no row of the table begins there."""
    assert not [pair for pair in TRANSITIONS if pair[0] is SessionState.STOPPED]


def test_the_table_as_markdown() -> None:
    """The rendered table has a row per state, a column per move, a word per cell."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in state_table().splitlines()
    ]

    assert lines == [
        ["state", "start", "exit"],
        ["---", "---", "---"],
        ["created", "running", "refused"],
        ["running", "refused", "stopped"],
        ["stopped", "refused", "refused"],
    ]
