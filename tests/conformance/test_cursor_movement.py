"""Sequences and controls that only move the cursor, on a screen without margins."""

from __future__ import annotations

from tests.conformance.cases import ABC, GRID, Case, over

AT = "\x1b[3;5H"

RELATIVE = [
    Case("CUU without a parameter is one", AT + "\x1b[A", "", (4, 1)),
    Case("CUU zero is one", AT + "\x1b[0A", "", (4, 1)),
    Case("CUU counts", AT + "\x1b[2A", "", (4, 0)),
    Case("CUU stops at the top", AT + "\x1b[99A", "", (4, 0)),
    Case("CUU at the top", "\x1b[A", "", (0, 0)),
    Case("CUD without a parameter is one", AT + "\x1b[B", "", (4, 3)),
    Case("CUD zero is one", AT + "\x1b[0B", "", (4, 3)),
    Case("CUD counts", AT + "\x1b[2B", "", (4, 4)),
    Case("CUD stops at the bottom", AT + "\x1b[99B", "", (4, 4)),
    Case("CUD does not scroll", GRID + "\x1b[B", GRID.replace("\r\n", "|"), (9, 4)),
    Case("CUF without a parameter is one", AT + "\x1b[C", "", (5, 2)),
    Case("CUF zero is one", AT + "\x1b[0C", "", (5, 2)),
    Case("CUF counts", AT + "\x1b[3C", "", (7, 2)),
    Case("CUF stops at the right", AT + "\x1b[99C", "", (9, 2)),
    Case("CUB without a parameter is one", AT + "\x1b[D", "", (3, 2)),
    Case("CUB zero is one", AT + "\x1b[0D", "", (3, 2)),
    Case("CUB counts", AT + "\x1b[3D", "", (1, 2)),
    Case("CUB stops at the left", AT + "\x1b[99D", "", (0, 2)),
    Case("CUB does not wrap", AT + "\x1b[5D", "", (0, 2)),
    Case("HPR counts", AT + "\x1b[2a", "", (6, 2)),
    Case("HPR without a parameter is one", AT + "\x1b[a", "", (5, 2)),
    Case("HPR stops at the right", AT + "\x1b[99a", "", (9, 2)),
    Case("VPR counts", AT + "\x1b[2e", "", (4, 4)),
    Case("VPR without a parameter is one", AT + "\x1b[e", "", (4, 3)),
    Case("VPR stops at the bottom", AT + "\x1b[99e", "", (4, 4)),
    Case("CNL goes to the first column", AT + "\x1b[E", "", (0, 3)),
    Case("CNL counts", AT + "\x1b[2E", "", (0, 4)),
    Case("CNL stops at the bottom", AT + "\x1b[9E", "", (0, 4)),
    Case("CPL goes to the first column", AT + "\x1b[F", "", (0, 1)),
    Case("CPL counts", AT + "\x1b[2F", "", (0, 0)),
    Case("CPL stops at the top", AT + "\x1b[9F", "", (0, 0)),
    Case("CUU with 65535", AT + "\x1b[65535A", "", (4, 0)),
    Case("CUF with more than 32 bits", AT + "\x1b[99999999999C", "", (9, 2)),
    Case("a text can be overwritten from the left", "abc\x1b[2Dx", "axc", (2, 0)),
    # DEC: moves cancel the pending wrap; the column of the text was the last.
    Case("CUB from a pending wrap", ABC + "\x1b[D", ABC, (8, 0)),
    Case("CUU from a pending wrap", "\n" + ABC + "\x1b[A", "|" + ABC, (9, 0)),
    Case("CUD from a pending wrap", ABC + "\x1b[B", ABC, (9, 1)),
    Case("CUF from a pending wrap", ABC + "\x1b[Cx", "abcdefghix", (10, 0)),
]

