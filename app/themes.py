"""The deck's own colours: calm ones, ones of high contrast, and none at all.

Every text reaches a contrast of 4.5 to 1 with what it stands on, 7 to 1 in the themes
of high contrast (levels AA and AAA of WCAG 2.1): a test measures them.
"""

from __future__ import annotations

from typing import TypeAlias

from rich.terminal_theme import TerminalTheme
from textual.theme import BUILTIN_THEMES, Theme

_Colours: TypeAlias = list[tuple[int, int, int]]


def _ansi(normal: str, bright: str) -> tuple[_Colours, _Colours]:
    """Return twice eight colours, black to white, as Rich takes them."""
    first, second = (
        [(code[0], code[1], code[2]) for code in map(bytes.fromhex, row.split())]
        for row in (normal, bright)
    )
    return first, second


DEFAULT_THEME = "execdeck-dark"

_DARK = Theme(
    name=DEFAULT_THEME,
    primary="#6ea3dc",
    secondary="#8f9fb5",
    accent="#d9a05b",
    success="#63b071",
    warning="#d9a441",
    error="#e2635c",
    foreground="#d6dbe2",
    background="#12161b",
    surface="#181d24",
    panel="#222932",
    dark=True,
    variables={
        "text-muted": "#9aa5b3",
        "text-disabled": "#8b96a4",
        "button-color-foreground": "#12161b",
        "block-cursor-background": "#6ea3dc",
        "block-cursor-foreground": "#12161b",
        "block-cursor-blurred-background": "#2c3947",
        "border-blurred": "#323c48",
        "scrollbar": "#3a4552",
        "scrollbar-hover": "#4a5766",
        "scrollbar-active": "#6ea3dc",
        "scrollbar-background": "#181d24",
    },
)

_LIGHT = Theme(
    name="execdeck-light",
    primary="#2a70b8",
    secondary="#5a6b7f",
    accent="#b06f10",
    success="#2e9650",
    warning="#a97800",
    error="#cf3a36",
    foreground="#232a32",
    background="#fafbfc",
    surface="#f1f4f7",
    panel="#e2e8ee",
    dark=False,
    variables={
        "text-muted": "#55606d",
        "text-disabled": "#5d6873",
        "button-color-foreground": "#ffffff",
        "block-cursor-background": "#2a70b8",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#cddbe9",
        "border-blurred": "#c3ccd6",
        "scrollbar": "#b9c4cf",
        "scrollbar-hover": "#a3b0bd",
        "scrollbar-active": "#2a70b8",
        "scrollbar-background": "#f1f4f7",
    },
)

_CONTRAST = Theme(
    name="execdeck-contrast",
    primary="#7cc4ff",
    secondary="#c0c8d0",
    accent="#ffd166",
    success="#7ee787",
    warning="#ffd166",
    error="#ff9c94",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1f2328",
    dark=True,
    variables={
        "text-muted": "#c4ccd4",
        "text-disabled": "#b4bcc4",
        "button-color-foreground": "#000000",
        "block-cursor-background": "#7cc4ff",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#2f4a63",
        "border-blurred": "#8b949e",
        "scrollbar": "#8b949e",
        "scrollbar-hover": "#c4ccd4",
        "scrollbar-active": "#ffffff",
        "scrollbar-background": "#000000",
    },
)

_CONTRAST_LIGHT = Theme(
    name="execdeck-contrast-light",
    primary="#00509e",
    secondary="#3a4046",
    accent="#8a4b00",
    success="#007a33",
    warning="#8a5a00",
    error="#a30017",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#e9edf1",
    dark=False,
    variables={
        "text-muted": "#33393f",
        "text-disabled": "#454b52",
        "button-color-foreground": "#ffffff",
        "block-cursor-background": "#00509e",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#bcd3ea",
        "border-blurred": "#5c6670",
        "scrollbar": "#5c6670",
        "scrollbar-hover": "#33393f",
        "scrollbar-active": "#000000",
        "scrollbar-background": "#ffffff",
    },
)

PLAIN = Theme(
    name="execdeck-plain",
    primary="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    variables={
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-text-style": "underline",
        "button-focus-text-style": "reverse",
        "input-cursor-text-style": "reverse",
    },
)
"""For NO_COLOR: the colours are taken away, and renditions tell what is where."""

THEMES = (_DARK, _LIGHT, _CONTRAST, _CONTRAST_LIGHT)
"""The deck's own; the first is the default."""

THEME_NAMES = (*(item.name for item in THEMES), *sorted(BUILTIN_THEMES))
"""Every theme that can be chosen."""

ANSI_DARK = TerminalTheme(
    (0x12, 0x16, 0x1B),
    (0xD6, 0xDB, 0xE2),
    *_ansi(
        "2b323b e2635c 63b071 d9a441 6ea3dc b98ad6 56b6c2 c5ccd5",
        "7d8896 f08a84 8fd19e edc66e 96bfee d3aeea 82d2dc f2f5f8",
    ),
)
"""The 16 colours of programs in dark themes; Textual's own have no blue."""

ANSI_LIGHT = TerminalTheme(
    (0xFA, 0xFB, 0xFC),
    (0x23, 0x2A, 0x32),
    *_ansi(
        "000000 b3312f 2f7a45 855c00 2a5fa8 7f3f98 0b6e7d 59626c",
        "69727c c43f3b 2a7f48 8f6500 2f6fc4 9450ae 0d7787 9aa3ad",
    ),
)
"""The same in light themes: what was made for a dark background is darker."""
