"""Labels, order and filter of the session tree."""

from __future__ import annotations

import dataclasses

import pytest
from rich.cells import cell_len

from core.session.states import SessionState
from core.session.types import ContainerRef, ExecConfig, ExecSession
from widgets.session_labels import (
    CONTAINER_GLYPHS,
    CREATED,
    HOST_GLYPH,
    OPEN_MARK,
    RUNNING,
    STOPPED,
    WATCHED,
    age,
    branches,
    command_text,
    container_label,
    fit,
    session_label,
)

NOW = 1_000_000.0


def container(name: str, status: str = "running") -> ContainerRef:
    """Return a container of that name."""
    return ContainerRef(id=name, name=name, status=status, runtime="crun", root="/r")


def session(number: int = 1, command: str = "sh", home: str = "web") -> ExecSession:
    """Return a running session."""
    return ExecSession(
        id=f"{number:064x}",
        container_id=home,
        container_name=home,
        config=ExecConfig(command=tuple(command.split(" "))),
        state=SessionState.RUNNING,
        monitor="conmon",
        runtime_root="/r",
        created_at=NOW - 100 + number,
        started_at=NOW - 100 + number,
    )


def line(item: ExecSession, width: int = 30, *, left: float | None = None) -> str:
    """Return the fitted line of a session."""
    seconds = {} if left is None else {item.id: left}
    label = session_label(item, NOW, seconds, is_open=False)
    return "".join(part.text for part in fit(label, width))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "0s"),
        (59.9, "59s"),
        (60, "1m"),
        (3599, "59m"),
        (7200, "2h"),
        (86399, "23h"),
        (400000, "4d"),
    ],
)
def test_ages_are_one_number(seconds: float, expected: str) -> None:
    """An age is cut down to its largest unit."""
    assert expected == age(seconds)


def test_commands_are_quoted_and_harmless() -> None:
    """Arguments are quoted; escapes are visible; the program loses its directory."""
    item = dataclasses.replace(
        session(),
        config=ExecConfig(command=("/usr/bin/printf", "a b", "\x1b[2J\n")),
    )

    assert command_text(item) == r"printf 'a b' '\x1b[2J\n'"


def test_glyphs_are_one_cell_wide() -> None:
    """No glyph shifts the text after it."""
    glyphs = [
        *CONTAINER_GLYPHS.values(),
        *(HOST_GLYPH, RUNNING, WATCHED, CREATED, STOPPED, OPEN_MARK),
    ]

    assert {cell_len(glyph) for glyph in glyphs} == {1}


@pytest.mark.parametrize(
    ("code", "expected"), [(0, "exit 0"), (137, "exit 137"), (None, "exit ?")]
)
def test_stopped_sessions_show_their_exit(code: int | None, expected: str) -> None:
    """An unknown code is a question mark."""
    item = dataclasses.replace(
        session(),
        state=SessionState.STOPPED,
        exit_code=code,
        finished_at=NOW - 120,
    )

    assert line(item, 40).rstrip().endswith(f"{expected} 2m")
    assert line(item, 24).startswith(STOPPED)


def test_a_note_gives_way_to_the_command() -> None:
    """In a narrow line the age of a stopped session goes first."""
    item = dataclasses.replace(
        session(command="a-long-command --with --options"),
        state=SessionState.STOPPED,
        exit_code=1,
        finished_at=NOW - 120,
    )

    assert line(item, 24) == "■ a-long-comman… exit 1 "


@pytest.mark.parametrize("width", [3, 6, 10, 28, 40, 200])
def test_lines_have_exactly_their_width(width: int) -> None:
    """Wide characters and long commands are cut to the cell."""
    for command in ("sh", "echo 日本語日本語日本語日本語", "x" * 300):
        assert cell_len(line(session(command=command), width)) == width


def test_running_sessions_show_their_age() -> None:
    """A session that runs shows since when, or how long it may go on."""
    assert line(session(40)) == "▶ sh                  0000 1m "
    assert line(session(41)).rstrip().endswith("59s")
    assert line(session(), left=7.2).rstrip().endswith("stopping 7s")


def test_sessions_of_others_have_a_hollow_glyph() -> None:
    """One that cannot be attached to looks different."""
    assert line(dataclasses.replace(session(), monitor="")).startswith(WATCHED)


def test_created_sessions_have_their_own_glyph() -> None:
    """A session that never started is neither running nor stopped."""
    item = dataclasses.replace(session(), state=SessionState.CREATED, started_at=0.0)

    assert line(item).startswith(CREATED)


def test_container_labels() -> None:
    """A container shows its state, name and runtime; the host only its name."""
    host = ContainerRef(id="host", name="host", status="running", runtime="host")

    assert container_label(container("web"))[:4] == ("●", "running", "web", ("crun",))
    assert container_label(container("x", "paused")).glyph == "‖"
    assert container_label(container("x", "stopped")).glyph == "○"
    assert container_label(container("x", "odd")).glyph == "?"
    assert container_label(host)[:4] == ("⌂", "host", "host", ())
    assert container_label(container("[b]\x07")).text == r"[b]\x07"


def test_order() -> None:
    """Host, running by name, then the rest by name; sessions by creation."""
    host = ContainerRef(id="host", name="host", status="running", runtime="host")
    found = branches(
        [container("B"), container("old", "stopped"), container("a"), host],
        [session(2, home="a"), session(1, home="a")],
    )

    assert [branch.container.name for branch in found] == ["host", "a", "B", "old"]
    assert [item.id[-1] for item in found[1].sessions] == ["1", "2"]


def test_sessions_of_lost_containers_stay() -> None:
    """A session whose container is gone is under what it remembers of it."""
    found = branches([], [session(1, home="gone"), session(2, home="gone")])

    assert [branch.container.name for branch in found] == ["gone"]
    assert found[0].container.status == "unknown"
    assert len(found[0].sessions) == 2


def test_equal_ids_in_different_roots_are_different() -> None:
    """A session goes to the container of its own state root."""
    other = dataclasses.replace(container("web"), root="/other")
    found = branches([other, container("web")], [session()])

    assert [(branch.container.root, len(branch.sessions)) for branch in found] == [
        ("/other", 0),
        ("/r", 1),
    ]


def test_filter() -> None:
    """A container matches with all its sessions, or stays for those that match."""
    listing = (
        [container("web"), container("db")],
        [session(1, "bash", "web"), session(2, "vim", "web"), session(3, "psql", "db")],
    )

    def names(wanted: str) -> list[tuple[str, int]]:
        found = branches(*listing, wanted)
        return [(branch.container.name, len(branch.sessions)) for branch in found]

    assert names("WEB") == [("web", 2)]
    assert names("vi") == [("web", 1)]
    assert names("s") == [("db", 1), ("web", 1)]
    assert names("nothing") == []
