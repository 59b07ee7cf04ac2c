"""Scrolling, and insertion and deletion of lines and columns."""

from __future__ import annotations

from tests.conformance.cases import GRID, ROWS, Case, over

TB = "\x1b[2;4r"
BOX = "\x1b[?69h\x1b[3;6s" + TB
"""Columns 2 to 5 and rows 1 to 3, counted from 0."""
SAME = GRID.replace("\r\n", "|")
BLUE = "\x1b[44m"
ON_BLUE = {"background": 4}

# fmt: off
WHOLE_LINES = [
    Case("SU without a parameter is one", ROWS + "\x1b[S", "b|c|d|e", (1, 4)),
    Case("SU zero is one", ROWS + "\x1b[0S", "b|c|d|e", (1, 4)),
    Case("SU counts", ROWS + "\x1b[2S", "c|d|e", (1, 4)),
    Case("SU of more than the screen", ROWS + "\x1b[99S", "", (1, 4)),
    Case("SU in margins", ROWS + TB + "\x1b[S", "a|c|d||e", (0, 0)),
    Case("SU in a box", GRID + BOX + "\x1b[S", "a123456789|b123456789|c123456789|d1    6789|e123456789"),
    Case("SU of more than a box", GRID + BOX + "\x1b[9S", "a123456789|b1    6789|c1    6789|d1    6789|e123456789"),
    Case("SD without a parameter is one", ROWS + "\x1b[T", "|a|b|c|d", (1, 4)),
    # Not a default: it is the end of mouse highlighting.
    Case("SD zero is nothing", ROWS + "\x1b[0T", "a|b|c|d|e", (1, 4)),
    Case("SD counts", ROWS + "\x1b[2T", "||a|b|c", (1, 4)),
    Case("SD of more than the screen", ROWS + "\x1b[99T", "", (1, 4)),
    Case("SD in margins", ROWS + TB + "\x1b[T", "a||b|c|e", (0, 0)),
    Case("SD in a box", GRID + BOX + "\x1b[T", "a123456789|b1    6789|c123456789|d123456789|e123456789"),
    Case("SD as ECMA-48 has it", ROWS + "\x1b[2^", "||a|b|c", (1, 4)),
    Case("mouse highlighting is no SD", ROWS + "\x1b[1;2;3;4;5T", "a|b|c|d|e", (1, 4)),
    Case("LF at the bottom", ROWS + "\n", "b|c|d|e", (1, 4)),
    Case("IND at the bottom", ROWS + "\x1bD", "b|c|d|e", (1, 4)),
    Case("NEL at the bottom", ROWS + "\x1bE", "b|c|d|e", (0, 4)),
    Case("VT at the bottom", ROWS + "\v", "b|c|d|e", (1, 4)),
    Case("RI at the top", ROWS + "\x1b[H\x1bM", "|a|b|c|d", (0, 0)),
    Case("RI at the top twice", ROWS + "\x1b[H\x1bM\x1bM", "||a|b|c", (0, 0)),
    Case("IND at the bottom margin", ROWS + TB + "\x1b[4;3H\x1bD", "a|c|d||e", (2, 3)),
    Case("NEL at the bottom margin", ROWS + TB + "\x1b[4;3H\x1bE", "a|c|d||e", (0, 3)),
    Case("a wrap at the bottom", ROWS + "\x1b[5;9Hxyz", "b|c|d|e       xy|z", (1, 4)),
    Case("SU colours the new line", BLUE + "\x1b[S", cells={(0, 4): ON_BLUE, (9, 4): ON_BLUE, (0, 3): {}}),
    Case("SD colours the new line", BLUE + "\x1b[T", cells={(0, 0): ON_BLUE, (9, 0): ON_BLUE, (0, 1): {}}),
    Case("LF colours the new line", BLUE + "\x1b[5H\n", cells={(0, 4): ON_BLUE, (0, 3): {}}),
    Case("RI colours the new line", BLUE + "\x1b[H\x1bM", cells={(5, 0): ON_BLUE, (5, 1): {}}),
    Case("only the background is taken", "\x1b[1;4;7;44m\x1b[S", cells={(0, 4): ON_BLUE}),
]

