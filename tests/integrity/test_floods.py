"""Who comes in the middle of a flood sees all of it, each byte once, in order."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING

import pytest

from core.recovery import program_of
from core.session.states import SessionState
from core.session.types import TerminalSize
from tests.integrity.watchers import (
    LAST,
    LOG_SIZE,
    SCRIPT,
    TAIL,
    TOGETHER,
    flood_text,
    results,
    watchers,
)
from tests.support.session import Typist, config
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.session.types import ExecSession
    from tests.conftest import Target
    from tests.support.cli import Cli, Terminal

pytestmark = pytest.mark.real_runtime

MOMENTS = 10


def start_flood(target: Target, script: str = SCRIPT) -> tuple[ExecSession, Typist]:
    """Start a flood that waits for a line, and a client that can type it."""
    command = config("sh", "-c", script, terminal=True)
    session = target.service.create(target.container.id, command)
    session = target.service.start(session.id, TerminalSize(80, 24))
    typist = Typist(target.service, session)
    typist.expect("ready")
    return session, typist


@pytest.mark.timeout(120)
@pytest.mark.parametrize("target", ["crun+conmon", "host+embedded"], indirect=True)
def test_attaching_in_a_flood(target: Target) -> None:
    """Fifty who attach while a program counts to a million see every number once."""
    session, typist = start_flood(target)
    with closing(typist), watchers(target.service, session, MOMENTS) as process:
        typist.type("\n")
        told = results(process)
    size = target.service.paths(session).exec_log.stat().st_size

    assert target.service.wait(session.id).exit_code == 0
    assert [watched for watched in told if watched.trouble] == []
    whole = [watched for watched in told if watched.whole]
    ends = [watched for watched in told if not watched.whole]
    assert (len(whole), len(ends)) == (MOMENTS * TOGETHER, MOMENTS)
    assert {watched.shown for watched in whole} == {len(flood_text())}
    assert min(watched.shown for watched in ends) > TAIL // 10
    # Each came in its time: the flood went on for it, and the log began only once.
    assert [w for w in told if not w.moment <= w.log_size < LOG_SIZE] == []
    assert LOG_SIZE < size < target.service.settings.log_size_max


@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    "target", ["crun+conmon", "runc+conmon", "host+embedded"], indirect=True
)
def test_the_attach_command_in_a_flood(
    target: Target, cli: Cli, tmp_path: Path
) -> None:
    """`execdeck attach` at three moments of a flood prints every number once."""
    session, typist = start_flood(target)
    log = target.service.paths(session).exec_log
    program = program_of(session)
    files = [tmp_path / f"seen-{number}" for number in (1, 2, 3)]
    with closing(typist), ExitStack() as stack:
        typist.type("\n")
        clients = []
        for quarter, file in enumerate(files, 1):
            wait_until(partial(reached, log, LOG_SIZE * quarter // 4))
            # It may be at its end before an interpreter has started.
            program.send(signal.SIGSTOP)
            clients.append(stack.enter_context(attached(cli, session, file)))
            wait_until(partial(reached, file, 1))
            assert log.stat().st_size < LOG_SIZE
            program.send(signal.SIGCONT)
        codes = [client.wait(60) for client in clients]

    assert codes == [0, 0, 0]
    expected = flood_text()
    assert [file.read_bytes() == expected for file in files] == [True] * 3


def reached(file: Path, size: int) -> bool:
    """Whether a file has grown so far."""
    return file.stat().st_size >= size


def attached(
    cli: Cli, session: ExecSession, file: Path, *options: str
) -> subprocess.Popen[bytes]:
    """Run `execdeck attach`, its output going to a file."""
    with file.open("wb") as output:
        return subprocess.Popen(
            [*cli.argv, "attach", *options, session.id],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=cli.env,
        )


@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    "target", ["crun+conmon", "crun+embedded", "host+embedded"], indirect=True
)
def test_a_session_outlives_its_clients(
    target: Target,
    cli: Cli,
    terminal: Callable[..., Terminal],
    tmp_path: Path,
) -> None:
    """When every client is killed in mid-flood, the program goes on to its end."""
    script = SCRIPT + "; read end; echo got=$end; exit 7"
    starter = terminal("exec", "-it", target.container.id, "sh", "-c", script)
    starter.expect("ready")
    (session,) = target.service.list()
    log = target.service.paths(session).exec_log
    typing = terminal("attach", session.id)
    typing.expect("ready")
    files = [tmp_path / f"seen-{number}" for number in range(3)]
    watching = [attached(cli, session, file, "--read-only") for file in files]
    wait_until(lambda: all(file.stat().st_size for file in files))
    terminals = [starter.program(), typing.program()]
    typing.type("\r")
    wait_until(partial(reached, log, LOG_SIZE // 4))
    for program in terminals:
        program.kill()
    for client in watching:
        client.kill()
    size_then = log.stat().st_size
    assert [client.wait(10) for client in watching] == [-signal.SIGKILL] * 3
    starter.expect("status=137")
    typing.expect("status=137")

    assert LOG_SIZE // 4 <= size_then < LOG_SIZE
    wait_until(partial(reached, log, LOG_SIZE), 60)
    assert target.service.inspect(session.id).state is SessionState.RUNNING
    late = Typist(target.service, session)
    late.type("late\n")
    assert late.read_to_end(60) == flood_text() + b"got=late\r\n"
    late.close()
    assert target.service.wait(session.id).exit_code == 7


@pytest.mark.parametrize("target", ["crun+conmon", "host+embedded"], indirect=True)
def test_pipes_outlive_their_client(target: Target, cli: Cli) -> None:
    """When `execdeck exec` of a command with pipes is killed, the command goes on."""
    script = f"seq 1 {LAST // 2}; exit 7"
    with subprocess.Popen(
        [*cli.argv, "exec", target.container.id, "sh", "-c", script],
        stdout=subprocess.PIPE,
        env={**cli.env, "EXECDECK_MONITOR": target.monitor},
    ) as client:
        assert client.stdout is not None
        # Nobody reads on: the command waits in the middle of its count.
        assert os.read(client.stdout.fileno(), 2) == b"1\n"
        (session,) = target.service.list()
        client.kill()
    output = target.service.open_output(session.id)
    seen = b""
    with closing(output):
        while (news := output.read()) is not None:
            seen += b"".join(data for _, data in news)
            output.wait(0 if news else 5)

    assert seen == b"".join(b"%d\n" % number for number in range(1, LAST // 2 + 1))
    assert target.service.wait(session.id).exit_code == 7
