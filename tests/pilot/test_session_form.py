"""The form for a new session: what is asked for, what is wrong, what is refused."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.app import App
from textual.widgets import Static

from tests.support.deck import until
from tests.support.session_form import HISTORY, Desk, show
from widgets.dialogs import Confirm
from widgets.session_form_fields import Tick
from widgets.session_request import Draft, FieldError, SessionRequest


@pytest.fixture
def desk() -> Desk:
    """One that takes everything at once."""
    return Desk()


@pytest.mark.parametrize("last", [["enter"], ["ctrl+s"], ["tab"] * 9 + ["enter"]])
async def test_a_command_and_nothing_else(desk: Desk, last: list[str]) -> None:
    """A command typed and run by enter, ctrl+s or the button: all else is default."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        await pilot.press(
            *"sh", "space", *"-c", "space", *"'a", "space", "space", *"b'"
        )
        await pilot.press(*last)
        await pilot.pause()

        expected = SessionRequest(command=("sh", "-c", "a  b"), typed="sh -c 'a  b'")
        assert desk.asked == [expected]
        assert opened.results == [expected]
        assert app.screen is not opened.form
        assert opened.form.draft == Draft()


async def test_every_field(desk: Desk) -> None:
    """Tab leads through all fields in the order in which they stand."""
    app = App[int]()
    async with app.run_test(size=(80, 24)) as pilot:
        opened = await show(pilot, desk)
        await opened.type("top")
        await pilot.press("tab")
        await opened.type("ann:staff")
        await pilot.press("tab")
        await opened.type("/srv")
        await pilot.press("tab")
        await opened.type("A=1, B=x,y")
        await pilot.press("enter")
        await opened.type("# no")
        await pilot.press("enter")
        await opened.type("C=")
        await pilot.press("tab")
        await opened.type("my name")
        await pilot.press("tab", "space", "tab", "enter", "tab", "space")
        assert opened.note("environment") == "sets A, B, C"
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert desk.asked == [
            SessionRequest(
                command=("top",),
                user="ann:staff",
                workdir="/srv",
                environment={"A": "1", "B": "x,y", "C": ""},
                terminal=False,
                privileged=True,
                detached=True,
                name="my name",
                typed="top",
            )
        ]


async def test_quick_keys(desk: Desk) -> None:
    """Keys that come all at once go to the fields that they are meant for."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        for key in [*"top", "tab", *"ann", "tab", *"/x", "ctrl+s"]:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await until(pilot, lambda: desk.asked)

        asked = [(item.command, item.user, item.workdir) for item in desk.asked]
        assert asked == [(("top",), "ann", "/x")]
        assert opened.results == desk.asked


async def test_mistakes_are_told_at_their_fields(desk: Desk) -> None:
    """A field is wrong once it was left, and then with each key, until it is right."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        assert opened.note("command") == ""
        assert "runs it" in opened.status

        await opened.type("sh -c 'x")
        assert opened.note("command") == ""

        await pilot.press("tab")
        assert opened.note("command") == "✗ a quote is not closed"
        assert opened.status == "✗ Command"

        await pilot.press("shift+tab", "end")
        await opened.type("'")
        assert opened.note("command") == ""
        await pilot.press("backspace")
        assert opened.note("command") == "✗ a quote is not closed"
        await pilot.press("ctrl+u")
        assert opened.note("command") == "✗ a command is needed"

        await pilot.press("tab")
        await opened.type("a:")
        await pilot.press("tab")
        await opened.type("srv")
        await pilot.press("tab")
        await opened.type("FOO")
        await pilot.press("enter")
        await opened.type("B=1,=2")
        await pilot.press("enter")
        await opened.type("B=3")
        await pilot.press("tab")

        assert opened.note("user") == "✗ a group is needed after the :"
        assert opened.note("workdir") == ("✗ an absolute path begins with /, not 'srv'")
        assert opened.note("environment") == (
            "✗ line 1: no = in 'FOO'; line 3: 'B' is set twice"
        )
        assert opened.status == "✗ Command, User, Directory, Environment"


