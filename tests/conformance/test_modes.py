"""Modes: SM, RM, DECRQM, XTSAVE, XTRESTORE; what resets them; DECALN and DECCOLM."""

from __future__ import annotations

from tests.conformance.cases import GRID, Case, over

ANSI = {2: False, 4: False, 12: True, 20: False}
"""ANSI modes that can be changed, and whether they are set at first."""
PRIVATE = {
    **dict.fromkeys((1, 4, 5, 6, 9, 12, 40, 45, 47, 66, 67, 69), False),
    **dict.fromkeys((1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016), False),
    **dict.fromkeys((1047, 1049, 2004), False),
    **dict.fromkeys((7, 25), True),
    # xterm has resources for these two, and both are off there.
    **dict.fromkeys((40, 1007), True),
}
"""Private modes that can be changed, and whether they are set at first."""
ALL = [
    *((str(mode), first) for mode, first in ANSI.items()),
    *((f"?{mode}", first) for mode, first in PRIVATE.items()),
]
SAVABLE = (1, 5, 6, 12, 25, 45, 1000, 1002, 1003, 1004, 1007, 1049, 2004)


def report(mode: str, is_set: bool) -> str:
    """Return the answer to DECRQM for a mode that is set or reset."""
    return f"\x1b[{mode};{1 if is_set else 2}$y"


CHANGEABLE = [
    Case(
        f"DECRQM {mode}",
        f"\x1b[{mode}$p\x1b[{mode}h\x1b[{mode}$p\x1b[{mode}l\x1b[{mode}$p",
        replies=report(mode, first) + report(mode, True) + report(mode, False),
    )
    for mode, first in ALL
]
AFTER_RIS = [
    Case(
        f"RIS and mode {mode}",
        f"\x1b[{mode}{'l' if first else 'h'}\x1bc\x1b[{mode}$p",
        replies=report(mode, first),
    )
    for mode, first in ALL
]
SAVED = [
    Case(
        f"XTSAVE and XTRESTORE {mode}",
        f"\x1b[?{mode}h\x1b[?{mode}s\x1b[?{mode}l\x1b[?{mode}r\x1b[?{mode}$p"
        f"\x1b[?{mode}l\x1b[?{mode}s\x1b[?{mode}h\x1b[?{mode}r\x1b[?{mode}$p",
        replies=report(f"?{mode}", True) + report(f"?{mode}", False),
    )
    for mode in SAVABLE
]

# fmt: off
FIXED = [
    Case("an unknown ANSI mode", "\x1b[99$p", replies="\x1b[99;0$y"),
    Case("an unknown private mode", "\x1b[?9999$p", replies="\x1b[?9999;0$y"),
    Case("unknown modes can be set", "\x1b[99h\x1b[?9999h\x1b[99l\x1b[?9999lx", "x", (1, 0), replies=""),
    Case("ANSI and private modes differ", "\x1b[?4h\x1b[4$p\x1b[?4$p", replies="\x1b[4;2$y\x1b[?4;1$y"),
    Case("several at once", "\x1b[?1;5;6h\x1b[?1$p\x1b[?5$p\x1b[?6$p", replies="\x1b[?1;1$y\x1b[?5;1$y\x1b[?6;1$y"),
    Case("several ANSI at once", "\x1b[4;20h\x1b[4$p\x1b[20$p", replies="\x1b[4;1$y\x1b[20;1$y"),
    Case("an unknown one among several", "\x1b[?1;9999;5h\x1b[?1$p\x1b[?5$p", replies="\x1b[?1;1$y\x1b[?5;1$y"),
    Case("DECCOLM is reset at first", "\x1b[?3$p", replies="\x1b[?3;2$y"),
    Case("1048 is always set", "\x1b[?1048$p\x1b[?1048l\x1b[?1048$p", replies="\x1b[?1048;1$y" * 2),
    Case("RQM is about one mode", "\x1b[?1;5$p", replies="\x1b[?1;2$y"),
    Case("XTRESTORE without XTSAVE resets", "\x1b[?1h\x1b[?1r\x1b[?1$p", replies="\x1b[?1;2$y"),
    Case("XTSAVE of several", "\x1b[?1h\x1b[?1;25s\x1b[?1;25l\x1b[?1;25r\x1b[?1$p\x1b[?25$p", replies="\x1b[?1;1$y\x1b[?25;1$y"),
    Case("XTRESTORE of one of several", "\x1b[?1;5h\x1b[?1;5s\x1b[?1;5l\x1b[?5r\x1b[?1$p\x1b[?5$p", replies="\x1b[?1;2$y\x1b[?5;1$y"),
    Case("DECNKM by its escapes", "\x1b=\x1b[?66$p\x1b>\x1b[?66$p", replies="\x1b[?66;1$y\x1b[?66;2$y"),
]
# fmt: on

