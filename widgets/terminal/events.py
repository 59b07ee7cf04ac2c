"""What a program asks of the terminal's owner; the screen only collects it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ClipboardWrite:
    """Text that the program wants on the clipboard (OSC 52); the user is to be asked.

    `selection` is the letters of xterm, such as `c` or `p`.
    """

    selection: str
    text: str


@dataclass(frozen=True)
class Notification:
    """A message for the user (OSC 9 and OSC 777); plain text of bounded length."""

    title: str
    body: str


Event = ClipboardWrite | Notification
