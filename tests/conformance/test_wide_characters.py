"""Characters of two columns and of none."""

from __future__ import annotations

from tests.conformance.cases import Case, over

CLUSTERS = "\x1b[?2027h"
"""The mode in which a grapheme cluster is one character."""
UNKNOWN = "xterm does not know mode 2027"
LR = "\x1b[?69h\x1b[3;6s"
"""Left and right margins at columns 2 and 5, counted from 0."""
NOTHING = {"data": ""}
CUT = "\x1b[1;41m中文\x1b[0;4;42m"
"""Two wide characters in one rendition, and then another that has all to do with cuts."""
OLD = {"bold": True, "background": 1}
NEW = {"underline": 1, "background": 2}
ERASED = {"background": 2}
YELLOW = {"background": 3}

# fmt: off
WIDE = [
    Case("two columns", "中x", "中x", (3, 0), cells={(0, 0): {"data": "中"}, (1, 0): NOTHING}),
    Case("a half-width letter", "ｱx", "ｱx", (2, 0)),
    Case("full-width letters", "\uff21\uff22", "\uff21\uff22", (4, 0)),
    Case("an ideographic space", "\u3000x", "\u3000x", (3, 0)),
    Case("an emoji", "😀x", "😀x", (3, 0)),
    Case("it fills the line", "12345678中", "12345678中", (10, 0)),
    Case("and then wraps", "12345678中x", "12345678中|x", (1, 1)),
    Case("it wraps from the last column", "123456789中x", "123456789|中x", (3, 1)),
    Case("it wraps after a move to the last column", "\x1b[10G中", "|中", (2, 1)),
    Case("it wraps at the bottom", "\x1b[5;10H中", "||||中", (2, 4)),
    Case("the last column is kept when it wraps", "0123456789\x1b[10G中", "0123456789|中", (2, 1)),
    Case("a mark in the middle of one", "漢\x1b[2G\u0301x", " x", (2, 0)),
    Case("at the last column without DECAWM", "\x1b[?7l123456789中", "123456789"),
    Case("at the end without DECAWM", "\x1b[?7l12345678中文", "12345678文"),
    Case("it wraps in the margins", LR + "\x1b[1;3Habc中d", "  abc|  中d", (5, 1)),
    Case("it fits in the margins", LR + "\x1b[1;3Hab中c", "  ab中|  c", (3, 1)),
    Case("attributes are of both halves", "\x1b[1m中", "中", cells={(0, 0): {"bold": True}, (1, 0): {"bold": True}}),
    Case("a wide character many times", "中" * 7, "中中中中中|中中", (4, 1)),
    Case("CUB goes into it", "中\x1b[D", "中", (1, 0)),
    Case("BS goes into it", "中\b", "中", (1, 0)),
]

HALVES = [
    Case("the left half overwritten", "中文\rx", "x 文", (1, 0)),
    Case("the right half overwritten", "中文\x1b[2Gx", " x文", (2, 0)),
    Case("both halves overwritten", "中文\rxy", "xy文", (2, 0)),
    Case("overwritten by a wide one", "中文\r字", "字文", (2, 0)),
    Case("overwritten by a wide one in the middle", "中文\x1b[2G字", " 字", (3, 0)),
    Case("narrow ones overwritten", "xyz\x1b[2G中", "x中", (3, 0)),
    Case("a narrow and half a wide one overwritten", "x中y\x1b[1G字", "字 y", (2, 0)),
    Case("ECH of the left half", "中文\r\x1b[X", "  文", (0, 0)),
    Case("ECH of the right half", "中文\x1b[2G\x1b[X", "  文", (1, 0)),
    Case("EL from the right half", "中文\x1b[2G\x1b[K", "", (1, 0)),
    Case("EL 1 to the left half", "中文\x1b[3G\x1b[1K", "", (2, 0)),
    Case("EL 1 to the right half", "中文\x1b[2G\x1b[1K", "  文", (1, 0)),
    Case("DCH of the left half", "中文\r\x1b[P", " 文", (0, 0)),
    Case("DCH of the right half", "中文\x1b[2G\x1b[P", " 文", (1, 0)),
    Case("DCH of both halves", "中文\r\x1b[2P", "文", (0, 0)),
    Case("ICH at the right half", "中文\x1b[2G\x1b[@", "   文", (1, 0)),
    Case("ICH at the left half", "中文\r\x1b[@", " 中文", (0, 0)),
    Case("ICH pushes half of one out", "12345678中\r\x1b[@", " 12345678", (0, 0)),
    Case("IRM pushes half of one out", "12345678中\r\x1b[4hx", "x12345678", (1, 0)),
    Case("IRM with a wide one", "abc\r\x1b[4h中", "中abc", (2, 0)),
    Case("IRM at the right half", "中文\x1b[2G\x1b[4hx", " x 文", (2, 0)),
    Case("DECFRA of the right half", "中x\x1b[88;1;2;1;2$x", " Xx"),
    Case("DECERA of the left half", "中x\x1b[1;1;1;1$z", "  x"),
    Case("REP", "中\x1b[b", "中中", (4, 0)),
    Case("DECIC through one", "中文\x1b[2G\x1b['}", "   文", (1, 0)),
    Case("DECDC through one", "中文\x1b[2G\x1b['~", " 文", (1, 0)),
    Case("a margin through one", "x中文" + LR + "\x1b[1;4H\x1b[@", None, (3, 0)),
    Case("scrolling a box through one", "中中中中\r\n中中中中" + LR + "\x1b[1;4H\x1b[S", None, (3, 0)),
]

