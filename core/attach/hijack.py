"""Frames of a hijacked HTTP attach: several streams over one connection; pure.

Docker's format (moby pkg/stdcopy), which libpod's ExecHTTPStartAndAttach speaks too:
eight bytes of header, `{stream, 0, 0, 0, length as 32 bits, big-endian}`, and the
data. The stream is 1 for stdout and 2 for stderr. With a terminal there is one stream
and no frames.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from core.attach.pump import Streams, write_all
from core.bundle.log import STDERR

_HEADER = struct.Struct(">BxxxL")

_STDOUT_FRAME, _STDERR_FRAME = 1, 2


def frame(number: int, data: bytes) -> bytes:
    """Return `data` of a stream (2 stdout, 3 stderr) as one frame."""
    stream = _STDERR_FRAME if number == STDERR else _STDOUT_FRAME
    return _HEADER.pack(stream, len(data)) + data


def parse_frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Return the whole frames in `data` as (frame stream, bytes), and the rest."""
    frames = []
    at = 0
    while len(data) - at >= _HEADER.size:
        stream, length = _HEADER.unpack_from(data, at)
        end = at + _HEADER.size + length
        if end > len(data):
            break
        frames.append((stream, data[at + _HEADER.size : end]))
        at = end
    return frames, data[at:]


@dataclass(frozen=True, slots=True)
class HijackedStreams(Streams):
    """Streams that go over one connection, its descriptor being `stdout`."""

    framed: bool = False
    """Whether output is framed: without a terminal."""

    def _write(self, number: int, data: bytes) -> None:
        # With a terminal there is only one stream of output.
        if self.framed:
            write_all(self.stdout, frame(number, data))
        elif number != STDERR:
            write_all(self.stdout, data)
