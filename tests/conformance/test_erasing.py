"""Erasing, and insertion and deletion of characters."""

from __future__ import annotations

from tests.conformance.cases import ABC, GRID, ROWS, Case, over

MIDDLE = GRID + "\x1b[3;5H"
"""The cursor at column 4 of row 2, counted from 0, of a full screen."""
BLUE = "\x1b[44m"
ON_BLUE = {"background": 4}
MIXED = 'ab\x1b[1"qcd\x1b[0"qef'
"""Of `abcdef`, `cd` is protected."""
LR = "\x1b[?69h\x1b[3;6s"
"""Left and right margins at columns 2 and 5, counted from 0."""

# fmt: off
DISPLAY = [
    Case("ED erases below", MIDDLE + "\x1b[J", "a123456789|b123456789|c123", (4, 2)),
    Case("ED 0 erases below", MIDDLE + "\x1b[0J", "a123456789|b123456789|c123", (4, 2)),
    Case("ED 1 erases above", MIDDLE + "\x1b[1J", "||     56789|d123456789|e123456789", (4, 2)),
    Case("ED 2 erases all", MIDDLE + "\x1b[2J", "", (4, 2)),
    Case("ED 3 leaves the screen", ROWS + "\x1b[3J", "a|b|c|d|e", (1, 4)),
    Case("ED 4 does nothing", ROWS + "\x1b[4J", "a|b|c|d|e", (1, 4)),
    Case("ED with two parameters", ROWS + "\x1b[1;2J", "", (1, 4)),
    Case("ED 0 colours", BLUE + "\x1b[3;5H\x1b[J", cells={(4, 2): ON_BLUE, (0, 4): ON_BLUE, (3, 2): {}}),
    Case("ED 1 colours", BLUE + "\x1b[3;5H\x1b[1J", cells={(4, 2): ON_BLUE, (9, 0): ON_BLUE, (5, 2): {}}),
    Case("ED 2 colours", BLUE + "\x1b[2J", cells={(0, 0): ON_BLUE, (9, 4): ON_BLUE}),
    Case("ED takes only the background", "\x1b[1;4;7;9;44m\x1b[2J", cells={(0, 0): ON_BLUE}),
    Case("ED with a colour of the palette", "\x1b[48;5;100m\x1b[2J", cells={(3, 3): {"background": 100}}),
    Case("ED ignores the margins", GRID + "\x1b[?69h\x1b[3;6s\x1b[2;4r\x1b[2J", "", (0, 0)),
    Case("ED 0 from a pending wrap", "\x1b[2;2HX\x1b[H" + ABC + "\x1b[J", "abcdefghi", (9, 0)),
    Case("ED erases protected text", MIXED + "\x1b[2J", "", (6, 0)),
]

LINE = [
    Case("EL erases to the right", MIDDLE + "\x1b[K", "a123456789|b123456789|c123|d123456789|e123456789", (4, 2)),
    Case("EL 0 erases to the right", ABC + "\x1b[4G\x1b[0K", "abc", (3, 0)),
    Case("EL 1 erases to the left", ABC + "\x1b[4G\x1b[1K", "    efghij", (3, 0)),
    Case("EL 2 erases the line", "x\r\n" + ABC + "\x1b[4G\x1b[2K", "x", (3, 1)),
    Case("EL 3 does nothing", ABC + "\x1b[4G\x1b[3K", ABC, (3, 0)),
    Case("EL at a pending wrap erases the last", ABC + "\x1b[K", "abcdefghi", (9, 0)),
    Case("EL 1 at a pending wrap", ABC + "\x1b[1K", "", (9, 0)),
    Case("EL 2 at a pending wrap", ABC + "\x1b[2Kx", "         x", (10, 0)),
    Case("EL ends a pending wrap", ABC + "\x1b[Kx", "abcdefghix", (10, 0)),
    Case("EL colours", BLUE + "\x1b[4G\x1b[K", cells={(3, 0): ON_BLUE, (9, 0): ON_BLUE, (2, 0): {}}),
    Case("EL 1 colours", BLUE + "\x1b[4G\x1b[1K", cells={(0, 0): ON_BLUE, (3, 0): ON_BLUE, (4, 0): {}}),
    Case("EL ignores the margins", ABC + LR + "\x1b[1;4H\x1b[K", "abc", (3, 0)),
    Case("EL with a true colour", "\x1b[48;2;1;2;3m\x1b[K", cells={(0, 0): {"background": "#010203"}}),
    Case("EL in reverse video", "\x1b[7m\x1b[K", cells={(0, 0): {}}),
]

