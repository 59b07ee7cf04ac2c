"""What tests of the form for a new session have in common."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input, Static, TextArea

from widgets.session_form import SessionForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.pilot import Pilot

    from widgets.session_request import Draft, FieldError, SessionRequest

HISTORY = ["top -d 1", "sh -c 'echo  a'", "tail -f /x", "evil \x1b[2J"]
USERS = ["root", "ann", "bob"]


@dataclass(frozen=True)
class Saved:
    """A command as a configuration may hold it."""

    name: str
    command: tuple[str, ...]
    user: str = ""
    workdir: str = ""
    tty: bool = True
    detach: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


SAVED = [
    Saved("[b]logs", ("tail", "-f", "a b"), "ann:ann", "/var/log", tty=False),
    Saved("load", ("load",), detach=True, environment={"A": "1,B=2", "C": "3"}),
]


class Desk:
    """Takes what the form asks for, and refuses what it was told to."""

    def __init__(self) -> None:
        self.asked: list[SessionRequest] = []
        self.answers: list[FieldError] = []
        """Given one after the other; then everything is taken."""
        self.gate: asyncio.Event | None = None
        self.cancelled = False

    async def submit(self, request: SessionRequest) -> FieldError | None:
        """Take a request, or refuse it."""
        self.asked.append(request)
        try:
            if self.gate is not None:
                await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return self.answers.pop(0) if self.answers else None


class Opened:
    """The form on a screen, and what it has answered."""

    def __init__(self, pilot: Pilot[int], form: SessionForm) -> None:
        self.pilot = pilot
        self.form = form
        self.results: list[SessionRequest | None] = []

    def text(self, name: str) -> str:
        """Return what is in a field."""
        entry = self.form.query_one(f"#{name}")
        return entry.text if isinstance(entry, TextArea) else entry_value(entry)

    def note(self, name: str) -> str:
        """Return what is said below a field."""
        row = self.form.query_one(f"#{name}").parent
        assert row is not None
        return str(row.query_one(".field--note", Static).content)

    @property
    def status(self) -> str:
        """What is said beside the buttons."""
        return str(self.form.query_one("#status", Static).content)

    @property
    def focus(self) -> str | None:
        """The field that has the keyboard."""
        return self.form.focused.id if self.form.focused else None

    async def type(self, text: str) -> None:
        """Type a text, all of it at once."""
        self.pilot.app.post_message(events.Paste(text))
        await self.pilot.pause()


def entry_value(entry: object) -> str:
    """Return the value of a one-line field."""
    assert isinstance(entry, Input)
    return entry.value


async def show(
    pilot: Pilot[int],
    desk: Desk,
    *,
    name: str = "web",
    saved: Sequence[Saved] = (),
    draft: Draft | None = None,
) -> Opened:
    """Open the form."""
    form = SessionForm(
        name,
        desk.submit,
        saved=saved,
        draft=draft,
    )
    opened = Opened(pilot, form)
    form.offer(history=["too early"])
    await pilot.app.push_screen(form, opened.results.append)
    form.offer(history=HISTORY, users=USERS)
    await pilot.pause()
    return opened
