"""What pilot tests of the deck have in common."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from core.process import read_stat
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from app.deck import Deck
    from core.settings import Settings

HOSTILE = "[bold red]x[/]\x1b[31m\x07"
"""A container's name that would change how it is shown."""

TIMEOUT = 15.0


async def until(pilot: Pilot[int], condition: Callable[[], Any]) -> None:
    """Let the app run until a condition holds.

    Raises:
        AssertionError: it does not in time.
    """
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, "the deck never came to it"
        await pilot.pause(0.02)


def shown(deck: Deck) -> str:
    """Return the focused pane's screen."""
    pane = deck.focused
    return "\n".join(pane.terminal.display) if isinstance(pane, TerminalPane) else ""


def make_state(
    settings: Settings, name: str, text: str | None = None, label: str = HOSTILE
) -> None:
    """Write a container's state as runc does; its init is this test process."""
    directory = settings.runtime_roots[0] / name
    directory.mkdir(parents=True)
    stat = read_stat(os.getpid())
    assert stat is not None
    state = {
        "id": name,
        "init_process_pid": os.getpid(),
        "init_process_start": stat.start,
        "created": "2026-01-02T03:04:05.678901234Z",
        "config": {"labels": [f"io.kubernetes.cri.container-name={label}"]},
    }
    (directory / "state.json").write_text(json.dumps(state) if text is None else text)
