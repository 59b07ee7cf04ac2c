"""What real full-screen programs write while somebody uses them, recorded in a pty."""

from __future__ import annotations

import argparse
import os
import re
import select
import shutil
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from ptyprocess import PtyProcess

if TYPE_CHECKING:
    from collections.abc import Iterable

_QUESTIONS = re.compile(
    rb"\x1b\[[>=?]?[\d;]*[cn]|\x1b\[\??[\d;]*\$p|\x1b\[>\d*q|\x1b\[\?u"
    rb"|\x1b\[(?:1[1-9]|2[01])t|\x1bP[+$]q[^\x1b]*\x1b\\|\x1b\][\d;]+\?(?:\x07|\x1b\\)"
)
"""What asks the terminal: a flood does not read the answers."""
_LONGEST = 10.0


def record(name: str, columns: int, lines: int) -> bytes | None:
    """Return what a program wrote; None if it is not here."""
    if not shutil.which(name):
        return None
    argv, keys, quiet = {"vim": _vim, "htop": _htop}[name]()
    program = PtyProcess.spawn(
        argv,
        env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
        dimensions=(lines, columns),
    )
    written: list[bytes] = []
    try:
        _read(program.fd, written, _LONGEST, 0.3)
        for key in keys:
            os.write(program.fd, key)
            _read(program.fd, written, _LONGEST, quiet)
    except OSError:
        pass  # It has ended, as the last keys asked.
    finally:
        with suppress(OSError):
            program.kill(signal.SIGKILL)
        program.close(force=True)
    return _QUESTIONS.sub(b"", b"".join(written))


def _vim() -> tuple[list[str], Iterable[bytes], float]:
    """Paging, searching, splitting and typing in a long file of the standard library."""
    argv = ["vim", "-u", "NONE", "-i", "NONE", "-nN", "-c", "syntax on", "-R"]
    typed = [bytes([letter]) for letter in b"ohello, this is a line that is typed"]
    keys = [
        b":set number incsearch hlsearch ruler\r",
        *[b"\x04"] * 40,
        b"gg",
        *[b"\x05"] * 30,
        b"/self\r",
        *[b"n"] * 30,
        b":set noreadonly\r",
        *typed,
        b"\x1b",
        *[b"dd"] * 10,
        *[b"u"] * 10,
        b":split\r",
        *[b"\x06"] * 20,
        b":vsplit\r",
        *[b"\x02"] * 20,
        b"\x17w",
        *[b"j"] * 60,
        b":qa!\r",
    ]
    return [*argv, argparse.__file__], keys, 0.015


def _htop() -> tuple[list[str], Iterable[bytes], float]:
    """Ten pictures a second, and moves through the list, the tree and the set-up."""
    keys = [*[b"\x1b[B"] * 12, b"t", *[b"\x1b[6~"] * 4, b"t", *[b"P", b"M"] * 4]
    keys += [b"\x1bOQ", *[b"\x1b[B"] * 4, b"\x1b", *[b"\x1b[A"] * 8, b"q"]
    return ["htop", "-d", "1"], keys, 0.09


def _read(descriptor: int, into: list[bytes], longest: float, quiet: float) -> None:
    """Read until there is nothing for a while."""
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    for _ in range(int(longest / quiet)):
        if not poller.poll(quiet * 1000):
            return
        data = os.read(descriptor, 64 * 1024)
        if not data:
            raise OSError
        into.append(data)
