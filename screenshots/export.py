"""Export the pictures of the README from the running app, on real containers.

Run by `make screenshots`, as root, where runc or crun and busybox are installed. The
same deck gives the same bytes each time.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widgets import Input, TextArea

from app.config_schema import Config
from screenshots.scene import StillDeck, containers, events, fixed_ids, inspected
from widgets.terminal.pane import TerminalPane
from widgets.views.doctor import DoctorView, FindingRow
from widgets.views.events import EventsView
from widgets.views.inspect import InspectView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from core.settings import Settings

HERE = Path(__file__).resolve().parent
SIZE = (150, 38)
SMALL = (80, 24)
TIMEOUT = 15.0


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Let the app run until a condition holds.

    Raises:
        TimeoutError: it does not in time.
    """
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"the deck never came to {condition}")
        await pilot.pause(0.05)


class Photographer:
    """Drives a deck and takes its picture."""

    def __init__(self, deck: StillDeck, pilot: Pilot[int]) -> None:
        """Drive `deck` by `pilot`."""
        self.deck = deck
        self.pilot = pilot

    async def select(self, name: str) -> None:
        """Put the list's cursor on a container."""
        await until(self.pilot, lambda: self.deck.snapshot.containers)
        await self.pilot.press("g")
        for _ in range(20):
            if getattr(self.deck.selected, "name", "") == name:
                return
            await self.pilot.press("j")

    async def pane_with(self, text: str) -> TerminalPane:
        """Wait until the focused pane shows a text."""

        def shown() -> bool:
            """Whether the text is there."""
            pane = self.deck.focused
            return isinstance(pane, TerminalPane) and any(
                text in line for line in pane.terminal.display
            )

        await until(self.pilot, shown)
        pane = self.deck.focused
        if not isinstance(pane, TerminalPane):
            raise TypeError("no pane has the focus")
        return pane

    async def shell(self, command: str, text: str) -> None:
        """Run a command in the new shell that has the focus; wait for its output."""
        await self.pane_with("#")
        pane = self.deck.focused
        if isinstance(pane, TerminalPane):
            line = f"cd /srv; export PS1='/srv # '; clear; {command}\r"
            pane.send(line.encode())
        await self.pane_with(text)

    async def shoot(self, name: str) -> None:
        """Write the picture."""
        self.deck.clear_notifications()
        for field in self.deck.screen.query("Input, TextArea"):
            if isinstance(field, Input | TextArea):
                field.cursor_blink = False
        before = picture = ""
        while not picture or picture != before:
            before = picture
            self.deck.show_usage()
            await self.pilot.pause(0.5)
            picture = self.deck.export_screenshot(title="execdeck")
        # Rich names a host to fetch its font from; the reader's own will do.
        picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
        # How many pieces a program's output is logged in depends on the machine.
        picture = re.sub(r"[\d.]+K(&#160;&#160;follow)", r"1.9K\1", picture)
        picture = re.sub(r"terminal-\d+", f"terminal-{name}", picture)
        (HERE / f"{name}.svg").write_text(picture)
        print(f"screenshots/{name}.svg")


async def take_panes(photo: Photographer) -> None:
    """Take the pictures of workspaces and panes."""
    pilot, deck = photo.pilot, photo.deck
    await photo.select("web")
    await photo.shoot("first-screen")
    await pilot.press("enter")
    await photo.shell("sh access.sh", "favicon")
    await pilot.press("ctrl+b", "quotation_mark")
    await photo.shell("sh jobs.sh", "4122")
    await pilot.press("ctrl+b", "up", "ctrl+b", "tab")
    await photo.select("db")
    await pilot.press("enter")
    await photo.shell("vi /etc/site.conf", "server")
    await photo.shoot("panes")
    await pilot.press("ctrl+b", "S")
    await photo.shoot("synchronized")
    await pilot.press("ctrl+b", "S", "ctrl+b", "c")
    await photo.shell("seq 1 400 | sed 's/$/ of 400/'", "400 of 400")
    deck.workspaces.rename(0, "shop")
    deck.workspaces.rename(1, "numbers")
    await pilot.press("ctrl+b", "left_square_bracket", "question_mark", *"37", "enter")
    await pilot.press("n", "V", "k", "k")
    await photo.shoot("copy-mode")
    await pilot.press("q", "q", "ctrl+b", "tab")


async def take_list(photo: Photographer) -> None:
    """Take the pictures of the list and its dialogs."""
    pilot, deck = photo.pilot, photo.deck
    await pilot.press("t", *"oo", "g", "v", "v")
    await photo.shoot("list")
    await pilot.press("escape", "t", *"oo")
    await photo.select("web")
    await pilot.press("n")
    await pilot.pause(0.3)
    await pilot.press(*"tail -n 3 'access.log", "tab", *"www", "tab", *"srv", "tab")
    await photo.shoot("new-session")
    await pilot.press("escape")
    await photo.select("web")
    await pilot.press("j", "D")
    await photo.shoot("remove")
    await pilot.press("n", "question_mark")
    await photo.shoot("help")
    await pilot.press("escape", "colon")
    await pilot.pause(0.3)
    await pilot.press(*"work")
    await photo.shoot("palette")
    await pilot.press("escape")
    await until(pilot, lambda: len(deck.screen_stack) == 1)


async def take_views(photo: Photographer) -> None:
    """Take the pictures of the views."""
    pilot, deck = photo.pilot, photo.deck
    session = next(
        item for item in deck.snapshot.sessions if item.container_name == "web"
    )
    deck.sidebar.select_session(session.id)
    await pilot.press("l")
    await photo.shoot("log")
    await pilot.press("escape")
    heading = f"web  {session.id[:12]}  /bin/sh"
    deck.push_screen(InspectView(heading, lambda: inspected(session), lambda _: None))
    await photo.shoot("inspect")
    await pilot.press("escape")
    deck.push_screen(EventsView(events))
    await photo.shoot("events")
    await pilot.press("escape")
    findings = (
        ("orphan bundle", "f3" * 6, "no record knows it", "removes it"),
        ("lost monitor", "71" * 6, "its program still runs", "ends the program"),
    )
    rows = [FindingRow(*item) for item in findings]
    deck.push_screen(DoctorView(lambda *_: rows))
    await photo.shoot("doctor")
    await pilot.press("escape")


async def take(settings: Settings) -> None:
    """Take every picture."""
    deck = StillDeck(settings)
    async with deck.run_test(size=SIZE) as pilot:
        photo = Photographer(deck, pilot)
        await take_panes(photo)
        await take_list(photo)
        await take_views(photo)
        await pilot.press("q")
    light = StillDeck(settings, Config(theme="execdeck-light"))
    async with light.run_test(size=SMALL) as pilot:
        photo = Photographer(light, pilot)
        await photo.pane_with("400 of 400")
        await pilot.press("ctrl+b", "1")
        await photo.pane_with("server")
        await photo.shoot("small-and-light")


def main() -> int:
    """Make containers, take the pictures, remove the containers."""
    if os.geteuid() != 0:
        print("Error: cannot take pictures: real containers need root", file=sys.stderr)
        return 125
    os.environ.update({"SHELL": "/bin/sh", "TZ": "UTC"})
    time.tzset()
    with containers() as settings, fixed_ids():
        asyncio.run(take(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
