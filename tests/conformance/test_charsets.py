"""Character sets G0 to G3, their designation, and the shifts between them."""

from __future__ import annotations

from tests.conformance.cases import Case, over

GRAPHICS = dict(zip("`abcdefghijklmnopqrstuvwxyz{|}~", "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·", strict=True))  # fmt: skip
"""DEC Special Graphics, but for the blank at `_`."""
UNCHANGED = "".join(map(chr, range(0x21, 0x5F)))

# fmt: off
SPECIAL_GRAPHICS = [
    *(Case(f"DEC graphics {key}", "\x1b(0" + key, drawn, (1, 0)) for key, drawn in GRAPHICS.items()),
    Case("DEC graphics blank", "\x1b(0_x", " │", (2, 0)),
    Case("DEC graphics are lower case only", "\x1b(0" + UNCHANGED.replace("|", ""), UNCHANGED, (62, 0), (80, 2)),
    Case("DEC graphics leave other characters", "\x1b(0é─", "é─", (2, 0)),
    Case("DEC graphics leave DEL", "\x1b(0\x7fq", "─", (1, 0)),
]
# fmt: on

DESIGNATION = [
    Case("G0", "\x1b(0q\x1b(Bq", "─q", (2, 0)),
    Case("G1 is not shown at first", "\x1b)0q", "q", (1, 0)),
    Case("G1 by SO and back by SI", "\x1b)0\x0eq\x0fq", "─q", (2, 0)),
    Case("G2 by LS2", "\x1b*0\x1bnq\x0fq", "─q", (2, 0)),
    Case("G3 by LS3", "\x1b+0\x1boq\x0fq", "─q", (2, 0)),
    Case("G2 by SS2, for one character", "\x1b*0\x1bNqq", "─q", (2, 0)),
    Case("G3 by SS3, for one character", "\x1b+0\x1bOqq", "─q", (2, 0)),
    Case("SS2 outlasts controls", "\x1b*0\x1bN\r\x1b[1mqq", "─q", (2, 0)),
    Case("SS2 is not saved to come twice", "\x1b*0\x1bNq\x1bNqq", "──q", (3, 0)),
    Case("SO without a designation", "\x0eq", "q", (1, 0)),
    Case("designation of the set in use", "\x1b)0\x0eq\x1b)Bq", "─q", (2, 0)),
    Case("G0 stays while G1 is shown", "\x1b)0\x0e\x1b(Aq#\x0f#", "─#£", (3, 0)),
    Case("LS1R changes no ASCII", "\x1b)0\x1b~q", "q", (1, 0)),
    Case("LS2R changes no ASCII", "\x1b*0\x1b}q", "q", (1, 0)),
    Case("LS3R changes no ASCII", "\x1b+0\x1b|q", "q", (1, 0)),
    Case("SI twice", "\x1b)0\x0e\x0f\x0fq", "q", (1, 0)),
    Case("an unknown set", "\x1b(zq", "q", (1, 0)),
    Case("an unknown set leaves what was", "\x1b(0\x1b(zq", "─", (1, 0)),
    Case("a set of two bytes", "\x1b(%5x", "ø", (1, 0)),
    Case("an unknown set of two bytes", '\x1b("4q', "q", (1, 0)),
    Case("ESC % G leaves the sets", "\x1b(0\x1b%Gq", "─", (1, 0)),
    Case("ESC % G is UTF-8", "\x1b%Gé", "é", (1, 0)),
    Case("alternate ROM sets", "\x1b(1q\x1b(2q", "qq", (2, 0)),
]

# fmt: off
NATIONAL = [
    Case("UK", "\x1b(A#", "£", (1, 0)),
    # Without NRC mode xterm takes `A` for Latin-1 as a whole: not asserted.
    Case("UK in NRC mode changes only one", "\x1b[?42h\x1b(A" + UNCHANGED.replace("|", ""), UNCHANGED.replace("#", "£"), (62, 0), (80, 2)),
    Case("UK and back", "\x1b(A#\x1b(B#", "£#", (2, 0)),
    Case("UK as G1", "\x1b)A#\x0e#", "#£", (2, 0)),
    Case("Latin-1 as G1", "\x1b-A\x0ea#", "á£", (2, 0)),
    Case("Latin-1 as G2", "\x1b.A\x1bna", "á", (1, 0)),
    Case("DEC Supplemental", "\x1b(<ab", "áâ", (2, 0)),
    Case("DEC Technical", "\x1b(>ab", "αβ", (2, 0)),
    Case("German without NRC mode", "\x1b(K[", "[", (1, 0)),
    Case("German in NRC mode", "\x1b[?42h\x1b(K[\\]{|}~@", "ÄÖÜäöüß§", (8, 0)),
    Case("French in NRC mode", "\x1b[?42h\x1b(R#@[", "£à°", (3, 0)),
]
# fmt: on


@over(SPECIAL_GRAPHICS)
def test_special_graphics(case: Case) -> None:
    """DEC Special Graphics takes the place of lower case letters."""
    case.check()


@over(DESIGNATION)
def test_designation_and_shifts(case: Case) -> None:
    """Four sets are designated, and shifts choose one for all or one character."""
    case.check()


@over(NATIONAL)
def test_national_sets(case: Case) -> None:
    """Other sets replace or add letters."""
    case.check()
