"""Marks in the session tree: keys, mouse, and what becomes of them."""

from __future__ import annotations

from tests.support.listed import NOW, container, session
from tests.support.tree_app import CONTAINERS, SESSIONS, TreeApp, lines, name

IDS = [item.id for item in SESSIONS]


async def test_a_key_marks_and_goes_on() -> None:
    """The session is marked by a sign before it, and the cursor is on the next."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("j", "v")

        assert lines(deck)[1] == "  ✓ ▶ psql             0000 16m"
        assert name(deck.tree_.selected) == "idle"
        assert deck.tree_.marked == {IDS[0]}
        assert deck.tree_.counts.marked == 1
        assert deck.told.count("marks") == 1

        await pilot.press("k", "space")

        assert lines(deck)[1] == "    ▶ psql             0000 16m"
        assert deck.tree_.marked == frozenset()
        assert deck.chosen == []


async def test_a_container_marks_all_below_it() -> None:
    """Only when all are marked do all lose their marks; folded ones are counted."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("G", "v", "left", "v")

        assert name(deck.tree_.selected) == "web"
        assert deck.tree_.marked == set(IDS[1:])

        await pilot.press("left")

        assert lines(deck)[-1] == "▸ ● web       ✓2 2 running crun"

        await pilot.press("v")

        assert deck.tree_.marked == frozenset()


async def test_all_and_none() -> None:
    """All that the filter leaves are marked; escape clears them, in sight or not."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.filter_text = "web"
        await pilot.press("left", "asterisk")

        assert deck.tree_.marked == set(IDS[1:])

        deck.tree_.filter_text = "db"
        await pilot.press("asterisk")

        assert deck.tree_.marked == set(IDS)

        await pilot.press("escape", "escape")

        assert deck.tree_.marked == frozenset()
        assert deck.told.count("marks") == 3


async def test_ranges() -> None:
    """Shift and an arrow mark the line and the next; containers are passed over."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("j", "shift+down", "shift+down", "shift+down")

        assert deck.tree_.marked == set(IDS[:2])
        assert name(deck.tree_.selected) == "bash"

        await pilot.press("escape", "G", "shift+up", "shift+down", "shift+down")

        assert deck.tree_.marked == set(IDS[1:])


async def test_a_click_before_a_session_marks_it() -> None:
    """In a tree and in a flat list; a click on the session does not."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.click(deck.tree_, offset=(2, 4))

        assert deck.tree_.marked == {IDS[1]}
        assert name(deck.tree_.selected) == "bash"

        await pilot.click(deck.tree_, offset=(6, 5))
        await pilot.press("t")
        await pilot.click(deck.tree_, offset=(0, 1))
        await pilot.click(deck.tree_, offset=(0, 0))
        await pilot.click(deck.tree_, offset=(2, 2))

        assert deck.tree_.marked == {IDS[0]}
        assert lines(deck)[0].startswith("✓ ▶ db")
        assert deck.chosen == []


async def test_marks_of_what_goes_vanish() -> None:
    """A session that is gone has no mark, and is not marked if it comes again."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        await pilot.press("asterisk")
        deck.tree_.update(CONTAINERS, SESSIONS[1:], NOW)
        await pilot.pause()

        assert deck.tree_.marked == set(IDS[1:])
        assert deck.told.count("marks") == 2

        deck.tree_.update(CONTAINERS, SESSIONS, NOW)
        await pilot.pause()

        assert deck.tree_.marked == set(IDS[1:])
        assert deck.told.count("marks") == 2


async def test_marked_sessions_can_be_filtered() -> None:
    """One that loses its mark leaves the list, and the cursor is on the next."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        many = [session(number, "web", f"job-{number}") for number in range(1, 6)]
        deck.tree_.update([container("web")], many, NOW)
        await pilot.press("asterisk")
        deck.tree_.filter_text = "is:marked"
        await pilot.press("j", "j", "v")

        assert [line.split()[2] for line in lines(deck)][1:] == [
            *("job-1", "job-3", "job-4", "job-5")
        ]
        assert name(deck.tree_.selected) == "job-3"


async def test_nothing_to_mark() -> None:
    """Keys of an empty list do nothing."""
    deck = TreeApp()
    async with deck.run_test() as pilot:
        deck.tree_.update([], [], NOW)
        await pilot.press("v", "space", "asterisk", "escape", "shift+down", "t", "o")

        assert deck.tree_.marked == frozenset()
        assert deck.told.count("marks") == 0
        assert deck.tree_.selected is None
