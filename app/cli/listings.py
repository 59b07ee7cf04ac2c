"""`containers`, `ps`, `inspect`: what there is."""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from core.errors import NotFound
from core.lookup import SessionLookup
from core.session.states import SessionState
from core.session.types import display_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from core.session.types import ExecSession
    from core.settings import Settings

_COMMAND_WIDTH = 40
_ID_WIDTH = 12
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def run_containers(settings: Settings, options: argparse.Namespace) -> int:
    """List every container; 125 when a state root could not be read."""
    lookup = SessionLookup(settings)
    listing = lookup.containers()
    counts = Counter(
        (item.container_id, item.runtime_root)
        for item in lookup.list()
        if item.state is SessionState.RUNNING
    )
    rows = [
        {**item.to_json(), "sessions": counts[item.id, item.root]}
        for item in listing.containers
    ]
    if options.format == "json":
        print(json.dumps(rows, indent=2))
    else:
        head = (
            "ID",
            "NAME",
            "STATUS",
            "PID",
            "RUNTIME",
            "OWNER",
            "CREATED",
            "SESSIONS",
        )
        print_table(
            head,
            [
                (
                    str(row["id"])[: 2 * _ID_WIDTH],
                    str(row["name"]),
                    str(row["status"]),
                    str(row["pid"] or "-"),
                    str(row["runtime"]),
                    str(row["owner"]),
                    age(float(row["created"])),
                    str(row["sessions"]),
                )
                for row in rows
            ],
        )
    sys.stdout.flush()
    for problem in listing.problems:
        print(f"Error: {display_text(str(problem))}", file=sys.stderr)
    return 125 if listing.problems else 0


def run_ps(settings: Settings, options: argparse.Namespace) -> int:
    """List exec sessions, of one container or of all."""
    lookup = SessionLookup(settings)
    sessions = lookup.list()
    if options.container is not None:
        known = _container_ids(lookup, sessions, options.container)
        sessions = [item for item in sessions if item.container_id in known]
    if not options.all:
        sessions = [item for item in sessions if item.state is SessionState.RUNNING]
    if options.format == "json":
        print(json.dumps([item.to_json() for item in sessions], indent=2))
    else:
        head = ("ID", "CONTAINER", "COMMAND", "STATE", "PID", "AGE", "EXIT", "NAME")
        print_table(head, [_session_row(item) for item in sessions])
    return 0


def run_inspect(settings: Settings, options: argparse.Namespace) -> int:
    """Print one session as JSON."""
    print(
        json.dumps(SessionLookup(settings).inspect(options.session).to_json(), indent=2)
    )
    return 0


def _container_ids(
    lookup: SessionLookup, sessions: Sequence[ExecSession], ref: str
) -> set[str]:
    """Resolve a container that may be gone: its sessions still have its name."""
    try:
        return {lookup.container(ref).id}
    except NotFound:
        found = {
            item.container_id
            for item in sessions
            if ref in (item.container_name, item.container_id)
        }
        if not found:
            raise
        return found


def _session_row(session: ExecSession) -> tuple[str, ...]:
    stopped = session.state is SessionState.STOPPED
    code = "?" if session.exit_code is None else str(session.exit_code)
    return (
        session.id[:_ID_WIDTH],
        session.container_name,
        shorten(shlex.join(session.config.command)),
        session.state.value,
        str(session.pid or "-"),
        age(session.started_at or session.created_at),
        code if stopped else "-",
        session.name,
    )


def shorten(text: str, width: int = _COMMAND_WIDTH) -> str:
    """Cut a text to `width` characters, with an ellipsis."""
    return text if len(text) <= width else text[: width - 1] + "…"


def age(since: float) -> str:
    """Return how long ago a time was, in its largest unit; `-` for none."""
    if since <= 0:
        return "-"
    seconds = max(int(time.time() - since), 0)
    for unit, length in (("d", _DAY), ("h", _HOUR), ("m", _MINUTE)):
        if seconds >= length:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print aligned columns; what containers wrote cannot control the terminal."""
    clean = [[display_text(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[column]) for row in clean) for column in range(len(head))]
    for row in clean:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join(cells).rstrip())