CHARACTERS = [
    Case("ECH without a parameter is one", ABC + "\x1b[3G\x1b[X", "ab defghij", (2, 0)),
    Case("ECH zero is one", ABC + "\x1b[3G\x1b[0X", "ab defghij", (2, 0)),
    Case("ECH counts", ABC + "\x1b[3G\x1b[3X", "ab   fghij", (2, 0)),
    Case("ECH stops at the right", ABC + ABC + "\x1b[1;3H\x1b[99X", "ab|" + ABC, (2, 0)),
    Case("ECH at a pending wrap", ABC + "\x1b[Xx", "abcdefghix", (10, 0)),
    Case("ECH colours", BLUE + "\x1b[2X", cells={(0, 0): ON_BLUE, (1, 0): ON_BLUE, (2, 0): {}}),
    Case("ECH ignores the margins", ABC + LR + "\x1b[1;5H\x1b[4X", "abcd    ij", (4, 0)),
    Case("ICH without a parameter is one", ABC + "\x1b[3G\x1b[@", "ab cdefghi", (2, 0)),
    Case("ICH zero is one", ABC + "\x1b[3G\x1b[0@", "ab cdefghi", (2, 0)),
    Case("ICH counts", ABC + "\x1b[3G\x1b[3@", "ab   cdefg", (2, 0)),
    Case("ICH of more than there are", ABC + "\x1b[3G\x1b[99@", "ab", (2, 0)),
    Case("ICH at a pending wrap", ABC + "\x1b[@x", "abcdefghix", (10, 0)),
    Case("ICH colours", "abc\r" + BLUE + "\x1b[@", " abc", cells={(0, 0): ON_BLUE, (1, 0): {}}),
    Case("ICH stops at the right margin", ABC + LR + "\x1b[1;4H\x1b[@", "abc deghij", (3, 0)),
    Case("ICH outside the margins", ABC + LR + "\x1b[1;8H\x1b[@", ABC, (7, 0)),
    Case("DCH without a parameter is one", ABC + "\x1b[3G\x1b[P", "abdefghij", (2, 0)),
    Case("DCH zero is one", ABC + "\x1b[3G\x1b[0P", "abdefghij", (2, 0)),
    Case("DCH counts", ABC + "\x1b[3G\x1b[3P", "abfghij", (2, 0)),
    Case("DCH of more than there are", ABC + "\x1b[3G\x1b[99P", "ab", (2, 0)),
    Case("DCH at a pending wrap", ABC + "\x1b[Px", "abcdefghix", (10, 0)),
    Case("DCH colours at the right", ABC + "\r" + BLUE + "\x1b[2P", cells={(8, 0): ON_BLUE, (7, 0): {}}),
    Case("DCH stops at the right margin", ABC + LR + "\x1b[1;4H\x1b[P", "abcef ghij", (3, 0)),
    Case("DCH outside the margins", ABC + LR + "\x1b[1;8H\x1b[P", ABC, (7, 0)),
    Case("DCH takes attributes along", "a\x1b[1mb\x1b[m\r\x1b[P", "b", cells={(0, 0): {"bold": True}}),
]

SELECTIVE = [
    Case("DECSCA protects", MIXED, "abcdef", cells={(1, 0): {}, (2, 0): {"protected": True}, (4, 0): {}}),
    Case("DECSCA 2 ends it", '\x1b[1"qa\x1b[2"qb', cells={(0, 0): {"protected": True}, (1, 0): {}}),
    Case("SGR 0 does not end it", '\x1b[1"q\x1b[ma', cells={(0, 0): {"protected": True}}),
    Case("DECSTR ends it", '\x1b[1"q\x1b[!pa', "a", cells={(0, 0): {}}),
    Case("DECSED leaves the protected", MIXED + "\x1b[?2J", "  cd", (6, 0)),
    Case("DECSED 0", "\r\n" + MIXED + "\x1b[1;1H\x1b[?J", "|  cd", (0, 0)),
    Case("DECSED 1", MIXED + "\r\n" + MIXED + "\x1b[2;4H\x1b[?1J", "  cd|  cdef", (3, 1)),
    Case("DECSEL 0", MIXED + "\r\x1b[?K", "  cd", (0, 0)),
    Case("DECSEL 1", MIXED + "\x1b[5G\x1b[?1K", "  cd f", (4, 0)),
    Case("DECSEL 2", MIXED + "\x1b[?2K", "  cd", (6, 0)),
    Case("DECSEL at a pending wrap", ABC + "\x1b[?Kx", "abcdefghix", (10, 0)),
    Case("EL erases the protected", MIXED + "\r\x1b[K", "", (0, 0)),
    Case("ECH erases the protected", MIXED + "\r\x1b[9X", "", (0, 0)),
    Case("text overwrites the protected", MIXED + "\r12345", "12345f", (5, 0)),
    Case("an erased cell is not protected", '\x1b[1"q\x1b[3X', cells={(0, 0): {}}),
    # The VT220 leaves the rendition of what DECSEL erases; xterm does not.
    Case("DECSEL and the rendition", "\x1b[1ma\x1b[m\r\x1b[?K", "", cells={(0, 0): {}}),
    Case("DECSEL colours", "a\r" + BLUE + "\x1b[?K", "", cells={(0, 0): ON_BLUE, (9, 0): ON_BLUE}),
    Case("DECSED colours", "a\r" + BLUE + "\x1b[?J", "", cells={(0, 0): ON_BLUE, (9, 4): ON_BLUE}),
    Case("SPA guards from ED", "ab\x1bVcd\x1bWef\x1b[2J", "  cd", (6, 0)),
    Case("SPA guards from EL", "ab\x1bVcd\x1bWef\r\x1b[K", "  cd", (0, 0)),
    Case("SPA guards from ECH", "ab\x1bVcd\x1bWef\r\x1b[9X", "  cd", (0, 0)),
    Case("SPA guards from DECSED", "ab\x1bVcd\x1bWef\x1b[?2J", "  cd", (6, 0)),
]
# fmt: on


@over(DISPLAY)
def test_erasing_the_display(case: Case) -> None:
    """ED erases with the background in use and does not move."""
    case.check()


@over(LINE)
def test_erasing_a_line(case: Case) -> None:
    """EL erases with the background in use and ends a pending wrap."""
    case.check()


@over(CHARACTERS)
def test_characters(case: Case) -> None:
    """ECH, ICH and DCH work at the cursor, to the margin or the edge."""
    case.check()


@over(SELECTIVE)
def test_selective_erasing(case: Case) -> None:
    """Protected text is kept by selective erasing only, guarded text by any."""
    case.check()
