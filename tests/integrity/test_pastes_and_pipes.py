"""Long input arrives whole: pasted into a terminal, or through pipes."""

from __future__ import annotations

import hashlib
import os
import select
import subprocess
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, BinaryIO

import pytest

from core.session.types import TerminalSize
from tests.support.session import Typist, config
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.session.types import ExecSession
    from tests.conftest import Target
    from tests.support.cli import Cli, Terminal

pytestmark = pytest.mark.real_runtime

PASTE = 40_960
CHUNK = 1_000_000
CHUNKS = 100


def start_receiver(target: Target) -> ExecSession:
    """Start a program that takes a paste, as it is, and tells its hash."""
    script = f"stty raw -echo; echo ready; head -c {PASTE} | sha256sum; read end"
    command = config("sh", "-c", script, terminal=True)
    session = target.service.create(target.container.id, command)
    return target.service.start(session.id, TerminalSize(80, 24))


def test_a_paste(target: Target) -> None:
    """40 kB of all kinds of bytes, typed at once, reach the program whole."""
    session = start_receiver(target)
    typist = Typist(target.service, session)
    typist.expect("ready")
    data = os.urandom(PASTE)
    with closing(target.service.open_input(session.id)) as typing:
        assert typing.send(data)
        deadline = time.monotonic() + 20
        while typing.pending and time.monotonic() < deadline:
            select.select([], [typing], [], 1)
            assert typing.flush()
        assert not typing.pending
        typist.expect("  -")
    typist.close()

    assert hashlib.sha256(data).hexdigest().encode() in typist.seen


def test_a_paste_into_the_attach_command(
    target: Target, terminal: Callable[..., Terminal]
) -> None:
    """40 kB pasted into a terminal in which `execdeck attach` runs arrive whole."""
    session = start_receiver(target)
    tty = terminal("attach", session.id)
    tty.expect("ready")
    wait_until(lambda: tty.raw)
    text = hashlib.shake_256(session.id.encode()).hexdigest(PASTE // 2)
    tty.type(text)
    tty.expect("  -")

    assert hashlib.sha256(text.encode()).hexdigest().encode() in tty.seen


@pytest.mark.timeout(90)
@pytest.mark.parametrize("target", ["crun+conmon", "host+embedded"], indirect=True)
def test_a_pipe(target: Target, cli: Cli) -> None:
    """100 MB through `execdeck exec -i … cat` come back as they were."""
    sent = hashlib.sha256()

    def feed(stdin: BinaryIO) -> None:
        with suppress(BrokenPipeError), stdin:
            for _ in range(CHUNKS):
                chunk = os.urandom(CHUNK)
                sent.update(chunk)
                stdin.write(chunk)

    received = hashlib.sha256()
    size = 0
    with subprocess.Popen(
        [*cli.argv, "exec", "-i", target.container.id, "cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**cli.env, "EXECDECK_MONITOR": target.monitor},
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        feeder = threading.Thread(target=feed, args=(process.stdin,))
        feeder.start()
        while data := process.stdout.read(CHUNK):
            received.update(data)
            size += len(data)
        feeder.join()
        assert process.stderr.read() == b""

    assert (process.returncode, size) == (0, CHUNK * CHUNKS)
    assert received.digest() == sent.digest()
    assert not target.service.store.sessions()
