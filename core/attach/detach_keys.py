"""Detach keys: parse their names, find the sequence in a byte stream; pure.

Names are docker's and podman's (moby/term's ToBytes): a comma list of single
characters, `ctrl-X` and `DEL`. Their matcher holds back a first key until the next
one comes (moby#32895) and needs each key in a read of its own; this one works on any
chunking, and gives a held key back after a short time.
"""

from __future__ import annotations

from core.errors import InvalidConfig

DEFAULT_KEYS = "ctrl-p,ctrl-q"
"""Docker's and podman's default."""

FLUSH_SECONDS = 0.5
"""How long a first key is held before it goes to the program."""

_CONTROL = {
    name: bytes((code,))
    for code, name in enumerate("@abcdefghijklmnopqrstuvwxyz[\\]^_")
}


def parse_keys(text: str | None) -> bytes:
    """Return the byte sequence of detach keys; None is the default, empty is off.

    Raises:
        InvalidConfig: a name is neither a character, `ctrl-X` nor `DEL`.
    """
    names = DEFAULT_KEYS if text is None else text
    return b"".join(_parse_key(name) for name in names.split(",")) if names else b""


def _parse_key(name: str) -> bytes:
    if name == "DEL":
        return b"\x7f"
    # Some letters that are not ASCII have one that is as their lower case.
    if name.startswith("ctrl-") and name.isascii():
        found = _CONTROL.get(name.removeprefix("ctrl-").lower())
        if found is not None:
            return found
    if len(name) == 1 and name.isascii():
        return name.encode()
    raise InvalidConfig("detach keys", f"no such key {name!r}")


class DetachMatcher:
    """Finds the detach sequence in what is typed.

    A chunk longer than the sequence is a paste: it passes through whole, so that it
    may hold the sequence's keys.
    """

    def __init__(self, keys: bytes) -> None:
        """Look for `keys`; with none, everything passes."""
        self._keys = keys
        self._held = 0

    @property
    def holding(self) -> bool:
        """Whether keys are held back: call `flush` after FLUSH_SECONDS."""
        return self._held > 0

    def feed(self, data: bytes) -> tuple[bytes, bool]:
        """Return what goes to the program, and whether to detach now."""
        if not self._keys:
            return data, False
        if len(data) > len(self._keys):
            return self.flush() + data, False
        text = self._keys[: self._held] + data
        self._held = 0
        # The earliest place where the rest of the text is a start of the keys.
        for start in range(len(text)):
            tail = text[start : start + len(self._keys)]
            if tail == self._keys:
                return text[:start], True
            if self._keys.startswith(text[start:]):
                self._held = len(text) - start
                return text[:start], False
        return text, False

    def flush(self) -> bytes:
        """Give back what was held."""
        held, self._held = self._keys[: self._held], 0
        return held
