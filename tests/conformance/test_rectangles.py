"""Rectangular areas: fill, erase, copy, attributes and checksums."""

from __future__ import annotations

from tests.conformance.cases import GRID, Case, over

SAME = GRID.replace("\r\n", "|")
BOX = "\x1b[?69h\x1b[3;6s\x1b[2;4r"
"""Columns 2 to 5 and rows 1 to 3, counted from 0."""
ORIGIN = BOX + "\x1b[?6h"
BOLD = {"bold": True}
UNDER = {"underline": 1}
BLUE = "\x1b[44m"
ON_BLUE = {"background": 4}

# fmt: off
FILL = [
    Case("DECFRA", "\x1b[88;2;3;4;6$x", "|  XXXX|  XXXX|  XXXX", (0, 0)),
    Case("DECFRA does not move", "\x1b[5;5H\x1b[88;1;1;2;2$x", "XX|XX", (4, 4)),
    Case("DECFRA of the whole screen", "\x1b[88$x", "|".join(["X" * 10] * 5)),
    Case("DECFRA to the corner", "\x1b[88;4;8$x", "|||       XXX|       XXX"),
    Case("DECFRA with zeros", "\x1b[88;0;0;2;2$x", "XX|XX"),
    Case("DECFRA beyond the screen", "\x1b[88;4;8;99;99$x", "|||       XXX|       XXX"),
    Case("DECFRA upside down", "\x1b[88;4;3;2;6$x", ""),
    Case("DECFRA from right to left", "\x1b[88;2;6;4;3$x", ""),
    Case("DECFRA of one cell", "\x1b[88;2;3;2;3$x", "|  X"),
    Case("DECFRA in colour", BLUE + "\x1b[1m\x1b[88;1;1;1;2$x", "XX", cells={(0, 0): {**BOLD, **ON_BLUE}, (2, 0): {}}),
    Case("DECFRA with a control", "\x1b[7;1;1;2;2$x", ""),
    Case("DECFRA with DEL", "\x1b[127;1;1;2;2$x", ""),
    Case("DECFRA with a Latin-1 letter", "\x1b[233;1;1;1;2$x", "éé"),
    Case("DECFRA ignores the margins", BOX + "\x1b[88;1;1;2;4$x", "XXXX|XXXX"),
    Case("DECFRA in origin mode", ORIGIN + "\x1b[88;1;1;2;2$x", "|  XX|  XX"),
    Case("DECFRA is bounded in origin mode", ORIGIN + "\x1b[88;1;1;9;9$x", "|  XXXX|  XXXX|  XXXX"),
    Case("DECFRA keeps a pending wrap", "0123456789\x1b[88;2;1;2;2$xY", "0123456789|YX", (1, 1)),
]

ERASE = [
    Case("DECERA", GRID + "\x1b[2;3;4;6$z", "a123456789|b1    6789|c1    6789|d1    6789|e123456789"),
    Case("DECERA of the whole screen", GRID + "\x1b[$z", ""),
    Case("DECERA upside down", GRID + "\x1b[4;3;2;6$z", SAME),
    Case("DECERA ignores the margins", GRID + BOX + "\x1b[1;1;1;4$z", "    " + SAME[4:]),
    Case("DECERA in origin mode", GRID + ORIGIN + "\x1b[1;1;1;2$z", "a123456789|b1  456789|c123456789|d123456789|e123456789"),
    Case("DECERA erases with the background", "\x1b[1mabc\x1b[m" + BLUE + "\x1b[1;1;1;2$z", "  c", cells={(0, 0): ON_BLUE, (2, 0): BOLD}),
    # DEC's terminals erase the attributes; xterm fills with those in use.
    Case("DECERA fills with the rendition", "abc\x1b[1;44m\x1b[1;1;1;2$z", "  c", cells={(0, 0): {**BOLD, **ON_BLUE}}),
    Case("DECERA erases the protected", '\x1b[1"qabc\x1b[1;1;1;2$z', "  c"),
    Case("DECSERA leaves the protected", 'a\x1b[1"qb\x1b[0"qc\x1b[1;1;1;3${', " b"),
    Case("DECSERA erases what SPA guards", "\x1bVab\x1bWc\x1b[1;1;1;2${", "  c"),
    Case("DECSERA leaves the rendition", "\x1b[1mabc\x1b[m\x1b[1;1;1;2${", "  c", cells={(0, 0): BOLD, (2, 0): BOLD}),
    Case("DECSERA does not colour", "abc" + BLUE + "\x1b[1;1;1;2${", "  c", cells={(0, 0): {}}),
    Case("DECSERA in origin mode", GRID + ORIGIN + "\x1b[1;1;1;2${", "a123456789|b1  456789|c123456789|d123456789|e123456789"),
    Case("DECSERA of the whole screen", GRID + "\x1b[${", ""),
]

