"""The session tree flat and in other orders, its filter, counts and use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.listed import HOST, NOW, container, session, stopped
from tests.support.tree_app import CONTAINERS, SESSIONS, TreeApp, lines, name, names
from widgets import session_tree
from widgets.sparkline_text import History

if TYPE_CHECKING:
    from textual.pilot import Pilot

BUSY, IDLE = History((100.0,) * 30, 34 << 20), History((0.0,) * 30, 5 << 20)


async def quiet(pilot: Pilot[None], deck: TreeApp, count: int) -> None:
    """Wait until it was told `count` times that other sessions are in sight."""
    for _ in range(500):
        if deck.told.count("visible") >= count:
            return
        await pilot.pause(0.02)
    pytest.fail("it was never told")


async def test_a_flat_list_has_sessions_only() -> None:
    """One line per session names its container; empty containers are left out."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("t")

        assert lines(deck) == [
            "  ▶ db  psql           0000 16m",
            "  ▶ web bash           0000 16m",
            "  ▶ web sh             0000 16m",
        ]

        await pilot.press("t")

        assert len(lines(deck)) == 6


async def test_the_cursor_stays_on_its_item() -> None:
    """Going flat and back keeps the session; a container's first stands for it."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("G", "t")

        assert name(deck.tree_.selected) == "sh"
        assert deck.tree_.cursor_line == 2

        await pilot.press("k", "t")

        assert name(deck.tree_.selected) == "bash"
        assert deck.tree_.cursor_line == 4

        await pilot.press("left", "left", "t")

        assert name(deck.tree_.selected) == "bash"

        await pilot.press("j", "t")

        assert name(deck.tree_.selected) == "sh"
        assert len(lines(deck)) == 6


async def test_folds_survive_a_flat_list() -> None:
    """What is folded and not under the cursor is folded when the tree is back."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("left", "G", "t", "left", "right", "t")

        assert names(deck) == ["● db", "● idle", "● web", "▶ bash", "▶ sh"]
        assert name(deck.tree_.selected) == "sh"


async def test_orders() -> None:
    """A key changes the order: name, age, state, CPU, and name again."""
    deck = TreeApp()
    listed = [stopped(1, "web", "a", ago=1), session(2, "web", "b"), session(3)]
    async with deck.run_test() as pilot:
        deck.tree_.update([container("web")], listed, NOW)
        deck.tree_.set_usage({session(3).id: BUSY, session(2).id: IDLE})
        seen = []
        for _ in range(5):
            await pilot.pause()
            seen.append((deck.tree_.sort, [line.split()[1] for line in lines(deck)]))
            await pilot.press("o")

        assert seen == [
            ("name", ["●", "a", "b", "sh"]),
            ("age", ["●", "a", "sh", "b"]),
            ("state", ["●", "b", "sh", "a"]),
            ("cpu", ["●", "sh", "a", "b"]),
            ("name", ["●", "a", "b", "sh"]),
        ]


async def test_the_order_by_cpu_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """New figures are shown at once, and decide the order only when it is time."""
    now = 100.0
    monkeypatch.setattr(session_tree, "monotonic", lambda: now)
    first, second = SESSIONS[1], SESSIONS[2]
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.set_usage({first.id: BUSY, second.id: IDLE})
        deck.tree_.sort = "cpu"
        await pilot.press("G")
        deck.tree_.set_usage({first.id: IDLE, second.id: BUSY})
        deck.tree_.update(CONTAINERS, SESSIONS, NOW)
        await pilot.pause()

        assert names(deck)[:3] == ["● web", "▶ bash", "▶ sh"]
        assert name(deck.tree_.selected) == "idle"

        now += session_tree.CPU_ORDER_SECONDS
        deck.tree_.set_usage({first.id: IDLE, second.id: BUSY})
        await pilot.pause()

        assert names(deck)[:3] == ["● web", "▶ sh", "▶ bash"]
        assert name(deck.tree_.selected) == "idle"


async def test_the_filter_finds_fields_and_characters() -> None:
    """What it finds is bold and underlined; what is wrong with it can be told."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.filter_text = "wb bsh"
        await pilot.press("j")

        assert names(deck) == ["● web", "▶ bash"]
        assert [
            segment.text
            for y in range(2)
            for segment in deck.tree_.render_line(y)
            if segment.style and segment.style.underline and segment.style.bold
        ] == ["w", "b", "b", "sh"]

        deck.tree_.filter_text = "state:runing"
        await pilot.pause()

        assert "created, running, stopped" in deck.tree_.filter_problem
        assert lines(deck) == []

        deck.tree_.filter_text = "state:run -ctr:web"
        await pilot.pause()

        assert deck.tree_.filter_problem == ""
        assert names(deck) == ["● db", "▶ psql"]


async def test_folds_in_a_filter_last_as_long_as_it() -> None:
    """An update does not unfold what was folded in a filter; another filter does."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.filter_text = "web"
        await pilot.press("left")
        deck.tree_.update(CONTAINERS, SESSIONS, NOW + 1)
        await pilot.pause()

        assert names(deck) == ["● web"]

        deck.tree_.filter_text = "we"
        await pilot.pause()

        assert names(deck) == ["● web", "▶ bash", "▶ sh"]


