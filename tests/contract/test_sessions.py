"""What a session must do, on every pair of a runtime and a monitor."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.attach.stream import AttachStream
from core.errors import (
    AttachFailed,
    CommandNotFound,
    InvalidConfig,
    NotFound,
    PermissionDenied,
    StartFailed,
    StateConflict,
)
from core.recovery import program_of
from core.service import ExecService
from core.session.states import SessionState
from core.session.types import TerminalSize
from tests.support.session import Typist, config, run_piped, start_shell
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from core.stopping import StopProgress
    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime


def test_size_is_set_before_the_program_starts(target: Target) -> None:
    """The program's first look at its terminal sees the size that was asked for."""
    # crun 1.8 lets the program go before it hands over the terminal, and does not
    # set the size itself: there only the second look is sure.
    first_look = (
        "sleep 0.3; stty size" if target.container.runtime == "crun" else "stty size"
    )
    session = target.service.create(
        target.container.id, config("sh", "-c", first_look, terminal=True)
    )
    session = target.service.start(session.id, TerminalSize(101, 33))
    output = target.service.open_output(session.id)
    seen = b""
    while (news := output.read()) is not None:
        seen += b"".join(data for _, data in news)
        output.wait(0.5)
    output.close()

    assert b"33 101" in seen


def test_typing_resizing_and_interrupting(target: Target) -> None:
    """Keys reach the shell, a resize reaches stty, Ctrl-C ends the foreground program."""
    session = start_shell(target.service, target.container.id)
    typist = Typist(target.service, session)
    typist.type("echo $((6*7))\n")
    typist.expect("42")
    target.service.resize(session.id, TerminalSize(50, 10))
    typist.type("stty size\n")
    typist.expect("10 50")
    typist.type("sleep 1000; echo code=$?\n")
    typist.expect("sleep 1000")
    pid = target.service.inspect(session.id).pid
    # A Ctrl-C that comes before the shell has given its child the terminal is the
    # shell's own.
    wait_until(lambda: _foreground(pid) not in (0, pid))
    typist.type("\x03")
    wait_until(lambda: not _children(pid))
    typist.type("echo still=$((1+1))\n")
    typist.expect("still=2")
    typist.close()


def test_streams_are_apart_and_the_exit_code_is_kept(target: Target) -> None:
    """Without a terminal stdin, stdout and stderr are three pipes."""
    script = "cat; echo oops >&2; exit 7"
    done, out, err = run_piped(
        target.service, target.container.id, "sh", "-c", script, stdin=b"in\0put\xff"
    )

    assert (done.state, done.exit_code) == (SessionState.STOPPED, 7)
    assert (out, err) == (b"in\0put\xff", b"oops\n")


def test_large_input_comes_back_whole(target: Target) -> None:
    """5 MB through `cat` arrive unchanged, in both directions at once."""
    data = hashlib.shake_256(b"seed").digest(5_000_000)
    done, out, _ = run_piped(target.service, target.container.id, "cat", stdin=data)

    assert done.exit_code == 0
    assert hashlib.sha256(out).digest() == hashlib.sha256(data).digest()


def test_fast_commands_keep_their_output_and_code(target: Target) -> None:
    """A program that is over before anyone looks loses neither output nor code."""
    for number in range(5):
        done, out, _ = run_piped(
            target.service,
            target.container.id,
            "sh",
            "-c",
            f"echo {number}; exit {number}",
        )
        assert (done.exit_code, out) == (number, f"{number}\n".encode())


def test_an_exec_leaves_nothing(target: Target) -> None:
    """After `exec` there is no record and no bundle."""
    run_piped(target.service, target.container.id, "true")

    assert not target.service.store.sessions()
    bundles = target.service.settings.run_dir / "bundles"
    assert not list(bundles.glob("*/*"))


@pytest.mark.parametrize(
    ("command", "error", "status"),
    [
        ("no-such-program", CommandNotFound, 127),
        ("/no/such/program", CommandNotFound, 127),
        ("/etc", PermissionDenied, 126),
        ("/etc/passwd", PermissionDenied, 126),
    ],
)
@pytest.mark.parametrize("terminal", [False, True])
def test_a_command_that_cannot_run(
    target: Target,
    command: str,
    error: type[StartFailed],
    status: int,
    *,
    terminal: bool,
) -> None:
    """The error says why, has podman's status, and leaves the session created."""
    session = target.service.create(
        target.container.id, config(command, terminal=terminal)
    )
    with pytest.raises(error, match=r"^cannot start '.*': .+") as caught:
        target.service.start(session.id)

    assert caught.value.exit_status == status
    assert target.service.inspect(session.id).state is SessionState.CREATED
    assert not target.service.paths(session).directory.exists()