# The mouse modes exclude one another, and resetting any resets all.
# fmt: off
EXCLUSIVE = [
    Case("a mouse mode ends another", "\x1b[?1000h\x1b[?1003h\x1b[?1000$p\x1b[?1003$p", replies="\x1b[?1000;2$y\x1b[?1003;1$y", state={"mouse_tracking": "any"}),
    Case("X10 mouse mode ends another", "\x1b[?1002h\x1b[?9h\x1b[?1002$p\x1b[?9$p", replies="\x1b[?1002;2$y\x1b[?9;1$y", state={"mouse_tracking": "x10"}),
    Case("resetting any mouse mode", "\x1b[?1003h\x1b[?1000l\x1b[?1003$p", replies="\x1b[?1003;2$y", state={"mouse_tracking": None}),
    Case("a mouse encoding ends another", "\x1b[?1006h\x1b[?1015h\x1b[?1006$p\x1b[?1015$p", replies="\x1b[?1006;2$y\x1b[?1015;1$y", state={"mouse_encoding": "urxvt"}),
    Case("resetting another mouse encoding", "\x1b[?1006h\x1b[?1005l\x1b[?1006$p", replies="\x1b[?1006;1$y", state={"mouse_encoding": "sgr"}),
    Case("resetting the mouse encoding", "\x1b[?1006h\x1b[?1016h\x1b[?1016l\x1b[?1006$p", replies="\x1b[?1006;2$y", state={"mouse_encoding": "x10"}),
]

SOFT_RESET = [
    Case("DECSTR does not move or erase", "ab\x1b[3;3H\x1b[!p", "ab", (2, 2)),
    Case("DECSTR and the rendition", "\x1b[1;31m\x1b[!px", "x", cells={(0, 0): {}}),
    Case("DECSTR and the charsets", "\x1b(0\x1b)0\x0e\x1b[!pq", "q", (1, 0)),
    Case("DECSTR shows the cursor", "\x1b[?25l\x1b[!p", state={"cursor_visible": True}),
    Case("DECSTR and the modes it resets", "\x1b[?1;6;45;66;69h\x1b[4h\x1b[2h\x1b[!p\x1b[?1$p\x1b[?6$p\x1b[?45$p\x1b[?66$p\x1b[?69$p\x1b[4$p\x1b[2$p", replies="\x1b[?1;2$y\x1b[?6;2$y\x1b[?45;2$y\x1b[?66;2$y\x1b[?69;2$y\x1b[4;2$y\x1b[2;2$y"),
    # The VT420 turns DECAWM off; xterm has its resource for it, which is on.
    Case("DECSTR and DECAWM", "\x1b[?7l\x1b[!p\x1b[?7$p", replies="\x1b[?7;1$y"),
    Case("DECSTR and the modes it leaves", "\x1b[?5;67;1000;1004;1006;2004h\x1b[20h\x1b[!p\x1b[?5$p\x1b[?67$p\x1b[?1000$p\x1b[?1004$p\x1b[?1006$p\x1b[?2004$p\x1b[20$p", replies="\x1b[?5;1$y\x1b[?67;1$y\x1b[?1000;1$y\x1b[?1004;1$y\x1b[?1006;1$y\x1b[?2004;1$y\x1b[20;1$y"),
    Case("DECSTR and the title", "\x1b]2;t\x07\x1b[!p", title="t"),
]

