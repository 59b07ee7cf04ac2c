"""The deck, driven by keys, on the host: needs no root and no runtime."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from app.deck import Deck
from core.service import ExecService
from core.session.states import SessionState
from core.session.types import HOST_ID, ContainerRef, ExecSession
from tests.support.deck import HOSTILE, make_state, shown, until
from tests.support.session import config
from widgets.dialogs import Confirm, TextView
from widgets.key_bar import KeyBar
from widgets.session_form import SessionForm
from widgets.terminal.pane import TerminalPane
from widgets.views.inspect import InspectView

if TYPE_CHECKING:
    import pytest

    from core.runtime.containers import ContainerListing
    from core.settings import Settings


async def test_the_first_screen_explains_itself(deck_settings: Settings) -> None:
    """The host is there, selected; the panes' place says what to do; keys are named."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: deck.selected is not None)
        assert isinstance(deck.selected, ContainerRef)
        assert deck.selected.id == HOST_ID
        bar = deck.query_one(KeyBar)
        assert bar.context == "LIST"
        assert [hint.label for hint in bar.shown_hints][:4] == [
            "open",
            "new",
            "stop",
            "remove",
        ]
        assert "Sessions go on when you quit" in str(
            deck.query_one(".welcome").render()
        )


async def test_the_first_frame_does_not_wait_for_core(
    deck_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a runtime that does not answer, the deck is drawn and its keys work."""
    answer = threading.Event()
    real = ExecService.containers

    def blocked(self: ExecService) -> ContainerListing:
        """Answer only when told to."""
        answer.wait(20)
        return real(self)

    monkeypatch.setattr(ExecService, "containers", blocked)
    deck = Deck(deck_settings)
    try:
        async with deck.run_test() as pilot:
            await pilot.press("question_mark")
            await until(pilot, lambda: isinstance(deck.screen, TextView))
            assert deck.selected is None
            await pilot.press("escape")
            answer.set()
            await until(pilot, lambda: deck.selected is not None)
    finally:
        answer.set()


async def test_typing_before_the_shell_runs_is_kept(deck_settings: Settings) -> None:
    """Keys pressed while a session starts reach its shell."""
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.selected is not None)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(deck.focused, TerminalPane))
        await pilot.press(*"echo early$((40+2))", "enter")
        await until(pilot, lambda: "early42" in shown(deck))


async def test_ctrl_c_tab_and_ctrl_q_reach_the_program(deck_settings: Settings) -> None:
    """Keys that Textual takes for itself elsewhere are the program's in a pane."""
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.selected is not None)
        await pilot.press("enter")
        await until(pilot, lambda: "$" in shown(deck))
        await pilot.press(*"stty raw -echo; echo go; od -An -c -w1 -N5", "enter")
        await until(pilot, lambda: "go" in shown(deck).split("\n", 1)[1])
        await pilot.press("ctrl+c", "tab", "ctrl+q", "ctrl+p", "escape")
        await until(pilot, lambda: "033" in shown(deck))
        codes = shown(deck).split()
        assert [
            code for code in ("003", "\\t", "021", "020", "033") if code in codes
        ] == [
            "003",
            "\\t",
            "021",
            "020",
            "033",
        ]


async def test_a_session_ends_in_its_pane(deck_settings: Settings) -> None:
    """The pane says how the session ended; enter closes it; the list shows the code."""
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.selected is not None)
        await pilot.press("enter")
        await until(pilot, lambda: "$" in shown(deck))
        await pilot.press(*"exit 7", "enter")
        await until(
            pilot,
            lambda: any(item.exit_code == 7 for item in deck.snapshot.sessions),
        )
        pane = deck.splits.focused_pane
        assert pane is not None
        await until(pilot, lambda: "exited 7" in deck.splits.title(pane))
        await pilot.press("enter")
        await until(pilot, lambda: not deck.splits.panes)
        assert deck.focused is deck.sidebar


async def test_remove_asks_and_cancel_keeps(deck_settings: Settings) -> None:
    """`d` asks; escape keeps the session, yes removes it and its bundle."""
    service = ExecService(deck_settings)
    session = service.start(service.create(HOST_ID, config("true")).id)
    service.wait(session.id)
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.sidebar.select_session(session.id))
        await until(pilot, lambda: isinstance(deck.selected, ExecSession))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(deck.screen, Confirm))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(deck.screen, Confirm))
        assert service.session(session.id).state is SessionState.STOPPED
        await pilot.press("d")
        await until(pilot, lambda: isinstance(deck.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: not service.list())
        assert not service.paths(session).directory.exists()


async def test_a_running_session_is_not_removed_by_d(deck_settings: Settings) -> None:
    """`d` on a running session only says what to do; `D` asks and does it."""
    service = ExecService(deck_settings)
    session = service.start(service.create(HOST_ID, config("sleep", "1000")).id)
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.sidebar.select_session(session.id))
        await until(pilot, lambda: isinstance(deck.selected, ExecSession))
        await pilot.press("d")
        await pilot.pause()
        assert not isinstance(deck.screen, Confirm)
        await pilot.press("D")
        await until(pilot, lambda: isinstance(deck.screen, Confirm))
        assert service.session(session.id).state is SessionState.RUNNING
        await pilot.press("y")
        await until(pilot, lambda: not service.list())


