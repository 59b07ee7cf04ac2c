"""Tab stops: HT, CHT, CBT, HTS, TBC, and what resets them."""

from __future__ import annotations

from tests.conformance.cases import Case, over

WIDE = (30, 3)
NO_STOPS = "\x1b[3g"
STOPS = NO_STOPS + "\x1b[1;4H\x1bH\x1b[1;11H\x1bH\r"
"""Stops at columns 3 and 10, counted from 0, and no others."""

FORWARD = [
    Case("HT goes to a multiple of eight", "\tx", "        x", (9, 0), WIDE),
    Case("HT from a stop goes to the next", "\t\t", "", (16, 0), WIDE),
    Case("HT from before a stop", "1234567\tx", "1234567 x", (9, 0), WIDE),
    Case("HT stops at the last column", "\t\t\t\t\t", "", (29, 0), WIDE),
    Case("HT does not wrap", "\t\t\t\t\tx", " " * 29 + "x", (30, 0), WIDE),
    Case("HT does not erase", "abc\r\tx", "abc     x", (9, 0), WIDE),
    Case("HT leaves a pending wrap", "0123456789\tx", "0123456789|x", (1, 1)),
    Case("CHT without a parameter is one", "\x1b[I", "", (8, 0), WIDE),
    Case("CHT zero is one", "\x1b[0I", "", (8, 0), WIDE),
    Case("CHT counts", "\x1b[2I", "", (16, 0), WIDE),
    Case("CHT stops at the last column", "\x1b[99I", "", (29, 0), WIDE),
    Case("CHT leaves the row", "\x1b[2;3H\x1b[I", "", (8, 1), WIDE),
]

BACKWARD = [
    Case("CBT without a parameter is one", "\x1b[20G\x1b[Z", "", (16, 0), WIDE),
    Case("CBT zero is one", "\x1b[20G\x1b[0Z", "", (16, 0), WIDE),
    Case("CBT counts", "\x1b[20G\x1b[2Z", "", (8, 0), WIDE),
    Case("CBT from a stop", "\x1b[17G\x1b[Z", "", (8, 0), WIDE),
    Case("CBT stops at the first column", "\x1b[20G\x1b[9Z", "", (0, 0), WIDE),
]

DIGITS = "0123456789"
BACK = DIGITS + "\x1b[Z"
# fmt: off
# The VT420 cancels the wrap; xterm moves back and leaves it pending.
WAITING = [
    Case("CBT from a pending wrap moves", BACK, DIGITS, (8, 0)),
    Case("CBT from a pending wrap", BACK + "x", DIGITS + "|x", (1, 1)),
    Case("CBT counts from a pending wrap", DIGITS + "\x1b[2Z", DIGITS, (0, 0)),
    Case("CBT from a pending wrap at the bottom", "\x1b[5;1H" + BACK + "x", "|||" + DIGITS + "|x", (1, 4)),
    Case("a wide character after it", BACK + "漢", DIGITS + "|漢", (2, 1)),
    Case("text in another rendition after it", BACK + "\x1b[1mxy", DIGITS + "|xy", (2, 1)),
    Case("HT goes back to the wrap", BACK + "\tx", DIGITS + "|x", (1, 1)),
    Case("CBT twice", BACK + "\x1b[Zx", DIGITS + "|x", (1, 1)),
    Case("CUB ends it", BACK + "\x1b[Dx", "0123456x89", (8, 0)),
    Case("EL ends it", BACK + "\x1b[Kx", "01234567x", (9, 0)),
    Case("CHA ends it", BACK + "\x1b[3Gx", "01x3456789", (3, 0)),
    Case("CR ends it", BACK + "\rx", "x123456789", (1, 0)),
    Case("LF ends it", BACK + "\nx", DIGITS + "|        x", (9, 1)),
    Case("IRM leaves it", BACK + "\x1b[4hx", DIGITS + "|x", (1, 1)),
    Case("without DECAWM there is none", "\x1b[?7l" + BACK + "xy", "01234567xy"),
    Case("without DECAWM nor for a wide one", "\x1b[?7l" + BACK + "漢", "01234567漢"),
    Case("DECSC and DECRC keep it", BACK + "\x1b7\r\x1b8x", DIGITS + "|x", (1, 1)),
    Case("DECSTR leaves it", BACK + "\x1b[!px", DIGITS + "|x", (1, 1)),
]

