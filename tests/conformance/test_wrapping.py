"""What printing does: DECAWM, pending and reverse wrap, IRM, REP and LNM."""

from __future__ import annotations

from tests.conformance.cases import ABC, GRID, ROWS, Case, over

REVERSE = "\x1b[?45h"
LR = "\x1b[?69h\x1b[3;6s"
"""Left and right margins at columns 2 and 5, counted from 0."""

# fmt: off
AUTOMATIC = [
    Case("text fills the line", ABC, ABC, (10, 0)),
    Case("the next character wraps", ABC + "k", ABC + "|k", (1, 1)),
    Case("wrapping scrolls at the bottom", ROWS + "\x1b[5H" + ABC + "k", "b|c|d|" + ABC + "|k"),
    Case("a wrap can be turned off", "\x1b[?7l" + ABC + "kl", "abcdefghil"),
    # The VT420 has no wrap pending here; xterm has.
    Case("and on again", "\x1b[?7l" + ABC + "k\x1b[?7hlm", "abcdefghik|lm", (2, 1)),
    Case("off at a pending wrap", ABC + "\x1b[?7lk", "abcdefghik"),
    Case("off and on at a pending wrap", ABC + "\x1b[?7l\x1b[?7hk", ABC + "|k", (1, 1)),
    Case("RIS turns it on", "\x1b[?7l\x1bc" + ABC + "k", ABC + "|k", (1, 1)),
    Case("DECSTR leaves it on", "\x1b[!p" + ABC + "k", ABC + "|k", (1, 1)),
    Case("a screen of one column", "abc", "a|b|c", (1, 2), (1, 4)),
    Case("a line three times as long", ABC * 3, "|".join([ABC] * 3), (10, 2)),
]

PENDING = [
    Case("SGR leaves it", ABC + "\x1b[1mk", ABC + "|k", (1, 1)),
    Case("CPR tells the last column", ABC + "\x1b[6n", ABC, (10, 0), replies="\x1b[1;10R"),
    Case("CUP ends it", ABC + "\x1b[1;10Hk", "abcdefghik", (10, 0)),
    Case("CR and LF", ABC + "\r\nk", ABC + "|k", (1, 1)),
    Case("LF keeps the column", ABC + "\nk", ABC + "|         k", (10, 1)),
    Case("RI ends it", "\n" + ABC + "\x1bMk", "         k|" + ABC, (10, 0)),
    Case("HT leaves it", ABC + "\tk", ABC + "|k", (1, 1)),
    Case("BS ends it", ABC + "\bk", "abcdefghkj", (9, 0)),
    Case("ED ends it", ABC + "\x1b[Jk", "abcdefghik", (10, 0)),
    Case("IL ends it", ABC + "\x1b[Lk", "k|" + ABC, (1, 0)),
    Case("DL ends it", ABC + "\x1b[Mk", "k", (1, 0)),
    Case("SU keeps it", "\n" + ABC + "\x1b[Sk", ABC + "||k", (1, 2)),
    Case("DECSC and DECRC keep it", ABC + "\x1b7\x1b[3;3H\x1b8k", ABC + "|k", (1, 1)),
    Case("a report leaves it", ABC + "\x1b[5nk", ABC + "|k", (1, 1)),
    Case("a title leaves it", ABC + "\x1b]2;t\ak", ABC + "|k", (1, 1)),
    Case("a shift leaves it", ABC + "\x0e\x0fk", ABC + "|k", (1, 1)),
    Case("setting insert mode leaves it", ABC + "\x1b[4hk", ABC + "|k", (1, 1)),
    Case("margins end it by homing", ABC + "\x1b[1;3rk", "kbcdefghij", (1, 0)),
    Case("hiding the cursor leaves it", ABC + "\x1b[?25lk", ABC + "|k", (1, 1)),
    Case("EL with an unknown parameter leaves it", ABC + "\x1b[5Kk", ABC + "|k", (1, 1)),
    Case("entering mode 1049 leaves it", ABC + "\x1b[?1049hk", "|k", (1, 1), unlike_xterm="it clears the screen, which ends it; alacritty and ghostty keep it"),
    Case("DECSTR does not end it", ABC + "\x1b[!pk", ABC + "|k", (1, 1)),
    Case("DECLRMM off leaves it", LR + "\x1b[1;3Habcd\x1b[?69lk", "  abcd|k", (1, 1)),
    Case("the alternate screen and back", ABC + "\x1b[?1049h\x1b[?1049lk", ABC + "|k", (1, 1)),
]