def test_leaving_and_coming_back(target: Target) -> None:
    """A second client sees what the first saw, and types into the same shell."""
    session = start_shell(target.service, target.container.id)
    first = Typist(target.service, session)
    first.type("mark=secret$((40+2))\n")
    first.type("echo here\n")
    first.expect("here\r\n")
    first.close()

    second = Typist(ExecService(target.service.settings), session)
    second.expect("here\r\n")
    second.type("echo =$mark=\n")
    second.expect("=secret42=")
    second.close()


def test_two_clients_at_once(target: Target) -> None:
    """Both see all output; either may type."""
    session = start_shell(target.service, target.container.id)
    first, second = (Typist(target.service, session) for _ in range(2))
    first.type("echo one$((1))\n")
    second.type("echo two$((2))\n")
    for client in (first, second):
        client.expect("one1")
        client.expect("two2")
        client.close()


def test_a_client_that_never_reads_stalls_nobody(target: Target) -> None:
    """Typing clients take no output, so one that sleeps costs the session nothing."""
    session = start_shell(target.service, target.container.id)
    sleeper = target.service.open_input(session.id)
    awake = Typist(target.service, session)
    awake.type("seq 1 200000; echo done$((1))\n")
    awake.expect("done1", timeout=40)
    assert b"\n199999\r\n" in awake.seen
    sleeper.close()
    awake.close()


def test_stop_of_an_idle_shell_is_quick(target: Target) -> None:
    """A shell is hung up: it ends at once, with 129, and its log stays."""
    session = start_shell(target.service, target.container.id)
    typist = Typist(target.service, session)
    typist.type("echo ready$((1))\n")
    typist.expect("ready1")
    begun = time.monotonic()
    stopped = target.service.stop(session.id)

    assert time.monotonic() - begun < 2
    assert (stopped.state, stopped.exit_code, stopped.pid) == (
        SessionState.STOPPED,
        129,
        0,
    )
    assert b"ready1" in typist.read_to_end()
    typist.close()


def test_stop_of_a_busy_shell_is_quick(target: Target) -> None:
    """A shell that waits for a program in its foreground is hung up with it."""
    session = start_shell(target.service, target.container.id)
    typist = Typist(target.service, session)
    typist.type("sleep 4720\n")
    wait_until(lambda: _children(session.pid))
    begun = time.monotonic()
    assert target.service.stop(session.id).exit_code == 129
    assert time.monotonic() - begun < 2
    typist.close()


def test_stop_ends_what_ignores_signals_and_what_runs_behind(target: Target) -> None:
    """A program that ignores HUP and TERM is killed, and so are its children."""
    script = "trap '' HUP TERM; sleep 4711 & setsid sleep 4712 & echo up; sleep 4713"
    session = target.service.create(
        target.container.id, config("sh", "-c", script, terminal=True)
    )
    session = target.service.start(session.id)
    typist = Typist(target.service, session)
    typist.expect("up")
    steps: list[StopProgress] = []
    stopped = target.service.stop(session.id, timeout=1.5, progress=steps.append)

    assert stopped.exit_code == 137
    assert (steps[0].signal, steps[-1].signal) == ("HUP", "KILL")
    assert steps[0].seconds_left > steps[-1].seconds_left
    if real := target.real:
        wait_until(lambda: not [p for p in real.processes() if "sleep 471" in p])
    typist.close()


def test_remove_deletes_the_bundle(target: Target) -> None:
    """A running session is removed only by force; nothing of it stays."""
    session = start_shell(target.service, target.container.id)
    with pytest.raises(StateConflict, match="cannot remove session .* it is running"):
        target.service.remove(session.id)
    assert target.service.inspect(session.id).state is SessionState.RUNNING
    target.service.remove(session.id, force=True)

    assert not target.service.paths(session).directory.exists()
    with pytest.raises(NotFound):
        target.service.inspect(session.id)


@pytest.mark.parametrize("terminal", [False, True])
def test_a_killed_monitor(target: Target, *, terminal: bool) -> None:
    """Within 5 s the session is stopped, its code unknown, its program gone."""
    session = target.service.create(
        target.container.id, config("sleep", "4714", terminal=terminal)
    )
    session = target.service.start(session.id)
    os.kill(session.monitor_pid, signal.SIGKILL)
    wait_until(
        lambda: target.service.list()[0].state is SessionState.STOPPED, timeout=5
    )

    assert target.service.list()[0].exit_code is None
    # A zombie is dead: not every pid 1 reaps.
    assert not program_of(session).alive()