COPY = [
    Case("DECCRA", "abc\r\ndef\x1b[1;1;2;2;1;3;5;1$v", "abc|def|    ab|    de", (3, 1)),
    Case("DECCRA without pages", "abc\r\ndef\x1b[1;1;2;2;;3;5$v", "abc|def|    ab|    de"),
    Case("DECCRA to the corner by default", "abc\r\ndef\x1b[2;2;2;3$v", "efc|def"),
    Case("DECCRA overlapping to the right", "abcdef\x1b[1;1;1;4;1;1;3;1$v", "ababcd"),
    Case("DECCRA overlapping to the left", "abcdef\x1b[1;3;1;6;1;1;1;1$v", "cdefef"),
    Case("DECCRA overlapping downwards", GRID + "\x1b[1;1;3;9;1;2;1;1$v", "a123456789|a123456789|b123456789|c123456789|e123456789"),
    Case("DECCRA overlapping upwards", GRID + "\x1b[3;1;5;9;1;2;1;1$v", "a123456789|c123456789|d123456789|e123456789|e123456789"),
    Case("DECCRA is cut at the edge", "abc\x1b[1;1;1;3;1;1;9;1$v", "abc     ab"),
    Case("DECCRA is cut at the bottom", GRID + "\x1b[1;1;3;3;1;4;1;1$v", "a123456789|b123456789|c123456789|a123456789|b123456789"),
    Case("DECCRA takes attributes along", "\x1b[1ma\x1b[mb\x1b[1;1;1;1;1;2;2;1$v", "ab| a", cells={(1, 1): BOLD}),
    Case("DECCRA upside down", "abc\x1b[3;1;1;2;1;2;2;1$v", "abc"),
    Case("DECCRA in origin mode", GRID + ORIGIN + "\x1b[1;1;1;2;1;2;3;1$v", "a123456789|b123456789|c123236789|d123456789|e123456789"),
    Case("DECCRA ignores the margins", GRID + BOX + "\x1b[1;1;1;2;1;5;9;1$v", "a123456789|b123456789|c123456789|d123456789|e1234567a1"),
    Case("DECCRA of a wide character", "中x\x1b[1;1;1;3;1;2;2;1$v", "中x| 中x"),
]

