"""Several workspaces, typing into several panes, mirrors, and what is kept of it all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.deck import Deck
from app.saved_layout import layout_path
from core.errors import StartFailed
from core.service import ExecService
from core.session.states import SessionState
from core.session.types import HOST_ID
from tests.support.deck import shown, until
from tests.support.session import config
from widgets.dialogs import Prompt
from widgets.key_bar import KeyBar
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot

    from core.settings import Settings


def text_of(pane: TerminalPane) -> str:
    """Return a pane's screen."""
    return "\n".join(pane.terminal.display)


def focused(deck: Deck) -> TerminalPane:
    """Return the pane that has the keyboard."""
    pane = deck.focused
    assert isinstance(pane, TerminalPane)
    return pane


async def open_shell(pilot: Pilot[int], deck: Deck) -> TerminalPane:
    """Open a shell on the host and wait for its prompt."""
    await until(pilot, lambda: deck.selected is not None)
    await pilot.press("enter")
    await until(pilot, lambda: "$" in shown(deck))
    return focused(deck)


async def split(
    pilot: Pilot[int], deck: Deck, key: str = "percent_sign"
) -> TerminalPane:
    """Split the focused pane and wait for the new prompt."""
    before = deck.focused
    await pilot.press("ctrl+b", key)
    await until(pilot, lambda: deck.focused is not before and "$" in shown(deck))
    return focused(deck)


async def test_workspaces_come_and_go(deck_settings: Settings) -> None:
    """`c` makes one with a shell, digits show them, the last pane's end closes one."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(120, 30)) as pilot:
        first = await open_shell(pilot, deck)
        await pilot.press("ctrl+b", "c")
        await until(pilot, lambda: deck.focused is not first and "$" in shown(deck))
        assert deck.workspaces.index == 1
        assert not first.is_on_screen
        await pilot.press("ctrl+b", "1")
        await until(pilot, lambda: deck.focused is first)
        await pilot.press("ctrl+b", "n", "ctrl+b", "n")
        await until(pilot, lambda: deck.workspaces.index == 0)
        await pilot.press("ctrl+b", "7")
        assert deck.workspaces.index == 0
        await pilot.press("ctrl+b", "tab", "2")
        await until(pilot, lambda: deck.workspaces.index == 1)
        assert focused(deck) is not first
        await pilot.press("ctrl+b", "x")
        await until(pilot, lambda: len(deck.workspaces.layouts) == 1)
        await until(pilot, lambda: deck.focused is first)
        assert len(deck.service.active_sessions(HOST_ID)) == 2


async def test_a_workspace_is_named(deck_settings: Settings) -> None:
    """`,` asks for a name; what is entered stands in the tabs, as plain text."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(120, 30)) as pilot:
        await open_shell(pilot, deck)
        await pilot.press("ctrl+b", "comma")
        await until(pilot, lambda: isinstance(deck.screen, Prompt))
        await pilot.press(*"[b]x", "enter")
        await until(pilot, lambda: deck.workspaces.names == ("[b]x",))
        await pilot.press("ctrl+b", "c")
        await until(pilot, lambda: len(deck.workspaces.layouts) == 2)
        bar = deck.query_one("TabBar")
        await until(pilot, lambda: "1 [b]x" in bar.render_line(0).text)


