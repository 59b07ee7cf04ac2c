"""One hijacked connection to a session: framed without a terminal, raw with one."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from core.attach.hijack import parse_frames
from core.errors import CommandNotFound, InvalidConfig
from core.session.states import SessionState
from core.session.types import TerminalSize
from tests.support.session import config

if TYPE_CHECKING:
    from core.session.types import ExecSession
    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime


def serve(
    target: Target, session: ExecSession, said: bytes, size: TerminalSize | None = None
) -> tuple[ExecSession, bytes]:
    """Serve a session over a socket pair; return its last record and what came."""
    ours, theirs = socket.socketpair()
    received = bytearray()

    def receive() -> None:
        while data := ours.recv(65536):
            received.extend(data)

    reader = threading.Thread(target=receive)
    reader.start()
    try:
        ours.sendall(said)
        if not session.config.terminal:
            ours.shutdown(socket.SHUT_WR)
        done = target.service.http_start_and_attach(session.id, theirs.fileno(), size)
    finally:
        theirs.close()
        reader.join()
        ours.close()
    return done, bytes(received)


def test_output_is_framed_without_a_terminal(target: Target) -> None:
    """Stdout and stderr come apart, each whole; the end of input is passed on."""
    command = config(
        "sh",
        "-c",
        "cat; echo oops >&2; exit 5",
        attach_stdin=True,
        attach_stdout=True,
        attach_stderr=True,
    )
    session = target.service.create(target.container.id, command)
    done, received = serve(target, session, b"in\0put\n")
    frames, rest = parse_frames(received)

    assert (done.state, done.exit_code, rest) == (SessionState.STOPPED, 5, b"")
    assert b"".join(data for stream, data in frames if stream == 1) == b"in\0put\n"
    assert b"".join(data for stream, data in frames if stream == 2) == b"oops\n"


def test_a_terminal_is_raw(target: Target) -> None:
    """What the terminal shows comes as it is; typing reaches the program."""
    command = config("sh", "-c", "read x; echo got=$x; exit 3", terminal=True)
    session = target.service.create(target.container.id, command)
    done, received = serve(target, session, b"word\n", TerminalSize(90, 20))

    assert done.exit_code == 3
    assert b"got=word\r\n" in received


def test_a_failed_start_is_said_in_the_stream(target: Target) -> None:
    """The header has gone out by then: the reason follows it."""
    command = config("no-such-program", attach_stdout=True)
    session = target.service.create(target.container.id, command)
    ours, theirs = socket.socketpair()
    with pytest.raises(CommandNotFound):
        target.service.http_start_and_attach(session.id, theirs.fileno())
    theirs.close()
    frames, _ = parse_frames(ours.recv(65536))
    ours.close()

    assert frames[0][0] == 2
    assert frames[0][1].startswith(b"cannot start 'no-such-program'")


def test_nothing_attached_is_refused(target: Target) -> None:
    """A connection without a stream would carry nothing."""
    session = target.service.create(target.container.id, config("true"))
    with pytest.raises(InvalidConfig, match="at least one must be attached"):
        target.service.http_start_and_attach(session.id, 0)
