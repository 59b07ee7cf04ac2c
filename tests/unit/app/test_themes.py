"""The deck's own colours can be told apart and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from app.themes import (
    ANSI_DARK,
    ANSI_LIGHT,
    DEFAULT_THEME,
    PLAIN,
    THEME_NAMES,
    THEMES,
)

if TYPE_CHECKING:
    from rich.terminal_theme import TerminalTheme
    from textual.theme import Theme

BACKGROUNDS = ("background", "surface", "panel")
TEXTS = (
    "foreground",
    "text",
    "text-muted",
    "text-disabled",
    "text-primary",
    "text-secondary",
    "text-accent",
    "text-success",
    "text-warning",
    "text-error",
)
CURSORS = ("block-cursor", "block-cursor-blurred", "input-cursor")

each_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)


def luminance(colour: Color) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    parts = [part / 255 for part in colour.rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.1)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def wanted(theme: Theme) -> float:
    """Return the least contrast of a theme's texts."""
    return 7.0 if "contrast" in theme.name else 4.5


def variables(theme: Theme) -> dict[str, str]:
    """Return a theme's variables as styles see them."""
    return {**theme.to_color_system().generate(), **theme.variables}


def colour(value: str, background: Color) -> Color:
    """Return the colour of a variable on a background."""
    if value.startswith("auto"):
        percent = float(value.removeprefix("auto").strip(" %"))
        return background + background.get_contrast_text(percent / 100)
    return background + Color.parse(value)


def test_contrast_is_measured_as_the_standard_says() -> None:
    """Black on white is 21 to 1, and #777 on white just under 4.5."""
    white = Color.parse("#fff")

    assert contrast(Color.parse("#000"), white) == pytest.approx(21)
    assert contrast(white, Color.parse("#777")) == pytest.approx(4.48, abs=0.01)


@each_theme
def test_texts_can_be_read(theme: Theme) -> None:
    """Every kind of text has its contrast on everything that it stands on."""
    known = variables(theme)
    ratios = {}
    for name in BACKGROUNDS:
        background = Color.parse(known[name])
        for text in TEXTS:
            ratio = contrast(colour(known[text], background), background)
            ratios[f"{text} on {name}"] = ratio
    assert {key: value for key, value in ratios.items() if value < wanted(theme)} == {}


@each_theme
def test_cursors_can_be_read(theme: Theme) -> None:
    """The line under a cursor, the footer's first word and buttons do as well."""
    known = variables(theme)
    surface = Color.parse(known["surface"])
    pairs = [(f"{name}-foreground", f"{name}-background") for name in CURSORS]
    pairs += [("block-cursor-foreground", "primary")]
    pairs += [("button-color-foreground", name) for name in ("primary", "error")]
    for text, name in pairs:
        background = surface + Color.parse(known[name])
        ratio = contrast(colour(known[text], background), background)

        assert ratio >= wanted(theme), f"{text} on {name}"


@each_theme
def test_lines_can_be_seen(theme: Theme) -> None:
    """What marks the focused part stands out by 3 to 1, as the standard asks."""
    known = variables(theme)
    for name in BACKGROUNDS:
        assert contrast(Color.parse(known["primary"]), Color.parse(known[name])) >= 3


@each_theme
def test_kinds_of_text_have_colours_of_their_own(theme: Theme) -> None:
    """Success, warning and error are not the same."""
    known = variables(theme)

    assert len({known[name] for name in TEXTS[-3:]}) == 3
    assert Color.parse(known["background"]).brightness < 0.5 or not theme.dark


@pytest.mark.parametrize(
    ("palette", "background"), [(ANSI_DARK, "#12161b"), (ANSI_LIGHT, "#fafbfc")]
)
def test_colours_of_programs_can_be_read(
    palette: TerminalTheme, background: str
) -> None:
    """Red to cyan, normal and bright, are twelve colours, each readable."""
    known = [Color(*palette.ansi_colors[number]) for number in range(16)]
    hues = [*known[1:7], *known[9:15]]

    assert len(set(known)) == 16
    assert palette.background_color == Color.parse(background).rgb
    for number, hue in enumerate(hues):
        assert contrast(hue, Color.parse(background)) >= 4.5, number


def test_names() -> None:
    """Ours and all of Textual's can be chosen; the first is the default."""
    assert THEME_NAMES[0] == DEFAULT_THEME
    assert set(THEME_NAMES) == {item.name for item in THEMES} | set(BUILTIN_THEMES)
    assert PLAIN.name not in THEME_NAMES


async def test_textual_takes_them() -> None:
    """Each theme can be put on a running app."""
    app: App[None] = App()
    async with app.run_test() as pilot:
        for theme in (*THEMES, PLAIN):
            app.register_theme(theme)
            app.theme = theme.name
            await pilot.pause()
            assert app.theme_variables["foreground"] == variables(theme)["foreground"]
