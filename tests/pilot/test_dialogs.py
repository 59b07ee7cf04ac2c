"""Dialogs: keys, mouse, and that text is plain."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Button, Input

from widgets.dialogs import Confirm, Prompt, TextView


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["y"], True),
        (["n"], False),
        (["escape"], False),
        (["enter"], False),
        (["tab", "enter"], True),
        (["right", "enter"], True),
        (["right", "left", "enter"], False),
    ],
)
async def test_confirm_keys(keys: list[str], expected: bool) -> None:
    """The safe button has the focus; y and n answer from anywhere."""
    app = App[None]()
    answers: list[bool | None] = []
    async with app.run_test() as pilot:
        await app.push_screen(Confirm("Remove?", "bash"), answers.append)
        await pilot.press(*keys)

        assert [expected] == answers


@pytest.mark.parametrize(("button", "expected"), [("#yes", True), ("#no", False)])
async def test_confirm_mouse(button: str, expected: bool) -> None:
    """Both buttons can be clicked."""
    app = App[None]()
    answers: list[bool | None] = []
    async with app.run_test() as pilot:
        await app.push_screen(Confirm("Remove?", "bash"), answers.append)
        await pilot.click(button)

        assert [expected] == answers


async def test_confirm_shows_plain_text() -> None:
    """Markup in title, body and buttons is text; long bodies leave room for buttons."""
    app = App[None]()
    async with app.run_test(size=(60, 20)) as pilot:
        body = "\n".join(["[red]x[/red]\x1b[31m", *["more"] * 100])
        await app.push_screen(Confirm("[b]t", body, "[Yes]", "[/]", danger=False))
        await pilot.pause()

        assert str(app.screen.query_one("#yes", Button).label) == "[Yes]"
        assert str(app.screen.query_one("#no", Button).label) == "[/]"
        assert app.screen.query_one("#yes").region.bottom < 20

        shown = app.export_screenshot(simplify=True)

        assert r"[red]x[/red]\x1b[31m" in shown.replace("&#160;", " ")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["enter"], "old"),
        (["end", "x", "enter"], "oldx"),
        (["escape"], None),
        (["tab", "enter"], None),
        (["tab", "tab", "enter"], "old"),
    ],
)
async def test_prompt_keys(keys: list[str], expected: str | None) -> None:
    """Enter accepts the text, escape and Cancel do not."""
    app = App[None]()
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        await app.push_screen(Prompt("New", "Command", "old"), answers.append)
        await pilot.press(*keys)

        assert [expected] == answers


async def test_prompt_mouse_and_placeholder() -> None:
    """OK accepts; the placeholder is not a value."""
    app = App[None]()
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        await app.push_screen(Prompt("New", "Command", "", "sh"), answers.append)

        assert app.screen.query_one(Input).placeholder == "sh"

        await pilot.click("#ok")

        assert answers == [""]


async def test_text_view_scrolls_and_closes() -> None:
    """j, k, g, G and page keys scroll; escape and q close."""
    app = App[None]()
    async with app.run_test(size=(80, 24)) as pilot:
        view = TextView("Log", [f"line {number}" for number in range(200)])
        await app.push_screen(view)
        await pilot.press("j", "j", "k")
        body = view.query_one(VerticalScroll)

        assert body.scroll_y == 1

        await pilot.press("G")
        await pilot.pause()

        assert body.scroll_y == body.max_scroll_y > 150
        assert body.region.bottom < 24

        await pilot.press("g", "escape")

        assert app.screen is not view

        other = TextView("Log", ["a\tb", "[b]"])
        await app.push_screen(other)
        await pilot.press("q")

        assert app.screen is not other
