"""Drive a program in a real tmux: type keys, read the screen."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import uuid
from typing import TYPE_CHECKING

from tests.support.containers import require
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tmux:
    """A tmux server of its own with one window."""

    def __init__(
        self,
        command: list[str],
        env: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 35,
    ) -> None:
        """Run `command` in a new server; fails where tmux must be and is not."""
        require(shutil.which("tmux"), "tmux is not installed")
        self._name = f"execdeck-{uuid.uuid4().hex[:8]}"
        clean = {key: value for key, value in os.environ.items() if key != "TMUX"}
        size = ["-x", str(columns), "-y", str(rows)]
        # The window stays when the program ends, so that its last words can be read.
        self._tmux(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            *size,
            shlex.join(command) + "; echo status=$?; exec cat",
            env={**clean, **env, "TERM": "xterm-256color"},
        )
        # Let programs write the clipboard, as terminals do.
        self._tmux("set-option", "-s", "set-clipboard", "on")

    def _tmux(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-L", self._name, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=env,
        )
        return done.stdout

    def keys(self, *keys: str) -> None:
        """Press keys by tmux's names: `Enter`, `C-c`, `Down`."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text as it is."""
        self._tmux("send-keys", "-l", text)

    def screen(self) -> str:
        """Return what the terminal shows."""
        return self._tmux("capture-pane", "-p")

    def styled(self) -> str:
        """Return what the terminal shows, with the sequences for its colours."""
        return self._tmux("capture-pane", "-p", "-e")

    def click(self, column: int, row: int, *, times: int = 1) -> None:
        """Click with the left button, in the program's own encoding (SGR, mode 1006)."""
        report = f"\x1b[<0;{column + 1};{row + 1}"
        for _ in range(times):
            self._tmux("send-keys", "-l", f"{report}M{report}m")

    def buffer(self) -> str:
        """Return what programs have put on the clipboard (OSC 52); empty if nothing."""
        done = subprocess.run(
            ["tmux", "-L", self._name, "show-buffer"],
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's column and row."""
        text = self._tmux("display-message", "-p", "#{cursor_x} #{cursor_y}")
        column, row = text.split()
        return int(column), int(row)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def expect(self, text: str, timeout: float = 15.0) -> str:
        """Wait until the screen holds a text; return the screen."""
        try:
            wait_until(lambda: text in self.screen(), timeout)
        except AssertionError:
            message = f"{text!r} does not appear on:\n{self.screen()}"
            raise AssertionError(message) from None
        return self.screen()

    def expect_gone(self, text: str, timeout: float = 15.0) -> str:
        """Wait until the screen does not hold a text; return the screen."""
        try:
            wait_until(lambda: text not in self.screen(), timeout)
        except AssertionError:
            message = f"{text!r} stays on:\n{self.screen()}"
            raise AssertionError(message) from None
        return self.screen()

    def pid(self) -> int:
        """Return the pid of the program's shell."""
        return int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def close(self) -> None:
        """End the server and all in it."""
        subprocess.run(
            ["tmux", "-L", self._name, "kill-server"], check=False, capture_output=True
        )