async def test_news_of_hidden_panes_are_marked(deck_settings: Settings) -> None:
    """Output and a bell in a workspace that is not shown mark it until it is."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(120, 30)) as pilot:
        pane = await open_shell(pilot, deck)
        await pilot.press(*"sleep 0.5; printf '\\a'; echo done", "enter")
        await pilot.press("ctrl+b", "c")
        bar = deck.query_one("TabBar")
        await until(pilot, lambda: "1!#" in bar.render_line(0).text.replace(" ", ""))
        title = deck.workspaces.layouts[0].title(str(pane.id))
        assert "host !#" in title
        await pilot.press("ctrl+b", "1")
        await until(pilot, lambda: "[1]" in bar.render_line(0).text)
        await until(
            pilot, lambda: "!" not in deck.workspaces.layouts[0].title(str(pane.id))
        )


async def test_typing_into_all_panes(deck_settings: Settings) -> None:
    """`S` joins all panes of the workspace, visibly; once more parts them."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(160, 40)) as pilot:
        first = await open_shell(pilot, deck)
        second = await split(pilot, deck)
        await pilot.press("ctrl+b", "S", *"echo to$((40+2))", "enter")
        await until(pilot, lambda: "to42" in text_of(first))
        await until(pilot, lambda: "to42" in text_of(second))
        assert deck.splits.title(str(first.id)).startswith("SYNC")
        assert deck.query_one(KeyBar).context == "SYNC 2"
        await pilot.press("ctrl+b", "S", *"echo one$((40+3))", "enter")
        await until(pilot, lambda: "one43" in text_of(second))
        assert "one43" not in text_of(first)
        assert not deck.splits.title(str(first.id)).startswith("SYNC")


async def test_typing_into_chosen_panes(deck_settings: Settings) -> None:
    """`s` chooses panes one by one; one that is closed is forgotten."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(160, 40)) as pilot:
        first = await open_shell(pilot, deck)
        second = await split(pilot, deck)
        third = await split(pilot, deck, "quotation_mark")
        await pilot.press("ctrl+b", "s", "ctrl+b", "o", "ctrl+b", "s")
        assert focused(deck) is first
        await pilot.press(*"echo x$((40+2))", "enter")
        await until(pilot, lambda: "x42" in text_of(first))
        await until(pilot, lambda: "x42" in text_of(third))
        assert "x42" not in text_of(second)
        await pilot.press("ctrl+b", "x")
        await until(pilot, lambda: len(deck.splits.panes) == 2)
        assert third.companions == ()


async def test_a_mirror_has_the_smaller_size(deck_settings: Settings) -> None:
    """Two panes of one session show the same; it has the size of the smaller one."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(120, 40)) as pilot:
        first = await open_shell(pilot, deck)
        alone = first.size
        await pilot.press("ctrl+b", "m")
        await until(pilot, lambda: len(deck.splits.panes) == 2)
        second = focused(deck)
        await until(pilot, lambda: "$" in text_of(second))
        await pilot.press(*"stty size", "enter")
        smaller = min(first.size.height, second.size.height)
        width = min(first.size.width, second.size.width)
        await until(pilot, lambda: f"{smaller} {width}" in text_of(first))
        await until(pilot, lambda: text_of(first) == text_of(second))
        assert "mirrored 2x" in deck.splits.title(str(first.id))
        assert len(deck.service.active_sessions(HOST_ID)) == 1
        await pilot.press("ctrl+b", "x")
        await until(pilot, lambda: first.limit is None)
        await until(pilot, lambda: first.size_in_cells.rows == alone.height)