async def test_is_open_follows_the_panes() -> None:
    """A filter for open sessions shows those that are opened later."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.filter_text = "is:open"
        await pilot.pause()

        assert lines(deck) == []

        deck.tree_.set_open([SESSIONS[2].id])
        await pilot.pause()

        assert names(deck) == ["● web", "▶ sh"]


async def test_counts() -> None:
    """Counts change with the listing and the filter, and each change is told."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.pause()
        assert deck.tree_.counts[:5] == (3, 3, 0, 3, 3)
        assert deck.told.count("counts") == 1

        deck.tree_.update([*CONTAINERS, HOST], [*SESSIONS, stopped(9, "db")], NOW)
        deck.tree_.filter_text = "psql"
        await pilot.pause()

        assert deck.tree_.counts[:5] == (4, 3, 1, 4, 1)
        assert deck.told.count("counts") == 3

        deck.tree_.update([*CONTAINERS, HOST], [*SESSIONS, stopped(9, "db")], NOW + 9)
        await pilot.pause()

        assert deck.told.count("counts") == 3


async def test_use_is_shown_and_goes() -> None:
    """A line shows what its session uses, as long as that is known."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.styles.width = 44
        await pilot.pause()
        deck.tree_.set_usage({SESSIONS[0].id: BUSY})
        await pilot.pause()

        assert lines(deck)[1].endswith("0000 ████████ 100%  34M 16m")
        assert lines(deck)[4].endswith("  0000 16m")

        deck.tree_.set_usage({})
        await pilot.pause()

        assert lines(deck)[1].endswith("  0000 16m")


async def test_sessions_in_sight_are_told() -> None:
    """Scrolling, folding and filtering change what is in sight; then it is told once."""
    many = [session(number, "web", f"job-{number}") for number in range(100, 200)]
    deck = TreeApp()
    async with deck.run_test(size=(40, 10)) as pilot:
        deck.tree_.update([container("web")], many, NOW)
        await quiet(pilot, deck, 1)

        assert deck.tree_.visible_session_ids() == tuple(item.id for item in many[:9])

        before = deck.told.count("visible")
        await pilot.press("pagedown", "pagedown", "G")
        await quiet(pilot, deck, before + 1)

        assert deck.tree_.visible_session_ids() == tuple(item.id for item in many[-10:])
        assert deck.told.count("visible") == before + 1

        deck.tree_.filter_text = "cmd:job-150"
        await quiet(pilot, deck, before + 2)

        assert deck.tree_.visible_session_ids() == (many[50].id,)

        await pilot.press("left", "left")
        await quiet(pilot, deck, before + 3)

        assert deck.tree_.visible_session_ids() == ()


async def test_only_running_sessions_are_watched() -> None:
    """What has ended uses nothing; in the order by CPU all that run count."""
    many = [session(number, "web", f"job-{number}") for number in range(100, 150)]
    deck = TreeApp()
    async with deck.run_test(size=(40, 6)) as pilot:
        deck.tree_.update([container("web")], [stopped(1), *many], NOW)
        await pilot.pause()

        assert [item.id for item in deck.tree_.watched_sessions()] == [
            item.id for item in many[:5]
        ]

        deck.tree_.sort = "cpu"
        await pilot.pause()

        assert len(deck.tree_.watched_sessions()) == 50


async def test_a_session_that_starts_in_sight_is_told() -> None:
    """It has the same line, but there is something to watch now."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.update(CONTAINERS, [stopped(1)], NOW)
        await pilot.pause(session_tree.VISIBLE_SECONDS * 2)
        before = deck.told.count("visible")
        deck.tree_.update(CONTAINERS, [session(1)], NOW)
        await quiet(pilot, deck, before + 1)

        assert len(deck.tree_.watched_sessions()) == 1


@pytest.mark.parametrize("theme", ["textual-light", "nord", "textual-dark"])
async def test_colours_follow_the_theme(theme: str) -> None:
    """Lines that were painted before are painted in the new colours."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.theme = "gruvbox"
        await pilot.press("j", "k")
        before = [segment.style for segment in deck.tree_.render_line(1)]
        deck.theme = theme
        await pilot.pause()

        assert before != [segment.style for segment in deck.tree_.render_line(1)]


async def test_the_cursor_is_in_sight_after_a_filter() -> None:
    """However far down it was, what the filter leaves under it can be seen."""
    many = [session(number, "web", f"job-{number}") for number in range(100, 200)]
    deck = TreeApp()
    async with deck.run_test(size=(40, 10)) as pilot:
        deck.tree_.update([container("web")], many, NOW)
        await pilot.press("G")
        deck.tree_.filter_text = "cmd:job-11"
        await pilot.pause()

        assert deck.tree_.cursor_line in deck.tree_.lines_in_sight
        assert name(deck.tree_.selected) == "job-119"

        deck.tree_.filter_text = ""
        await pilot.pause()

        assert deck.tree_.cursor_line in deck.tree_.lines_in_sight
        assert name(deck.tree_.selected) == "job-119"


async def test_the_cursor_goes_to_what_fits_the_filter_best() -> None:
    """The name itself, then one that begins so, then one that holds it."""
    app = TreeApp()
    async with app.run_test() as pilot:
        names = ("again-web-1", "a-w-e-b", "web-1", "web-12")
        app.tree_.update([container(name) for name in names], [], NOW)
        await pilot.pause()
        for text, best in (
            ("web-1", "web-1"),
            ("web-12", "web-12"),
            ("gain", "again-web-1"),
            ("we", "web-1"),
        ):
            app.tree_.filter_text = text
            await pilot.pause()
            assert app.tree_.selected is not None
            assert app.tree_.selected.id == best
        app.tree_.filter_text = ""
        await pilot.pause()
        assert app.tree_.selected is not None
        assert app.tree_.selected.id == "web-1"
