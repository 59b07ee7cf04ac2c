"""What the pictures show: containers made for them, and a deck in which time stands still.

Ids, times, pids and what sessions use are fixed, so that the same deck gives the same
bytes; everything else is real.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import app.deck
from app.bridge import Bridge, Snapshot
from app.deck import Deck
from core.bundle.files import BundleFile
from core.service import ExecService
from core.settings import Settings
from core.victims import SessionProcess
from tests.support.containers import make_rootfs, run_container, spec
from widgets.sparkline_text import History
from widgets.views.events import EventRow
from widgets.views.inspect_lines import Inspected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config_schema import Config
    from app.usage import UsageTaken
    from core.session.types import ExecSession

NOW = 1_760_000_000.0
"""When all pictures are taken, in seconds since the epoch."""

AGES = (7_500, 3_720, 840, 95, 60, 41, 22, 9)
"""Seconds that the sessions have run, in the order of their ids."""

ACCESS_LOG = r"""
i=0; for path in index.html style.css app.js logo.svg api/items api/login favicon.ico; do
i=$((i+1)); printf '\033[32m12:0%d:17\033[0m \033[1m%-4s\033[0m /%-12s \033[3%dm%d\033[0m\n' \
$i GET $path $((i%2+2)) $((200+i%2*104)); done
"""

JOBS = r"""
printf '\033[1m%-10s %-9s %7s  %s\033[0m\n' JOB STATE DONE QUEUE
for job in 4117 4118 4119 4120 4121 4122; do n=$((job%7*14+2))
printf '%-10s \033[3%dm%-9s\033[0m %6d%%  ' $job $((n>60?2:3)) $([ $n -gt 60 ] && echo done || echo running) $n
printf '\033[44m%*s\033[0m\n' $((n/4)) ''; done
"""

SITE = """\
server {
    listen      8080;
    server_name shop.example;

    location / {
        root  /srv/www;
        index index.html;
    }
}
"""


class StillBridge(Bridge):
    """Snapshots with the times and pids of the pictures."""

    def take(self) -> Snapshot:
        """Return a snapshot; sessions are told apart by their ids alone."""
        snapshot = super().take()
        sessions = sorted(snapshot.sessions, key=lambda item: item.id)
        return dataclasses.replace(snapshot, sessions=tuple(map(still, sessions)))


def still(session: ExecSession) -> ExecSession:
    """Return a session as the pictures show it."""
    number = int(session.id[:4], 16) % len(AGES)
    began = NOW - AGES[number]
    return dataclasses.replace(
        session,
        created_at=began,
        started_at=began if session.started_at else 0.0,
        finished_at=NOW - 5 if session.finished_at else 0.0,
        pid=4100 + number if session.pid else 0,
        monitor_pid=4000 + number if session.monitor_pid else 0,
    )


class StillDeck(Deck):
    """A deck whose list stands still."""

    CSS_PATH = str(Path(app.deck.__file__).with_name("deck.tcss"))

    def __init__(self, settings: Settings, config: Config | None = None) -> None:
        """Show what these settings lead to."""
        super().__init__(settings, config)
        self.bridge = StillBridge(self.service, self.post_message, 0.2)

    def now(self) -> float:
        """Return the time of the pictures."""
        return NOW

    def on_usage_taken(self, event: UsageTaken) -> None:
        """Leave out what sessions really use."""

    def show_usage(self) -> None:
        """Show what sessions use in the pictures."""
        shown = {}
        for session in self.snapshot.sessions:
            number = int(session.id[:4], 16) % len(AGES)
            cpu = tuple(abs((number * 37 + step * 13) % 90 - 30) for step in range(30))
            shown[session.id] = History(cpu, (number * 7 + 3) * 2**20, number % 3 + 1)
        self.sidebar.set_usage(shown)


@contextmanager
def containers() -> Iterator[Settings]:
    """Make the containers of the pictures; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="execdeck-pictures-") as folder:
        base = Path(folder)
        rootfs = make_rootfs(base / "rootfs")
        (rootfs / "srv").mkdir()
        (rootfs / "srv/access.sh").write_text(ACCESS_LOG)
        (rootfs / "srv/jobs.sh").write_text(JOBS)
        (rootfs / "etc/site.conf").write_text(SITE)
        plan = (("crun", "db"), ("crun", "queue"), ("runc", "web"), ("runc", "worker"))
        made = [
            run_container(
                runtime,
                base / f"state-{runtime}",
                base / f"bundle-{name}",
                name,
                spec(rootfs, hostname=name),
            )
            for runtime, name in plan
        ]
        settings = Settings(
            run_dir=base / "run",
            state_dir=base / "state",
            runtime_roots=(base / "state-crun", base / "state-runc"),
        )
        try:
            yield settings
        finally:
            service = ExecService(settings)
            for session in service.list():
                service.remove(session.id, force=True)
            for container in made:
                container.delete()


def _ids() -> Iterator[bytes]:
    number = 0
    while True:
        yield bytes([0x3F + number * 23 % 160, number]) + bytes(range(30))
        number += 1


@contextmanager
def fixed_ids() -> Iterator[None]:
    """Give sessions that are created meanwhile ids in a fixed order."""
    real, ids = os.urandom, _ids()

    def urandom(size: int) -> bytes:
        """Return the next id where one is asked for."""
        return next(ids) if size == 32 else real(size)  # noqa: PLR2004 (an id's bytes)

    with patch("os.urandom", urandom):
        yield


def inspected(session: ExecSession) -> Inspected:
    """Return what the picture of an inspection shows of a session."""
    rows = (
        ((4000, 1, "S", "root", 0.0, 2), ("conmon …", "monitor", False)),
        ((4100, 4000, "S", "0", 0.2, 3), ("/bin/sh", "program", True)),
        ((4131, 4100, "S", "0", 1.4, 9), ("sh access.sh", "", True)),
        ((4132, 4131, "R", "0", 38.0, 12), ("grep -c GET", "", True)),
    )
    names = ("attach", "ctl", "exec_log", "exec_pid", "process.json")
    sizes = (0, 0, 18_432, 5, 2_871)
    return Inspected(
        item=still(session),
        now=NOW,
        program_began=still(session).started_at,
        processes=[
            SessionProcess(pid, parent, state, user, cpu, mib * 2**20, *rest)
            for (pid, parent, state, user, cpu, mib), rest in rows
        ],
        files=[
            BundleFile(name, "-rw-------", size, NOW - 60)
            for name, size in zip(names, sizes, strict=True)
        ],
        directory=f"/run/execdeck/bundles/web/{session.id[:12]}…",
    )


def events(last: int) -> list[EventRow]:
    """Return the events of a picture."""
    if last:
        return []
    told = (
        (3720, "exec_created", "5a", "web", "/bin/sh"),
        (3720, "exec", "5a", "web", "/bin/sh"),
        (840, "exec_created", "71", "db", "vi /etc/site.conf"),
        (840, "exec", "71", "db", "vi /etc/site.conf"),
        (95, "exec_died", "71", "db", "vi /etc/site.conf, exit 0"),
        (41, "exec_created", "88", "queue", "sh /srv/jobs.sh"),
        (41, "exec", "88", "queue", "sh /srv/jobs.sh"),
        (9, "exec_died", "88", "queue", "sh /srv/jobs.sh, exit 143"),
    )
    return [
        EventRow(
            number, NOW - ago, kind, name * 32, container, what, failed="143" in what
        )
        for number, (ago, kind, name, container, what) in enumerate(told, 1)
    ]
