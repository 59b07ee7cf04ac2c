"""The log that everybody follows: begun anew, not yet begun, and not to be watched."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.errors import AttachFailed
from core.monitor.base import PreparedMonitor
from core.service import ExecService
from core.session.types import TerminalSize
from tests.support.containers import require
from tests.support.session import Typist, config

if TYPE_CHECKING:
    from tests.conftest import Target

pytestmark = pytest.mark.real_runtime

CHUNK = 20_000
"""Numbers that are printed for each line typed: a log of a million bytes."""

CHUNKS = 9

SCRIPT = f"""
stty -echo; echo ready; at=0
while read word; do
    seq $((at + 1)) $((at + {CHUNK})); at=$((at + {CHUNK})); echo "at $at"
done
"""

# In a user namespace, whose limits are its own: nobody else is to feel them.
_FEW_WATCHES = """
import sys
from pathlib import Path
from core.service import ExecService
from core.settings import Settings

Path("/proc/sys/user/max_inotify_instances").write_text("2")
run, state, session, last = sys.argv[1:]
service = ExecService(Settings(run_dir=Path(run), state_dir=Path(state)))
streams = [service.open_output(session) for _ in range(6)]
typing = service.open_input(session)
typing.send(b"\\n")
for stream in reversed(streams):
    seen = b""
    while not seen.endswith(last.encode() + b"\\r\\n"):
        news = stream.read()
        seen += b"".join(data for _, data in news)
        if not news:
            stream.wait(60)
    print(seen.decode(), end="")
    stream.close()
typing.close()
"""


def chunk(number: int) -> bytes:
    """Return what is shown after the line of this number was typed."""
    first = number * CHUNK + 1
    lines = b"".join(b"%d\r\n" % line for line in range(first, first + CHUNK))
    return lines + b"at %d\r\n" % (first + CHUNK - 1)


@pytest.mark.parametrize(
    "target", ["crun+conmon", "runc+conmon", "host+embedded"], indirect=True
)
def test_a_log_that_begins_anew(target: Target) -> None:
    """Who keeps up with a log sees every byte, however often it begins anew."""
    settings = dataclasses.replace(target.service.settings, log_size_max=2_500_000)
    service = ExecService(settings)
    command = config("sh", "-c", SCRIPT, terminal=True)
    session = service.start(
        service.create(target.container.id, command).id, TerminalSize(80, 24)
    )
    log = service.paths(session).exec_log
    begun = 0
    file = log.stat().st_ino
    with closing(Typist(service, session)) as typist:
        typist.expect("ready\r\n")
        for number in range(CHUNKS):
            typist.type("\n")
            typist.expect(f"at {(number + 1) * CHUNK}\r\n")
            before, file = file, log.stat().st_ino
            begun += file != before
        seen = typist.read()
    service.store.close()

    assert begun >= 3
    assert log.stat().st_size <= settings.log_size_max
    assert seen == b"ready\r\n" + b"".join(map(chunk, range(CHUNKS)))


@pytest.mark.parametrize("target", ["crun+conmon", "host+embedded"], indirect=True)
def test_output_of_a_session_that_is_being_started(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its record says that it runs, its output is refused, not cut short."""
    real = PreparedMonitor.start
    session = target.service.create(target.container.id, config("sh", terminal=True))
    refused = []

    def start_and_look(self: PreparedMonitor) -> object:
        started = real(self)
        with pytest.raises(AttachFailed, match="cannot attach to session"):
            target.service.open_output(session.id).close()
        refused.append(session.id)
        return started

    monkeypatch.setattr(PreparedMonitor, "start", start_and_look)
    target.service.start(session.id)

    assert refused == [session.id]


@pytest.mark.parametrize("target", ["crun+conmon", "host+embedded"], indirect=True)
def test_no_watch_is_left(target: Target) -> None:
    """Clients for whom the kernel has no watch see every byte all the same."""
    probe = subprocess.run(["unshare", "-Ur", "true"], check=False, capture_output=True)
    require(probe.returncode == 0, "user namespaces are not allowed")
    command = config("sh", "-c", SCRIPT, terminal=True)
    session = target.service.create(target.container.id, command)
    session = target.service.start(session.id, TerminalSize(80, 24))
    with closing(Typist(target.service, session)) as typist:
        typist.expect("ready")
    settings = target.service.settings
    arguments = [str(settings.run_dir), str(settings.state_dir), session.id]
    python = [sys.executable, "-c", _FEW_WATCHES, *arguments, f"at {CHUNK}"]
    done = subprocess.run(
        ["unshare", "-Ur", *python],
        check=False,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        timeout=30,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (b"ready\r\n" + chunk(0)) * 6
