"""The deck and tmux, each with the same programs in as many panes, in a terminal of ours.

The programs are given in the order of the panes. The last one has the keyboard.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.process import ProcessIdentity
from core.session.types import HOST_ID, ExecConfig
from tests.benchmarks.sleepers import end_all
from tests.benchmarks.watched_terminal import (
    TERMINAL,
    WatchedTerminal,
    clean_environment,
)
from tests.support.cli import EXECDECK, Cli

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.session.types import ExecSession

PREFIX = b"\x02"
TO_LIST, TO_PANES, TO_NEXT = b"\t", b"\t", b"o"
IN_LIST, IN_PANE, AT_PREFIX = " LIST ", " PANE ", " CTRL+B "
"""What the footer of the deck says."""
SETTLED = 1.0
"""Seconds of rest after everything has been opened."""
_OPENED = 5.0
_TILED = 5
"""How often the key for the next layout is pressed until the panes are tiled."""
_SCRIPT = Path(__file__).with_name("pane_programs.py")


@dataclass(frozen=True)
class Programs:
    """What runs in the panes, behind short names."""

    folder: Path
    names: tuple[str, ...]

    @property
    def gate(self) -> Path:
        """Where a file lets the floods begin."""
        return self.folder / "gate"

    @property
    def argvs(self) -> list[tuple[str, ...]]:
        """Their command lines."""
        return [(str(self.folder / name),) for name in self.names]

    @classmethod
    def write(cls, folder: Path, lines: Sequence[str]) -> Programs:
        """Make one of each shell command; `{gate}` stands for the gate."""
        folder.mkdir(parents=True)
        names = []
        for number, line in enumerate(lines):
            # A name of a few letters fits a narrow pane's title with all around it.
            name = f"prog{number}"
            path = folder / name
            path.write_text(f"#!/bin/sh\n{line.format(gate=folder / 'gate')}\n")
            path.chmod(0o755)
            names.append(name)
        return cls(folder, tuple(names))


def pane_program(*arguments: str) -> str:
    """Return the shell command of a program of `pane_programs`."""
    return " ".join(["exec", sys.executable, "-IS", str(_SCRIPT), *arguments])


@dataclass
class Deck:
    """A deck, its sessions, and what it is shown in."""

    terminal: WatchedTerminal
    cli: Cli
    sessions: list[ExecSession]

    @property
    def pid(self) -> int:
        """The deck's own process."""
        return self.terminal.pid

    def close(self) -> None:
        """End it; the sessions go on."""
        self.terminal.close()

    def prefixed(self, key: bytes, shows: str) -> None:
        """Press the prefix and a key; wait for what that shows."""
        self.terminal.type(PREFIX)
        self.terminal.wait_for(AT_PREFIX)
        self.terminal.type(key)
        self.terminal.wait_for(shows)

    def reopen(self) -> None:
        """After it has been left: begin it again, with the same panes.

        What floods is stopped meanwhile, and goes on afterwards.
        """
        self.close()
        for session in self.sessions:
            os.kill(session.pid, signal.SIGSTOP)
        self.terminal = open_deck(self.cli)
        try:
            # It opens again what was open.
            self.terminal.wait_for(title_of(self.sessions[-1]), _OPENED)
        except TimeoutError:
            self.open_panes()
        self.terminal.rest(SETTLED)
        for session in self.sessions:
            os.kill(session.pid, signal.SIGCONT)

    def go_to_list(self) -> None:
        """Give the keyboard to the list, wherever it is."""
        if self.terminal.last_shown((IN_LIST, IN_PANE)) != IN_LIST:
            self.prefixed(TO_LIST, IN_LIST)

    def open_panes(self) -> None:
        """Open every session from the list, in order, and tile them."""
        terminal = self.terminal
        # Other texts of the list would do, but this one comes last.
        terminal.wait_for(f" {self.sessions[-1].id[:4]} ")
        for number in range(len(self.sessions)):
            if number:
                self.prefixed(TO_LIST, IN_LIST)
            self._open_from_list(number)
            terminal.rest_until(partial(self._panes_known, number + 1))
        if len(self.sessions) > 1:
            for _ in range(_TILED):
                self.prefixed(b" ", IN_PANE)
                terminal.rest(0.2)
        terminal.rest(SETTLED)

    def _open_from_list(self, number: int) -> None:
        """Choose a session in the list: below the host, in the order of their start."""
        for last in (False, False, True):
            self.terminal.type(b"g" + b"j" * (number + 1))
            self.terminal.rest(0.2)
            self.terminal.type(b"\r")
            try:
                self.terminal.wait_for(IN_PANE, _OPENED)
            except TimeoutError:
                # What is opened here is not measured: it may need another try.
                if last:
                    raise
            else:
                return

    def _panes_known(self, count: int) -> bool:
        """Whether that many sessions have been given the size of a pane."""
        return all(_size(item.pid) != (24, 80) for item in self.sessions[:count])


