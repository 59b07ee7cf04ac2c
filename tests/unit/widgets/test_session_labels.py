"""Labels of the session tree, fitted to a width."""

from __future__ import annotations

import dataclasses

import pytest
from rich.cells import cell_len

from core.session.types import ContainerRef, ExecConfig, ExecSession
from tests.support.listed import HOST, NOW, container, created, session, stopped
from widgets.session_filter import parse_filter
from widgets.session_labels import (
    CONTAINER_GLYPHS,
    CREATED,
    HOST_GLYPH,
    MARK,
    OPEN_MARK,
    RUNNING,
    STOPPED,
    WATCHED,
    Label,
    SessionView,
    age,
    command_text,
    container_label,
    fit,
    session_label,
)
from widgets.sparkline_text import History

WEB = container("web")


def line(
    item: ExecSession, width: int = 30, home: ContainerRef = WEB, **view: object
) -> str:
    """Return the fitted line of a session."""
    label = session_label(home, item, SessionView(NOW, **view))  # type: ignore[arg-type]
    return text_of(label, width)


def text_of(label: Label, width: int) -> str:
    """Return a fitted line."""
    return "".join(part.text for part in fit(label, width))


def found_in(label: Label, width: int = 40) -> str:
    """Return the pieces of a line that the filter asks for, in brackets."""
    return "".join(
        f"[{part.text}]" if part.found else part.text for part in fit(label, width)
    ).rstrip()


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
        *(HOST_GLYPH, RUNNING, WATCHED, CREATED, STOPPED, OPEN_MARK, MARK),
    ]

    assert {cell_len(glyph) for glyph in glyphs} == {1}


@pytest.mark.parametrize(
    ("code", "expected"), [(0, "exit 0"), (137, "exit 137"), (None, "exit ?")]
)
def test_stopped_sessions_show_their_exit(code: int | None, expected: str) -> None:
    """An unknown code is a question mark."""
    item = stopped(code=code)

    assert line(item, 40).rstrip().endswith(f"{expected} 2m")
    assert line(item, 24).startswith(STOPPED)


def test_a_note_gives_way_to_the_command() -> None:
    """In a narrow line the age of a stopped session goes first."""
    item = stopped(command="a-long-command --with --options", code=1)

    assert line(item, 24) == "■ a-long-comman… exit 1 "


@pytest.mark.parametrize("width", [3, 6, 10, 28, 40, 200])
@pytest.mark.parametrize("name_width", [0, 7])
@pytest.mark.parametrize("usage", [None, History((1.0,) * 30, 1 << 30)])
def test_lines_have_exactly_their_width(
    width: int, name_width: int, usage: History | None
) -> None:
    """Wide characters and long commands are cut to the cell."""
    home = container("日本語の名前")
    for command in ("sh", "echo 日本語日本語日本語日本語", "x" * 300):
        item = session(command=command)
        for opened in (False, True):
            view = {"name_width": name_width, "usage": usage, "open": opened}
            text = line(item, width, home, **view)
            assert cell_len(text) == width or (opened and width == 3)


def test_running_sessions_show_their_age() -> None:
    """A session that runs shows since when, or how long it may go on."""
    assert line(session(940)) == "▶ sh                  0000 1m "
    assert line(session(941)).rstrip().endswith("59s")
    assert line(session(), stopping=7.2).rstrip().endswith("stopping 7s")


def test_sessions_of_others_have_a_hollow_glyph() -> None:
    """One that cannot be attached to looks different."""
    assert line(session(monitor="")).startswith(WATCHED)