ATTRIBUTES = [
    Case("DECCARA in a rectangle", GRID + "\x1b[2*x\x1b[2;3;3;4;1$r", SAME, cells={(2, 1): BOLD, (3, 2): BOLD, (4, 1): {}, (1, 2): {}}),
    Case("DECCARA along the lines", GRID + "\x1b[1*x\x1b[2;3;3;6;1$r", SAME, cells={(1, 1): {}, (2, 1): BOLD, (9, 1): BOLD, (0, 2): BOLD, (5, 2): BOLD, (6, 2): {}}),
    Case("DECSACE default is along the lines", GRID + "\x1b[2;3;3;6;1$r", cells={(9, 1): BOLD, (0, 2): BOLD, (6, 2): {}}),
    Case("DECSACE zero is along the lines", GRID + "\x1b[2*x\x1b[0*x\x1b[2;3;3;6;1$r", cells={(9, 1): BOLD, (0, 2): BOLD}),
    Case("DECCARA adds", "\x1b[4ma\x1b[1;1;1;1;1$r", cells={(0, 0): {**BOLD, **UNDER}}),
    Case("DECCARA with several", "a\x1b[1;1;1;1;1;4;5;7$r", cells={(0, 0): {**BOLD, **UNDER, "blink": True, "reverse": True}}),
    Case("DECCARA 0 takes away", "\x1b[1;4;5;7ma\x1b[1;1;1;1;0$r", cells={(0, 0): {}}),
    Case("DECCARA 22 takes bold away", "\x1b[1;4ma\x1b[1;1;1;1;22$r", cells={(0, 0): UNDER}),
    Case("DECCARA 24 takes underline away", "\x1b[1;4ma\x1b[1;1;1;1;24$r", cells={(0, 0): BOLD}),
    Case("DECCARA 27 takes reverse away", "\x1b[1;7ma\x1b[1;1;1;1;27$r", cells={(0, 0): BOLD}),
    Case("DECCARA 25 takes blink away", "\x1b[1;5ma\x1b[1;1;1;1;25$r", cells={(0, 0): BOLD}),
    Case("DECCARA leaves colours", "\x1b[31;44ma\x1b[1;1;1;1;1$r", cells={(0, 0): {**BOLD, "foreground": 1, **ON_BLUE}}),
    Case("DECCARA in origin mode", GRID + ORIGIN + "\x1b[2*x\x1b[1;1;1;1;1$r", cells={(2, 1): BOLD, (0, 0): {}}),
    Case("DECCARA does not change the pen", "ab\x1b[1;1;1;1;1$rc", "abc", cells={(2, 0): {}}),
    Case("DECRARA in a rectangle", GRID + "\x1b[2*x\x1b[2;3;3;4;1$t", SAME, cells={(2, 1): BOLD, (3, 2): BOLD, (4, 1): {}, (1, 2): {}}),
    Case("DECRARA along the lines", GRID + "\x1b[2;3;3;6;1$t", cells={(9, 1): BOLD, (0, 2): BOLD, (6, 2): {}}),
    Case("DECRARA turns over", "\x1b[1ma\x1b[mb\x1b[1;1;1;2;1;4$t", cells={(0, 0): UNDER, (1, 0): {**BOLD, **UNDER}}),
    Case("DECRARA twice", "a\x1b[1;1;1;1;7$t\x1b[1;1;1;1;7$t", cells={(0, 0): {}}),
    # The VT510 turns all attributes over; xterm none.
    Case("DECRARA 0 does nothing", "\x1b[1ma\x1b[1;1;1;1;0$t", cells={(0, 0): BOLD}),
    # The VT420's area along the lines may end left of where it begins; xterm's may not.
    Case("DECRARA from right to left", GRID + "\x1b[2;9;3;2;1$t", cells={(9, 1): {}, (0, 2): {}}),
    Case("DECRARA in origin mode", GRID + ORIGIN + "\x1b[2*x\x1b[1;1;1;1;1$t", cells={(2, 1): BOLD, (0, 0): {}}),
]
# fmt: on

RAW = "\x1b[55#y"
"""XTCHECKSUM: the plain sum of the characters."""

# fmt: off
CHECKSUMS = [
    Case("DECRQCRA of one cell", RAW + "A\x1b[7;1;1;1;1;1*y", replies="\x1bP7!~0041\x1b\\"),
    Case("DECRQCRA sums", RAW + "ABC\x1b[7;1;1;1;1;3*y", replies="\x1bP7!~00C6\x1b\\"),
    Case("DECRQCRA of rows", RAW + "AB\r\nCD\x1b[7;1;1;1;2;2*y", replies="\x1bP7!~010A\x1b\\"),
    Case("DECRQCRA of a blank", RAW + "\x1b[7;1;1;1;1;1*y", replies="\x1bP7!~0020\x1b\\"),
    Case("DECRQCRA in origin mode", RAW + GRID + ORIGIN + "\x1b[7;1;1;1;1;1*y", replies="\x1bP7!~0032\x1b\\"),
    Case("DECRQCRA negates", "A\x1b[7;1;1;1;1;1*y", replies="\x1bP7!~FFBF\x1b\\", unlike_xterm="the oracle sets checksumExtension"),
    Case("DECRQCRA of bold", "\x1b[1mA\x1b[7;1;1;1;1;1*y", replies="\x1bP7!~FF3F\x1b\\", unlike_xterm="the oracle sets checksumExtension"),
    Case("DECRQCRA of a letter above Latin-1", RAW + "Ж\x1b[7;1;1;1;1;1*y", replies="\x1bP7!~0416\x1b\\"),
]
# fmt: on


@over(FILL)
def test_filling(case: Case) -> None:
    """DECFRA fills with a printable character in the rendition in use."""
    case.check()


@over(ERASE)
def test_erasing(case: Case) -> None:
    """DECERA erases all and DECSERA what is not protected."""
    case.check()


@over(COPY)
def test_copying(case: Case) -> None:
    """DECCRA copies as if through a buffer and is cut at the edges."""
    case.check()


@over(ATTRIBUTES)
def test_attributes(case: Case) -> None:
    """DECCARA and DECRARA change attributes in the extent DECSACE has set."""
    case.check()


@over(CHECKSUMS)
def test_checksums(case: Case) -> None:
    """DECRQCRA answers with a sum over the rectangle."""
    case.check()
