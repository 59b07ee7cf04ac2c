"""What must hold after any fault: records are true, and nothing is left that none knows."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from core.doctor import Trouble
from core.monitor.search import monitors_under
from core.recovery import monitor_of, program_of
from core.session.states import SessionState
from core.session.types import ExecConfig
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.doctor import Finding
    from core.service import ExecService
    from core.session.types import ExecSession

NAMED = frozenset(Trouble) - {
    Trouble.UNKNOWN_ENTRY,
    Trouble.DAMAGED_RECORD,
    Trouble.UNREADABLE_ROOT,
}
"""What a crash of ours may leave behind."""

MARKER = "MARKER"

# Seconds to sleep that no other program on this machine is likely to be asked for.
_numbers = itertools.count(471_000_000 + os.getpid() % 10_000 * 10_000)


@dataclass(frozen=True)
class Program:
    """A program that notes that it ran, and can be found by its arguments."""

    marker: str
    """Stands in the arguments of all of its processes."""
    note: Path
    """A file that exists as soon as it has run."""
    config: ExecConfig

    @property
    def ran(self) -> bool:
        """Whether it was ever started."""
        return self.note.exists()

    @property
    def pids(self) -> list[int]:
        """Its processes that live now."""
        return naming(self.marker)


def sleeper(
    outside: Path,
    inside: str | None = None,
    *,
    terminal: bool = False,
    before: str = "",
    last: str = "",
) -> Program:
    """Return a program that sleeps for ever, or does what is `last`.

    `outside` is a directory of ours that the program knows as `inside`; the shell
    commands `before` run first. MARKER in `last` becomes the program's own.
    """
    marker = str(next(_numbers))
    note = f"{inside or outside}/ran-{marker}"
    last = (last or f"exec sleep {MARKER}").replace(MARKER, marker)
    script = f"{before}\n: > {note}; {last}"
    config = ExecConfig(command=("sh", "-c", script), terminal=terminal)
    return Program(marker, outside / f"ran-{marker}", config)


def naming(text: str) -> list[int]:
    """Return the pids of live processes that have `text` in their arguments."""
    return [
        int(name)
        for name in os.listdir("/proc")  # noqa: PTH208 (half the time of iterdir)
        if name.isdigit() and os.fsencode(text) in command_line(int(name))
    ]


def command_line(pid: int) -> bytes:
    """Return a process's arguments; empty when it is dead."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def is_true(session: ExecSession, program: Program, *, refused: bool = False) -> bool:
    """Whether a record says what is so: running iff it runs, created iff it never ran.

    With `refused`, a runtime that failed after it had let the program go said nothing
    of that.
    """
    match session.state:
        case SessionState.CREATED:
            return (refused or not program.ran) and not program.pids
        case SessionState.RUNNING:
            return program_of(session).alive() and monitor_of(session).alive()
        case SessionState.STOPPED:
            # One whose monitor died may have been hung up before its first step.
            return not program.pids


def assert_true(
    service: ExecService, *programs: Program, refused: bool = False
) -> None:
    """Check that `list` tells the truth of each session, in order of their making."""

    def truth() -> bool:
        listed = service.list()
        return len(listed) == len(programs) and all(
            is_true(*pair, refused=refused)
            for pair in zip(listed, programs, strict=True)
        )

    try:
        # One that is dying this very moment may be shown as running just once more.
        wait_until(truth, 6)
    except AssertionError:
        seen = [(item.state.value, item.pid) for item in service.list()]
        so = [(item.ran, item.pids) for item in programs]
        message = f"listed as {seen}; (ran, pids) are {so}"
        raise AssertionError(message) from None


def assert_mended(service: ExecService) -> Sequence[Finding]:
    """Let the doctor mend everything; return what it found."""
    findings = list(service.doctor(fix=True))
    _none("unnamed", (item for item in findings if item.trouble not in NAMED))
    _none("not fixed", (item for item in findings if not item.fixed))
    _none("found again", service.doctor())
    return findings


def assert_nothing_lost(service: ExecService, *programs: Program) -> None:
    """Check that every process and directory belongs to a record."""
    run_dir = service.settings.run_dir
    markers = [program.marker for program in programs]
    running = [item for item in service.list() if item.state is SessionState.RUNNING]
    bundles = run_dir / "bundles"
    monitors = monitors_under(bundles)
    seen = {path.name: found for path, found in monitors.items()}
    recorded = {item.id: [monitor_of(item)] for item in running}
    assert seen == recorded, f"monitors {seen}, of records {recorded}"
    # Runtimes at work name the bundle too.
    known = {pid for item in running for pid in _processes_of(item)}
    lost = {pid for name in (str(run_dir), *markers) for pid in naming(name)} - known
    _none("lost processes", map(command_line, lost))
    ids = {item.id for item in service.store.sessions()}
    _none("orphans", (path for path in bundles.glob("*/*") if path.name not in ids))
    _none("empty", (path for path in bundles.glob("*") if not any(path.iterdir())))
    # In the bundle of a session that has ended, half a file goes with it.
    known_bundles = {path for path in bundles.glob("*/*") if path.name in ids}
    unfinished = (
        path for path in run_dir.rglob(".*") if not known_bundles & set(path.parents)
    )
    _none("unfinished", unfinished)


def _processes_of(session: ExecSession) -> set[int]:
    """Return a running session's monitor, its program and all that this started."""
    monitor = psutil.Process(session.monitor_pid)
    return {monitor.pid, *(child.pid for child in monitor.children(recursive=True))}


def _none(what: str, items: Iterable[object]) -> None:
    found = list(items)
    assert not found, f"{what}: {found}"


def wait_for_all(programs: Iterable[Program]) -> None:
    """Wait until each of these programs has begun."""
    wait_until(lambda: all(program.ran for program in programs))


def use_up(service: ExecService, *programs: Program) -> None:
    """Take every session the normal way to its end, from wherever it is."""
    for session in service.list():
        state = session.state
        if state is SessionState.CREATED:
            state = service.start(session.id).state
        if state is SessionState.RUNNING:
            state = service.stop(session.id, timeout=0.1).state
        assert state is SessionState.STOPPED, state
        service.remove(session.id)
    _none("records", service.list())
    _none("found", service.doctor())
    assert_nothing_lost(service, *programs)
