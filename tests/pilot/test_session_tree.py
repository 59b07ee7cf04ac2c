"""The session tree: keys, mouse, and what an update leaves alone."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from core.session.states import SessionState
from tests.support.listed import NOW, container, session
from tests.support.tree_app import CONTAINERS, SESSIONS, TreeApp, lines, name

if TYPE_CHECKING:
    from textual.strip import Strip


async def test_containers_and_sessions_are_listed() -> None:
    """Sessions are below their container, with ages on the right."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.pause()

        assert lines(deck) == [
            "▾ ● db                     crun",
            "    ▶ psql             0000 16m",
            "  ● idle                   crun",
            "▾ ● web                    crun",
            "    ▶ bash             0000 16m",
            "    ▶ sh               0000 16m",
        ]


async def test_the_first_line_is_selected() -> None:
    """The cursor is never nowhere while there are lines."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.pause()

        assert name(deck.tree_.selected) == "db"
        assert deck.highlighted == ["db"]


async def test_keys_move_and_choose() -> None:
    """Keys j and k move; enter chooses; each move is told once."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("j", "down", "k", "enter")

        assert deck.chosen == ["psql"]
        assert deck.highlighted == ["db", "psql", "idle", "psql"]

        await pilot.press("G", "enter", "g", "enter")

        assert deck.chosen == ["psql", "sh", "db"]


async def test_left_and_right_fold_and_unfold() -> None:
    """Left goes up and folds; right unfolds and goes down."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("j", "left")

        assert name(deck.tree_.selected) == "db"

        await pilot.press("left")

        assert len(lines(deck)) == 5

        await pilot.press("right")

        assert len(lines(deck)) == 6

        await pilot.press("right")

        assert name(deck.tree_.selected) == "psql"

        assert deck.chosen == []


async def test_one_click_selects_and_two_choose() -> None:
    """A single click never chooses."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.click(deck.tree_, offset=(8, 1))

        assert name(deck.tree_.selected) == "psql"
        assert deck.chosen == []

        await pilot.click(deck.tree_, offset=(8, 4), times=2)

        assert deck.chosen == ["bash"]


async def test_the_line_under_the_mouse_is_shown() -> None:
    """It has another background, until the mouse leaves it."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.pause()
        plain = list(deck.tree_.render_line(4))
        await pilot.hover(deck.tree_, offset=(8, 4))

        assert deck.tree_.hover_line == 4
        assert list(deck.tree_.render_line(4)) != plain

        await pilot.hover(deck.tree_, offset=(8, 15))

        assert deck.tree_.hover_line == -1
        assert list(deck.tree_.render_line(4)) == plain


async def test_the_cursor_tells_who_has_the_keyboard() -> None:
    """Its line looks different while the list does not have it."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.pause()
        focused = list(deck.tree_.render_line(0))
        deck.set_focus(None)
        await pilot.pause()

        assert list(deck.tree_.render_line(0)) != focused


async def test_the_triangle_folds() -> None:
    """A click on it folds and does not choose; below all lines it does nothing."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.click(deck.tree_, offset=(0, 3))

        assert lines(deck)[3] == "▸ ● web          2 running crun"
        assert len(lines(deck)) == 4

        await pilot.click(deck.tree_, offset=(0, 15))
        await pilot.click(deck.tree_, offset=(0, 2))

        assert len(lines(deck)) == 4
        assert deck.chosen == []


async def test_ages_grow_without_rebuilding() -> None:
    """An update at a later time changes ages and nothing else."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("j")
        deck.tree_.update(CONTAINERS, SESSIONS, NOW + 3600)
        await pilot.pause()

        assert lines(deck)[1] == "    ▶ psql              0000 1h"
        assert name(deck.tree_.selected) == "psql"
        assert deck.highlighted == ["db", "psql"]


async def test_updates_keep_cursor_and_folds() -> None:
    """Items come, move and change; the cursor stays on its item."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("left", "G")
        assert name(deck.tree_.selected) == "sh"
        stopped = dataclasses.replace(CONTAINERS[1], status="stopped")
        deck.tree_.update(
            [container("aaa"), CONTAINERS[0], stopped, container("zzz")],
            [session(9, "web", "vim"), *SESSIONS, session(4, "db", "ls")],
            NOW,
        )
        await pilot.pause()

        assert [line[2:12].strip() for line in lines(deck)] == [
            *("● aaa", "● db", "● zzz", "○ web"),
            *("▶ bash", "▶ sh", "▶ vim"),
        ]
        assert name(deck.tree_.selected) == "sh"
        assert deck.tree_.cursor_line == 5
        assert deck.highlighted == ["db", "sh"]


async def test_only_lines_that_change_are_painted() -> None:
    """An update paints the lines that say something else now, and no others."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.pause()
        painted: list[int] = []
        render_line = deck.tree_.render_line

        def note(y: int) -> Strip:
            """Note which lines are painted."""
            painted.append(y)
            return render_line(y)

        deck.tree_.render_line = note  # type: ignore[method-assign]
        deck.tree_.update(list(CONTAINERS), list(SESSIONS), NOW + 1)
        await pilot.pause()

        assert painted == []

        ended = dataclasses.replace(SESSIONS[1], monitor="")
        deck.tree_.update(CONTAINERS, [SESSIONS[0], ended, SESSIONS[2]], NOW + 1)
        await pilot.pause()

        assert painted == [4]


