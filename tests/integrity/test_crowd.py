"""Thirty clients on one session, some of them asleep: they do not feel each other."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import threading
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.attach.stream import AttachStream, connect
from core.session.states import SessionState
from core.session.types import TerminalSize
from tests.support.session import Typist, config
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.service import ExecService
    from core.session.types import ExecSession
    from tests.conftest import Target
    from tests.support.cli import Cli, Terminal

pytestmark = pytest.mark.real_runtime

WRITERS, WATCHERS, ATTACHED = 8, 10, 8
"""With one that is stopped, two that are slow and one on the socket, they are 30."""

WORDS = 10
"""Words that each writer types."""

LINES = 60_000
FILL = "0" * 100

FLOOD = b"".join(b"%s%d\r\n" % (FILL.encode(), n) for n in range(1, LINES + 1))
"""More than an embedded monitor keeps for a client that does not read."""

SCRIPT = f"""
stty -echo; echo ready
while read word; do
    case $word in
        flood) seq 1 {LINES} | sed s/^/{FILL}/; echo flooded;;
        *) echo "<$word>";;
    esac
done
"""


class Attached:
    """A process that runs `execdeck attach`, what it prints going to a file."""

    def __init__(self, cli: Cli, session: ExecSession, file: Path, *options: str):
        """Start it; with `--read-only` it is given nothing to read."""
        self._file = file
        with file.open("wb") as output:
            self.process = subprocess.Popen(
                [*cli.argv, "attach", *options, session.id],
                stdin=subprocess.DEVNULL if options else subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=cli.env,
            )

    def type(self, text: str) -> None:
        """Type a text."""
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def read(self) -> bytes:
        """Return everything shown so far."""
        return self._file.read_bytes()

    def close(self) -> None:
        """End it outright."""
        self.process.kill()
        self.process.communicate()


class Watcher(Typist):
    """A client in this process that does not type."""

    def __init__(self, service: ExecService, session: ExecSession) -> None:
        """Attach to a running session."""
        self._output = service.open_output(session.id)
        self.seen = b""

    def read_a_little(self) -> None:
        """Take some hundred bytes."""
        for _, data in self._output.read(512) or ():
            self.seen += data

    def close(self) -> None:
        """Leave."""
        self._output.close()


class DeafClient:
    """A client of the attach socket that does not read."""

    def __init__(self, stream: AttachStream) -> None:
        """Be there."""
        self._stream = stream

    def check(self, everything: bytes) -> None:
        """Check that it was cut off: it finds the beginning and then an end."""
        received = b""
        # All of it is there to be read: who is still served finds more of it later.
        while select.select([self._stream], [], [], 0)[0]:
            message = self._stream.receive()
            if message is None:
                break
            received += message[1]
        else:
            pytest.fail("it was not cut off")
        assert 0 < len(received) < len(FLOOD)
        assert received in everything

    def close(self) -> None:
        """Leave."""
        self._stream.close()


class RawReader:
    """A client of the attach socket that reads all it is sent, in a thread."""

    def __init__(self, connection: socket.socket) -> None:
        """Begin to read."""
        self._connection = connection
        self._pieces: list[bytes] = []
        self._thread = threading.Thread(target=self._receive)
        self._thread.start()

    def _receive(self) -> None:
        while message := self._connection.recv(8193):
            self._pieces.append(message[1:])

    def check(self, everything: bytes) -> None:
        """Check that it was sent everything from the moment it came."""
        wanted = everything.removeprefix(b"ready\r\n")
        wait_until(lambda: b"".join(self._pieces) == wanted)

    def close(self) -> None:
        """Leave."""
        self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()


def raw_client(target: Target, session: ExecSession) -> DeafClient | RawReader:
    """Connect a client to the attach socket itself."""
    paths = target.service.paths(session)
    # conmon waits for one that does not read: that is how it is made.
    if target.monitor == "conmon":
        return RawReader(connect(session.id, paths))
    return DeafClient(AttachStream(session.id, paths))


class Crowd:
    """The clients that see everything in time."""

    def __init__(
        self, target: Target, cli: Cli, session: ExecSession, folder: Path
    ) -> None:
        """Nobody has come yet."""
        self.session = session
        self._service = target.service
        self._cli = cli
        self._folder = folder
        self.writers: list[Typist | Attached] = []
        self.others: list[Watcher | Attached] = []

    def come(self) -> None:
        """Let all of them come, and see what there is."""
        session = self.session
        self.writers += [Typist(self._service, session) for _ in range(WRITERS)]
        self.others += [Watcher(self._service, session) for _ in range(WATCHERS)]
        for number in range(ATTACHED):
            file = self._folder / f"attached-{number}"
            if number % 4:
                attached = Attached(self._cli, session, file, "--read-only")
                self.others.append(attached)
            else:
                self.writers.append(Attached(self._cli, session, file))
        self.expect("ready\r\n")

    def __iter__(self) -> Iterator[Typist | Attached]:
        """Go through all clients."""
        return iter([*self.writers, *self.others])

    def expect(self, text: str, timeout: float = 20.0) -> None:
        """Wait until everybody has been shown a text."""
        wanted = text.encode()
        waiting = list(self)

        def all_have_it() -> bool:
            waiting[:] = [client for client in waiting if wanted not in client.read()]
            return not waiting

        wait_until(all_have_it, timeout)

    def type_words(self, name: str) -> None:
        """Let all writers type at once; wait until everybody has seen all words."""
        start = threading.Barrier(len(self.writers))

        def type_all(number: int, writer: Typist | Attached) -> None:
            start.wait()
            for word in range(WORDS):
                writer.type(f"{name}-{number}-{word}\n")

        threads = [
            threading.Thread(target=type_all, args=item)
            for item in enumerate(self.writers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for number in range(len(self.writers)):
            self.expect(f"<{name}-{number}-{WORDS - 1}>\r\n")

    def agreed(self) -> bytes:
        """Check that all were shown the same and nothing is lost; return it."""
        seen = {client.read() for client in self}
        assert len(seen) == 1
        (everything,) = seen
        first, flood, second = everything.partition(FLOOD + b"flooded\r\n")
        assert flood
        words = {number: list(range(WORDS)) for number in range(len(self.writers))}
        assert words_of(first.removeprefix(b"ready\r\n"), "first") == words
        assert words_of(second, "second") == words
        return everything

    def close(self) -> None:
        """Let all of them leave."""
        for client in self:
            client.close()
        self.writers.clear()
        self.others.clear()


def start(target: Target) -> ExecSession:
    """Start the program; return when it is ready, and nobody is attached."""
    command = config("sh", "-c", SCRIPT, terminal=True)
    session = target.service.create(target.container.id, command)
    session = target.service.start(session.id, TerminalSize(80, 24))
    with closing(Watcher(target.service, session)) as watcher:
        watcher.expect("ready\r\n")
    return session


def words_of(text: bytes, name: str) -> dict[int, list[int]]:
    """Return the words in a text, as typed by each writer, in order."""
    found: dict[int, list[int]] = {}
    pattern = rf"<{name}-(\d+)-(\d+)>\r\n".encode()
    assert re.fullmatch(rb"(%s)*" % pattern, text)
    for number, word in re.findall(pattern, text):
        found.setdefault(int(number), []).append(int(word))
    return found


@pytest.fixture
def crowd(target: Target, cli: Cli, tmp_path: Path) -> Iterator[Crowd]:
    """Clients of a session that is ready; they leave when the test has ended."""
    crowd = Crowd(target, cli, start(target), tmp_path)
    yield crowd
    crowd.close()


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "target", ["crun+conmon", "crun+embedded", "host+embedded"], indirect=True
)
def test_thirty_clients(
    target: Target, cli: Cli, crowd: Crowd, terminal: Callable[..., Terminal]
) -> None:
    """Clients that are stopped, slow or deaf hold up neither others nor the program."""
    session = crowd.session
    stopped = terminal("attach", session.id)
    stopped.expect("ready\r\n")
    stopped.program().send_signal(signal.SIGSTOP)
    with ExitStack() as stack:
        slow = stack.enter_context(closing(Watcher(target.service, session)))
        piped = subprocess.Popen(
            [*cli.argv, "attach", session.id],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=cli.env,
        )
        stack.enter_context(piped)
        stack.callback(piped.kill)
        assert piped.stdout is not None
        assert os.read(piped.stdout.fileno(), 7) == b"ready\r\n"
        raw = stack.enter_context(closing(raw_client(target, session)))
        crowd.come()
        assert len(list(crowd)) + 4 == 30

        crowd.type_words("first")
        slow.read_a_little()
        crowd.writers[0].type("flood\n")
        crowd.expect("flooded\r\n")
        slow.read_a_little()
        assert os.read(piped.stdout.fileno(), 4096)
        crowd.type_words("second")

        everything = crowd.agreed()
        assert len(slow.seen) < 4096
        assert slow.read() == everything
        stopped.program().send_signal(signal.SIGCONT)
        stopped.expect(everything[-20:].decode())
        assert everything in stopped.seen
        raw.check(everything)


@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    "target", ["crun+conmon", "crun+embedded", "host+embedded"], indirect=True
)
def test_a_crowd_that_leaves(target: Target, crowd: Crowd) -> None:
    """When a crowd has left, the monitor has its descriptors back and serves on."""
    session = crowd.session
    descriptors = Path(f"/proc/{session.monitor_pid}/fd")
    before = len(list(descriptors.iterdir()))
    for _ in range(3):
        crowd.come()
        crowd.type_words("words")
        assert len(list(descriptors.iterdir())) >= before + len(crowd.writers)
        crowd.close()
        late = Typist(target.service, session)
        late.type("late\n")
        late.expect("<late>\r\n")
        late.close()
    # conmon notices the last that left when there is output next.
    allowed = before + (target.monitor == "conmon")
    wait_until(lambda: len(list(descriptors.iterdir())) <= allowed)


@pytest.mark.parametrize("target", ["crun+conmon", "host+embedded"], indirect=True)
@pytest.mark.parametrize("count", [1, *range(3, 13), 20])
def test_typing_clients_that_leave(target: Target, count: int) -> None:
    """However many clients leave, the monitor lives, and so does the session."""
    session = start(target)
    clients = [target.service.open_input(session.id) for _ in range(count)]
    typist = Typist(target.service, session)
    for word in ("one", "two"):
        typist.type(f"{word}\n")
        typist.expect(f"<{word}>\r\n")
    for client in clients:
        client.close()
    typist.close()
    late = Typist(target.service, session)
    late.type("three\n")
    late.expect("<three>\r\n")
    late.close()
    assert target.service.inspect(session.id).state is SessionState.RUNNING