async def test_the_panes_are_there_again(deck_settings: Settings) -> None:
    """Workspaces, names, layout and screens outlive the deck."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(160, 40)) as pilot:
        await open_shell(pilot, deck)
        await pilot.press(*"echo kept$((40+2))", "enter")
        await until(pilot, lambda: "kept42" in shown(deck))
        await split(pilot, deck)
        await pilot.press("ctrl+b", "c")
        await until(pilot, lambda: len(deck.panes.open_ids()) == 3)
        deck.workspaces.rename(1, "logs")
        tree = deck.workspaces.layouts[0].split_tree
        await pilot.press("ctrl+b", "1", "ctrl+b", "tab", "q")
    assert tree is not None

    again = Deck(deck_settings)
    async with again.run_test(size=(160, 40)) as pilot:
        await until(pilot, lambda: len(again.panes.open_ids()) == 3)
        assert again.workspaces.names == ("", "logs")
        assert again.workspaces.index == 0
        restored = again.workspaces.layouts[0].split_tree
        assert restored is not None
        assert restored.arrange(100, 30).separators == tree.arrange(100, 30).separators
        left = again.panes.by_id(restored.panes()[0])
        assert left is not None
        await until(pilot, lambda: "kept42" in text_of(left))
        await until(pilot, lambda: isinstance(again.focused, TerminalPane))
        await pilot.press("ctrl+b", "2", *"echo back$((40+3))", "enter")
        await until(pilot, lambda: "back43" in shown(again))


async def test_an_ended_session_is_restored_and_run_again(
    deck_settings: Settings,
) -> None:
    """Its last screen and code are shown; `r` runs its command in the same pane."""
    service = ExecService(deck_settings)
    deck = Deck(deck_settings)
    async with deck.run_test(size=(160, 40)) as pilot:
        await open_shell(pilot, deck)
        await pilot.press(*"echo last$((40+2))", "enter")
        await until(pilot, lambda: "last42" in shown(deck))
        await pilot.press("ctrl+b", "tab", "q")
    ended = service.list()[0]
    service.stop(ended.id, 1)

    again = Deck(deck_settings)
    async with again.run_test(size=(160, 40)) as pilot:
        await until(pilot, lambda: "last42" in shown(again))
        pane = focused(again)
        await until(pilot, lambda: "exited" in again.splits.title(str(pane.id)))
        await pilot.press("r")
        await until(pilot, lambda: len(service.active_sessions(HOST_ID)) == 1)
        await until(pilot, lambda: "$" in shown(again) and "last42" not in shown(again))
        await pilot.press(*"echo new$((40+3))", "enter")
        await until(pilot, lambda: "new43" in shown(again))
        assert service.session(ended.id).state is SessionState.STOPPED


async def test_a_layout_that_cannot_be_used_is_said(deck_settings: Settings) -> None:
    """A damaged file, a removed session and one never started open nothing."""
    path = layout_path(deck_settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{")
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: len(deck._notifications) == 1)  # noqa: SLF001
        assert "cannot restore the panes" in next(iter(deck._notifications)).message  # noqa: SLF001

    service = ExecService(deck_settings)
    created = service.create(HOST_ID, config("true"))
    leaves = [{"pane": "a"}, {"pane": "b"}]
    tree = {"orientation": "row", "children": leaves, "weights": [1, 1]}
    panes = {
        "a": {"session": created.id, "readOnly": False},
        "b": {"session": "../../etc", "readOnly": False},
    }
    saved = {"name": "w", "tree": tree, "focused": "a", "panes": panes}
    path.write_text(json.dumps({"version": 1, "current": 0, "workspaces": [saved]}))
    deck = Deck(deck_settings)
    async with deck.run_test() as pilot:
        await until(pilot, lambda: deck.workspaces.names == ("w",))
        await pilot.pause(0.2)
        assert not deck.panes.all
        assert service.session(created.id).state is SessionState.CREATED


async def test_copy_mode_in_a_pane_whose_session_is_over(
    deck_settings: Settings,
) -> None:
    """Its keys are copy mode's: enter copies, and the pane stays."""
    deck = Deck(deck_settings)
    async with deck.run_test(size=(120, 30)) as pilot:
        pane = await open_shell(pilot, deck)
        await pilot.press(*"echo word$((40+2)); exit", "enter")
        await until(pilot, lambda: "exited" in deck.splits.title(str(pane.id)))
        await pilot.press("ctrl+b", "left_square_bracket", "question_mark")
        await pilot.press(*"word42", "enter", "V", "enter")
        await until(pilot, lambda: deck.clipboard.strip() == "word42")
        assert list(deck.splits.panes) == [pane.id]
        await pilot.press("enter")
        await until(pilot, lambda: not deck.splits.panes)


async def test_what_never_started_is_not_run_again(
    deck_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pane says why, and offers only to be closed; no record is left."""

    def refused(*_: object, **__: object) -> None:
        raise StartFailed("sh", "it is not to be")

    monkeypatch.setattr(ExecService, "start", refused)
    deck = Deck(deck_settings)
    async with deck.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: deck.selected is not None)
        await pilot.press("enter")
        await until(pilot, lambda: any(item.over for item in deck.panes.all.values()))
        pane = focused(deck)
        last = pane.render_line(pane.size.height - 1).text
        assert "it is not to be   (enter closes)" in last
        await pilot.press("r")
        assert deck.service.list() == []
        await pilot.press("enter")
        await until(pilot, lambda: not deck.splits.panes)