def title_of(session: ExecSession) -> str:
    """Return what begins the title of a session's pane."""
    return f"host · {Path(session.config.command[0]).name}"


def _size(pid: int) -> tuple[int, int]:
    """Return lines and columns of a program's terminal, as the kernel has them."""
    descriptor = os.open(f"/proc/{pid}/fd/0", os.O_RDONLY | os.O_NOCTTY)
    try:
        columns, lines = os.get_terminal_size(descriptor)
    finally:
        os.close(descriptor)
    return lines, columns


def empty_deck(base: Path) -> Cli:
    """Return a command line whose deck lists nothing but the host."""
    empty = base / "no-containers"
    empty.mkdir(parents=True, exist_ok=True)
    return Cli.at(base / "deck", (empty,))


def open_deck(cli: Cli) -> WatchedTerminal:
    """Begin a deck; what it shows has not been read yet."""
    roots = ":".join(map(str, cli.runtime_roots))
    env = clean_environment(EXECDECK_ROOT=str(cli.root), EXECDECK_RUNTIME_ROOTS=roots)
    return WatchedTerminal([EXECDECK], env)


@contextmanager
def deck_with(programs: Programs) -> Iterator[Deck]:
    """Open a deck with these programs in panes; end all of it."""
    cli = empty_deck(programs.folder)
    with ExitStack() as stack:
        sessions: list[ExecSession] = []
        stack.callback(_kill_what_is_left, sessions)
        stack.callback(end_all, cli.service)
        for argv in programs.argvs:
            config = ExecConfig(
                command=argv,
                terminal=True,
                environment={**TERMINAL, "PS1": "$ "},
            )
            created = cli.service.create(HOST_ID, config)
            sessions.append(cli.service.start(created.id))
        deck = Deck(open_deck(cli), cli, sessions)
        stack.callback(deck.close)
        deck.open_panes()
        yield deck


def _kill_what_is_left(sessions: Sequence[ExecSession]) -> None:
    """End programs and monitors even if what ends sessions has failed."""
    for session in sessions:
        ProcessIdentity(session.pid, session.pid_start).send(signal.SIGKILL)
        ProcessIdentity(session.monitor_pid, session.monitor_start).send(signal.SIGKILL)


@dataclass
class Tmux:
    """A tmux of its own and a client that shows it."""

    terminal: WatchedTerminal
    server: tuple[str, ...]
    pid: int
    """The server's process."""


@contextmanager
def tmux_with(programs: Programs) -> Iterator[Tmux]:
    """Open a tmux with these programs in panes; end all of it."""
    server = ("tmux", "-u", "-L", f"execdeck-bench-{uuid.uuid4().hex[:8]}")

    def command(*arguments: str) -> str:
        done = subprocess.run(
            [*server, *arguments], check=True, capture_output=True, text=True
        )
        return done.stdout

    first, *others = [argv[0] for argv in programs.argvs]
    with ExitStack() as stack:
        stack.callback(
            subprocess.run,
            [*server, "kill-server"],
            check=False,
            capture_output=True,
        )
        terminal = WatchedTerminal(
            [*server, "-f", "/dev/null", "new-session", first],
            clean_environment(),
        )
        stack.callback(terminal.close)
        # The status line is the last thing that it draws.
        terminal.wait_for("[0] 0:")
        for program in others:
            command("split-window", program)
            command("select-layout", "tiled")
            terminal.rest(0.2)
        terminal.rest(SETTLED)
        pid = int(command("display-message", "-p", "#{pid}"))
        yield Tmux(terminal, server, pid)
