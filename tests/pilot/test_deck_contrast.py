"""What the deck shows can be read in each of its themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.color import Color

from app.config_schema import Config
from app.deck import Deck
from app.themes import THEMES
from core.service import ExecService
from core.session.types import ExecConfig
from tests.support.deck import make_state, until
from widgets.key_bar import KeyBar
from widgets.session_tree import SessionTree

if TYPE_CHECKING:
    from textual.theme import Theme
    from textual.widget import Widget

    from core.settings import Settings


def luminance(colour: Color) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (number / 255 for number in colour.rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def faint(widget: Widget, least: float) -> dict[str, float]:
    """Return the texts of a widget whose contrast is less than that."""
    found = {}
    for y in range(widget.size.height):
        for text, style, _ in widget.render_line(y):
            if text.strip() and style and style.color and style.bgcolor:
                pair = [Color.from_rich_color(style.color)]
                pair.append(Color.from_rich_color(style.bgcolor))
                dark, light = sorted(map(luminance, pair))
                ratio = (light + 0.05) / (dark + 0.05)
                if ratio < least:
                    found[text.strip()] = round(ratio, 1)
    return found


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_line_can_be_read(deck_settings: Settings, theme: Theme) -> None:
    """Containers, sessions in every state, their notes, and the keys."""
    make_state(deck_settings, "web", label="web")
    service = ExecService(deck_settings)
    for command in ("true", "false", "sleep 1000", "top"):
        config = ExecConfig(command=tuple(command.split()), terminal=True)
        session = service.create("host", config)
        if command != "top":
            service.start(session.id)
    deck = Deck(deck_settings, Config(theme=theme.name))
    least = 7.0 if "contrast" in theme.name else 4.5
    async with deck.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(deck.snapshot.sessions) == 4)
        await until(
            pilot,
            lambda: (
                sum(item.exit_code is not None for item in deck.snapshot.sessions) == 2
            ),
        )
        await pilot.press("g")
        for widget in (deck.query_one(SessionTree), deck.query_one(KeyBar)):
            assert faint(widget, least) == {}
