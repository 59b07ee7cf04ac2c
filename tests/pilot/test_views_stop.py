"""The stop dialog: any signal, the grace, the victims, and how it goes."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from textual.widgets import Static

from core.process import read_stat
from core.session.states import SessionState
from tests.support.deck import until
from tests.support.views import Stage
from widgets.views.line_view import LineView
from widgets.views.signal_names import all_signals
from widgets.views.signals import SignalList
from widgets.views.stop_dialog import StopDialog

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot

    from core.session.types import ExecSession
    from core.settings import Settings

STUBBORN = "trap '' TERM HUP; sleep 4741 & while :; do sleep 4742; done"


def gone(pid: int) -> bool:
    """Whether a process has exited."""
    stat = read_stat(pid)
    return stat is None or stat.dead


def victims(stage: Stage) -> list[str]:
    """Return the lines beside the signals."""
    found = stage.screen.query("#victims").results(LineView)
    return [line.text for view in found for line in view.lines]


async def opened(
    stage: Stage, pilot: Pilot[int], *command: str, terminal: bool = True
) -> ExecSession:
    """Start a session and open the dialog on it."""
    session = stage.start_session(*command, terminal=terminal)
    stage.views.stop(session)
    await until(pilot, lambda: isinstance(stage.screen, StopDialog))
    await until(pilot, lambda: any("†" in text for text in victims(stage)[1:]))
    return session


def progress(stage: Stage) -> str:
    """Return what the dialog says of the stop."""
    return "".join(
        str(found.content) for found in stage.screen.query("#progress").results(Static)
    )


def chosen(stage: Stage) -> int | None:
    """Return the signal that the cursor is on."""
    return stage.screen.query_one(SignalList).signum


def test_every_signal_is_offered() -> None:
    """Each that the system knows, once, the common ones first."""
    numbers = [number for _, number in all_signals()]

    assert sorted(numbers) == sorted(map(int, signal.valid_signals()))
    assert [name for name, _ in all_signals()][:5] == [
        "HUP",
        "INT",
        "QUIT",
        "KILL",
        "TERM",
    ]
    assert ("RTMIN+2", signal.SIGRTMIN + 2) in all_signals()


async def test_letters_find_a_signal(deck_settings: Settings) -> None:
    """What is typed goes to the first that begins so; arrows move."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, "sleep", "4743")
        assert chosen(stage) is None
        await pilot.press("k")
        assert chosen(stage) == signal.SIGKILL
        await pilot.press("t")
        assert chosen(stage) == signal.SIGTERM
        await pilot.press("s")
        assert chosen(stage) == signal.SIGTSTP
        await pilot.press(*"usr2")
        assert chosen(stage) == signal.SIGUSR2
        await pilot.press("up")
        assert chosen(stage) == signal.SIGUSR1
        await pilot.press("home")
        assert chosen(stage) is None


async def test_one_signal(deck_settings: Settings) -> None:
    """It goes to the program alone, whose line is marked; the dialog closes."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        session = await opened(
            stage, pilot, "sh", "-c", "sleep 4744 & while :; do wait; done"
        )
        await until(pilot, lambda: sum("†" in text for text in victims(stage)[1:]) == 2)
        await pilot.press("k")
        await until(pilot, lambda: sum("†" in text for text in victims(stage)[1:]) == 1)
        assert victims(stage)[0].startswith("KILL goes to the program alone")

        await pilot.press("enter")
        assert not isinstance(stage.screen, StopDialog)
        await until(pilot, lambda: gone(session.pid))
        await until(pilot, lambda: len(stage.said) == 1)
        assert stage.said[0].startswith("KILL sent to host")
        assert stage.service.wait(session.id).exit_code == 137


async def test_a_stop_with_a_grace(deck_settings: Settings) -> None:
    """The grace that is typed runs down, and what does not mind it is killed."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        session = await opened(stage, pilot, "sh", "-c", STUBBORN)
        await until(pilot, lambda: "A stop ends these 3" in victims(stage)[0])
        seen = [int(text.split()[1]) for text in victims(stage) if "† " in text]
        await pilot.press("tab", "ctrl+a", "ctrl+k", "3", "enter")
        dialog = stage.screen
        assert isinstance(dialog, StopDialog)
        assert dialog.stopping
        assert dialog.grace == 3
        await until(pilot, lambda: "TERM sent, KILL in" in progress(stage))
        assert "━" in progress(stage)
        await until(pilot, lambda: not isinstance(stage.screen, StopDialog))

        left = [item for item in stage.grace if item is not None]
        assert left == sorted(left, reverse=True)
        assert 2 < left[0] <= 3
        assert stage.grace[-1] is None
        assert all(gone(pid) for pid in seen)
        assert stage.service.session(session.id).state is SessionState.STOPPED
        assert stage.changes > 0


