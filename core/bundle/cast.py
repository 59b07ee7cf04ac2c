"""Write a session's output as an asciicast v2: a header, then timed events; pure.

The times are those of the log: all lines of one read carry one timestamp, and are one
event. The format is asciinema's (doc/asciicast-v2.md): `[seconds, "o", text]` for
output and `[seconds, "r", "COLUMNSxROWS"]` for a resize.
"""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

from core.bundle.log import STDOUT
from core.session.types import TerminalSize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.bundle.log import LogEntry
    from core.bundle.sizes import SizeChange
    from core.session.types import ExecSession


def cast_lines(
    session: ExecSession, entries: Iterable[LogEntry], sizes: Sequence[SizeChange]
) -> Iterator[str]:
    """Yield the lines of a recording, without line ends.

    `sizes` are the sizes that the terminal had; one from before the program began
    is what it began with, else that is 80x24.
    """
    terminal = session.config.terminal
    begun = session.started_at
    size = TerminalSize()
    later = list(sizes)
    while later and later[0].at <= begun:
        size = later.pop(0).size
    header = {
        "version": 2,
        "width": size.columns,
        "height": size.rows,
        "timestamp": int(begun),
        "command": " ".join(session.config.command),
        "title": f"{session.container_name} {session.id[:12]}",
        "env": {"TERM": session.config.environment.get("TERM", "xterm")},
    }
    yield json.dumps(header)
    decoders: dict[int, codecs.IncrementalDecoder] = {}
    for entry in entries:
        while later and later[0].at <= entry.at:
            change = later.pop(0)
            yield _event(change.at - begun, "r", str(change.size))
        if terminal and entry.stream != STDOUT:
            continue  # The runtime's own words, not the program's.
        # A character may be cut between two reads; each stream has its own.
        decoder = decoders.get(entry.stream)
        if decoder is None:
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
            decoders[entry.stream] = decoder
        data = entry.data if terminal else entry.data.replace(b"\n", b"\r\n")
        text = decoder.decode(data)
        if text:
            yield _event(entry.at - begun, "o", text)


def _event(seconds: float, kind: str, data: str) -> str:
    return json.dumps([round(max(seconds, 0.0), 6), kind, data])
