"""Watchers of a flood: processes that attach while it runs and check every byte.

Run as a program, for parsing in one process is bound by the interpreter's lock. It
looks at how far the log has grown and forks watchers at many moments; each compares
what it is shown with the text that has to come.
"""

from __future__ import annotations

import dataclasses
import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import inotify_simple  # noqa: F401 (here, once, and not in each watcher)

from core.bundle.log import STDOUT
from core.errors import ExecdeckError
from core.recovery import program_of
from core.service import ExecService
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.attach.replay import ReplayStream
    from core.session.types import ExecSession

LAST = 1_000_000
"""The last number of a flood."""

_PART = LAST // 20
SCRIPT = (
    "stty -echo; echo ready; read go; at=0; "
    f"while [ $at -lt {LAST} ]; do seq $((at + 1)) $((at + {_PART})); "
    f"at=$((at + {_PART})); sleep 0.1; done"
)
"""Counts, once it was typed a line; it takes breath, so that watchers come in its time."""

LOG_SIZE = 52_900_000
"""Bytes of the log of SCRIPT: a line has 45 of its own; long reads end in pieces."""

TAIL = 1 << 20
"""Log bytes that are replayed to a watcher that wants only the end."""

TOGETHER = 5
"""Watchers that come at each moment and want everything; one more wants the end."""

_LAST_MOMENT = LOG_SIZE * 4 // 5
"""Bytes of the log when the last watchers are called: they need their time."""

_PATIENCE = 90.0

_AHEAD = 15
"""Nice levels between watchers and who calls them."""

_RUNS_MS = 10
"""Milliseconds that a flood runs on when watchers are slow to come."""


def flood_text() -> bytes:
    """Return what a terminal shows of SCRIPT."""
    return b"ready\r\n" + b"".join(b"%d\r\n" % number for number in range(1, LAST + 1))


@dataclasses.dataclass(frozen=True)
class Watched:
    """What one watcher has to tell."""

    moment: int
    """Bytes of the log at which it was called."""
    log_size: int
    """Bytes of the log just after it had attached."""
    whole: bool
    """Whether it wanted everything, not only the end."""
    shown: int
    """Bytes of output that it was shown."""
    trouble: str
    """The first thing that was wrong; empty: nothing."""


@contextmanager
def watchers(
    service: ExecService, session: ExecSession, moments: int
) -> Iterator[subprocess.Popen[str]]:
    """Start the program that will call watchers; the flood must not have begun."""
    argv = [sys.executable, "-m", "tests.integrity.watchers"]
    argv += [str(service.settings.run_dir), str(service.settings.state_dir)]
    with subprocess.Popen(
        [*argv, session.id, str(moments)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "watching\n"
            yield process
        finally:
            process.kill()


def results(process: subprocess.Popen[str]) -> list[Watched]:
    """Wait for every watcher; return what they tell."""
    output, _ = process.communicate()
    return [Watched(**json.loads(line)) for line in output.splitlines()]


def main(arguments: list[str]) -> None:
    """Call watchers at moments spread over the flood; wait for all of them."""
    run_dir, state_dir, session_id, count = arguments
    settings = Settings(run_dir=Path(run_dir), state_dir=Path(state_dir))
    caller = _Caller(settings, session_id)
    print("watching", flush=True)
    for number in range(1, int(count) + 1):
        caller.call_at(_LAST_MOMENT * number // int(count))
    with suppress(ChildProcessError):
        while True:
            os.wait()


class _Caller:
    """Calls watchers, and keeps the flood from being over before they come."""

    def __init__(self, settings: Settings, session_id: str) -> None:
        service = ExecService(settings)
        session = service.store.get(session_id)
        self._settings = settings
        self._session_id = session_id
        self._log = service.paths(session).exec_log
        self._program = program_of(session)
        self._expected = flood_text()
        self._began = time.monotonic()
        service.store.close()
        # Among many readers, who looks at the log must not be the one that waits.
        os.nice(-_AHEAD)

    def call_at(self, moment: int) -> None:
        """Let watchers come when the log has grown so far."""
        pause = select.poll()
        while self._log.stat().st_size < moment and self._has_time():
            pause.poll(1)
        self._program.send(signal.SIGSTOP)
        called, call = os.pipe()
        news, tell = os.pipe()
        for number in range(TOGETHER + 1):
            if not os.fork():
                os.nice(_AHEAD)
                os.close(call)
                watched = self._watch(moment, called, tell, whole=number < TOGETHER)
                told = json.dumps(dataclasses.asdict(watched)).encode()
                os.write(1, told + b"\n")
                os._exit(0)
        pause.register(news, select.POLLIN)
        prepared = arrived = 0
        while prepared <= TOGETHER and self._has_time():
            prepared += len(os.read(news, TOGETHER + 1 - prepared))
        # They come while it runs, for as long as it may.
        self._program.send(signal.SIGCONT)
        os.close(call)
        while arrived <= TOGETHER and self._has_time():
            if pause.poll(_RUNS_MS):
                arrived += len(os.read(news, TOGETHER + 1))
            else:
                self._program.send(signal.SIGSTOP)
        self._program.send(signal.SIGCONT)
        for descriptor in (called, news, tell):
            os.close(descriptor)

    def _has_time(self) -> bool:
        return time.monotonic() < self._began + _PATIENCE

    def _watch(self, moment: int, called: int, tell: int, *, whole: bool) -> Watched:
        shown = size = 0
        try:
            service = ExecService(self._settings)
            service.store.get(self._session_id)
            os.write(tell, b"\n")
            os.read(called, 1)
            tail = None if whole else TAIL
            with closing(service.open_output(self._session_id, tail=tail)) as output:
                size = self._log.stat().st_size
                os.write(tell, b"\n")
                shown, trouble = self._compare(output, whole=whole)
        except ExecdeckError as error:
            trouble = str(error)
        return Watched(moment, size, whole, shown, trouble)

    def _compare(self, output: ReplayStream, *, whole: bool) -> tuple[int, str]:
        """Read to the end; return how much was shown and what was wrong with it."""
        expected = self._expected
        start = at = 0
        began = whole
        while (news := output.read()) is not None:
            for stream, data in news:
                if not began:
                    # Where the end begins is for the first piece to say: it is
                    # long, and no other place in the text looks like it.
                    start = at = expected.find(data)
                    began = True
                if stream != STDOUT or at < 0 or not expected.startswith(data, at):
                    wanted = expected[max(at, 0) : max(at, 0) + 60]
                    return at - start, f"{stream}: {data[:60]!r}, not {wanted!r}"
                at += len(data)
            if not self._has_time():
                return at - start, "there is no end"
            if not news:
                output.wait(5)
        if at < len(expected):
            return at - start, f"it ends before {expected[at : at + 60]!r}"
        return at - start, ""


if __name__ == "__main__":
    main(sys.argv[1:])
