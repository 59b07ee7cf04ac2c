"""The form's fields: history, suggestions, saved commands, mouse, and all in sight."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App
from textual.widgets import Button, Input, Select

from tests.support.deck import HOSTILE
from tests.support.session_form import HISTORY, SAVED, Desk, show
from widgets.session_form_fields import Tick
from widgets.session_request import Draft, SessionRequest

TICKS = ["terminal", "privileged", "detached"]


@pytest.fixture
def desk() -> Desk:
    """One that takes everything at once."""
    return Desk()


async def test_the_history(desk: Desk) -> None:
    """The arrows walk through it and back to what was typed; hostile ones are not in."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        await opened.type("to")
        seen = []
        for key in ["up", "up", "up", "up", "down", "down", "down", "down"]:
            await pilot.press(key)
            seen.append(opened.text("command"))
        first, second, third = HISTORY[:3]
        assert seen == [first, second, third, third, second, first, "to", "to"]

        await pilot.press("up", "up")
        await opened.type("x")
        await pilot.press("up")
        assert opened.text("command") == first
        await pilot.press("down")
        assert opened.text("command") == f"{second}x"


async def test_suggestions(desk: Desk) -> None:
    """What begins like it is suggested, and taken by the right arrow."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        await opened.type("ta")
        await pilot.pause()
        await pilot.press("right", "tab")
        await opened.type("b")
        await pilot.pause()
        await pilot.press("right")

        assert opened.text("command") == "tail -f /x"
        assert opened.text("user") == "bob"

        await pilot.press("ctrl+u", "up")

        assert opened.text("user") == "root"


async def test_saved_commands(desk: Desk) -> None:
    """Choosing one fills the form; the name that was typed stays."""
    app = App[int]()
    async with app.run_test(size=(80, 24)) as pilot:
        opened = await show(pilot, desk, saved=SAVED, draft=Draft(name="mine"))
        assert opened.focus == "command"
        await pilot.press("shift+tab", "enter", "down", "enter")
        await pilot.pause()

        assert opened.text("command") == "tail -f 'a b'"
        assert opened.text("user") == "ann:ann"
        assert opened.text("workdir") == "/var/log"
        assert not opened.form.query_one("#terminal", Tick).value
        assert "[b]logs" in app.export_screenshot(simplify=True)

        await pilot.press("enter", "down", "enter")
        await pilot.pause()

        assert opened.text("user") == ""
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert desk.asked == [
            SessionRequest(
                command=("load",),
                environment={"A": "1,B=2", "C": "3"},
                detached=True,
                name="mine",
                typed="load",
            )
        ]


async def test_escape_closes_the_list_first(desk: Desk) -> None:
    """Escape in the list of saved commands does not close the form."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk, saved=SAVED)
        await pilot.press("shift+tab", "enter", "escape")
        await pilot.pause()
        assert app.screen is opened.form
        assert not opened.form.query_one(Select).expanded
        await pilot.press("escape")

        assert opened.results == [None]


async def test_the_mouse(desk: Desk) -> None:
    """Labels lead to their fields, boxes are ticked, buttons pressed."""
    app = App[int]()
    async with app.run_test(size=(80, 24)) as pilot:
        opened = await show(pilot, desk)
        row = opened.form.query_one("#workdir").parent
        assert row is not None
        assert row.parent is not None
        await pilot.click(row.parent.query_one(".field--label"))
        assert opened.focus == "workdir"
        await pilot.click("#command")
        await opened.type("top")
        await pilot.click("#privileged")
        await pilot.click("#run")
        await pilot.pause()

        assert desk.asked == [
            SessionRequest(command=("top",), privileged=True, typed="top")
        ]


async def test_control_characters_are_visible(desk: Desk) -> None:
    """No escape sequence gets into a field: by paste, draft, name or history."""
    app = App[int]()
    draft = Draft(
        workdir="/\x9b2J", environment="A=\x1b[2J\tx\r\nB=\x00", name="\u202e"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        opened = await show(pilot, desk, name=HOSTILE, draft=draft)
        app.post_message(events.Paste("to\x1bp\t-d\x07\nnext line"))
        await pilot.pause()

        assert opened.text("command") == r"to\x1bp -d\x07"
        assert opened.text("workdir") == r"/\x9b2J"
        assert opened.text("environment") == "A=\\x1b[2J\tx\nB=\\x00"
        assert opened.text("name") == r"\u202e"

        opened.form.query_one("#environment").focus()
        await pilot.press("down", "end")
        app.post_message(events.Paste("\x1b[31m\nC=1"))
        await pilot.pause()

        assert opened.text("environment").endswith("B=\\x00\\x1b[31m\nC=1")
        shown = app.export_screenshot(simplify=True).replace("&#160;", " ")
        assert r"New session in [bold red]x[/]\x1b[31m\x07" in shown


async def test_what_only_a_shell_understands(desk: Desk) -> None:
    """A pipe is no mistake, but what it will be is told."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        await opened.type("ls | wc")

        assert opened.note("command") == "| is passed on; a shell: sh -c '… | …'"
        await pilot.press("enter")
        await pilot.pause()
        assert desk.asked[0].command == ("ls", "|", "wc")


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_all_of_it_fits(desk: Desk, theme: str) -> None:
    """80 columns and 24 rows show all of the form, mistakes told."""
    app = App[int]()
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = theme
        opened = await show(pilot, desk, saved=SAVED)
        await pilot.press("tab", "x", ":", "tab", "x", "tab", "x", "ctrl+s")
        await pilot.pause()
        form = opened.form.query_one("#form")

        assert form.max_scroll_y == 0
        for widget in (*form.query(Input), *form.query(Tick), *form.query(Button)):
            assert form.content_region.contains_region(widget.region)


async def test_a_small_terminal(desk: Desk) -> None:
    """In a few rows the form scrolls to where the keyboard is."""
    app = App[int]()
    async with app.run_test(size=(40, 10)) as pilot:
        opened = await show(pilot, desk, saved=SAVED)
        form = opened.form.query_one("#form")
        order = ["user", "workdir", "environment", "name", *TICKS, "cancel", "run"]
        for name in order:
            await pilot.press("tab")
            await pilot.pause()
            assert opened.focus == name
            focused = opened.form.query_one(f"#{name}")
            shown = focused.region.intersection(form.content_region)
            assert shown.height >= 1
            assert shown.width == focused.region.width


async def test_another_window(desk: Desk) -> None:
    """Looking at another window of the operator's is not leaving the field."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        app.post_message(events.AppBlur())
        await pilot.pause()
        app.post_message(events.AppFocus())
        await pilot.pause()

        assert opened.focus == "command"
        assert opened.note("command") == ""
