"""The inspection of a session and of a container."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.errors import NotFound
from core.session.types import HOST_ID, ExecConfig
from tests.support.deck import HOSTILE, make_state, until
from tests.support.views import Stage
from widgets.views.inspect import InspectView
from widgets.views.inspect_lines import HIDDEN, Inspected

if TYPE_CHECKING:
    from core.settings import Settings

FAMILY = "sleep 4731 & sleep 4732; :"


async def test_a_running_session(deck_settings: Settings) -> None:
    """Everything of it is shown and kept up to date, its end too."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        session = stage.start_session("sh", "-c", FAMILY)
        stage.views.inspect(session)
        await until(
            pilot, lambda: sum("sleep 473" in text for text in stage.texts) >= 4
        )

        assert stage.note == "running"
        assert stage.view.title_bar.heading.startswith(f"host  {session.id[:12]}  sh")
        victims = [text for text in stage.texts if text.startswith("†")]
        assert [text.partition("  ")[2] != "" for text in victims] == [True] * 3
        assert any(f"{session.pid}, began 20" in text for text in stage.texts)
        assert any(text.endswith(" exec_log") for text in stage.texts)

        await pilot.press("G")
        stage.service.stop(session.id, 0)
        await until(pilot, lambda: stage.note == "exit 137 (KILL)")

        assert not [text for text in stage.texts if text.startswith("†")]


async def test_values_are_shown_when_they_are_asked_for(
    deck_settings: Settings,
) -> None:
    """`e` shows and hides them, in the sections, in the JSON and in a screenshot."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 50)) as pilot:
        config = ExecConfig(command=("true",), environment={"TOKEN": "hunter2"})
        stage.views.inspect(stage.service.create(HOST_ID, config))
        await until(pilot, lambda: f"TOKEN={HIDDEN}" in stage.texts)
        await pilot.press("J")
        await until(pilot, lambda: "Raw JSON" in stage.texts)

        assert "hunter2" not in stage.export_screenshot()

        await pilot.press("e")
        await until(pilot, lambda: "TOKEN=hunter2" in stage.texts)

        assert sum('"TOKEN": "hunter2"' in text for text in stage.texts) == 1

        await pilot.press("e", "J")
        await until(pilot, lambda: "Raw JSON" not in stage.texts)

        assert not any("hunter2" in text for text in stage.texts)
        assert f"TOKEN={HIDDEN}" in stage.texts


async def test_scroll_search_and_copy(deck_settings: Settings) -> None:
    """A refresh moves nothing; `/` and `n` go about; `y` copies the id; esc closes."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(60, 14)) as pilot:
        session = stage.service.create(HOST_ID, ExecConfig(command=("true",)))
        stage.views.inspect(session)
        await until(pilot, lambda: len(stage.texts) > 20)
        await pilot.press("G")
        top = stage.view.view.top
        await pilot.press("r")
        view = stage.view
        assert isinstance(view, InspectView)
        seen = view.seen
        await until(pilot, lambda: view.seen is not seen)
        await pilot.pause()

        assert view.view.top == top > 5

        await pilot.press("slash", *"ATTACHstd", "enter")
        hit = view.view.hit
        assert hit is not None
        assert stage.texts[hit.line].startswith("attachStd")
        await pilot.press("n", "n")
        assert view.view.hit is not None
        assert view.view.hit.line == hit.line + 2
        await pilot.press("n")
        assert view.view.hit == hit
        await pilot.press("N")
        assert view.view.hit.line == hit.line + 2

        await pilot.press("y")
        assert stage.copied == [session.id]

        # The first ends the search, the second the view.
        await pilot.press("escape")
        assert stage.screen is view
        await pilot.press("escape")
        assert stage.screen is not view


async def test_a_session_that_is_removed(deck_settings: Settings) -> None:
    """What was known of it stays, and the title says what has become of it."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        session = stage.service.create(HOST_ID, ExecConfig(command=("true",)))
        stage.views.inspect(session)
        await until(pilot, lambda: stage.note == "created")
        stage.service.remove(session.id)
        await pilot.press("r")
        await until(pilot, lambda: "no such session" in stage.note)

        assert any(session.id in text for text in stage.texts)


async def test_a_container(deck_settings: Settings) -> None:
    """Its fields, sessions and processes; hostile names are text."""
    make_state(deck_settings, "c1")
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        container = stage.service.container("c1")
        stage.views.inspect(container)
        await until(pilot, lambda: stage.note == "running")

        shown = HOSTILE.encode("unicode_escape").decode()
        assert stage.view.title_bar.heading == shown
        assert any(text.endswith(shown) for text in stage.texts)
        assert any("init: " in text for text in stage.texts)

        await pilot.press("q")
        made = stage.service.create(HOST_ID, ExecConfig(command=("true",)))
        stage.views.inspect(stage.service.container(HOST_ID))
        await until(pilot, lambda: any(made.id[:12] in text for text in stage.texts))


async def test_ten_thousand_variables(deck_settings: Settings) -> None:
    """A large config is shown, and going about in it is no work."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        environment = {f"NAME{at}": "v" * 400 for at in range(10_000)}
        config = ExecConfig(command=("true",), environment=environment)
        session = stage.service.create(HOST_ID, config)
        stage.views.inspect(session)
        await until(pilot, lambda: len(stage.texts) > 10_000)
        await pilot.press("e", "G", "g", "slash", *"NAME9999", "enter")
        await until(pilot, lambda: any("NAME9999=vvvv" in row for row in stage.rows))


async def test_trouble_is_shown(deck_settings: Settings) -> None:
    """What cannot be read is told, and looked at again."""
    stage = Stage(deck_settings)
    session = stage.service.create(HOST_ID, ExecConfig(command=("true",)))
    answers = [NotFound("session", "x"), PermissionError("no\x1b")]

    def load() -> Inspected:
        """Fail at first."""
        if answers:
            raise answers.pop(0)
        return Inspected(session, time.time())

    async with stage.run_test(size=(80, 24)) as pilot:
        await stage.push_screen(InspectView("t", load, lambda _: None))
        await until(pilot, lambda: "no such session" in stage.note)
        await pilot.press("r")
        await until(pilot, lambda: stage.note == "no\\x1b")
        await pilot.press("r")
        await until(pilot, lambda: stage.note == "created")
