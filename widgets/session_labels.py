"""What the session tree says about a container or a session. Pure.

Every name and command goes through `display_text`: they come from containers,
which may be hostile. All glyphs are one cell wide, and none needs colour.
"""

from __future__ import annotations

import shlex
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size

from core.session.states import SessionState
from core.session.types import ContainerRef, ExecSession, display_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Item: TypeAlias = ContainerRef | ExecSession
Kind: TypeAlias = Literal[
    "host", "running", "paused", "stopped", "created", "failed", "unknown", "stopping"
]
"""How a glyph or note is coloured."""
Key: TypeAlias = tuple[str, ...]
"""Identity of an item: (state root, container id) or (session id,)."""

CONTAINER_GLYPHS = {
    "running": "●",
    "paused": "‖",
    "stopped": "○",
    "created": "○",
    "unknown": "?",
}
HOST_GLYPH = "⌂"
RUNNING, WATCHED, CREATED, STOPPED = "▶", "▷", "◌", "■"
"""Session glyphs; `WATCHED` is one that runs but cannot be attached to."""
OPEN_MARK = "◆"
"""Stands behind a session that is open in a pane."""

LEAST_TEXT = 12
"""Cells that a name keeps before a longer note gives way to a shorter one."""

MINUTE, HOUR, DAY = 60, 3600, 86400


class Label(NamedTuple):
    """One line of the tree, before it is fitted to a width."""

    glyph: str
    kind: Kind
    text: str
    notes: tuple[str, ...]
    """What stands on the right: the first that fits, best first."""
    note_kind: Kind | None
    """None: dim."""
    open: bool = False


class Part(NamedTuple):
    """A piece of a line, coloured by `kind`; None: as the line."""

    text: str
    kind: Kind | Literal["open", "note"] | None


class Branch(NamedTuple):
    """A container and its sessions, in order."""

    key: Key
    container: ContainerRef
    sessions: list[ExecSession]


def key_of(item: Item) -> Key:
    """Return what makes `item` the same item in the next listing."""
    if isinstance(item, ExecSession):
        return (item.id,)
    return (item.root, item.id)


def age(seconds: float) -> str:
    """Return a duration as one number and a unit: `5s`, `3m`, `2h`, `4d`."""
    whole = max(int(seconds), 0)
    if whole < MINUTE:
        return f"{whole}s"
    if whole < HOUR:
        return f"{whole // MINUTE}m"
    if whole < DAY:
        return f"{whole // HOUR}h"
    return f"{whole // DAY}d"


SHORT_ID = 4
"""Digits of a session's id that tell it from the others of a list."""


def command_text(session: ExecSession) -> str:
    """Return the command quoted for a shell, the program without its directory."""
    program, *arguments = session.config.command
    if program.startswith("/"):
        program = program.rstrip("/").rpartition("/")[2] or program
    return display_text(shlex.join([program, *arguments]))


def container_label(container: ContainerRef) -> Label:
    """Return the line of a container."""
    if container.is_host:
        return Label(HOST_GLYPH, "host", display_text(container.name), (), None)
    kind: Kind = "stopped"
    if container.status == "running":
        kind = "running"
    elif container.status == "paused":
        kind = "paused"
    return Label(
        CONTAINER_GLYPHS.get(container.status, "?"),
        kind,
        display_text(container.name or container.id[:12]),
        (display_text(container.runtime),),
        None,
    )


def session_label(
    session: ExecSession, now: float, stopping: Mapping[str, float], *, is_open: bool
) -> Label:
    """Return the line of a session."""
    text = command_text(session)
    left = stopping.get(session.id)
    match session.state:
        case SessionState.RUNNING:
            glyph = RUNNING if session.attachable else WATCHED
            if left is not None:
                note = f"stopping {age(left)}"
                return Label(glyph, "stopping", text, (note,), "stopping", is_open)
            since = _since(now, session.started_at or session.created_at)
            # The id tells one shell from the next, as the pane's title does.
            notes = (f"{session.id[:SHORT_ID]} {since}", since)
            return Label(glyph, "running", text, notes, None, is_open)
        case SessionState.CREATED:
            since = _since(now, session.created_at)
            return Label(CREATED, "created", text, (since,), None, is_open)
        case SessionState.STOPPED:
            code = "?" if session.exit_code is None else str(session.exit_code)
            since = _since(now, session.finished_at)
            notes = (f"exit {code} {since}".rstrip(), f"exit {code}")
            kind: Kind = "stopped" if session.exit_code == 0 else "failed"
            if session.exit_code is None:
                kind = "unknown"
            return Label(STOPPED, kind, text, notes, kind, is_open)


def _since(now: float, then: float) -> str:
    return age(now - then) if then else ""


def fit(label: Label, width: int) -> list[Part]:
    """Return the pieces of a line of exactly `width` cells, or of its glyph."""
    room = width - 2
    note = next(
        (
            note
            for note in label.notes
            if note and room - cell_len(note) - 2 >= min(LEAST_TEXT, len(label.text))
        ),
        label.notes[-1] if label.notes else "",
    )
    note = f" {note} " if note and cell_len(note) + 2 < room else ""
    room -= cell_len(note) + (2 if label.open else 0)
    text = label.text
    if cell_len(text) > room:
        text = set_cell_size(text, max(room - 1, 0)) + "…"
    parts = [
        Part(f"{label.glyph} ", label.kind),
        Part(set_cell_size(text, max(room, 0)), None),
        Part(f" {OPEN_MARK}" if label.open else "", "open"),
        Part(note, label.note_kind or "note"),
    ]
    return [part for part in parts if part.text]


def branches(
    containers: Iterable[ContainerRef],
    sessions: Iterable[ExecSession],
    wanted: str = "",
) -> list[Branch]:
    """Group sessions under their containers, in the order of the tree.

    The host first, then running containers by name, then the others. A session
    whose container is gone is kept under a container made of what it remembers,
    so that it can still be removed. With `wanted`, only what matches it.
    """
    found = {
        key_of(container): Branch(key_of(container), container, [])
        for container in containers
    }
    by_id = {key[1]: branch for key, branch in found.items()}
    for session in sessions:
        branch = found.get((session.runtime_root, session.container_id))
        branch = branch or by_id.get(session.container_id)
        if branch is None:
            container = _remembered(session)
            branch = Branch(key_of(container), container, [])
            found[branch.key] = by_id[container.id] = branch
        branch.sessions.append(session)
    for branch in found.values():
        branch.sessions.sort(key=attrgetter("created_at", "id"))
    ordered = sorted(found.values(), key=_place)
    return _matching(ordered, wanted.casefold()) if wanted else ordered


def _matching(found: list[Branch], wanted: str) -> list[Branch]:
    """Keep containers whose name matches, whole, and sessions whose command does."""
    kept: list[Branch] = []
    for branch in found:
        if wanted in branch.container.name.casefold():
            kept.append(branch)
            continue
        sessions = [
            session
            for session in branch.sessions
            if wanted in " ".join(session.config.command).casefold()
        ]
        if sessions:
            kept.append(branch._replace(sessions=sessions))
    return kept


def _remembered(session: ExecSession) -> ContainerRef:
    return ContainerRef(
        id=session.container_id,
        name=session.container_name,
        status="unknown",
        runtime=session.runtime,
        root=session.runtime_root,
    )


def _place(branch: Branch) -> tuple[int, str, Key]:
    container = branch.container
    if container.is_host:
        return 0, "", branch.key
    rank = 1 if container.status == "running" else 2
    return rank, container.name.casefold(), branch.key
