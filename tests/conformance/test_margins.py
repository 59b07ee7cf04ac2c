"""DECSTBM, DECSLRM and origin mode: what bounds the cursor, and what does not."""

from __future__ import annotations

from tests.conformance.cases import GRID, ROWS, Case, over

LR = "\x1b[?69h\x1b[3;6s"
"""Left and right margins at columns 2 and 5, counted from 0."""
TB = "\x1b[2;4r"
"""Top and bottom margins at rows 1 and 3, counted from 0."""
BOX = LR + TB
ORIGIN = BOX + "\x1b[?6h"

# fmt: off
SETTING = [
    Case("DECSTBM homes", "\x1b[3;3H" + TB, "", (0, 0)),
    Case("DECSTBM scrolls inside", ROWS + TB + "\x1b[4H\n", "a|c|d||e", (0, 3)),
    Case("DECSTBM without parameters", ROWS + TB + "\x1b[r\x1b[5H\n", "b|c|d|e", (0, 4)),
    Case("DECSTBM zeros", ROWS + TB + "\x1b[0;0r\x1b[5H\n", "b|c|d|e", (0, 4)),
    Case("DECSTBM top only", ROWS + "\x1b[3r\x1b[5H\n", "a|b|d|e", (0, 4)),
    Case("DECSTBM bottom only", ROWS + "\x1b[;3r\x1b[3H\n", "b|c||d|e", (0, 2)),
    Case("DECSTBM bottom too large", ROWS + "\x1b[3;99r\x1b[5H\n", "a|b|d|e", (0, 4)),
    Case("DECSTBM of one line is ignored", "\x1b[3;3H\x1b[2;2r", "", (2, 2)),
    Case("DECSTBM upside down is ignored", "\x1b[3;3H\x1b[4;2r", "", (2, 2)),
    Case("DECSTBM below the screen is ignored", "\x1b[3;3H\x1b[7;9r", "", (2, 2)),
    Case("DECSTBM of two lines", ROWS + "\x1b[2;3r\x1b[3H\n", "a|c||d|e", (0, 2)),
    Case("DECSTBM in origin mode homes to it", "\x1b[?6h" + TB, "", (0, 1)),
    Case("DECSLRM homes", "\x1b[?69h\x1b[3;3H\x1b[3;6s", "", (0, 0)),
    Case("DECSLRM without the mode saves the cursor", "\x1b[3;3H\x1b[3;6s", "", (2, 2)),
    Case("DECSLRM bounds CR from inside", LR + "\x1b[1;5H\r", "", (2, 0)),
    Case("DECSLRM of one column is ignored", "\x1b[?69h\x1b[2;2H\x1b[3;3s", "", (1, 1)),
    Case("DECSLRM backwards is ignored", "\x1b[?69h\x1b[2;2H\x1b[5;3s", "", (1, 1)),
    Case("DECSLRM right too large", "\x1b[?69h\x1b[3;99s\x1b[1;5H\r", "", (2, 0)),
    Case("DECSLRM left only", "\x1b[?69h\x1b[3s\x1b[1;5H\r\x1b[99C", "", (9, 0)),
    Case("DECSLRM without parameters", LR + "\x1b[s\x1b[1;5H\r", "", (0, 0)),
    Case("DECLRMM off forgets the margins", LR + "\x1b[?69l\x1b[1;5H\r", "", (0, 0)),
    Case("DECLRMM off and on again", LR + "\x1b[?69l\x1b[?69h\x1b[1;5H\r", "", (0, 0)),
    Case("DECLRMM does not move", "\x1b[3;3H\x1b[?69h", "", (2, 2)),
    Case("RIS removes them", ROWS + BOX + "\x1bc\x1b[5;5H\r\n", "", (0, 4)),
    Case("DECSTR removes top and bottom", ROWS + TB + "\x1b[!p\x1b[5H\n", "b|c|d|e", (0, 4)),
    Case("DECSTR removes left and right", LR + "\x1b[!p\x1b[1;5H\r", "", (0, 0)),
    Case("DECALN removes them", BOX + "\x1b#8\x1b[5;5H\r", "|".join(["E" * 10] * 5), (0, 4)),
]

VERTICAL = [
    Case("CUU stops at the top margin", TB + "\x1b[3;3H\x1b[9A", "", (2, 1)),
    Case("CUU from above the margin", TB + "\x1b[1;3H\x1b[9A", "", (2, 0)),
    Case("CUU from below stops at the margin", TB + "\x1b[5;3H\x1b[9A", "", (2, 1)),
    Case("CUD stops at the bottom margin", TB + "\x1b[3;3H\x1b[9B", "", (2, 3)),
    Case("CUD from below the margin", TB + "\x1b[5;3H\x1b[9B", "", (2, 4)),
    Case("CUD from above stops at the margin", TB + "\x1b[1;3H\x1b[9B", "", (2, 3)),
    Case("CNL stops at the bottom margin", TB + "\x1b[3;3H\x1b[9E", "", (0, 3)),
    Case("CPL stops at the top margin", TB + "\x1b[3;3H\x1b[9F", "", (0, 1)),
    Case("CNL goes to the left margin", BOX + "\x1b[2;5H\x1b[E", "", (2, 2)),
    Case("CPL goes to the left margin", BOX + "\x1b[3;5H\x1b[F", "", (2, 1)),
    # ECMA-48 gives VPR no bound; xterm moves as far as the screen.
    Case("VPR goes past the bottom margin", TB + "\x1b[3;3H\x1b[9e", "", (2, 4)),
    Case("CUP goes out of the margins", BOX + "\x1b[5;9H", "", (8, 4)),
    Case("LF below the margins does not scroll", ROWS + TB + "\x1b[5H\n", "a|b|c|d|e", (0, 4)),
    Case("RI above the margins does not scroll", ROWS + TB + "\x1b[H\x1bM", "a|b|c|d|e", (0, 0)),
    Case("RI at the top margin scrolls", ROWS + TB + "\x1b[2H\x1bM", "a||b|c|e", (0, 1)),
]