STOPS_SET = [
    Case("HTS", "abc\x1bH\r\tx", "abcx", (4, 0), WIDE),
    Case("HTS keeps the others", "abc\x1bH\r\t\tx", "abc     x", (9, 0), WIDE),
    Case("stops are for all rows", "abc\x1bH\r\n\tx", "abc|   x", (4, 1), WIDE),
    Case("TBC removes one", "\x1b[9G\x1b[g\r\tx", " " * 16 + "x", (17, 0), WIDE),
    Case("TBC zero removes one", "\x1b[9G\x1b[0g\r\t", "", (16, 0), WIDE),
    Case("TBC where there is none", "\x1b[5G\x1b[g\r\t", "", (8, 0), WIDE),
    Case("TBC 3 removes all", NO_STOPS + "\tx", " " * 29 + "x", (30, 0), WIDE),
    Case("TBC 1 and 2 do nothing", "\x1b[1g\x1b[2g\t", "", (8, 0), WIDE),
    Case("two stops of one's own", STOPS + "\ta\tb", "   a      b", (11, 0), WIDE),
    Case("CHT over stops of one's own", STOPS + "\x1b[2I", "", (10, 0), WIDE),
    Case("CBT over stops of one's own", STOPS + "\x1b[20G\x1b[2Z", "", (3, 0), WIDE),
    Case("CBT without a stop", NO_STOPS + "\x1b[20G\x1b[Z", "", (0, 0), WIDE),
    Case("RIS brings the stops back", NO_STOPS + "\x1bc\t", "", (8, 0), WIDE),
    Case("DECSTR leaves the stops", NO_STOPS + "\x1b[!p\t", "", (29, 0), WIDE),
    Case("DECST8C brings the stops back", NO_STOPS + "\x1b[?5W\t", "", (8, 0), WIDE, unlike_xterm="a control of the VT510, which xterm 379 has not"),
    Case("CTC is not DECST8C", NO_STOPS + "\x1b[5W\t", "", (29, 0), WIDE),
    Case("the alternate screen has the same", STOPS + "\x1b[?1049h\t", "", (3, 0), WIDE),
]

MARGINS = [
    Case("HT stops at the right margin", "\x1b[?69h\x1b[3;12s\x1b[1;5H\t\t\tx", "           x", size=WIDE),
    # On a VT420 the margin is no bound from beyond it; xterm goes back to the margin.
    Case("HT from beyond the right margin", "\x1b[?69h\x1b[3;12s\x1b[1;15H\t\t", "", (11, 0), WIDE),
    Case("HT from a pending wrap beyond the right margin", "\x1b[?69h\x1b[3;12s\x1b[1;29Hab\tx", " " * 28 + "ab|  x", (3, 1), WIDE),
    Case("CBT from a pending wrap at the right margin", "\x1b[?69h\x1b[3;12s\x1b[1;11Hab\x1b[Zx", "          ab|  x", (3, 1), WIDE),
    Case("CBT goes past the left margin", "\x1b[?69h\x1b[3;12s\x1b[1;10H\x1b[2Z", "", (0, 0), WIDE),
    Case("CBT stops at the left margin in origin mode", "\x1b[?69h\x1b[3;12s\x1b[?6h\x1b[1;9H\x1b[5Zx", "  x", (3, 0), WIDE),
]
# fmt: on


@over(WAITING)
def test_tabulation_and_a_pending_wrap(case: Case) -> None:
    """A tabulation back leaves a wrap pending: the next character is on the next line."""
    case.check()


@over(FORWARD, BACKWARD)
def test_tabulation(case: Case) -> None:
    """A tabulation goes from stop to stop and ends at the edge."""
    case.check()


@over(STOPS_SET)
def test_stops(case: Case) -> None:
    """Stops can be set and removed."""
    case.check()


@over(MARGINS)
def test_stops_and_margins(case: Case) -> None:
    """The margins bound some tabulations."""
    case.check()