# Of what is cut by a rectangle or a box, xterm keeps the rendition.
RENDITIONS = [
    Case("the blank for a right half", CUT + "\x1b[1Gx", "x 文", cells={(0, 0): NEW, (1, 0): ERASED, (2, 0): OLD}),
    Case("the blank for a left half", CUT + "\x1b[2Gx", " x文", cells={(0, 0): ERASED, (1, 0): NEW, (2, 0): OLD}),
    Case("the blank in the default rendition", CUT + "\x1b[m\x1b[1Gx", "x 文", cells={(1, 0): {}, (2, 0): OLD}),
    Case("the blanks for halves at both sides", CUT + "\x1b[2Gxy", " xy", cells={(0, 0): ERASED, (3, 0): ERASED}),
    Case("the blanks beside a wide one", CUT + "\x1b[2G字", " 字", cells={(0, 0): ERASED, (1, 0): NEW, (2, 0): NEW, (3, 0): ERASED}),
    Case("the blanks beside two colours", CUT + "\x1b[2Gx\x1b[43my", " xy", cells={(0, 0): ERASED, (3, 0): YELLOW}),
    Case("the blank before a change of colours", CUT + "\x1b[2Gx\x1b[43m\x1b[H", " x文", cells={(0, 0): ERASED, (1, 0): NEW}),
    Case("the blank before two colours", CUT + "\x1b[1G\x1b[2Cx\x1b[43my", "中xy", cells={(1, 0): OLD, (2, 0): NEW, (4, 0): {}}),
    Case("the blank at ECH of the left half", CUT + "\x1b[1G\x1b[X", "  文", cells={(0, 0): ERASED, (1, 0): ERASED, (2, 0): OLD}),
    Case("the blank at ECH of the right half", CUT + "\x1b[2G\x1b[X", "  文", cells={(0, 0): ERASED, (1, 0): ERASED, (2, 0): OLD}),
    Case("the blank at EL", CUT + "\x1b[2G\x1b[K", "", cells={(0, 0): ERASED, (3, 0): ERASED}),
    Case("the blank at EL in the default rendition", CUT + "\x1b[m\x1b[2G\x1b[K", "", cells={(0, 0): {}}),
    Case("the blank at EL 1", CUT + "\x1b[1G\x1b[1K", "  文", cells={(1, 0): ERASED, (2, 0): OLD}),
    Case("the blank at ED", CUT + "\x1b[2G\x1b[J", "", cells={(0, 0): ERASED}),
    Case("the blank at DECSEL", CUT + "\x1b[2G\x1b[?K", "", cells={(0, 0): ERASED}),
    Case("the blanks at ICH", CUT + "\x1b[2G\x1b[@", "   文", cells={(0, 0): ERASED, (1, 0): ERASED, (2, 0): ERASED, (3, 0): OLD}),
    Case("the blank at the edge of ICH", "12345678\x1b[1;41m中\x1b[0;4;42m\x1b[G\x1b[@", " 12345678", cells={(9, 0): ERASED}),
    Case("the blanks at IRM", CUT + "\x1b[2G\x1b[4hx", " x 文", cells={(0, 0): ERASED, (1, 0): NEW, (2, 0): ERASED, (3, 0): OLD}),
    Case("the blank at DCH of the left half", CUT + "\x1b[1G\x1b[P", " 文", cells={(0, 0): ERASED, (1, 0): OLD}),
    Case("the blank at DCH of the right half", CUT + "\x1b[2G\x1b[P", " 文", cells={(0, 0): ERASED, (1, 0): OLD}),
    Case("the blanks at DCH from half to half", CUT + "\x1b[2G\x1b[2P", "", cells={(0, 0): ERASED, (1, 0): ERASED, (2, 0): {}}),
    Case("the blanks at DECIC", CUT + "\x1b[2G\x1b['}", "   文", cells={(0, 0): ERASED, (2, 0): ERASED, (3, 0): OLD}),
    Case("the blank at DECDC", CUT + "\x1b[2G\x1b['~", " 文", cells={(0, 0): ERASED, (1, 0): OLD}),
    Case("the blank at SL", CUT + "\x1b[ @", " 文", cells={(0, 0): ERASED, (1, 0): OLD}),
    Case("the blank at a margin", CUT + LR + "\x1b[1;2Hx", " x文", cells={(0, 0): ERASED}),
    Case("DECERA of a half leaves a blank as it was", CUT + "\x1b[1;2;1;2$z", "  文", cells={(0, 0): OLD, (1, 0): NEW, (2, 0): OLD}),
    Case("DECFRA of a half leaves a blank as it was", CUT + "\x1b[88;1;1;1;1$x", "X 文", cells={(0, 0): NEW, (1, 0): OLD}),
    Case("DECSERA of a half leaves a blank as it was", CUT + "\x1b[1;2;1;2${", "  文", cells={(0, 0): OLD, (1, 0): OLD}),
    Case("DECCRA of halves copies blanks as they were", CUT + "\x1b[1;2;1;3;1;1;6$v", "中文", cells={(5, 0): OLD, (6, 0): OLD}),
    Case("DECCRA over halves leaves blanks as they were", CUT + "abcdef\x1b[1;5;1;5;1;1;2$v", " a文abcdef", cells={(0, 0): OLD, (1, 0): NEW}),
    Case("scrolling a box leaves blanks as they were", "\r\n\x1b[1;41mx中中中\x1b[0;4;42m" + LR + "\x1b[1;4H\x1b[S", "   中|x", cells={(2, 0): OLD, (1, 1): OLD, (6, 1): OLD}),
]