def test_a_bundle_path_longer_than_a_socket_address(
    target: Target, tmp_path: Path
) -> None:
    """Sockets work however deep their directory is."""
    deep = tmp_path / ("d" * 60) / ("e" * 60) / ("f" * 60)
    service = ExecService(dataclasses.replace(target.service.settings, run_dir=deep))
    session = start_shell(service, target.container.id)
    assert len(str(service.paths(session).attach)) > 200
    typist = Typist(service, session)
    typist.type("echo deep$((1))\n")
    typist.expect("deep1")
    typist.close()
    service.remove(session.id, force=True)


def test_a_bundle_path_of_odd_characters(target: Target, tmp_path: Path) -> None:
    """Colons, blanks and quotes in a path are only characters."""
    odd = tmp_path / "a:b c'd\"e"
    service = ExecService(
        dataclasses.replace(target.service.settings, run_dir=odd / "run")
    )
    done, out, _ = run_piped(service, target.container.id, "echo", "fine")
    assert (done.exit_code, out) == (0, b"fine\n")
    missing = service.create(target.container.id, config("no-such-program"))
    with pytest.raises(CommandNotFound):
        service.start(missing.id)
    shell = start_shell(service, target.container.id)
    assert service.stop(shell.id).state is SessionState.STOPPED
    service.store.close()


def test_each_state_decides_each_operation(target: Target) -> None:
    """Created, running, stopped: what is refused is refused by name, and changes nothing."""
    service = target.service
    session = service.create(target.container.id, config("sleep", "100", terminal=True))
    with pytest.raises(StateConflict, match="cannot stop .* it is created"):
        service.stop(session.id)
    with pytest.raises(StateConflict, match="cannot attach to .* it is created"):
        service.open_input(session.id)
    with pytest.raises(StateConflict, match="it is created"):
        service.resize(session.id, TerminalSize())
    service.start(session.id)
    with pytest.raises(StateConflict, match="cannot start session .* it is running"):
        service.start(session.id)
    with pytest.raises(StateConflict, match="cannot clean up"):
        service.cleanup(session.id)
    service.stop(session.id)
    with pytest.raises(StateConflict, match="cannot stop .* it is stopped"):
        service.stop(session.id)
    with pytest.raises(StateConflict, match="cannot start .* it is stopped"):
        service.start(session.id)
    service.cleanup(session.id)
    assert not service.paths(session).directory.exists()
    with pytest.raises(AttachFailed):
        service.open_output(session.id)
    assert service.prune() == ([session.id], [])


def test_environment_directory_and_user(target: Target) -> None:
    """Variables, working directory and user are the program's."""
    piped = {"attach_stdout": True, "attach_stderr": True}
    session_config = config(
        "sh",
        "-c",
        "echo $FOO; pwd; id -u",
        environment={"FOO": "b a r"},
        work_dir="/tmp",
        user="1000",
        **piped,
    )
    read, write = os.pipe()
    from core.attach.pump import Streams  # noqa: PLC0415

    target.service.exec(target.container.id, session_config, Streams(stdout=write))
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        assert stream.read() == b"b a r\n/tmp\n1000\n"


def test_an_unknown_user(target: Target) -> None:
    """A name that the container does not know is refused before anything runs."""
    session = target.service.create(
        target.container.id, config("true", user="nobody-at-all")
    )
    with pytest.raises(InvalidConfig, match="no user 'nobody-at-all'"):
        target.service.start(session.id)
    assert target.service.inspect(session.id).state is SessionState.CREATED


def test_a_raw_client_gets_framed_output(target: Target) -> None:
    """The attach socket itself speaks conmon's protocol: a stream byte, then data."""
    session = target.service.create(
        target.container.id,
        config("sh", "-c", "read x; echo out; echo err >&2", attach_stdin=True),
    )
    session = target.service.start(session.id)
    client = AttachStream(session.id, target.service.paths(session))
    assert client.send(b"go\n")
    messages = []
    while (message := client.receive()) is not None:
        messages.append(message)
    client.close()

    assert sorted(messages) == [(2, b"out\n"), (3, b"err\n")]


def _foreground(pid: int) -> int:
    """Return the foreground process group of a shell's terminal."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[5])


def _children(pid: int) -> list[str]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as stream:  # noqa: PTH123
            return stream.read().split()
    except OSError:
        return []
