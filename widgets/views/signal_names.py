"""Signals by name and number. Pure."""

from __future__ import annotations

import signal

COMMON = ("HUP", "INT", "QUIT", "KILL", "TERM", "USR1", "USR2", "CONT", "STOP", "WINCH")
"""Signals that stand first."""


def signal_name(signum: int) -> str:
    """Return the name of a signal without SIG: `TERM`, `RTMIN+3`."""
    try:
        return signal.Signals(signum).name.removeprefix("SIG")
    except ValueError:
        return f"RTMIN+{signum - signal.SIGRTMIN}"


def all_signals() -> list[tuple[str, int]]:
    """Return every signal there is, by name and number, the common ones first."""
    numbers = {signal_name(int(item)): int(item) for item in signal.valid_signals()}
    common = [(name, numbers.pop(name)) for name in COMMON]
    return common + sorted(numbers.items(), key=lambda item: item[1])