async def test_prune_lists_what_goes(deck_settings: Settings) -> None:
    """`p` asks once for all stopped sessions and leaves the running one."""
    service = ExecService(deck_settings)
    for _ in range(2):
        service.wait(service.start(service.create(HOST_ID, config("true")).id).id)
    running = service.start(service.create(HOST_ID, config("sleep", "1000")).id)
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: len(deck.snapshot.sessions) == 3)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(deck.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: len(service.list()) == 1)
        assert service.list()[0].id == running.id


async def test_hostile_names_are_plain_text(deck_settings: Settings) -> None:
    """Markup and escape sequences in a container's name show as they are."""
    make_state(deck_settings, "evil")
    deck = Deck(deck_settings)
    async with deck.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(deck.snapshot.containers) == 2)
        await pilot.press("G")
        await until(pilot, lambda: getattr(deck.selected, "name", "") == HOSTILE)
        visible = "\n".join(
            deck.sidebar.render_line(y).text for y in range(deck.sidebar.size.height)
        )
        assert "[bold red]x[/]" in visible
        assert "\x1b" not in visible
        await pilot.press("i")
        await until(pilot, lambda: isinstance(deck.screen, InspectView))
        await pilot.press("escape")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(deck.screen, SessionForm))
        await pilot.press("escape")
        deck.say(HOSTILE, error=True)
        await pilot.pause()
        assert "\x1b[31m" not in deck.export_screenshot()


async def test_a_corrupt_store_is_reported_and_kept(deck_settings: Settings) -> None:
    """Containers are still listed, the reason is shown, the file is as it was."""
    store = deck_settings.store_path
    store.parent.mkdir(parents=True)
    store.write_bytes(b"not a database, but long enough to look at" * 30)
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.snapshot.error)
        assert "cannot use the session records" in deck.snapshot.error
        await until(pilot, lambda: deck.query_one("#problems").display)
        await pilot.press("enter")
        await until(pilot, lambda: deck.splits.panes)
        assert isinstance(deck.selected, ContainerRef)
    assert store.read_bytes().startswith(b"not a database")


async def test_a_corrupt_state_file_is_reported(deck_settings: Settings) -> None:
    """One bad container hides no other, and is named."""
    make_state(deck_settings, "good")
    make_state(deck_settings, "bad", "{")
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.snapshot.problems)
        assert len(deck.snapshot.containers) == 2
        assert "state.json is not valid JSON" in str(deck.snapshot.problems[0])
        await until(pilot, lambda: deck.query_one("#problems").display)


async def test_filter_and_clear(deck_settings: Settings) -> None:
    """`/` narrows the list as one types; escape shows everything again."""
    make_state(deck_settings, "good")
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: len(deck.snapshot.containers) == 2)
        await pilot.press("slash", *"hos")
        await until(pilot, lambda: deck.sidebar.filter_text == "hos")
        assert deck.query_one(KeyBar).context == "FILTER"
        await pilot.press("escape")
        await until(pilot, lambda: deck.focused is deck.sidebar)
        assert deck.sidebar.filter_text == ""


async def test_an_unknown_prefix_key_is_said(deck_settings: Settings) -> None:
    """The footer shows the prefix's keys; a key that means nothing is named."""
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.selected is not None)
        await pilot.press("enter")
        await until(pilot, lambda: "$" in shown(deck))
        assert deck.query_one(KeyBar).context == "PANE"
        await pilot.press("ctrl+b")
        await until(pilot, lambda: deck.query_one(KeyBar).context == "CTRL+B")
        await pilot.press("W")
        await until(pilot, lambda: deck.query_one(KeyBar).context == "PANE")
        await pilot.press("ctrl+b", "r")
        await until(pilot, lambda: deck.query_one(KeyBar).context == "READ-ONLY")
        await pilot.press("ctrl+b", "d")
        await until(pilot, lambda: not deck.splits.panes)
        assert isinstance(deck.selected, ExecSession)
        assert deck.selected.state is SessionState.RUNNING


async def test_zoom_hides_the_list_and_focus_brings_it_back(
    deck_settings: Settings,
) -> None:
    """A zoomed pane has the whole deck; going to the list ends that."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: deck.selected is not None)
        await pilot.press("enter")
        await until(pilot, lambda: "$" in shown(deck))
        pane = deck.focused
        assert isinstance(pane, TerminalPane)
        narrow = pane.size.width
        await pilot.press("ctrl+b", "z")
        await until(pilot, lambda: pane.size.width >= 78)
        assert not deck.query_one("#sidebar").display
        await pilot.press("ctrl+b", "z")
        await until(pilot, lambda: pane.size.width == narrow)
        await pilot.press("ctrl+b", "z", "ctrl+b", "tab")
        await until(pilot, lambda: deck.focused is deck.sidebar)
        assert deck.query_one("#sidebar").display


async def test_a_small_terminal_gives_the_room_to_what_is_used(
    deck_settings: Settings,
) -> None:
    """Below 60 columns the pane in use has all of it, and keeps the keyboard."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: deck.selected is not None)
        await pilot.press("enter")
        await until(pilot, lambda: "$" in shown(deck))
        pane = deck.focused
        assert isinstance(pane, TerminalPane)
        for width, alone in ((40, True), (20, True), (100, False), (50, True)):
            await pilot.resize_terminal(width, 10)
            await until(pilot, lambda: deck.query_one("#sidebar").display is not alone)  # noqa: B023 (called before the next round)
            assert deck.focused is pane
        await pilot.press("ctrl+b", "tab")
        await until(pilot, lambda: deck.query_one("#sidebar").display)