# fmt: off
ABSOLUTE = [
    Case("CUP", "\x1b[2;3H", "", (2, 1)),
    Case("CUP without parameters is home", AT + "\x1b[H", "", (0, 0)),
    Case("CUP row only", AT + "\x1b[4H", "", (0, 3)),
    Case("CUP column only", AT + "\x1b[;4H", "", (3, 0)),
    Case("CUP zeros are ones", AT + "\x1b[0;0H", "", (0, 0)),
    Case("CUP stops at the corner", AT + "\x1b[99;99H", "", (9, 4)),
    Case("CUP with a third parameter", "\x1b[2;3;4H", "", (2, 1)),
    Case("CUP to where the wrap was pending", ABC + "\x1b[1;10Hx", "abcdefghix", (10, 0)),
    Case("HVP", "\x1b[2;3f", "", (2, 1)),
    Case("HVP without parameters is home", AT + "\x1b[f", "", (0, 0)),
    Case("HVP stops at the corner", AT + "\x1b[99;99f", "", (9, 4)),
    Case("CHA", AT + "\x1b[7G", "", (6, 2)),
    Case("CHA without a parameter", AT + "\x1b[G", "", (0, 2)),
    Case("CHA zero", AT + "\x1b[0G", "", (0, 2)),
    Case("CHA stops at the right", AT + "\x1b[99G", "", (9, 2)),
    Case("CHA to where the wrap was pending", ABC + "\x1b[10Gx", "abcdefghix", (10, 0)),
    Case("HPA", AT + "\x1b[7`", "", (6, 2)),
    Case("HPA without a parameter", AT + "\x1b[`", "", (0, 2)),
    Case("HPA stops at the right", AT + "\x1b[99`", "", (9, 2)),
    Case("VPA", AT + "\x1b[4d", "", (4, 3)),
    Case("VPA without a parameter", AT + "\x1b[d", "", (4, 0)),
    Case("VPA zero", AT + "\x1b[0d", "", (4, 0)),
    Case("VPA stops at the bottom", AT + "\x1b[99d", "", (4, 4)),
    Case("VPA from a pending wrap", ABC + "\x1b[2dx", ABC + "|         x", (10, 1)),
]
# fmt: on

CONTROLS = [
    Case("BS", AT + "\b", "", (3, 2)),
    Case("BS stops at the left", "\n\b", "", (0, 1)),
    Case("BS does not erase", "ab\b", "ab", (1, 0)),
    Case("BS from a pending wrap", ABC + "\bx", "abcdefghxj", (9, 0)),
    Case("CR", AT + "\r", "", (0, 2)),
    Case("CR from a pending wrap", ABC + "\rx", "xbcdefghij", (1, 0)),
    Case("LF keeps the column", "ab\ncd", "ab|  cd", (4, 1)),
    Case("LF from a pending wrap", ABC + "\nx", ABC + "|         x", (10, 1)),
    Case("VT is a line feed", "ab\vcd", "ab|  cd", (4, 1)),
    Case("FF is a line feed", "ab\fcd", "ab|  cd", (4, 1)),
    Case("IND keeps the column", "ab\x1bDcd", "ab|  cd", (4, 1)),
    Case("NEL goes to the first column", "ab\x1bEcd", "ab|cd", (2, 1)),
    Case("RI keeps the column", "\nab\x1bMcd", "  cd|ab", (4, 0)),
    Case("NUL does nothing", "a\0b", "ab", (2, 0)),
    Case("DEL does nothing", "a\x7fb", "ab", (2, 0)),
    Case("NUL leaves a pending wrap", ABC + "\0x", ABC + "|x", (1, 1)),
    Case("BEL leaves a pending wrap", ABC + "\ax", ABC + "|x", (1, 1)),
    Case("BEL does not move", "a\ab", "ab", (2, 0), state={"bell_count": 1}),
    Case("ENQ does nothing", "a\x05b", "ab", (2, 0), replies=""),
    Case("DC1 to DC4 do nothing", "a\x11\x12\x13\x14b", "ab", (2, 0)),
]


@over(RELATIVE)
def test_relative_movement(case: Case) -> None:
    """A relative move has a default of one and stops at the edge."""
    case.check()


@over(ABSOLUTE)
def test_absolute_movement(case: Case) -> None:
    """An address is from one and no farther than the corner."""
    case.check()


@over(CONTROLS)
def test_controls(case: Case) -> None:
    """A control character moves the cursor, or does nothing to the text."""
    case.check()
