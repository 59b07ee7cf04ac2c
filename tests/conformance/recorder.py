"""Record a program in a pseudo-terminal while pressing a fixed script of keys."""

from __future__ import annotations

import codecs
import os
import re
import select
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ptyprocess import PtyProcess

from tests.support.containers import require
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEADLINE = 15.0
"""Seconds within which a program must show what a step waits for."""
SETTLED = 0.06
"""Seconds of silence after which a program has finished to draw."""
_READ = 65536
_CUT = re.compile(rb"\x1b(?:[ -/]*|\[[0-?]*[ -/]*|[\]P^_X][^\x07\x1b]*\x1b?)$")
"""The beginning of an escape sequence at the end of some output."""


@dataclass(frozen=True)
class Step:
    """Keys, and what the screen must show or no longer show after them.

    `shows` and `gone` are regular expressions; in any case some output must come. A
    step is a checkpoint, where the screen is compared, unless `compare` is off.
    `ends` waits for the end of the program.
    """

    keys: str = ""
    shows: str = ""
    gone: str = ""
    ends: bool = False
    compare: bool = True


@dataclass(frozen=True)
class Program:
    """A program with its key script.

    `prepare` fills its working directory; `cleanup` is run after it, come what may.
    """

    name: str
    argv: tuple[str, ...]
    steps: tuple[Step, ...]
    prepare: Callable[[Path], None] | None = None
    env: dict[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    cleanup: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recording:
    """What a program wrote, and the lengths of it at which it had settled."""

    data: bytes
    checkpoints: tuple[int, ...]


class _Recorder:
    """A running program with a screen that answers its queries."""

    def __init__(self, process: PtyProcess, columns: int, lines: int) -> None:
        self.data = bytearray()
        self.ended = False
        self._process = process
        self._screen = TerminalScreen(columns, lines)
        self._stream = TerminalStream(self._screen)

    def _read(self, timeout: float) -> bool:
        """Take what the program writes within `timeout`; tell whether it did."""
        if self.ended or not select.select([self._process.fd], [], [], timeout)[0]:
            return False
        try:
            new = os.read(self._process.fd, _READ)
        except OSError:  # EIO: the last process has closed the terminal
            new = b""
        self.ended = not new
        self.data += new
        self._stream.feed(new)
        replies = self._screen.take_replies()
        if replies and not self.ended:
            os.write(self._process.fd, replies)
        return not self.ended

    def _reached(self, step: Step, before: int) -> bool:
        """Tell whether the screen is as the step wants it."""
        if step.ends:
            return self.ended
        if len(self.data) == before:
            return False
        text = "\n".join(line.rstrip() for line in self._screen.display)
        return bool(
            re.search(step.shows, text, re.MULTILINE)
            and not (step.gone and re.search(step.gone, text, re.MULTILINE))
        )

    @property
    def _whole(self) -> bool:
        """Whether the output does not end within a sequence or a character."""
        tail = bytes(self.data[-256:])
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        decoder.decode(tail)
        return not decoder.getstate()[0] and not _CUT.search(tail)

    def play(self, step: Step) -> None:
        """Press the keys of a step and read until its condition holds.

        Raises:
            AssertionError: it does not hold in time.
        """
        before = len(self.data)
        os.write(self._process.fd, step.keys.encode())
        deadline = time.monotonic() + DEADLINE
        while self._read(SETTLED) or not (self._reached(step, before) and self._whole):
            if time.monotonic() > deadline or (self.ended and not step.ends):
                shown = "\n".join(self._screen.display)
                message = f"after {step.keys!r} not {step}:\n{shown}"
                raise AssertionError(message)


def environment(folder: Path, extra: dict[str, str]) -> dict[str, str]:
    """Return an environment that is the same wherever the tests run."""
    return {
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "SHELL": "/bin/sh",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        **extra,
    }


def record(
    program: Program, folder: Path, *, columns: int = 80, lines: int = 24
) -> Recording:
    """Run a program in `folder`, press its keys, and return what it wrote."""
    for needed in (program.argv[0], *program.needs):
        require(shutil.which(needed), f"{needed} is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    if program.prepare:
        program.prepare(folder)
    process = PtyProcess.spawn(
        list(program.argv),
        cwd=str(folder),
        env=environment(folder, program.env),
        dimensions=(lines, columns),
    )
    recorder = _Recorder(process, columns, lines)
    checkpoints = []
    try:
        for step in program.steps:
            recorder.play(step)
            if step.compare:
                checkpoints.append(len(recorder.data))
    finally:
        process.close(force=True)
        if program.cleanup:
            subprocess.run(
                program.cleanup, cwd=folder, check=False, capture_output=True
            )
    return Recording(bytes(recorder.data), tuple(checkpoints))