async def test_kill_now(deck_settings: Settings) -> None:
    """`k` does not wait for the grace to run down."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        session = await opened(stage, pilot, "sh", "-c", STUBBORN)
        await pilot.press("tab", "ctrl+a", "ctrl+k", *"600", "enter")
        await until(pilot, lambda: "TERM sent" in progress(stage))
        await pilot.press("k")
        await until(pilot, lambda: not isinstance(stage.screen, StopDialog))

        assert stage.service.session(session.id).exit_code == 137
        assert not any(text.startswith("error") for text in stage.said)


async def test_it_goes_on_in_the_background(deck_settings: Settings) -> None:
    """After escape the stop goes on, and whoever asked is told of its grace."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        session = await opened(stage, pilot, "sh", "-c", STUBBORN)
        await pilot.press("tab", "ctrl+a", "ctrl+k", *"2.5", "enter")
        await until(pilot, lambda: len(stage.grace) > 0)
        await pilot.press("escape")
        assert not isinstance(stage.screen, StopDialog)
        seen = len(stage.grace)
        await until(pilot, lambda: len(stage.grace) > seen and stage.grace[-1] is None)

        assert gone(session.pid)


async def test_escape_before_a_choice(deck_settings: Settings) -> None:
    """Nothing is sent."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        session = await opened(stage, pilot, "sleep", "4745", terminal=False)
        assert "stop: TERM, KILL" in [
            line.text for line in stage.screen.query_one(SignalList).lines
        ]
        await pilot.press("escape")
        await pilot.pause()

        assert not isinstance(stage.screen, StopDialog)
        assert not gone(session.pid)


async def test_mouse(deck_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A click chooses a signal, a second one sends it; the footer can be clicked."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        sent: list[int] = []
        monkeypatch.setattr(
            stage.service, "kill", lambda _, signum: sent.append(signum)
        )
        session = await opened(stage, pilot, "sleep", "4746")
        await pilot.click(SignalList, offset=(6, 3))
        assert chosen(stage) == signal.SIGQUIT
        await pilot.click(SignalList, offset=(6, 2), times=2)
        await until(pilot, lambda: sent == [signal.SIGINT])
        assert not isinstance(stage.screen, StopDialog)

        stage.views.stop(session)
        await until(pilot, lambda: isinstance(stage.screen, StopDialog))
        await pilot.press("h")
        await pilot.click("KeyBar", offset=(8, 0))
        await until(pilot, lambda: sent == [signal.SIGINT, signal.SIGHUP])


async def test_a_session_that_does_not_run(deck_settings: Settings) -> None:
    """There is nothing to stop, and that is said; one that ends meanwhile too."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        ended = stage.start_session("true")
        stage.views.stop(stage.service.wait(ended.id))
        assert stage.said == ["It does not run."]

        session = await opened(stage, pilot, "sleep", "4747")
        stage.service.stop(session.id, 0)
        await pilot.press("t", "enter")
        await until(pilot, lambda: len(stage.said) == 2)
        assert stage.said[1].startswith("error: cannot signal session")