LINES = [
    Case("IL without a parameter is one", ROWS + "\x1b[2;3H\x1b[L", "a||b|c|d", (0, 1)),
    Case("IL zero is one", ROWS + "\x1b[2H\x1b[0L", "a||b|c|d", (0, 1)),
    Case("IL counts", ROWS + "\x1b[2H\x1b[2L", "a|||b|c", (0, 1)),
    Case("IL of more than the screen", ROWS + "\x1b[2H\x1b[99L", "a", (0, 1)),
    Case("IL in margins", ROWS + TB + "\x1b[3H\x1b[L", "a|b||c|e", (0, 2)),
    Case("IL above the margins", ROWS + TB + "\x1b[1;3H\x1b[L", "a|b|c|d|e", (2, 0)),
    Case("IL below the margins", ROWS + TB + "\x1b[5;3H\x1b[L", "a|b|c|d|e", (2, 4)),
    Case("IL in a box", GRID + BOX + "\x1b[3;4H\x1b[L", "a123456789|b123456789|c1    6789|d123456789|e123456789", (2, 2)),
    Case("IL beside a box", GRID + BOX + "\x1b[3;8H\x1b[L", SAME, (7, 2)),
    Case("IL colours the line", BLUE + "\x1b[2H\x1b[L", cells={(0, 1): ON_BLUE, (9, 1): ON_BLUE, (0, 2): {}}),
    Case("DL without a parameter is one", ROWS + "\x1b[2;3H\x1b[M", "a|c|d|e", (0, 1)),
    Case("DL zero is one", ROWS + "\x1b[2H\x1b[0M", "a|c|d|e", (0, 1)),
    Case("DL counts", ROWS + "\x1b[2H\x1b[2M", "a|d|e", (0, 1)),
    Case("DL of more than the screen", ROWS + "\x1b[2H\x1b[99M", "a", (0, 1)),
    Case("DL in margins", ROWS + TB + "\x1b[2H\x1b[M", "a|c|d||e", (0, 1)),
    Case("DL above the margins", ROWS + TB + "\x1b[1;3H\x1b[M", "a|b|c|d|e", (2, 0)),
    Case("DL below the margins", ROWS + TB + "\x1b[5;3H\x1b[M", "a|b|c|d|e", (2, 4)),
    Case("DL in a box", GRID + BOX + "\x1b[3;4H\x1b[M", "a123456789|b123456789|c123456789|d1    6789|e123456789", (2, 2)),
    Case("DL beside a box", GRID + BOX + "\x1b[3;2H\x1b[M", SAME, (1, 2)),
    Case("DL colours the line", BLUE + "\x1b[2H\x1b[M", cells={(0, 4): ON_BLUE, (9, 4): ON_BLUE, (0, 1): {}}),
]

