"""A pane of a real tmux as reference: fed the same bytes, it must show the same."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING, Self

from tests.support.containers import require
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

TIMEOUT = 15.0
_FEEDER = r"""
import os, socket, sys, tty
tty.setraw(0)
with socket.socket(socket.AF_UNIX) as link:
    link.connect(sys.argv[1])
    stream = link.makefile("rb")
    while size := stream.readline():
        data = stream.read(int(size)) + b"\x1b[5n"
        sent = 0
        while sent < len(data):
            sent += os.write(1, data[sent:])
        answers = b""
        while answers.count(b"\x1b[0n") < data.count(b"\x1b[5n"):
            answers += os.read(0, 4096)
        link.sendall(b".")
"""
"""The child of the pane: it writes what it is sent, and tells when tmux, which
answers the status request at its end, has taken it all."""

_RENDITION = re.compile(r"\x1b\[[0-9;:]*m|\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)")
_LINE_DRAWING = str.maketrans(
    "`afghijklmnopqrstuvwxyz{|}~",
    "◆▒°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·",
)


class Reference:
    """A tmux server of its own with one pane that shows what it is fed."""

    def __init__(self, folder: Path, columns: int, lines: int) -> None:
        """Start it; skips or fails where there is no tmux."""
        require(shutil.which("tmux"), "tmux is not installed")
        self.columns, self.lines = columns, lines
        self._name = f"execdeck-{uuid.uuid4().hex[:8]}"
        feeder = folder / "feeder.py"
        feeder.write_text(_FEEDER)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.settimeout(TIMEOUT)
            listener.bind(str(folder / "feeder.socket"))
            listener.listen()
            self._tmux(
                *("-f", "/dev/null", "start-server", ";"),
                *("set", "-g", "status", "off", ";"),
                *("set", "-g", "default-terminal", "tmux-256color", ";"),
                *("new-session", "-d", "-x", str(columns), "-y", str(lines)),
                *(sys.executable, "-I", "-S", str(feeder)),
                str(folder / "feeder.socket"),
            )
            self._link, _ = listener.accept()
        self._link.settimeout(TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._link.close()
        subprocess.run(
            ["tmux", "-L", self._name, "kill-server"], check=False, capture_output=True
        )

    def _tmux(self, *arguments: str) -> str:
        """Run a tmux command on this server."""
        env = {key: text for key, text in os.environ.items() if key != "TMUX"}
        done = subprocess.run(
            ["tmux", "-u", "-L", self._name, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env={**env, "LC_ALL": "C.UTF-8"},
        )
        return done.stdout

    def feed(self, data: bytes) -> None:
        """Write to the pane, and wait until tmux has taken all of it."""
        self._link.sendall(b"%d\n" % len(data) + data)
        if self._link.recv(1) != b".":
            message = "the child of the pane has ended"
            raise AssertionError(message)

    def capture(self) -> list[str]:
        """Return the lines of the pane with their renditions as SGR."""
        return self._tmux("capture-pane", "-p", "-e", "-N").split("\n")[: self.lines]

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's column and row."""
        text = self._tmux("display-message", "-p", "#{cursor_x} #{cursor_y}")
        column, row = text.split()
        return int(column), int(row)


def plain(captured: list[str]) -> list[str]:
    """Return the text of captured lines, line drawing as what it looks like."""
    text = _RENDITION.sub("", "\n".join(captured))
    parts = re.split(r"\x0e([^\x0f]*)\x0f?", text)
    parts[1::2] = [part.translate(_LINE_DRAWING) for part in parts[1::2]]
    return [line.rstrip() for line in "".join(parts).split("\n")]


def as_screen(captured: list[str], columns: int) -> TerminalScreen:
    """Return a screen of ours that shows captured lines."""
    screen = TerminalScreen(columns, len(captured))
    TerminalStream(screen).feed(b"\x1b)0" + "\r\n".join(captured).encode())
    return screen