def test_created_sessions_have_their_own_glyph() -> None:
    """A session that never started is neither running nor stopped."""
    assert line(created()).startswith(CREATED)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (44, "0000 ▁▁▁▁▁▅█▂  12%  34M 10m"),
        (42, "0000 ▁▅█▂  12%  34M 10m"),
        (40, "0000 ▁▅█▂  12%  34M 10m"),
        (38, "▁▁▁▁▁▅█▂  12%  34M 10m"),
        (34, "▁▅█▂  12%  34M 10m"),
        (30, "12%  34M 10m"),
        (25, "0000 10m"),
        (20, "10m"),
    ],
)
def test_use_is_shown_where_there_is_room(width: int, expected: str) -> None:
    """A narrower line has fewer samples, then no id, then no use."""
    history = History((0.0,) * 27 + (50.0, 100.0, 12.0), 34 * 1024**2)
    item = session(400, command="psql -U postgres application")
    command, note = line(item, width, usage=history).split("…")

    assert expected == note.strip()
    assert len(command) >= 12


def test_idle_sessions_have_a_flat_line() -> None:
    """Nothing used is shown as such; nothing known yet is not shown."""
    idle = line(session(), 40, usage=History((0.0,) * 30, 7 * 1024**2))
    fresh = line(session(), 40, usage=History((), 7 * 1024**2))

    assert "▁▁▁▁▁▁▁▁   0% 7.0M" in idle
    assert "%" not in fresh
    assert "7.0M" in fresh


def test_a_flat_list_names_the_container() -> None:
    """The container's name has a column of its own before the command."""
    item = session(command="top -d 1", home="web")
    long = container("build-agent")

    assert line(item, 40, name_width=6).startswith("▶ web    top -d 1  ")
    assert line(item, 40, long, name_width=6).startswith("▶ build… top -d 1  ")
    assert line(stopped(), 24, name_width=6) == "■ web    sh   exit 0 2m "


def test_container_labels() -> None:
    """A container shows its state, name and runtime; the host only its name."""
    assert container_label(WEB)[:4] == ("●", "running", "web", ("crun",))
    assert container_label(container("x", "paused")).glyph == "‖"
    assert container_label(container("x", "stopped")).glyph == "○"
    assert container_label(container("x", "odd")).glyph == "?"
    assert container_label(HOST)[:4] == ("⌂", "host", "host", ())
    assert container_label(container("[b]\x07")).text == r"[b]\x07"


@pytest.mark.parametrize(
    ("width", "marked", "expected"),
    [
        (40, 0, "● web                    2 running crun "),
        (40, 3, "● web                 ✓3 2 running crun "),
        (20, 0, "● web     2 running "),
        (14, 0, "● web      ▶2 "),
    ],
)
def test_folded_containers_count(width: int, marked: int, expected: str) -> None:
    """A folded container says how many sessions below it run and are marked."""
    below = [session(1), session(2), stopped(3)]
    label = container_label(WEB, below, marked=marked)

    assert expected == text_of(label, width)


def test_what_the_filter_asks_for_is_told_apart() -> None:
    """Characters that were found are pieces of their own, in names and commands."""
    wanted = parse_filter("wb to")
    item = session(command="/usr/bin/tool")
    label = session_label(WEB, item, SessionView(NOW), wanted)
    flat = session_label(WEB, item, SessionView(NOW, name_width=5), wanted)

    assert found_in(container_label(WEB, wanted=wanted)).startswith("● [w]e[b] ")
    assert found_in(label).startswith("▶ [to]ol ")
    assert found_in(flat).startswith("▶ [w]e[b]   [to]ol ")


def test_what_is_cut_off_is_not_told_apart() -> None:
    """The sign of what is cut off is never part of what was found."""
    wanted = parse_filter("agent top")
    home = container("build-agent")
    view = SessionView(NOW, name_width=8)
    item = session(command="abcdefgh-top")

    assert found_in(session_label(home, item, view, wanted), 24).startswith(
        "▶ build-[a]… abcdef"
    )
    assert "[" not in found_in(session_label(WEB, item, SessionView(NOW), wanted), 12)


def test_marks_and_panes() -> None:
    """A label says whether its session is marked; the pane's sign is in the line."""
    label = session_label(WEB, session(), SessionView(NOW, open=True, marked=True))

    assert label.marked
    assert OPEN_MARK in text_of(label, 30)