HORIZONTAL = [
    Case("CUF stops at the right margin", LR + "\x1b[2;4H\x1b[9C", "", (5, 1)),
    Case("CUF from beyond the margin", LR + "\x1b[2;8H\x1b[9C", "", (9, 1)),
    Case("CUF from left stops at the right margin", LR + "\x1b[2H\x1b[9C", "", (5, 1)),
    Case("CUB stops at the left margin", LR + "\x1b[2;4H\x1b[9D", "", (2, 1)),
    Case("CUB from left of the margin", LR + "\x1b[2;2H\x1b[9D", "", (0, 1)),
    Case("CUB from right stops at the left margin", LR + "\x1b[2;9H\x1b[9D", "", (2, 1)),
    Case("BS stops at the left margin", LR + "\x1b[2;3H\b", "", (2, 1)),
    Case("BS from left of the margin", LR + "\x1b[2;2H\b\b\b", "", (0, 1)),
    Case("CR from left of the margin", LR + "\x1b[2;2H\r", "", (0, 1)),
    Case("CR from beyond the right margin", LR + "\x1b[2;9H\r", "", (2, 1)),
    Case("CHA is not bounded", LR + "\x1b[2;4H\x1b[9G", "", (8, 1)),
    Case("HPR goes past the right margin", LR + "\x1b[2;4H\x1b[9a", "", (9, 1)),
    Case("NEL goes to the left margin", LR + "\x1b[2;5H\x1bE", "", (2, 2)),
    Case("text wraps at the right margin", LR + "\x1b[1;3Habcdef", "  abcd|  ef", (4, 1)),
    Case("text wraps from left of the margins", LR + "\x1b[1Habcdefgh", "abcdef|  gh", (4, 1)),
    Case("text beyond the margins", LR + "\x1b[1;8Habcdef", "       abc|  def", (5, 1)),
    Case("no wrap at the right margin", LR + "\x1b[?7l\x1b[1;3Habcdef", "  abcf"),
    Case("a wrap at the bottom scrolls the box", GRID + BOX + "\x1b[4;3HABCDEF", "a123456789|b123456789|c1ABCD6789|d1EF  6789|e123456789", (4, 3)),
    Case("LF at the bottom scrolls the box", GRID + BOX + "\x1b[4;4H\n", "a123456789|b123456789|c123456789|d1    6789|e123456789", (3, 3)),
    Case("LF at the bottom beside the box does not scroll", GRID + BOX + "\x1b[4;9H\n", GRID.replace("\r\n", "|"), (8, 3)),
    Case("RI at the top scrolls the box", GRID + BOX + "\x1b[2;4H\x1bM", "a123456789|b1    6789|c123456789|d123456789|e123456789", (3, 1)),
]

ORIGIN_MODE = [
    Case("setting homes to the corner of the box", ORIGIN, "", (2, 1)),
    Case("resetting homes to the corner of the screen", ORIGIN + "\x1b[?6l", "", (0, 0)),
    Case("CUP is relative", ORIGIN + "\x1b[2;3H", "", (4, 2)),
    Case("CUP is bounded", ORIGIN + "\x1b[9;9H", "", (5, 3)),
    Case("HVP is relative", ORIGIN + "\x1b[2;3f", "", (4, 2)),
    Case("CHA is relative", ORIGIN + "\x1b[3G", "", (4, 1)),
    Case("CHA is bounded", ORIGIN + "\x1b[9G", "", (5, 1)),
    Case("HPA is relative", ORIGIN + "\x1b[3`", "", (4, 1)),
    Case("HPR is bounded", ORIGIN + "\x1b[9a", "", (5, 1)),
    Case("VPA is relative", ORIGIN + "\x1b[2d", "", (2, 2)),
    Case("VPA is bounded", ORIGIN + "\x1b[9d", "", (2, 3)),
    Case("VPR is bounded", ORIGIN + "\x1b[9e", "", (2, 3)),
    Case("CPR is relative", ORIGIN + "\x1b[2;3H\x1b[6n", "", (4, 2), replies="\x1b[2;3R"),
    Case("DECXCPR is relative", ORIGIN + "\x1b[?6n", reply_like=r"\x1b\[\?1;1(;1)?R"),
    Case("top and bottom only", TB + "\x1b[?6h\x1b[2;9H", "", (8, 2)),
    Case("CUU stops at the margin", ORIGIN + "\x1b[9A", "", (2, 1)),
    Case("RIS resets it", ORIGIN + "\x1bc\x1b[H", "", (0, 0)),
    Case("DECSTR resets it", ORIGIN + "\x1b[!p\x1b[H", "", (0, 0)),
    Case("ED erases outside too", ROWS + ORIGIN + "\x1b[2J", "", (2, 1)),
]
# fmt: on


@over(SETTING)
def test_setting_margins(case: Case) -> None:
    """Margins are set when they make sense, and reset by many things."""
    case.check()


@over(VERTICAL)
def test_top_and_bottom_margins(case: Case) -> None:
    """Top and bottom margins bound relative moves and scrolling."""
    case.check()


@over(HORIZONTAL)
def test_left_and_right_margins(case: Case) -> None:
    """Left and right margins bound relative moves, text and scrolling."""
    case.check()


@over(ORIGIN_MODE)
def test_origin_mode(case: Case) -> None:
    """Origin mode makes addresses relative to the margins and bounded by them."""
    case.check()