@pytest.mark.parametrize("way", ["enter", "ctrl+s", "click"])
async def test_a_form_with_mistakes_is_not_run(desk: Desk, way: str) -> None:
    """Whoever tries is led to the first mistake, also to one that was not told yet."""
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        await pilot.press("tab", "tab")
        await opened.type("srv")
        if way == "click":
            await pilot.click("#run")
        else:
            await pilot.press(way)
        await pilot.pause()

        assert desk.asked == []
        assert opened.results == []
        assert opened.focus == "command"
        assert opened.status == "✗ Command, Directory"


async def test_a_refusal_is_told_at_its_field(desk: Desk) -> None:
    """The form stays as it was; the refusal goes when the text is another one."""
    desk.answers = [FieldError("user", "no user 'zed' \x1b[31m"), FieldError(None, "x")]
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        await opened.type("top")
        await pilot.press("tab")
        await opened.type("zed")
        await pilot.press("tab", "ctrl+s")
        await pilot.pause()

        assert opened.note("user") == r"✗ no user 'zed' \x1b[31m"
        assert opened.status == "✗ User"
        assert opened.focus == "user"
        assert (opened.text("command"), opened.text("user")) == ("top", "zed")

        await opened.type("x")
        assert opened.note("user") == ""
        await pilot.press("backspace")
        assert opened.note("user") == r"✗ no user 'zed' \x1b[31m"

        await pilot.press("enter")
        await pilot.pause()
        assert opened.note("user") == ""
        refusal = opened.form.query_one("#refusal", Static)
        assert (refusal.display, str(refusal.content)) == (True, "✗ x")

        await pilot.press("enter")
        await pilot.pause()
        assert len(desk.asked) == 3
        assert opened.results == [desk.asked[2]]


async def test_while_it_starts(desk: Desk) -> None:
    """One start at a time; escape leaves at once, and the start is let go."""
    desk.gate = asyncio.Event()
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        await opened.type("top")
        await pilot.press("enter", "enter", "ctrl+s")
        await pilot.click("#run")

        assert len(desk.asked) == 1
        assert opened.status.startswith("starting")

        await pilot.press("escape")
        await pilot.pause()

        assert opened.results == [None]
        assert desk.cancelled
        assert opened.form.draft.command == "top"


async def test_a_question_on_top(desk: Desk) -> None:
    """A form that is done under another dialog closes after it, and only itself."""
    desk.gate = asyncio.Event()
    app = App[int]()
    async with app.run_test() as pilot:
        opened = await show(pilot, desk)
        await opened.type("top")
        await pilot.press("enter")
        question = Confirm("Clipboard?", "x")
        await app.push_screen(question)
        desk.gate.set()
        await pilot.pause()
        assert app.screen is question
        assert opened.results == []

        await pilot.press("n")
        await pilot.pause()

        assert opened.results == desk.asked
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("way", ["escape", "click"])
async def test_what_was_filled_in_is_kept(desk: Desk, way: str) -> None:
    """A form that was cancelled opens as it was left, its mistakes told."""
    app = App[int]()
    async with app.run_test(size=(80, 24)) as pilot:
        opened = await show(pilot, desk)
        await opened.type("sh -c '")
        await pilot.press("tab", "tab", "tab")
        await opened.type("A=1")
        await pilot.press("tab", "tab", "space")
        if way == "click":
            await pilot.click("#cancel")
        else:
            await pilot.press("escape")
        await pilot.pause()
        draft = opened.form.draft

        assert opened.results == [None]
        assert draft == Draft(command="sh -c '", environment="A=1", terminal=False)

        again = await show(pilot, desk, draft=draft)

        assert again.text("command") == "sh -c '"
        assert again.text("environment") == "A=1"
        assert not again.form.query_one("#terminal", Tick).value
        assert again.note("command") == "✗ a quote is not closed"
        assert again.note("environment") == "sets A"
        await pilot.press("escape")
        again.form.offer(history=HISTORY)
        assert again.form.draft == draft
