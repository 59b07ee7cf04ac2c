"""A deck in a real tmux, driven by keys, with core beside it to check what is so."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from core.service import ExecService
from core.session.states import SessionState
from core.session.types import HOST_ID
from tests.support.tmux import Tmux
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from core.settings import Settings

EXECDECK = str(Path(sys.executable).with_name("execdeck"))


class DeckDriver:
    """A deck in tmux, and core beside it to check what is really so."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Open a deck whose records and bundles lie under `root`."""
        roots = ":".join(map(str, settings.runtime_roots))
        self._env = {
            "EXECDECK_ROOT": str(root),
            "EXECDECK_RUNTIME_ROOTS": roots,
            "SHELL": "/bin/sh",
            "PS1": "$ ",
            # Whoever runs the tests may have one of their own.
            "EXECDECK_CONFIG": os.devnull,
        }
        self.service = ExecService(type(settings).from_environment(self._env))
        self.tmux = self.open()

    def open(self, *, columns: int = 120, rows: int = 35) -> Tmux:
        """Open the deck, again if need be; wait for its first list."""
        self.launch(columns=columns, rows=rows)
        self.tmux.expect("⌂ host")
        return self.tmux

    def launch(self, *, columns: int = 120, rows: int = 35) -> Tmux:
        """Start the deck, which may refuse."""
        self.tmux = Tmux([EXECDECK], self._env, columns=columns, rows=rows)
        return self.tmux

    def set_environment(self, **variables: str) -> None:
        """Give the deck these variables the next time."""
        self._env.update(variables)

    def select(self, name: str) -> None:
        """Put the list's cursor on a container, by the filter."""
        self.tmux.keys("/")
        self.tmux.expect("FILTER")
        self.tmux.keys("C-u")
        self.tmux.type(name)
        # The name is in the list anyhow; that others are gone is the filter.
        wait_until(lambda: name == HOST_ID or "⌂ host" not in self.tmux.screen())
        self.tmux.expect(name)
        self.tmux.keys("Enter")
        self.tmux.expect("LIST")
        # In the list too: the deck looks for new containers once a second.
        wait_until(lambda: name in "".join(self.tmux.screen().splitlines()[1:]))

    def reopen(self, session: ExecSession, name: str) -> None:
        """Go to a session in the list, below its container, and open it."""
        self.select(name)
        self.tmux.expect(f" {session.id[:4]} ")
        self.tmux.keys("j", "Enter")
        self.tmux.expect("PANE")

    def open_shell(self, name: str) -> ExecSession:
        """Open a shell in a container; return its session when it answers."""
        before = {item.id for item in self.service.list()}
        self.select(name)
        self.tmux.keys("Enter")
        self.tmux.expect("PANE")

        def started() -> list[ExecSession]:
            return [
                item
                for item in self.service.list()
                if item.id not in before and item.state is SessionState.RUNNING
            ]

        session = wait_until(started)[0]
        self.run(f"echo up-{session.id[:6]}-$((40+2))", f"up-{session.id[:6]}-42")
        return session

    def run(self, command: str, expected: str) -> str:
        """Type a command into the focused pane; wait for a text."""
        self.tmux.type(command)
        self.tmux.keys("Enter")
        return self.tmux.expect(expected)

    def prefix(self, key: str) -> None:
        """Press the prefix and a key."""
        self.tmux.keys("C-b")
        self.tmux.expect("CTRL+B")
        self.tmux.keys(key)

    def deck_process(self) -> psutil.Process:
        """Return the deck's own process."""
        shell = psutil.Process(self.tmux.pid())
        return next(
            item
            for item in shell.children(recursive=True)
            if "execdeck" in item.cmdline()[1]
        )

    def quit(self) -> None:
        """Leave the deck by its own key."""
        self.prefix("Tab")
        self.tmux.expect("LIST")
        self.tmux.keys("q")
        self.tmux.expect("status=0")
        self.tmux.close()
