"""Skim output that will have scrolled away before anyone sees it; pure.

What it drew does not matter, what it switched on does: modes, margins, character
sets, the alternate screen and the title are kept. So are queries, since the program may
wait for an answer. Everything else is dropped.
"""

from __future__ import annotations

import re

SEQUENCE_MAX = 320
"""Bytes of a sequence that may be cut by the end of a chunk."""

_KEPT = re.compile(
    rb"\x1b\[[?>=]?[0-9;]{0,64}[hlr]"  # modes, margins
    rb"|\x1b\[!p|\x1b[=>c]"  # soft reset, keypad, reset
    rb"|\x1b\[[?>=<]?[0-9;]{0,64}[cnu]|\x1b\[>[0-9]{0,4}[qm]"  # queries, keyboard
    rb"|\x1b\[\??[0-9]{1,5}\$p|\x1b\[1[4-9]t"
    rb"|\x1b[()*+][0-9A-Z]|[\x0e\x0f]"  # character sets
    rb"|\x1b\][0-2];[^\x07\x1b]{0,256}(?:\x07|\x1b\\)"  # title
)


class Skimmer:
    """Keeps the lasting effects of a stream of output."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """Return the sequences in `data` whose effect lasts, in order."""
        text = self._rest + data
        kept = b"".join(_KEPT.findall(text))
        # A sequence may be cut: its start is looked at again with what follows.
        start = text.rfind(b"\x1b", -SEQUENCE_MAX)
        cut = start >= 0 and _KEPT.match(text, start) is None
        self._rest = text[start:] if cut else b""
        return kept
