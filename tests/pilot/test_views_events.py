"""The timeline of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import StoreCorrupt
from core.session.types import HOST_ID, ExecConfig
from tests.support.deck import until
from tests.support.views import Stage
from widgets.views.events import EventRow, EventsView

if TYPE_CHECKING:
    from core.settings import Settings


async def test_a_life(deck_settings: Settings) -> None:
    """What happens to a session is shown as it happens, with its command and its end."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 24)) as pilot:
        stage.views.events()
        await until(pilot, lambda: stage.note == "nothing has happened yet")
        session = stage.start_session("sh", "-c", "exit 3")
        stage.service.wait(session.id)
        await until(pilot, lambda: len(stage.texts) == 3)

        kinds = [text.split()[2] for text in stage.texts]
        assert kinds == ["exec_created", "exec", "exec_died"]
        assert all(session.id[:12] in text for text in stage.texts)
        assert stage.texts[2].endswith("host  exit code 3  sh -c 'exit 3'")
        assert stage.rows[2].startswith("> ")

        stage.service.remove(session.id)
        await until(pilot, lambda: len(stage.texts) == 4)
        assert stage.rows[3].startswith("> ")
        await pilot.press("k")
        stage.service.create(HOST_ID, ExecConfig(command=("true",)))
        await until(pilot, lambda: len(stage.texts) == 5)
        assert stage.rows[2].startswith("> ")


async def test_filter_and_choose(deck_settings: Settings) -> None:
    """`/` leaves what holds a text; enter goes to the session of an event."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 24)) as pilot:
        made = [
            stage.service.create(HOST_ID, ExecConfig(command=(name,)))
            for name in ("true", "false", "[b]hostile\x1b[m")
        ]
        stage.views.events()
        await until(pilot, lambda: len(stage.texts) == 3)
        assert stage.texts[2].endswith("'[b]hostile\\x1b[m'")

        await pilot.press("slash", *"TRUE")
        assert [text.endswith(" true") for text in stage.texts] == [True]
        assert stage.note == "1 of 3"

        stage.service.create(HOST_ID, ExecConfig(command=("true", "again")))
        stage.service.create(HOST_ID, ExecConfig(command=("sleep",)))
        await until(pilot, lambda: stage.note == "2 of 5")
        await pilot.press("enter", "g", "enter")
        await until(pilot, lambda: stage.chosen == [made[0].id])
        assert not isinstance(stage.screen, EventsView)

        stage.views.events()
        await until(pilot, lambda: len(stage.texts) == 5)
        await pilot.press("slash", *"nothing", "enter", "enter")
        assert isinstance(stage.screen, EventsView)
        await pilot.press("escape")
        assert len(stage.texts) == 5
        await pilot.click("LineView", offset=(10, 1), times=2)
        await until(pilot, lambda: stage.chosen == [made[0].id, made[1].id])


async def test_trouble_and_many_events(deck_settings: Settings) -> None:
    """What cannot be read is told; ten thousand events are shown."""
    stage = Stage(deck_settings)
    asked: list[int] = []

    def load(last: int) -> list[EventRow]:
        """Fail at first."""
        asked.append(last)
        if len(asked) == 1:
            raise StoreCorrupt("state.db", "no\x1b")
        if last:
            return []
        return [
            EventRow(at, 1_800_000_000.0, "exec", f"{at:064}", "web", "")
            for at in range(1, 10_001)
        ]

    async with stage.run_test(size=(100, 24)) as pilot:
        await stage.push_screen(EventsView(load))
        await until(pilot, lambda: "no\\x1b" in stage.note)
        await until(pilot, lambda: stage.note == "10,000")
        await until(pilot, lambda: len(asked) > 3)

        assert set(asked[2:]) == {10_000}
        assert stage.rows[-1].startswith("> ")
