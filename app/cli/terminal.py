"""The operator's own terminal while a session has it: raw, and restored always."""

from __future__ import annotations

import os
import signal
import sys
import termios
import tty
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

from core.session.types import TerminalSize

if TYPE_CHECKING:
    from collections.abc import Iterator


class Interrupted(BaseException):
    """A signal asked us to leave."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.status = 128 + signum


def terminal_size() -> TerminalSize | None:
    """Return the size of the terminal we were started in; None without one."""
    for stream in (sys.stdout, sys.stdin, sys.stderr):
        try:
            size = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError):
            continue
        return TerminalSize(size.columns, size.lines)
    return None


@contextmanager
def raw_terminal(*, enabled: bool) -> Iterator[None]:
    """Put stdin into raw mode; restore it on every way out, signals too."""

    def leave(signum: int, _frame: object) -> NoReturn:
        raise Interrupted(signum)

    for signum in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(signum, leave)
    descriptor = sys.stdin.fileno()
    if not enabled or not os.isatty(descriptor):
        yield
        return
    before = termios.tcgetattr(descriptor)
    try:
        # What was typed ahead is the program's: the default would throw it away.
        tty.setraw(descriptor, termios.TCSADRAIN)
        yield
    finally:
        # It may be gone: that is what SIGHUP says.
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