HARD_RESET = [
    Case("RIS erases and homes", GRID + "\x1bc", "", (0, 0)),
    Case("RIS and the rendition", "\x1b[1;44m\x1bcx", "x", cells={(0, 0): {}, (1, 0): {}}),
    Case("RIS and the charsets", "\x1b(0\x1bcq", "q", (1, 0)),
    Case("RIS and the title", "\x1b]2;t\x07\x1bc", title="t"),
    Case("RIS and protection", '\x1b[1"q\x1bcx\r\x1b[?K', "", (0, 0)),
    Case("RIS in the middle of text", "ab\x1bccd", "cd", (2, 0)),
    Case("RIS and cursor and keypad", "\x1b[?1h\x1b=\x1b[?25l\x1bc", state={"application_cursor": False, "application_keypad": False, "cursor_visible": True}),
]

WHOLE_SCREEN = [
    Case("DECALN fills the screen", "\x1b#8", "|".join(["E" * 10] * 5), (0, 0)),
    Case("DECALN homes", "\x1b[3;3H\x1b#8", cursor=(0, 0)),
    Case("DECALN has no rendition", "\x1b[1;44m\x1b#8", cells={(1, 1): {}}),
    Case("DECALN resets origin mode", "\x1b[2;4r\x1b[?6h\x1b#8\x1b[?6$p", cursor=(0, 0), replies="\x1b[?6;2$y"),
    Case("DECALN leaves DECSCA on", '\x1b[1"q\x1b#8a\x1b[2D\x1b[?K', "a", size=(2, 1)),
    Case("DECALN ends bold", "\x1b[1m\x1b#8a", cells={(0, 0): {}}, size=(2, 1)),
    Case("DECLRMM once more", "\x1b[?69h\x1b[3;5s\x1b[?69h\x1b[1;1Habcdefgh", "abcde|  fgh"),
    Case("DECCOLM without mode 40", "abc\x1b[?40l\x1b[?3h", "abc", (3, 0)),
    Case("DECCOLM is allowed at first", "abc\x1b[?3h", "", (0, 0), unlike_xterm="without its resource c132"),
    Case("DECCOLM set", "\x1b[?40habc\x1b[?3h", "", (0, 0)),
    Case("DECCOLM reset", "\x1b[?40habc\x1b[?3l", "", (0, 0)),
    Case("DECCOLM removes the margins", "\x1b[?40h\x1b[2;4r\x1b[?3l\x1b[5Hx\x1b[2Hy\x1b[4H\n", "|y|||x", (0, 4)),
    Case("DECCOLM resets DECLRMM", "\x1b[?40h\x1b[?69h\x1b[3;6s\x1b[?3l\x1b[5G\r", "", (0, 0)),
    Case("DECDHL is swallowed", "\x1b#3a\x1b#4b", "ab", (2, 0)),
    Case("DECSWL and DECDWL are swallowed", "\x1b#5a\x1b#6b", "ab", (2, 0)),
    Case("an unknown ESC #", "\x1b#9ab", "ab", (2, 0)),
]
# fmt: on


@over(CHANGEABLE, FIXED)
def test_reports(case: Case) -> None:
    """DECRQM tells of each mode whether it is set."""
    case.check()


@over(SAVED)
def test_saving(case: Case) -> None:
    """XTRESTORE brings back what XTSAVE saved."""
    case.check()


@over(EXCLUSIVE)
def test_mouse_modes(case: Case) -> None:
    """Of the mouse modes one is set, and of its encodings one."""
    case.check()


@over(SOFT_RESET)
def test_soft_reset(case: Case) -> None:
    """DECSTR resets what programs use to draw, and nothing that is shown."""
    case.check()


@over(HARD_RESET, AFTER_RIS)
def test_hard_reset(case: Case) -> None:
    """RIS resets everything but the title."""
    case.check()


@over(WHOLE_SCREEN)
def test_whole_screen(case: Case) -> None:
    """DECALN fills the screen and DECCOLM, if it may, erases it."""
    case.check()
