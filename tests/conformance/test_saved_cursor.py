"""Saving and restoring the cursor: DECSC, DECRC, CSI s, CSI u and mode 1048."""

from __future__ import annotations

from tests.conformance.cases import ABC, Case, over

AT = "\x1b[3;5H"
BOX = "\x1b[?69h\x1b[3;6s\x1b[2;4r"
"""Columns 2 to 5 and rows 1 to 3, counted from 0."""
BOLD = {"bold": True}


def each_way(name: str, before: str, between: str, after: Case) -> list[Case]:
    """Return a case for each pair of controls that saves and restores."""
    pairs = {
        "DECSC": ("\x1b7", "\x1b8"),
        "SCOSC": ("\x1b[s", "\x1b[u"),
        "1048": ("\x1b[?1048h", "\x1b[?1048l"),
    }
    return [
        Case(
            f"{way} {name}",
            before + save + between + restore + str(after.data),
            after.screen,
            after.cursor,
            cells=after.cells,
            replies=after.replies,
        )
        for way, (save, restore) in pairs.items()
    ]


# fmt: off
SAVED = [
    *each_way("position", AT, "\x1b[H", Case("", "x", "||    x", (5, 2))),
    *each_way("rendition", "\x1b[1;31m", "\x1b[0;32m", Case("", "x", "x", (1, 0), cells={(0, 0): {**BOLD, "foreground": 1}})),
    *each_way("no rendition", "", "\x1b[1;7m", Case("", "x", "x", (1, 0), cells={(0, 0): {}})),
    *each_way("pending wrap", ABC, "\x1b[3;3H", Case("", "x", ABC + "|x", (1, 1))),
    *each_way("no pending wrap", "\x1b[1;10H", "\x1b[3;1H" + ABC, Case("", "xy", "         x|y|" + ABC, (1, 1))),
    Case("DECSC pending wrap at a margin", BOX + "\x1b[2;3Habcd\x1b7\x1b[H\x1b8x", "|  abcd|  x", (3, 2)),
    Case("DECRC stays within the margins in origin mode", "\x1b[2;4r\x1b[?6h\x1b[3;5H\x1b7\x1b[?6l\x1b[1;2r\x1b8x", "|    x", (5, 1)),
    *each_way("origin mode on", "\x1b[2;4r\x1b[?6h", "\x1b[?6l", Case("", "\x1b[Hx", "|x", (1, 1))),
    *each_way("origin mode off", "\x1b[2;4r", "\x1b[?6h", Case("", "\x1b[Hx", "x", (1, 0))),
    *each_way("charset", "\x1b(0", "\x1b(B", Case("", "q", "─", (1, 0))),
    *each_way("no charset", "", "\x1b(0", Case("", "q", "q", (1, 0))),
    *each_way("shift", "\x1b)0\x0e", "\x0f", Case("", "q", "─", (1, 0))),
    *each_way("protection", '\x1b[1"q', '\x1b[0"q', Case("", "x\r\x1b[?K", "x", (0, 0))),
    *each_way("not autowrap", "", "\x1b[?7l", Case("", ABC + "x", "abcdefghix")),
    *each_way("not insertion", "", "abc\x1b[4h", Case("", "x", "xabc", (1, 0))),
    *each_way("not the tab stops", "", "\x1b[3g", Case("", "\t", "", (9, 0))),
    *each_way("not the margins", "", "\x1b[2;3r", Case("", "\x1b[3H\n", "", (0, 2))),
]

UNSAVED = [
    Case("DECRC without DECSC homes", AT + "\x1b8", "", (0, 0)),
    Case("SCORC without SCOSC homes", AT + "\x1b[u", "", (0, 0)),
    Case("1048 reset without it set homes", AT + "\x1b[?1048l", "", (0, 0)),
    Case("DECRC without DECSC and the rendition", "\x1b[1m\x1b8x", "x", cells={(0, 0): {}}),
    Case("DECRC without DECSC and the charset", "\x1b(0\x1b8q", "q", (1, 0)),
    Case("DECRC without DECSC and origin mode", "\x1b[2;4r\x1b[?6h\x1b8x", "x", (1, 0)),
    Case("DECRC twice", AT + "\x1b7\x1b[H\x1b8\x1b[H\x1b8", "", (4, 2)),
    Case("DECSC twice", AT + "\x1b7\x1b[2;2H\x1b7\x1b[H\x1b8", "", (1, 1)),
    Case("the ways share one place", AT + "\x1b7\x1b[2;2H\x1b[s\x1b[H\x1b8", "", (1, 1)),
    Case("SCORC takes what DECSC saved", AT + "\x1b7\x1b[H\x1b[u", "", (4, 2)),
    Case("1048 takes what DECSC saved", AT + "\x1b7\x1b[H\x1b[?1048l", "", (4, 2)),
    Case("RIS forgets", AT + "\x1b7\x1bc\x1b[2;2H\x1b8", "", (0, 0)),
    Case("DECSTR forgets", AT + "\x1b7\x1b[!p\x1b[2;2H\x1b8", "", (0, 0)),
    Case("CSI s with DECLRMM is DECSLRM", AT + "\x1b7\x1b[?69h\x1b[s\x1b[2;2H\x1b8", "", (4, 2)),
    Case("CSI u with DECLRMM", AT + "\x1b7\x1b[?69h\x1b[2;2H\x1b[u", "", (4, 2)),
    Case("the cursor may be outside the margins", "\x1b[5;9H\x1b7" + BOX + "\x1b8", "", (8, 4)),
]

PER_SCREEN = [
    Case("the screens have places of their own", AT + "\x1b7\x1b[?47h\x1b[2;2H\x1b7\x1b[?47l\x1b[H\x1b8", "", (4, 2)),
    Case("the alternate's stays", "\x1b[?47h" + AT + "\x1b7\x1b[?47l\x1b[H\x1b7\x1b[?47h\x1b8", "", (4, 2)),
    Case("nothing saved in the alternate", AT + "\x1b7\x1b[?47h\x1b[2;2H\x1b8", "", (0, 0)),
    Case("1048 in the alternate", "\x1b[?47h" + AT + "\x1b[?1048h\x1b[H\x1b[?1048l", "", (4, 2)),
    Case("1049 saves as DECSC does", AT + "\x1b[?1049h\x1b[?1049l\x1b[H\x1b8", "", (4, 2)),
    Case("1049 saves in the main screen's place", AT + "\x1b7\x1b[2;2H\x1b[?1049h\x1b[?1049l\x1b[H\x1b8", "", (1, 1)),
]
# fmt: on


@over(SAVED)
def test_what_is_saved(case: Case) -> None:
    """Position, rendition, charsets, origin mode and pending wrap are saved."""
    case.check()


@over(UNSAVED)
def test_one_place(case: Case) -> None:
    """There is one place to save to, and without anything in it restoring homes."""
    case.check()


@over(PER_SCREEN)
def test_places_of_the_screens(case: Case) -> None:
    """The main and the alternate screen each have a place of their own."""
    case.check()
