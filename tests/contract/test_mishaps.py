"""What goes wrong around a session costs it nothing that it need not."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest

from core.attach.pump import Streams
from core.attach.stream import AttachStream, connect
from core.errors import CommandNotFound, InvalidConfig
from core.monitor.base import PreparedMonitor
from core.session.states import SessionState
from tests.support.containers import require
from tests.support.session import Typist, config, start_shell
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime


def shown(target: Target, *command: str) -> tuple[int | None, bytes]:
    """Run a command with a terminal; return its code and what it showed."""
    read, write = os.pipe()
    try:
        done = target.service.exec(
            target.container.id, config(*command, terminal=True), Streams(stdout=write)
        )
    finally:
        os.close(write)
    with os.fdopen(read, "rb") as stream:
        return done.exit_code, stream.read()


def test_a_terminal_program_that_is_over_at_once(target: Target) -> None:
    """Its output and code are there though nobody could attach in time."""
    for number in range(8):
        code, output = shown(target, "sh", "-c", f"echo hi{number}; exit {number}")
        assert (code, output) == (number, f"hi{number}\r\n".encode())
    assert not target.service.store.sessions()


def test_clients_that_leave_in_a_flood_end_nothing(target: Target) -> None:
    """Half-closing, reading a bit and vanishing is a client's own affair."""
    script = "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done"
    session = target.service.create(
        target.container.id, config("sh", "-c", script, attach_stdout=True)
    )
    session = target.service.start(session.id)
    for _ in range(60):
        client = AttachStream(session.id, target.service.paths(session))
        client.close_stdin()
        assert client.receive() is not None
        client.close()
    assert target.service.inspect(session.id).state is SessionState.RUNNING


def test_clients_of_a_quiet_session_leave_no_descriptors(target: Target) -> None:
    """An embedded monitor drops who has left, though it has nothing to send."""
    require_embedded(target)
    session = start_shell(target.service, target.container.id)
    paths = target.service.paths(session)
    for _ in range(100):
        client = connect(session.id, paths)
        client.shutdown(socket.SHUT_WR)
        client.close()
    typist = Typist(target.service, session)
    typist.type("echo fine$((1))\n")
    typist.expect("fine1")
    typist.close()
    descriptors = f"/proc/{session.monitor_pid}/fd"
    wait_until(lambda: len(os.listdir(descriptors)) < 40)  # noqa: PTH208


def require_embedded(target: Target) -> None:
    """Skip where conmon's own ways are not ours to test."""
    if target.monitor != "embedded":
        pytest.skip("conmon keeps them until its next output")


def test_an_interrupted_start_leaves_no_orphan(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-C in the middle, the session runs and is known, or nothing does."""
    real = PreparedMonitor.start

    def interrupted(self: PreparedMonitor) -> object:
        """Let the program go, and be interrupted while it starts."""
        threading.Thread(target=lambda: real(self)).start()
        raise KeyboardInterrupt

    monkeypatch.setattr(PreparedMonitor, "start", interrupted)
    session = target.service.create(target.container.id, config("sleep", "4716"))
    with pytest.raises(KeyboardInterrupt):
        target.service.start(session.id)
    known = target.service.inspect(session.id)
    if known.state is SessionState.RUNNING:
        target.service.stop(session.id, timeout=0)
    else:
        assert not target.service.paths(session).directory.exists()
    wait_until(lambda: not _runs("sleep\x004716"))


def _runs(command: str) -> bool:
    done = subprocess.run(
        ["pgrep", "-f", command.replace("\0", " ")], check=False, capture_output=True
    )
    return done.returncode == 0


def test_our_own_descriptors_are_never_passed_on(target: Target) -> None:
    """Only what was passed to us on purpose may be preserved."""
    session = target.service.create(target.container.id, config("true", preserve_fds=6))
    with pytest.raises(InvalidConfig, match="was not passed to this process"):
        target.service.start(session.id)
    assert target.service.inspect(session.id).state is SessionState.CREATED


def test_piped_typing_arrives_whole(target: Target) -> None:
    """A terminal program that reads late gets all that was piped into attach."""
    script = "stty raw -echo; echo ready; sleep 0.3; head -c 300000 | wc -c; read x"
    session = target.service.create(
        target.container.id, config("sh", "-c", script, terminal=True)
    )
    session = target.service.start(session.id)
    typist = Typist(target.service, session)
    typist.expect("ready")
    read, write = os.pipe()
    feeder = threading.Thread(target=_feed, args=(write, b"x" * 300_000))
    feeder.start()
    attached = threading.Thread(
        target=target.service.attach, args=(session.id, Streams(stdin=read))
    )
    attached.start()
    typist.expect("300000")
    feeder.join()
    typist.type("\n")
    attached.join(10)
    assert not attached.is_alive()
    os.close(read)
    typist.close()


def test_no_input_does_not_end_the_watching(target: Target) -> None:
    """With stdin at its end, a terminal program is served until it exits."""
    command = config("sh", "-c", "sleep 0.3; echo late; exit 3", terminal=True)
    read, write = os.pipe()
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        streams = Streams(stdin=nothing.fileno(), stdout=write)
        done = target.service.exec(target.container.id, command, streams)
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        assert stream.read() == b"late\r\n"
    assert done.exit_code == 3


def _feed(descriptor: int, data: bytes) -> None:
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)


@pytest.mark.parametrize("terminal", [False, True])
def test_a_missing_working_directory(target: Target, *, terminal: bool) -> None:
    """It is an error of the start, not a program that ended well."""
    session = target.service.create(
        target.container.id, config("pwd", work_dir="/no/such", terminal=terminal)
    )
    with pytest.raises(CommandNotFound, match="(?i)no such file or directory"):
        target.service.start(session.id)


def test_a_full_disk_keeps_the_exit_code(target: Target, tmp_path: Path) -> None:
    """An embedded monitor gives up its log for the exit code."""
    require_embedded(target)
    require(os.geteuid() == 0, "mounting needs root")
    small = tmp_path / "run"
    small.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)], check=True
    )
    try:
        session = target.service.create(
            target.container.id, config("sh", "-c", "seq 1 60000; exit 7")
        )
        target.service.start(session.id)
        assert target.service.wait(session.id).exit_code == 7
        target.service.remove(session.id)
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_one_broken_bundle_hides_no_other_session(target: Target) -> None:
    """A FIFO for an exit file, a link for a bundle: the list still comes, at once."""
    fine = start_shell(target.service, target.container.id)
    odd = target.service.start(
        target.service.create(target.container.id, config("sleep", "4717")).id
    )
    exit_file = target.service.paths(odd).exit_file
    os.mkfifo(exit_file)
    os.kill(odd.pid, 9)
    begun = time.monotonic()
    states = {item.id: item.state for item in target.service.list()}
    assert time.monotonic() - begun < 5
    assert states[fine.id] is SessionState.RUNNING
    exit_file.unlink(missing_ok=True)


def test_an_exec_whose_reader_leaves_is_ended(target: Target) -> None:
    """`exec … | head -1` leaves no program behind."""
    read, write = os.pipe()
    os.close(read)
    try:
        with pytest.raises(BrokenPipeError):
            target.service.exec(
                target.container.id,
                config("sh", "-c", "while :; do echo 4718; done", attach_stdout=True),
                Streams(stdout=write),
            )
    finally:
        os.close(write)
    assert not target.service.store.sessions()
