"""What the session tree says about a container or a session. Pure.

Every name and command goes through `display_text`: they come from containers,
which may be hostile. All glyphs are one cell wide, and none needs colour.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from rich.cells import cell_len, set_cell_size

from core.session.states import SessionState
from core.session.types import display_text
from widgets.session_filter import ALL
from widgets.sparkline_text import usage_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.session.types import ContainerRef, ExecSession
    from widgets.session_filter import Filter
    from widgets.sparkline_text import History

Kind: TypeAlias = Literal[
    "host", "running", "paused", "stopped", "created", "failed", "unknown", "stopping"
]
"""How a glyph or note is coloured."""

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
MARK = "✓"
"""Stands before a marked session, and before how many there are of them."""

LEAST_TEXT = 12
"""Cells that a name keeps before a longer note gives way to a shorter one."""
LEAST_COMMAND = 8
"""The same for a command that stands behind its container's name."""

MINUTE, HOUR, DAY = 60, 3600, 86400


class Label(NamedTuple):
    """One line of the tree, before it is fitted to a width."""

    glyph: str
    kind: Kind
    text: str
    notes: tuple[str, ...] = ()
    """What stands on the right: the first that fits, best first."""
    note_kind: Kind | None = None
    """None: dim."""
    open: bool = False
    marked: bool = False
    found: tuple[int, ...] = ()
    """Indices of the characters of `text` that the filter asks for."""
    least: int = LEAST_TEXT
    """Cells that `text` keeps before a longer note gives way to a shorter one."""


class Part(NamedTuple):
    """A piece of a line, coloured by `kind`; None: as the line."""

    text: str
    kind: Kind | Literal["open", "note"] | None
    found: bool = False
    """Whether the filter asks for it."""


class SessionView(NamedTuple):
    """What a line shows of a session besides its record."""

    now: float
    """Seconds since the epoch, for ages."""
    stopping: float | None = None
    """Seconds until it is killed; None if it is not being stopped."""
    open: bool = False
    marked: bool = False
    usage: History | None = None
    name_width: int = 0
    """Cells for the container's name before the command; 0: it is not shown."""


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
    """Return the command quoted for a shell, the program without its directory.

    A session's own name stands before it.
    """
    program, *arguments = session.config.command
    if program.startswith("/"):
        program = program.rstrip("/").rpartition("/")[2] or program
    command = shlex.join([program, *arguments])
    return display_text(f"{session.name}: {command}" if session.name else command)


def name_text(container: ContainerRef) -> str:
    """Return what a container is called in a line."""
    return display_text(container.name or container.id[:12])


def container_label(
    container: ContainerRef,
    folded: Sequence[ExecSession] = (),
    *,
    marked: int = 0,
    wanted: Filter = ALL,
) -> Label:
    """Return the line of a container.

    `folded` are sessions that are out of sight below it, `marked` how many of them
    are marked.
    """
    name = name_text(container)
    found = wanted.found(name, "name")
    runtime = "" if container.is_host else display_text(container.runtime)
    running = sum(item.state is SessionState.RUNNING for item in folded)
    notes: tuple[str, ...] = (runtime,) if runtime else ()
    if folded:
        marks = f"{MARK}{marked} " if marked else ""
        words = f"{marks}{running} running"
        short = f"{marks}{RUNNING}{running}"
        notes = (f"{words} {runtime}".rstrip(), words, short)
    if container.is_host:
        return Label(HOST_GLYPH, "host", name, notes, found=found)
    kind: Kind = "stopped"
    if container.status == "running":
        kind = "running"
    elif container.status == "paused":
        kind = "paused"
    glyph = CONTAINER_GLYPHS.get(container.status, "?")
    return Label(glyph, kind, name, notes, found=found)


def session_label(
    container: ContainerRef,
    session: ExecSession,
    view: SessionView,
    wanted: Filter = ALL,
) -> Label:
    """Return the line of a session."""
    text = command_text(session)
    found = wanted.found(text, "command")
    least = LEAST_TEXT
    if view.name_width:
        least = view.name_width + 1 + LEAST_COMMAND
        name = name_text(container)
        column = _cut(name, view.name_width)
        seen = len(name) if cell_len(name) <= view.name_width else len(column) - 1
        in_name = tuple(i for i in wanted.found(name, "name") if i < seen)
        found = (*in_name, *(index + len(column) + 1 for index in found))
        text = f"{column} {text}"
    base = Label(
        RUNNING,
        "running",
        text,
        open=view.open,
        marked=view.marked,
        found=found,
        least=least,
    )
    match session.state:
        case SessionState.RUNNING:
            glyph = RUNNING if session.attachable else WATCHED
            base = base._replace(glyph=glyph)
            if view.stopping is None:
                return base._replace(notes=_running_notes(session, view))
            left = f"stopping {age(view.stopping)}"
            return base._replace(kind="stopping", notes=(left,), note_kind="stopping")
        case SessionState.CREATED:
            since = _since(view.now, session.created_at)
            return base._replace(glyph=CREATED, kind="created", notes=(since,))
        case SessionState.STOPPED:
            code = "?" if session.exit_code is None else str(session.exit_code)
            since = _since(view.now, session.finished_at)
            notes = (f"exit {code} {since}".rstrip(), f"exit {code}")
            kind: Kind = "stopped" if session.exit_code == 0 else "failed"
            if session.exit_code is None:
                kind = "unknown"
            return base._replace(glyph=STOPPED, kind=kind, notes=notes, note_kind=kind)


def _running_notes(session: ExecSession, view: SessionView) -> tuple[str, ...]:
    since = _since(view.now, session.started_at or session.created_at)
    # The id tells one shell from the next, as the pane's title does.
    short_id = session.id[:SHORT_ID]
    plain = (f"{short_id} {since}", since)
    if view.usage is None:
        return plain
    notes = [
        f"{before}{text} {since:>3}"
        for before in ("", f"{short_id} ")
        for text in usage_texts(view.usage)
    ]
    return (*sorted(notes, key=len, reverse=True), *plain)


def _since(now: float, then: float) -> str:
    return age(now - then) if then else ""


def _cut(text: str, width: int) -> str:
    """Return a text of exactly `width` cells, with a sign of what is cut off."""
    if cell_len(text) > width:
        return set_cell_size(text, max(width - 1, 0)) + "…"
    return set_cell_size(text, width)


def fit(label: Label, width: int) -> list[Part]:
    """Return the pieces of a line of exactly `width` cells, or of its glyph."""
    room = width - 2 - (2 if label.open else 0)
    note = next(
        (
            note
            for note in label.notes
            if note and room - cell_len(note) - 2 >= min(label.least, len(label.text))
        ),
        label.notes[-1] if label.notes else "",
    )
    note = f" {note} " if note and cell_len(note) + 2 < room else ""
    room = max(room - cell_len(note), 0)
    text = _cut(label.text, room) if room else ""
    parts = [
        Part(f"{label.glyph} ", label.kind),
        *_found_parts(text, label.found, cell_len(label.text) > room),
        Part(f" {OPEN_MARK}" if label.open else "", "open"),
        Part(note, label.note_kind or "note"),
    ]
    return [part for part in parts if part.text]


def _found_parts(text: str, found: Sequence[int], cut: bool) -> list[Part]:
    """Split a text where what the filter asks for begins and ends."""
    shown = len(text) - 1 if cut else len(text)
    wanted = {index for index in found if index < shown}
    parts: list[Part] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or (index in wanted) != (start in wanted):
            parts.append(Part(text[start:index], None, start in wanted))
            start = index
    return parts