COMBINING = [
    Case("a mark has no column", "e\u0301x", "e\u0301x", (2, 0)),
    Case("two marks", "q\u0301\u0302x", "q\u0301\u0302x", (2, 0)),
    Case("a mark on a wide one", "中\u0301x", "中\u0301x", (3, 0)),
    Case("a mark at a pending wrap", "abcdefghie\u0301", "abcdefghie\u0301", (10, 0)),
    Case("a mark at a pending wrap and more", "abcdefghie\u0301x", "abcdefghie\u0301|x", (1, 1)),
    Case("a mark at the start of the screen", "\u0301\r\nx", None, (1, 1)),
    Case("a mark after a move", "ab\r\u0301", None, (0, 0)),
    Case("a mark is for the letter drawn last", "ee\x1b[1m\u0301x", "eéx", (3, 0)),
    Case("a mode ends nothing", "ee\x1b[?25l\u0301x", "eéx", (3, 0)),
    Case("a tab ends nothing", "ee\t\u0301x", "eé      x", (9, 0)),
    Case("CBT at a pending wrap ends nothing", "abcdefghie\x1b[Z\u0301x", "abcdefghié|x", (1, 1)),
    Case("a mark on a blank that was drawn", "e \x1b[1m\u0301x", "e \u0301x", (3, 0)),
    Case("a mark after a move is for the letter there", "ee\x1b[D\u0301", "eé", (1, 0)),
    Case("and so after a move to the start", "ee\r\u0301", "ée", (0, 0)),
    Case("a mark after a move is not for a letter before", "ee\x1b[1;3H\u0301x", "eex", (3, 0)),
    Case("a mark after EL", "ee\x1b[K\u0301x", "eex", (3, 0)),
    Case("a mark after EL 0 in the middle", "eefg\x1b[2D\x1b[K\u0301x", "eex", (3, 0)),
    Case("a mark after ECH", "eefg\x1b[3D\x1b[X\u0301", "e fg", (1, 0)),
    Case("a mark after ECH and a move to a letter", "eefe\x1b[2D\x1b[X\x1b[C\u0301", "ee é", (3, 0)),
    Case("a mark after DCH", "eee\x1b[2G\x1b[P\u0301", "eé", (1, 0)),
    Case("a mark after a line feed", "ee\n\u0301x", "ee|  x", (3, 1)),
    Case("a mark after DECRC", "e\x1b7\x1b8\u0301x", "ex", (2, 0)),
    Case("a mark where nothing is", "\x1b[2J\x1b[2;3H\u0301x", "|  x", (3, 1)),
    Case("a mark is overwritten with its letter", "e\u0301\rx", "x", (1, 0)),
    Case("a mark is erased with its letter", "e\u0301\r\x1b[X", "", (0, 0)),
    Case("a mark goes along", "e\u0301\r\x1b[@", " e\u0301", (0, 0)),
    Case("a hundred marks", "e" + "\u0301" * 100 + "x", None, (2, 0)),
    Case("a zero-width space", "a\u200bb", None, (2, 0)),
    Case("a zero-width joiner between letters", "a\u200db", None, (2, 0)),
    Case("Hangul of parts", "\u1112\u1161\u11abx", None, (3, 0)),
    Case("a vowel sign", "क\u093fx", None, (2, 0), unlike_xterm="its table gives the sign a column"),
]
# fmt: on

