"""Drive one session from a test: type, read, expect."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from core.attach.pump import Streams
from core.bundle.log import STDOUT
from core.session.types import ExecConfig, TerminalSize
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from core.attach.replay import ReplayStream
    from core.service import ExecService
    from core.session.types import ExecSession


def config(*command: str, **fields: object) -> ExecConfig:
    """Return a configuration for a command."""
    return ExecConfig(command=command, **fields)  # type: ignore[arg-type]


class Typist:
    """A client of a terminal session."""

    def __init__(self, service: ExecService, session: ExecSession) -> None:
        """Attach to a running session."""
        self._input = service.open_input(session.id)
        self._output: ReplayStream = service.open_output(session.id)
        self.seen = b""

    def type(self, text: str) -> None:
        """Type a text."""
        assert self._input.send(text.encode())

    def expect(self, text: str, timeout: float = 10.0) -> None:
        """Wait until a text has been shown."""
        wait_until(lambda: text.encode() in self.read(), timeout)

    def read(self) -> bytes:
        """Return everything shown so far."""
        while news := self._output.read():
            self.seen += b"".join(data for stream, data in news if stream == STDOUT)
        return self.seen

    def read_to_end(self, timeout: float = 10.0) -> bytes:
        """Wait for the session's end; return everything shown."""

        def over() -> bool:
            news = self._output.read()
            for stream, data in news or ():
                self.seen += data if stream == STDOUT else b""
            return news is None

        wait_until(over, timeout)
        return self.seen

    def close(self) -> None:
        """Leave; the session goes on."""
        self._input.close()
        self._output.close()


def start_shell(
    service: ExecService, container_id: str, size: TerminalSize | None = None
) -> ExecSession:
    """Start `sh` with a terminal."""
    session = service.create(container_id, config("sh", terminal=True))
    return service.start(session.id, size or TerminalSize(80, 24))


def run_piped(
    service: ExecService, container_id: str, *command: str, stdin: bytes | None = None
) -> tuple[ExecSession, bytes, bytes]:
    """Run a command to its end; return its record, stdout and stderr."""
    piped = config(
        *command, attach_stdin=stdin is not None, attach_stdout=True, attach_stderr=True
    )
    collected: dict[str, bytes] = {}

    def collect(name: str, descriptor: int) -> None:
        with os.fdopen(descriptor, "rb") as stream:
            collected[name] = stream.read()

    def feed(descriptor: int, data: bytes) -> None:
        with os.fdopen(descriptor, "wb") as stream, suppress(BrokenPipeError):
            stream.write(data)

    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    threads = [
        threading.Thread(target=collect, args=("out", out_read)),
        threading.Thread(target=collect, args=("err", err_read)),
    ]
    in_read = None
    if stdin is not None:
        in_read, in_write = os.pipe()
        threads.append(threading.Thread(target=feed, args=(in_write, stdin)))
    for thread in threads:
        thread.start()
    try:
        streams = Streams(stdin=in_read, stdout=out_write, stderr=err_write)
        done = service.exec(container_id, piped, streams)
    finally:
        for descriptor in (out_write, err_write, in_read):
            if descriptor is not None:
                os.close(descriptor)
        for thread in threads:
            thread.join()
    return done, collected["out"], collected["err"]
