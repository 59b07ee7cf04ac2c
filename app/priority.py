"""The deck's share of the processor while its sessions flood it, and its pauses."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTOGROUP = Path("/proc/self/autogroup")
"""The kernel shares a processor among terminals' sessions, not processes (sched(7))."""

INTERACTIVE = -10
"""Nice value of the deck's group: keys are answered while every core is busy."""


@contextmanager
def interactive() -> Iterator[None]:
    """Have our terminal's session come before others, where we may; then as it was.

    The deck sleeps nearly always, so this takes nothing from anybody. Programs and
    monitors that it starts lead kernel sessions of their own and are not preferred.
    """
    before = None
    with suppress(OSError):
        found = re.search(r"nice (-?\d+)", AUTOGROUP.read_text())
        if found is not None and int(found[1]) > INTERACTIVE:
            AUTOGROUP.write_text(str(INTERACTIVE))
            before = found[1]
    try:
        yield
    finally:
        if before is not None:
            with suppress(OSError):
                AUTOGROUP.write_text(before)


GARBAGE_THRESHOLDS = (5_000, 5, 100)
"""Objects made between two collections; of the older generations, collections."""


def rarely_collect() -> None:
    """Let the interpreter look for garbage more rarely, and not among what stays.

    What there is before the deck runs is never garbage, and what comes with output
    hardly ever needs the search: looking through all of it takes longer than a frame.
    """
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)