WITHOUT_CLUSTERS = [
    Case("an emoji with VS16", "❤\ufe0fx", None, (2, 0)),
    Case("emoji joined", "👩\u200d🚀x", None, (5, 0)),
    Case("an emoji with a skin tone", "👍🏽x", "👍🏽x", (5, 0)),
    Case("a flag", "🇩🇪x", None, (3, 0)),
    Case("DECRQM 2027", "\x1b[?2027$p", replies="\x1b[?2027;2$y", unlike_xterm=UNKNOWN),
]

# fmt: off
WITH_CLUSTERS = [
    Case("cluster: DECRQM 2027", CLUSTERS + "\x1b[?2027$p", replies="\x1b[?2027;1$y", unlike_xterm=UNKNOWN),
    Case("cluster: an emoji with VS16", CLUSTERS + "❤\ufe0fx", "❤\ufe0fx", (3, 0), cells={(1, 0): NOTHING}, unlike_xterm=UNKNOWN),
    Case("cluster: the same emoji without", CLUSTERS + "❤x", "❤x", (2, 0)),
    Case("cluster: emoji joined", CLUSTERS + "👩\u200d🚀x", "👩\u200d🚀x", (3, 0), cells={(0, 0): {"data": "👩\u200d🚀"}, (1, 0): NOTHING}, unlike_xterm=UNKNOWN),
    Case("cluster: a family", CLUSTERS + "👨\u200d👩\u200d👧x", "👨\u200d👩\u200d👧x", (3, 0), unlike_xterm=UNKNOWN),
    Case("cluster: a skin tone", CLUSTERS + "👍🏽x", "👍🏽x", (3, 0), unlike_xterm=UNKNOWN),
    Case("cluster: a flag", CLUSTERS + "🇩🇪x", "🇩🇪x", (3, 0), unlike_xterm=UNKNOWN),
    Case("cluster: two flags", CLUSTERS + "🇩🇪🇫🇷x", "🇩🇪🇫🇷x", (5, 0), unlike_xterm=UNKNOWN),
    Case("cluster: a key", CLUSTERS + "1\ufe0f\u20e3x", "1\ufe0f\u20e3x", (3, 0), unlike_xterm=UNKNOWN),
    Case("cluster: letters with marks", CLUSTERS + "e\u0301x", "e\u0301x", (2, 0)),
    Case("cluster: a move ends one", CLUSTERS + "👩\u200d\x1b[1;3H🚀x", None, (5, 0)),
    Case("cluster: at the right edge", CLUSTERS + "12345678👩\u200d🚀x", "12345678👩\u200d🚀|x", (1, 1), unlike_xterm=UNKNOWN),
    Case("cluster: RIS ends the mode", CLUSTERS + "\x1bc\x1b[?2027$p", replies="\x1b[?2027;2$y", unlike_xterm=UNKNOWN),
]
# fmt: on


@over(WIDE)
def test_wide_characters(case: Case) -> None:
    """A wide character takes two columns, in one line."""
    case.check()


@over(HALVES)
def test_halves(case: Case) -> None:
    """What takes half of a wide character blanks the other half."""
    case.check()


@over(RENDITIONS)
def test_renditions_of_halves(case: Case) -> None:
    """The blank for half of a wide character looks as if it had been erased."""
    case.check()


@over(COMBINING)
def test_characters_without_width(case: Case) -> None:
    """A character of no width is added to the one before it."""
    case.check()


@over(WITHOUT_CLUSTERS)
def test_characters_by_themselves(case: Case) -> None:
    """At first each character has a width of its own, as in xterm."""
    case.check()


@over(WITH_CLUSTERS)
def test_grapheme_clusters(case: Case) -> None:
    """In mode 2027 a grapheme cluster is one character of one or two columns."""
    case.check()
