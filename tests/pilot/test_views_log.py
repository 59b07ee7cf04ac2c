"""The log of a session: its end first, all of it on demand, what comes as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.bundle.log import STDERR, STDOUT, format_entry
from core.bundle.pages import PAGE_BYTES, LogPages
from core.session.types import HOST_ID, ExecConfig
from tests.support.deck import until
from tests.support.views import Stage
from widgets.views.log import LogView
from widgets.views.log_window import PAGES_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from core.settings import Settings

SECOND = 1_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a log."""
    return tmp_path / "exec_log"


def numbered(count: int, start: int = 0) -> bytes:
    """Return a log of numbered lines of a hundred characters."""
    return b"".join(
        format_entry(STDOUT, b"line %d " % at + b"x" * 80 + b"\n", at * SECOND)
        for at in range(start, start + count)
    )


def write(path: Path, *parts: bytes) -> None:
    """Write to the end of a log."""
    with path.open("ab") as stream:
        stream.write(b"".join(parts))


async def opened(
    stage: Stage, pilot: Pilot[int], path: Path, *, terminal: bool = True
) -> LogView:
    """Open a log that is not empty."""
    view = LogView("log", LogPages(path), lambda: "running", terminal=terminal)
    await stage.push_screen(view)
    await until(pilot, lambda: len(stage.texts) > 0)
    return view


def numbers(texts: list[str]) -> Iterator[int]:
    """Yield the numbers of the lines."""
    return (int(text.split()[1]) for text in texts)


async def test_a_running_session(deck_settings: Settings) -> None:
    """What it has written and what it writes is shown as text, until its end."""
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        session = stage.start_session(
            "sh", "-c", "printf '\\033[1mready\\r\\n$ '; cat", terminal=True
        )
        stage.views.log(session)
        await until(pilot, lambda: stage.texts == ["ready", "$ "])
        with stage.service.open_input(session.id) as typing:
            typing.send(b"hello\n")
            await until(pilot, lambda: "hello" in stage.texts)

            assert "running" in stage.note
            assert "follow" in stage.note

            typing.send(b"\x04")
        await until(pilot, lambda: "exit 0" in stage.note)

        assert stage.texts[:2] == ["ready", "$ hello"]

        await pilot.press("q")
        assert not isinstance(stage.screen, LogView)


async def test_a_session_without_output(deck_settings: Settings) -> None:
    """Why there is none is said."""
    stage = Stage(deck_settings)
    async with stage.run_test() as pilot:
        made = stage.service.create(HOST_ID, ExecConfig(command=("true",)))
        stage.views.log(made)
        await until(pilot, lambda: len(stage.said) > 0)

        assert "has not been started" in stage.said[0]
        assert not isinstance(stage.screen, LogView)


async def test_streams_and_times(deck_settings: Settings, path: Path) -> None:
    """What comes from stderr has a mark; `t` shows when each line came, and hides it again."""
    write(
        path,
        format_entry(STDOUT, b"out\n", 1_800_000_000 * SECOND + 5_000_000)
        + format_entry(STDERR, b"bad \x1b[31mred\x1b[m\n", 1_800_000_001 * SECOND),
    )
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, path, terminal=False)
        assert stage.rows[:2] == ["  out", "! bad red"]

        await pilot.press("t")
        await until(pilot, lambda: stage.texts[0].endswith("   out"))
        clock, _, rest = stage.texts[0].partition(".")
        assert clock.startswith("2027-01-15 ")
        assert rest == "005   out"

        await pilot.press("t")
        await until(pilot, lambda: stage.rows[:2] == ["  out", "! bad red"])


async def test_a_large_log(deck_settings: Settings, path: Path) -> None:
    """Its end is there at once, a bounded part of it is held, and all can be reached."""
    write(path, numbered(60_000))
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 30)) as pilot:
        view = await opened(stage, pilot, path)
        assert stage.rows[-1].startswith("line 59999 ")
        assert len(stage.texts) < 4 * PAGE_BYTES // 140

        await pilot.press("g")
        await until(pilot, lambda: stage.rows[0].startswith("line 0 "))
        assert "0%" in stage.note

        for _ in range(60):
            await pilot.press("pagedown")
            assert len(stage.texts) * 140 < (PAGES_MAX + 2) * PAGE_BYTES
            found = list(numbers(stage.texts))
            assert found == list(range(found[0], found[0] + len(found)))
        assert view.view.top > 100
        reached = next(numbers(stage.rows))
        assert reached > 60 * 20

        await pilot.press("G")
        await until(pilot, lambda: stage.rows[-1].startswith("line 59999 "))
        await pilot.press(*["pageup"] * 60)
        reached = next(numbers(stage.rows))
        assert 56_000 < reached < 59_000
        found = list(numbers(stage.texts))
        assert found == list(range(found[0], found[0] + len(found)))