REVERSE_WRAP = [
    Case("BS at the left edge", ABC + "x" + REVERSE + "\b\b", ABC + "|x", (9, 0)),
    Case("BS at the left edge without the mode", ABC + "x\b\b", ABC + "|x", (0, 1)),
    Case("BS and text", ABC + "x" + REVERSE + "\b\b#", "abcdefghi#|x", (10, 0)),
    Case("CUB at the left edge", ABC + "x" + REVERSE + "\x1b[3D", ABC + "|x", (8, 0)),
    Case("CUB over two lines", ABC * 2 + "x" + REVERSE + "\x1b[12D", None, (9, 0)),
    Case("BS at the top", REVERSE + "\b", "", (9, 4)),
    Case("BS over a line that did not wrap", "ab\r\nc" + REVERSE + "\b\b", "ab|c", (9, 0)),
    Case("it needs DECAWM", ABC + "x\x1b[?7l" + REVERSE + "\b\b", ABC + "|x", (0, 1)),
    Case("BS from a pending wrap", REVERSE + ABC + "\b", ABC, (9, 0)),
    Case("BS in margins", LR + REVERSE + "\x1b[2;3H\b", "", (5, 0)),
    Case("BS at the top margin", "\x1b[2;4r" + REVERSE + "\x1b[2;1H\b", "", (9, 3)),
    Case("RIS turns reverse wrap off", REVERSE + "\x1bc\x1b[2;1H\b", "", (0, 1)),
]

INSERTION = [
    Case("IRM moves the text", "abc\r\x1b[4hxy", "xyabc", (2, 0)),
    Case("IRM drops what leaves", ABC + "\r\x1b[4hxy", "xyabcdefgh", (2, 0)),
    Case("IRM off", "abc\r\x1b[4hx\x1b[4ly", "xybc", (2, 0)),
    Case("IRM at the last column", ABC + "\x1b[10G\x1b[4hx", "abcdefghix", (10, 0)),
    Case("IRM and a wrap", ABC + "\x1b[2;1Hk\x1b[1;10H\x1b[4hxy", "abcdefghix|yk", (1, 1)),
    Case("IRM stops at the right margin", ABC + LR + "\x1b[4h\x1b[1;4Hx", "abcxdeghij", (4, 0)),
    Case("IRM left of the margins", ABC + LR + "\x1b[4h\x1b[1;1Hx", "xbcdefghij", (1, 0)),
    Case("IRM right of the margins", ABC + LR + "\x1b[4h\x1b[1;8Hx", "abcdefgxij", (8, 0)),
    Case("IRM keeps attributes", "\x1b[1ma\r\x1b[m\x1b[4hb", "ba", cells={(0, 0): {}, (1, 0): {"bold": True}}),
    Case("RIS turns IRM off", "\x1b[4h\x1bcab\rx", "xb", (1, 0)),
    Case("DECSTR turns IRM off", "\x1b[4h\x1b[!pab\rx", "xb", (1, 0)),
]

REPETITION = [
    Case("REP without a parameter is one", "a\x1b[b", "aa", (2, 0)),
    Case("REP zero is one", "a\x1b[0b", "aa", (2, 0)),
    Case("REP counts", "ab\x1b[3b", "abbbb", (5, 0)),
    Case("REP wraps", "a\x1b[11b", "a" * 10 + "|aa", (2, 1)),
    # Undefined by ECMA-48 when the last thing was not a character, except for this.
    Case("REP with nothing printed", "\x1b[5b", "", (0, 0), unlike_xterm="it prints a character that is none"),
    Case("REP of a wide character", "中\x1b[2b", "中中中", (6, 0)),
    Case("REP of a line drawing character", "\x1b(0q\x1b[2b", "───", (3, 0)),
    Case("REP in insert mode", "abc\r\x1b[4hx\x1b[b", "xxabc", (2, 0)),
]

NEW_LINE = [
    Case("LNM returns at LF", "ab\x1b[20h\ncd", "ab|cd", (2, 1)),
    Case("LNM returns at VT", "ab\x1b[20h\vcd", "ab|cd", (2, 1)),
    Case("LNM returns at FF", "ab\x1b[20h\fcd", "ab|cd", (2, 1)),
    Case("LNM and IND", "ab\x1b[20h\x1bDcd", "ab|  cd", (4, 1)),
    Case("LNM off", "ab\x1b[20h\x1b[20l\ncd", "ab|  cd", (4, 1)),
    Case("LNM scrolls at the bottom", GRID + "\x1b[20h\nx", (GRID + "\r\nx").replace("\r\n", "|")[11:], (1, 4)),
    Case("RIS turns LNM off", "\x1b[20h\x1bcab\nc", "ab|  c", (3, 1)),
    Case("CR does not feed a line", "ab\x1b[20h\rc", "cb", (1, 0)),
]
# fmt: on


@over(AUTOMATIC)
def test_automatic_wrap(case: Case) -> None:
    """A character after the last column goes to the next line, or replaces the last."""
    case.check()


@over(PENDING)
def test_pending_wrap(case: Case) -> None:
    """Some controls end a pending wrap and others do not touch it."""
    case.check()


@over(REVERSE_WRAP)
def test_reverse_wrap(case: Case) -> None:
    """With mode 45, going back goes to the line above."""
    case.check()


@over(INSERTION)
def test_insertion(case: Case) -> None:
    """With IRM, text moves what is right of it."""
    case.check()


@over(REPETITION)
def test_repetition(case: Case) -> None:
    """REP prints the last character again, if a character was the last thing."""
    case.check()


@over(NEW_LINE)
def test_new_line_mode(case: Case) -> None:
    """With LNM, a line feed returns to the first column too."""
    case.check()