async def test_the_cursor_stays_in_place_when_its_item_goes() -> None:
    """The next line takes its place, and that is told."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("j")
        deck.tree_.update(CONTAINERS, SESSIONS[1:], NOW)
        await pilot.pause()

        assert name(deck.tree_.selected) == "idle"
        assert deck.highlighted == ["db", "psql", "idle"]

        deck.tree_.update([], [], NOW)
        await pilot.pause()
        await pilot.press("enter", "left", "right", "j", "k")

        assert deck.tree_.selected is None
        assert deck.chosen == []

        deck.tree_.update(CONTAINERS, [], NOW)
        await pilot.pause()

        assert name(deck.tree_.selected) == "db"


async def test_updates_keep_the_scroll() -> None:
    """Lines that come in above do not move what is looked at."""
    many = [session(number, "web", f"job-{number}") for number in range(100, 200)]
    deck = TreeApp()
    async with deck.run_test(size=(40, 10)) as pilot:
        deck.tree_.update(CONTAINERS, many, NOW)
        await pilot.press("G")
        await pilot.pause()
        before = lines(deck)
        above = [session(number, "db", "x") for number in range(20)]
        deck.tree_.update(CONTAINERS, [*above, *many], NOW)
        await pilot.pause()

        assert before == lines(deck)
        assert name(deck.tree_.selected) == "job-199"


async def test_lines_scrolled_into_sight_are_up_to_date() -> None:
    """A line that changed while it was out of sight shows the change."""
    many = [session(number, "web", f"job-{number}") for number in range(100, 150)]
    deck = TreeApp()
    async with deck.run_test(size=(40, 10)) as pilot:
        deck.tree_.update(CONTAINERS, many, NOW)
        await pilot.press("G", "g")
        ended = [
            dataclasses.replace(
                item, state=SessionState.STOPPED, exit_code=3, finished_at=NOW
            )
            for item in many
        ]
        deck.tree_.update(CONTAINERS, ended, NOW)
        await pilot.press("G")
        await pilot.pause()

        assert lines(deck)[-1] == "    ■ job-149        exit 3 0s"
        assert lines(deck)[-4] == "    ■ job-146        exit 3 0s"


async def test_open_and_stopping_sessions_are_marked() -> None:
    """A session shows that it is in a pane, and how long until it is killed."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.pause()
        deck.tree_.set_open([SESSIONS[0].id])
        deck.tree_.set_stopping({SESSIONS[1].id: 7.4})
        await pilot.pause()

        assert lines(deck)[1] == "    ▶ psql           ◆ 0000 16m"
        assert lines(deck)[4] == "    ▶ bash          stopping 7s"

        deck.tree_.set_open([])
        deck.tree_.set_stopping({})
        await pilot.pause()

        assert lines(deck)[1] == "    ▶ psql             0000 16m"
        assert lines(deck)[4] == "    ▶ bash             0000 16m"


async def test_select_session_finds_folded_ones() -> None:
    """The container unfolds; an unknown session changes nothing."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("left")

        assert deck.tree_.select_session(SESSIONS[0].id)
        assert name(deck.tree_.selected) == "psql"
        assert not deck.tree_.select_session("0" * 64)
        assert name(deck.tree_.selected) == "psql"


async def test_filter_narrows_and_folds_come_back() -> None:
    """A filter unfolds what it finds; without it the folds are as before."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("left")
        deck.tree_.filter_text = "psql"
        await pilot.pause()

        assert [line[2:12].strip() for line in lines(deck)] == ["● db", "▶ psql"]

        deck.tree_.filter_text = "no such thing"
        await pilot.pause()

        assert lines(deck) == []
        assert deck.tree_.selected is None

        deck.tree_.filter_text = ""
        await pilot.pause()

        assert [line[:6].strip() for line in lines(deck)] == [
            *("▸ ● db", "● id", "▾ ● we", "▶", "▶"),
        ]


async def test_hostile_names_are_plain_text() -> None:
    """Markup and escapes from a container are shown, never obeyed."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        evil = dataclasses.replace(container("x"), name="[b]\x1b[31m[/]")
        deck.tree_.update([evil], [session(1, "x", "[red] \x07")], NOW)
        await pilot.pause()

        assert lines(deck)[0].startswith(r"▾ ● [b]\x1b[31m[/]")
        assert lines(deck)[1].startswith(r"    ▶ '[red]' '\x07'")


@pytest.mark.parametrize("width", [6, 12, 28, 40])
async def test_nothing_wraps(width: int) -> None:
    """Any width has one line per item and no sideways scrolling."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.styles.width = width
        await pilot.pause()

        assert len(lines(deck)) == 6
        assert deck.tree_.virtual_size.width <= width
        assert all(len(line) <= width for line in lines(deck))