COLUMNS = [
    Case("DECIC", GRID + "\x1b[2;4H\x1b['}", "a12 345678|b12 345678|c12 345678|d12 345678|e12 345678", (3, 1)),
    Case("DECIC counts", "abc\x1b[2G\x1b[2'}", "a  bc", (1, 0)),
    Case("DECIC of more than there are", "abc\x1b[2G\x1b[99'}", "a", (1, 0)),
    Case("DECIC in a box", GRID + BOX + "\x1b[3;4H\x1b['}", "a123456789|b12 346789|c12 346789|d12 346789|e123456789", (3, 2)),
    Case("DECIC outside a box", GRID + BOX + "\x1b[1;4H\x1b['}", SAME, (3, 0)),
    Case("DECDC", GRID + "\x1b[2;4H\x1b['~", "a12456789|b12456789|c12456789|d12456789|e12456789", (3, 1)),
    Case("DECDC counts", "abcd\x1b[2G\x1b[2'~", "ad", (1, 0)),
    Case("DECDC in a box", GRID + BOX + "\x1b[3;4H\x1b['~", "a123456789|b1245 6789|c1245 6789|d1245 6789|e123456789", (3, 2)),
    Case("DECDC beside a box", GRID + BOX + "\x1b[3;9H\x1b['~", SAME, (8, 2)),
    Case("DECBI moves left", "\x1b[2;4H\x1b6", "", (2, 1)),
    Case("DECBI at the left edge scrolls", "abc\r\ndef\x1b[1G\x1b6", " abc| def", (0, 1)),
    Case("DECBI at the left margin", GRID + BOX + "\x1b[3;3H\x1b6", "a123456789|b1 2346789|c1 2346789|d1 2346789|e123456789", (2, 2)),
    Case("DECBI at the left edge outside a box", GRID + BOX + "\x1b[3;1H\x1b6", SAME, (0, 2)),
    Case("DECFI moves right", "\x1b[2;4H\x1b9", "", (4, 1)),
    Case("DECFI at the right edge scrolls", "abc\r\ndef\x1b[10G\x1b9", "bc|ef", (9, 1)),
    Case("DECFI at the right margin", GRID + BOX + "\x1b[3;6H\x1b9", "a123456789|b1345 6789|c1345 6789|d1345 6789|e123456789", (5, 2)),
    Case("DECFI at the right edge outside a box", GRID + BOX + "\x1b[3;10H\x1b9", SAME, (9, 2)),
    Case("SL", "abc\r\ndef\x1b[ @", "bc|ef", (3, 1)),
    Case("SL counts", "abc\r\ndef\x1b[2 @", "c|f", (3, 1)),
    Case("SR", "abc\r\ndef\x1b[ A", " abc| def", (3, 1)),
    Case("SR counts", "abc\r\ndef\x1b[2 A", "  abc|  def", (3, 1)),
    Case("SL outside a box", GRID + BOX + "\x1b[ @", SAME),
    Case("SL in a box", GRID + BOX + "\x1b[3;4H\x1b[ @", "a123456789|b1345 6789|c1345 6789|d1345 6789|e123456789"),
    Case("SR in a box", GRID + BOX + "\x1b[3;4H\x1b[ A", "a123456789|b1 2346789|c1 2346789|d1 2346789|e123456789"),
]

SCROLLBACK = [
    Case("lines go up", ROWS + "\r\nf\r\ng", "c|d|e|f|g", history="a|b"),
    Case("SU keeps what it scrolls", ROWS + "\x1b[2S", "c|d|e", history="a|b"),
    Case("margins at the top keep", ROWS + "\x1b[1;3r\x1b[3H\n\n", "c|||d|e", history="a|b"),
    Case("margins below the top do not keep", ROWS + TB + "\x1b[4H\n\n", "a|d|||e", history=""),
    Case("left and right margins do not keep", ROWS + "\x1b[?69h\x1b[1;5s\x1b[5H\n", "b|c|d|e", history=""),
    Case("RI takes nothing back", ROWS + "\n\x1b[H\x1bM", "|b|c|d|e", history="a"),
    # DEC's terminals have no scrollback; xterm takes DL at the top for scrolling.
    Case("DL at the top keeps", ROWS + "\x1b[H\x1b[2M", "c|d|e", history="a|b"),
    Case("DL below does not keep", ROWS + "\x1b[2H\x1b[2M", "a|d|e", history=""),
    Case("the alternate screen does not keep", "\x1b[?1049h" + ROWS + "\n", "b|c|d|e", history=""),
    Case("ED 2 does not keep", ROWS + "\x1b[2J", "", history=""),
    Case("ED 3 forgets", ROWS + "\n\n\x1b[3J", "c|d|e", history="", unlike_xterm="it forgets too, but still prints them, which is how they are read"),
    Case("a wrapped line", "0123456789ab" + "\r\n" * 5, "", history="0123456789|ab"),
]
# fmt: on


@over(WHOLE_LINES)
def test_scrolling(case: Case) -> None:
    """The screen, or what is in the margins, scrolls by whole lines."""
    case.check()


@over(LINES)
def test_lines(case: Case) -> None:
    """Lines are inserted and deleted at the cursor, in the margins."""
    case.check()


@over(COLUMNS)
def test_columns(case: Case) -> None:
    """Columns are inserted, deleted and scrolled, in the margins."""
    case.check()


@over(SCROLLBACK)
def test_scrollback(case: Case) -> None:
    """What leaves the screen at its top is kept above it."""
    case.check()
