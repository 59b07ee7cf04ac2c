"""`InspectView`: all that is known of a session or a container, kept up to date."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from core.errors import ExecdeckError
from core.session.types import ExecSession
from widgets.key_bar import KeyHint
from widgets.views.frame import View
from widgets.views.inspect_lines import Inspected, inspect_lines, state_text

if TYPE_CHECKING:
    from collections.abc import Callable

REFRESH_SECONDS = 2.0
"""Time between two looks."""


class InspectView(View[None]):
    """Sections to read; the values of variables are hidden until they are asked for."""

    NAME = "INSPECT"

    HINTS = (
        KeyHint("e", "environment", "environment"),
        KeyHint("J", "JSON", "json"),
        KeyHint("r", "refresh", "refresh_now"),
        KeyHint("y", "copy id", "copy"),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "environment", "Values of variables", show=False, priority=True),
        Binding("J", "json", "JSON", show=False, priority=True),
        Binding("r", "refresh_now", "Refresh", show=False, priority=True),
        Binding("y", "copy", "Copy the id", show=False, priority=True),
    ]
    """
    | Key(s) | Description |
    | :- | :- |
    | e | Show or hide the values of variables. |
    | J | Show or hide the raw JSON. |
    | r | Look again now. |
    | y | Copy the id. |
    """

    def __init__(
        self,
        heading: str,
        load: Callable[[], Inspected],
        copy: Callable[[str], None],
    ) -> None:
        """Show what `load` returns, again and again, and copy by `copy`.

        `load` blocks and is called in threads, one call at a time. It may raise an
        ExecdeckError or OSError, which is shown; what was known before stays.
        """
        super().__init__(heading)
        self._load = load
        self._copy = copy
        self._seen: Inspected | None = None
        self._values = False
        self._raw = False
        self._wake = asyncio.Event()

    @property
    def seen(self) -> Inspected | None:
        """What was seen last."""
        return self._seen

    def on_mount(self) -> None:
        """Begin to look."""
        self.title_bar.tell(note="…")
        self.run_worker(self._watch(), exclusive=False)

    async def _watch(self) -> None:
        while True:
            self._wake.clear()
            try:
                self._seen = await asyncio.to_thread(self._load)
            except (ExecdeckError, OSError) as error:
                self.title_bar.tell(note=str(error))
            else:
                await self._update()
                self.title_bar.tell(note=_note(self._seen))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), REFRESH_SECONDS)

    async def _update(self) -> None:
        """Show what is known; a large config takes its time, so not on the loop."""
        if self._seen is not None:
            values, raw = self._values, self._raw
            lines = await asyncio.to_thread(
                inspect_lines, self._seen, values=values, raw=raw
            )
            # What was asked for meanwhile is shown by whoever asked.
            if (values, raw) == (self._values, self._raw):
                self.view.set_lines(lines)

    async def action_environment(self) -> None:
        """Show or hide the values of variables."""
        self._values = not self._values
        await self._update()

    async def action_json(self) -> None:
        """Show or hide the raw JSON."""
        self._raw = not self._raw
        await self._update()
        if self._raw:
            keys = [line.key for line in self.view.lines]
            with suppress(ValueError):
                self.view.go(keys.index(("heading", "Raw JSON")))

    def action_refresh_now(self) -> None:
        """Look again now."""
        self._wake.set()

    def action_copy(self) -> None:
        """Copy the id."""
        if self._seen is not None:
            self._copy(self._seen.item.id)
            self.say("The id is on the clipboard.")


def _note(seen: Inspected) -> str:
    item = seen.item
    return state_text(item) if isinstance(item, ExecSession) else item.status
