"""The forms of a deck: drafts by container, history, users, real sessions."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.app import App
from textual.widgets import Input, Static

from app.new_session import NewSessions
from core.runtime.containers import host
from core.service import ExecService
from core.session.types import ContainerRef
from tests.support.deck import until
from widgets.session_request import FieldError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.session.types import ExecSession
    from core.settings import Settings
    from widgets.session_form import SessionForm
    from widgets.session_request import SessionRequest


class Desk(App[int]):
    """Opens forms as a deck does."""

    def __init__(self, service: ExecService) -> None:
        super().__init__()
        self.sessions = NewSessions(service)
        self.started: list[ExecSession] = []

    async def ask(self, container: ContainerRef) -> SessionForm:
        """Open the form for a container."""

        async def submit(request: SessionRequest) -> FieldError | None:
            """Start it."""
            done = await self.sessions.start(container, request, {})
            if isinstance(done, FieldError):
                return done
            self.started.append(done)
            return None

        form = self.sessions.form(container, submit)
        await self.push_screen(form, lambda _: self.sessions.closed(form, container))
        await self.sessions.offer(form, container)
        return form


@pytest.fixture
def desk(deck_settings: Settings) -> Iterator[Desk]:
    """A desk with records of its own."""
    service = ExecService(deck_settings)
    yield Desk(service)
    service.store.close()


async def test_from_form_to_session(desk: Desk) -> None:
    """What is run is started, kept in the history, and its form is empty again."""
    command = "sh -c 'exit 3'"
    async with desk.run_test() as pilot:
        form = await desk.ask(host())
        desk.post_message(events.Paste("nope-nope"))
        await pilot.press("enter")
        note = form.query_one("#command").parent
        assert note is not None
        said = note.query_one(".field--note", Static)
        await until(pilot, lambda: "nope-nope" in str(said.content))
        assert not desk.started

        await pilot.press("ctrl+u")
        desk.post_message(events.Paste(command))
        await pilot.press("enter")
        await until(pilot, lambda: desk.started)
        await until(pilot, lambda: desk.screen is not form)

        assert desk.started[0].config.command == tuple(shlex.split(command))

        form = await desk.ask(host())
        entry = form.query_one("#command", Input)
        assert entry.value == ""
        await pilot.press("up")
        assert entry.value == command
        await pilot.press("tab", "up")
        assert form.query_one("#user", Input).value == "root"


async def test_drafts_are_the_containers_own(desk: Desk) -> None:
    """What was left in one container's form is not in another's."""
    other = ContainerRef(id="other", name="x", status="stopped", root="/r")
    async with desk.run_test() as pilot:
        await desk.ask(host())
        desk.post_message(events.Paste("top"))
        await pilot.press("escape")
        form = await desk.ask(other)
        assert form.query_one("#command", Input).value == ""
        await pilot.press("escape")
        form = await desk.ask(host())

        assert form.query_one("#command", Input).value == "top"
