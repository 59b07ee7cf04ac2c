"""The list at work on real containers: filter, marks, bulk operations, use, orders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from core.session.types import HOST_ID
from tests.support.session import config
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.session.types import ExecSession
    from tests.support.containers import RealContainer
    from tests.support.deck_driver import DeckDriver

pytestmark = [pytest.mark.real_runtime, pytest.mark.tmux, pytest.mark.timeout(120)]


def start(deck: DeckDriver, container: str, *command: str) -> ExecSession:
    """Start a session as another program would."""
    created = deck.service.create(container, config(*command))
    return deck.service.start(created.id)


def filter_by(deck: DeckDriver, text: str) -> None:
    """Type a filter and go back to the list."""
    deck.tmux.keys("/")
    deck.tmux.expect("FILTER")
    deck.tmux.keys("C-u")
    deck.tmux.type(text)
    deck.tmux.keys("Enter")
    deck.tmux.expect("LIST")


def states(deck: DeckDriver, sessions: list[ExecSession]) -> list[SessionState]:
    """Return what has become of sessions."""
    return [deck.service.session(item.id).state for item in sessions]


def test_marked_sessions_are_stopped_restarted_and_removed(
    deck: DeckDriver, standing_containers: Callable[[str], RealContainer]
) -> None:
    """One question names them all; others are left alone."""
    names = [standing_containers(runtime).id for runtime in ("runc", "crun")]
    wanted = [start(deck, name, "sleep", "4716") for name in names for _ in "12"]
    other = start(deck, names[0], "sleep", "4717")
    filter_by(deck, "cmd:4716 state:running")
    deck.tmux.expect("4 of 5")
    deck.tmux.keys("*", "s")
    screen = deck.tmux.expect("Stop 4 sessions?")
    assert screen.count("sleep 4716 (") == 4
    deck.tmux.keys("y")
    wait_until(lambda: set(states(deck, wanted)) == {SessionState.STOPPED}, 30)
    assert deck.service.session(other.id).state is SessionState.RUNNING

    filter_by(deck, "cmd:4716 state:stopped")
    deck.tmux.expect("✓ 4")
    deck.tmux.keys("R")
    deck.tmux.expect("Run 4 sessions again?")
    deck.tmux.keys("y")
    wait_until(
        lambda: sum(len(deck.service.active_sessions(name)) for name in names) == 5
    )
    deck.tmux.keys("d")
    deck.tmux.expect("Remove 4 sessions?")
    deck.tmux.keys("n")
    deck.tmux.expect_gone("Remove 4 sessions?")
    deck.tmux.keys("d")
    deck.tmux.expect("Remove 4 sessions?")
    deck.tmux.keys("y")
    left = {item.id for item in wanted}
    wait_until(lambda: not left & {item.id for item in deck.service.list()})


def test_the_filter_knows_fields_and_says_what_it_does_not(
    deck: DeckDriver, standing_containers: Callable[[str], RealContainer]
) -> None:
    """State, container, exit code; a mistake is named, with what could stand there."""
    name = standing_containers("runc").id
    start(deck, name, "sleep", "4718")
    failed = start(deck, HOST_ID, "false")
    deck.service.wait(failed.id)
    filter_by(deck, "exit:!0")
    deck.tmux.expect("false")
    deck.tmux.expect_gone("sleep 4718")
    filter_by(deck, f"state:running ctr:{name}")
    deck.tmux.expect("sleep 4718")
    deck.tmux.expect_gone("false")
    deck.tmux.keys("/")
    deck.tmux.keys("C-u")
    deck.tmux.type("state:runing")
    deck.tmux.expect("running")
    deck.tmux.keys("Escape")
    deck.tmux.expect("false")


def test_what_sessions_use_is_shown_and_ordered_by(deck: DeckDriver) -> None:
    """A busy program shows its share and a line; by CPU it stands first, also flat."""
    start(deck, HOST_ID, "sleep", "4719")
    start(deck, HOST_ID, "sh", "-c", "while :; do :; done")
    deck.tmux.resize(160, 45)
    screen = wait_until(
        lambda: next(
            (s for s in [deck.tmux.screen()] if re.search(r"[▁-█]+ +\d+% +\d", s)), ""
        ),
        20,
    )
    assert re.search(r"sh -c .*%", screen)
    deck.tmux.keys("t")
    deck.tmux.expect_gone("▾ ⌂ host")
    deck.tmux.keys("o", "o", "o")
    deck.tmux.expect("Ordered by cpu.")
    wait_until(lambda: "sh -c" in deck.tmux.screen().splitlines()[0], 20)
    deck.tmux.keys("t")
    deck.tmux.expect("▾ ⌂ host")
