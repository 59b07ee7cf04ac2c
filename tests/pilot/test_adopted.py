"""Sessions that others started, in the deck."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from app.deck import Deck
from core.service import ExecService
from core.session.types import HOST_ID
from tests.conftest import end_all
from tests.support.deck import until
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.settings import Settings


@pytest.fixture
def stranger(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A process of others', taken over as a session of the host."""
    service = ExecService(settings)
    with subprocess.Popen(["sleep", "4722"]) as process:
        session = {"id": "old", "command": ["sleep", "4722"], "pid": process.pid}
        service.import_state(json.dumps({"execSessions": {"old": session}}), HOST_ID)
        yield process
        process.kill()
    end_all(service)


async def test_an_adopted_session(
    settings: Settings, stranger: subprocess.Popen[bytes]
) -> None:
    """It is listed; it opens no pane and says why; `s` stops it, and it is gone."""
    deck = Deck(settings)
    async with deck.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: len(deck.snapshot.sessions) == 1)
        await pilot.press("down")
        await until(pilot, lambda: deck.selected_session("see") is not None)
        await pilot.press("enter")
        await until(pilot, lambda: deck._notifications)  # noqa: SLF001 (no public list)
        (notice,) = deck._notifications  # noqa: SLF001 (same)
        assert "Others started it" in notice.message
        assert not list(deck.query(TerminalPane))
        await pilot.press("s")
        await until(pilot, lambda: stranger.poll() is not None)
        await until(pilot, lambda: not deck.snapshot.sessions)
