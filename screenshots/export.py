"""Export the pictures of the README from the running app, on real containers.

Run by `make screenshots`, as root, where runc or crun and busybox are installed.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.deck import Deck
from core.service import ExecService
from core.settings import Settings
from tests.support.containers import make_rootfs, run_container, spec
from widgets.terminal.pane import TerminalPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

HERE = Path(__file__).resolve().parent
SIZE = (150, 38)
TIMEOUT = 15.0

LISTING = r"""
i=0; for path in index.html style.css app.js logo.svg api/items api/login favicon.ico; do
i=$((i+1)); printf '\033[32m12:0%d:17\033[0m \033[1m%-4s\033[0m /%-12s \033[3%dm%d\033[0m\n' \
$i GET $path $((i%2+2)) $((200+i%2*104)); done
"""

EDITED = """\
server {
    listen      8080;
    server_name shop.example;

    location / {
        root  /srv/www;
        index index.html;
    }
}
"""


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

    def __init__(self, deck: Deck, pilot: Pilot[int]) -> None:
        """Drive `deck` by `pilot`."""
        self.deck = deck
        self.pilot = pilot

    async def select(self, name: str) -> None:
        """Put the list's cursor on a container."""
        await until(self.pilot, lambda: self.deck.snapshot.containers)
        await self.pilot.press("g")
        for _ in range(20):
            item = self.deck.selected
            if getattr(item, "name", "") == name:
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

    async def type(self, text: str) -> None:
        """Type a line into the focused pane."""
        pane = self.deck.focused
        if isinstance(pane, TerminalPane):
            pane.post_message(TerminalPane.Input(pane, f"{text}\r".encode()))
        await self.pilot.pause()

    async def shoot(self, name: str) -> None:
        """Write the picture."""
        self.deck.clear_notifications()
        await self.pilot.pause(0.3)
        picture = self.deck.export_screenshot(title="execdeck")
        # Rich names a host to fetch its font from; the reader's own will do.
        picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
        (HERE / f"{name}.svg").write_text(picture)
        print(f"screenshots/{name}.svg")


async def take(settings: Settings) -> None:
    """Take every picture."""
    deck = Deck(settings)
    async with deck.run_test(size=SIZE) as pilot:
        photo = Photographer(deck, pilot)
        await photo.select("web")
        await photo.shoot("first-screen")
        await pilot.press("enter")
        await photo.pane_with("#")
        await photo.type("cd /srv; export PS1='/srv # '; clear; sh access.sh")
        await photo.pane_with("favicon")
        await pilot.press("ctrl+b", "quotation_mark")
        await photo.pane_with("#")
        await photo.type("top")
        await photo.pane_with("PID")
        await pilot.press("ctrl+b", "up", "ctrl+b", "tab")
        await photo.select("db")
        await pilot.press("enter")
        await photo.pane_with("#")
        await photo.type("vi /etc/site.conf")
        await photo.pane_with("server")
        await photo.shoot("panes")
        await pilot.press("ctrl+b", "tab", "s")
        await until(pilot, lambda: "exited" in _message(deck))
        await pilot.press("d")
        await pilot.pause()
        await photo.shoot("remove")
        await pilot.press("n", "question_mark")
        await pilot.pause()
        await photo.shoot("help")
        await pilot.press("escape")
    service = ExecService(settings)
    for session in service.list():
        service.remove(session.id, force=True)


def _message(deck: Deck) -> str:
    return " ".join(deck.splits.title(name) for name in deck.splits.panes)


def main() -> int:
    """Make containers, take the pictures, remove the containers."""
    if os.geteuid() != 0:
        print("Error: cannot take pictures: real containers need root", file=sys.stderr)
        return 125
    os.environ.update({"SHELL": "/bin/sh", "TZ": "UTC"})
    with tempfile.TemporaryDirectory(prefix="execdeck-pictures-") as folder:
        base = Path(folder)
        rootfs = make_rootfs(base / "rootfs")
        (rootfs / "srv").mkdir()
        (rootfs / "srv/access.sh").write_text(LISTING)
        (rootfs / "etc/site.conf").write_text(EDITED)
        plan = (("crun", "db"), ("crun", "queue"), ("runc", "web"), ("runc", "worker"))
        made = [
            run_container(
                runtime,
                base / f"state-{runtime}",
                base / f"bundle-{name}",
                name,
                spec(rootfs, hostname=name),
            )
            for runtime, name in plan
        ]
        settings = Settings(
            run_dir=base / "run",
            state_dir=base / "state",
            runtime_roots=(base / "state-crun", base / "state-runc"),
        )
        try:
            asyncio.run(take(settings))
        finally:
            for container in made:
                container.delete()
    return 0


if __name__ == "__main__":
    sys.exit(main())