async def test_following(deck_settings: Settings, path: Path) -> None:
    """The end is followed until one scrolls away or presses `f`, and then again."""
    write(path, numbered(200))
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 30)) as pilot:
        await opened(stage, pilot, path)
        write(path, numbered(3, 200))
        await until(pilot, lambda: stage.rows[-1].startswith("line 202 "))

        await pilot.press("pageup")
        shown = stage.rows
        write(path, numbered(3, 203))
        await until(pilot, lambda: stage.texts[-1].startswith("line 205 "))
        assert stage.rows == shown
        assert "follow" not in stage.note

        await pilot.press("f")
        await until(pilot, lambda: stage.rows[-1].startswith("line 205 "))
        assert "follow" in stage.note
        await pilot.press("f")
        write(path, numbered(3, 206))
        await until(pilot, lambda: stage.texts[-1].startswith("line 208 "))
        assert stage.rows[-1].startswith("line 205 ")

        await pilot.press("G")
        write(path, numbered(3, 209))
        await until(pilot, lambda: stage.rows[-1].startswith("line 211 "))


async def test_a_flood(deck_settings: Settings, path: Path) -> None:
    """Whoever follows a flood sees its end; whoever does not is not moved by it."""
    write(path, numbered(200))
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 30)) as pilot:
        await opened(stage, pilot, path)
        write(path, numbered(30_000, 200))
        await until(pilot, lambda: stage.rows[-1].startswith("line 30199 "))

        await pilot.press("pageup")
        shown = stage.rows
        write(path, numbered(30_000, 30_200))
        await until(pilot, lambda: "follow" not in stage.note)
        await pilot.pause(0.5)
        assert stage.rows == shown

        await pilot.press(*["pagedown"] * 3)
        assert next(numbers(stage.rows)) > next(numbers(shown))
        await pilot.press("G")
        await until(pilot, lambda: stage.rows[-1].startswith("line 60199 "))


async def test_it_begins_anew(deck_settings: Settings, path: Path) -> None:
    """When the monitor starts the log anew, what was and what comes are one."""
    write(path, numbered(100))
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 30)) as pilot:
        await opened(stage, pilot, path)
        new = path.with_name("new")
        write(new, numbered(5, 100))
        new.replace(path)
        await until(pilot, lambda: stage.rows[-1].startswith("line 104 "))

        assert list(numbers(stage.texts)) == list(range(105))


async def test_search(deck_settings: Settings, path: Path) -> None:
    """Places far away are found in both directions, and from the other end on."""
    needle = format_entry(STDOUT, b"a Needle here\n", 1)
    write(
        path,
        numbered(5_000)
        + needle
        + numbered(20_000, 5_000)
        + needle
        + numbered(3_000, 25_000),
    )
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 30)) as pilot:
        view = await opened(stage, pilot, path)

        def at() -> str:
            """Return the line before the one that was found."""
            hit = view.view.hit
            return stage.texts[hit.line - 1][:11] if hit is not None else ""

        await pilot.press("slash", *"needle", "enter")
        await until(pilot, lambda: at() == "line 4999 x")
        assert any("a Needle here" in row for row in stage.rows)

        await pilot.press("n")
        await until(pilot, lambda: at() == "line 24999 ")
        await pilot.press("N")
        await until(pilot, lambda: at() == "line 4999 x")
        await pilot.press("N")
        await until(pilot, lambda: at() == "line 24999 ")

        await pilot.press("slash", *"nowhere", "enter")
        await until(pilot, lambda: bool(stage._notifications))  # noqa: SLF001 (no public list)
        await pilot.press("escape")
        assert stage.screen is view
        assert view.view.hit is None


async def test_the_bar_goes_anywhere(deck_settings: Settings, path: Path) -> None:
    """A click on it shows what is there; at its ends are those of the log."""
    write(path, numbered(20_000))
    stage = Stage(deck_settings)
    async with stage.run_test(size=(100, 31)) as pilot:
        await opened(stage, pilot, path)
        await pilot.click("PlaceBar", offset=(0, 14))
        await until(pilot, lambda: 9_000 < next(numbers(stage.rows)) < 11_000)
        await pilot.click("PlaceBar", offset=(0, 0))
        await until(pilot, lambda: stage.rows[0].startswith("line 0 "))
        await pilot.click("PlaceBar", offset=(0, 28))
        await until(pilot, lambda: stage.rows[-1].startswith("line 19999 "))


async def test_long_lines(deck_settings: Settings, path: Path) -> None:
    """A line of a megabyte is shown in pieces; `w` lets them be wrapped or not."""
    write(
        path,
        b"".join(format_entry(STDOUT, b"y" * 8000, 1) for _ in range(130))
        + format_entry(STDOUT, b"\nend\n", 1),
    )
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        view = await opened(stage, pilot, path)
        await until(pilot, lambda: stage.rows[-1] == "end")
        assert max(map(len, stage.texts)) <= 4096
        assert stage.rows[0] == "y" * 78

        await pilot.press("w")
        await until(pilot, lambda: not view.view.wrapped)
        await until(pilot, lambda: len(stage.rows[0]) == 78)
        assert stage.rows[0] == "y" * 78


async def test_hostile_output(deck_settings: Settings, path: Path) -> None:
    """Markup is text, and what is not printable is seen."""
    write(path, format_entry(STDOUT, "[b]x[/]\u202e\u200b\x9b1m\x07\n".encode(), 1))
    stage = Stage(deck_settings)
    async with stage.run_test(size=(80, 24)) as pilot:
        await opened(stage, pilot, path)

        assert stage.texts == ["[b]x[/]\\u202e\\u200b\\x9b1m"]
