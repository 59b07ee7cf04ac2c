"""SGR in all its forms, and the stack of renditions."""

from __future__ import annotations

from tests.conformance.cases import Case, over

NO_SUCH = "xterm has no such rendition"
BOTH = "xterm has both underlines then"
UNDERLINE_COLOUR = "xterm has no colour of underlines"


def sgr(parameters: str, unlike: str = "", **wanted: object) -> Case:
    """Return a case of a character printed after one SGR."""
    return Case(
        f"SGR {parameters}",
        f"\x1b[{parameters}mx",
        "x",
        (1, 0),
        cells={(0, 0): wanted},
        unlike_xterm=unlike,
    )


# fmt: off
ATTRIBUTES = [
    sgr("1", bold=True),
    sgr("2", dim=True),
    sgr("3", italics=True),
    sgr("4", underline=1),
    sgr("5", blink=True),
    sgr("7", reverse=True),
    sgr("8", "it does, but reports neither the text nor the rendition", conceal=True),
    sgr("9", strikethrough=True),
    sgr("21", underline=2),
    sgr("01", bold=True),
    sgr("1;4", bold=True, underline=1),
    sgr("1;3;5;7;9", bold=True, italics=True, blink=True, reverse=True, strikethrough=True),
    sgr("1;2", bold=True, dim=True),
    sgr("53", NO_SUCH, overline=True),
    sgr("53;55"),
    sgr("1;22"),
    sgr("2;22"),
    sgr("1;2;22"),
    sgr("3;23"),
    sgr("4;24"),
    sgr("21;24"),
    sgr("5;25"),
    sgr("7;27"),
    sgr("8;28"),
    sgr("9;29"),
    sgr("4;21", BOTH, underline=2),
    sgr("21;4", BOTH, underline=1),
    sgr("1;4;7;0"),
    sgr("1;4;7;"),
    sgr("1;;4", underline=1),
    sgr(";4", underline=1),
    sgr(""),
    sgr("0"),
    sgr("1;22;4", underline=1),
    sgr("999"),
    sgr("1;999;4", bold=True, underline=1),
    sgr("10;11;12;26;50"),
]
# fmt: on

UNDERLINES = [
    sgr("4:0", NO_SUCH),
    sgr("4;4:0", NO_SUCH),
    sgr("4:1", NO_SUCH, underline=1),
    sgr("4:2", NO_SUCH, underline=2),
    sgr("4:3", NO_SUCH, underline=3),
    sgr("4:4", NO_SUCH, underline=4),
    sgr("4:5", NO_SUCH, underline=5),
    sgr("4:3;24", NO_SUCH),
    sgr("4:3;4", NO_SUCH, underline=1),
    sgr("4:3;1", NO_SUCH, underline=3, bold=True),
    sgr("58:5:9", UNDERLINE_COLOUR, underline_colour=9),
    sgr("58;5;9", UNDERLINE_COLOUR, underline_colour=9),
    sgr("58:2::1:2:3", UNDERLINE_COLOUR, underline_colour="#010203"),
    sgr("58:2:1:2:3", UNDERLINE_COLOUR, underline_colour="#010203"),
    sgr("58;2;1;2;3", UNDERLINE_COLOUR, underline_colour="#010203"),
    sgr("58;2;1;2;3;4", UNDERLINE_COLOUR, underline_colour="#010203", underline=1),
    sgr("58:5:9;59", UNDERLINE_COLOUR),
    sgr("58:5:9;0"),
]

COLOURS = [
    *(sgr(str(30 + n), foreground=n) for n in range(8)),
    *(sgr(str(40 + n), background=n) for n in range(8)),
    *(sgr(str(90 + n), foreground=8 + n) for n in range(8)),
    *(sgr(str(100 + n), background=8 + n) for n in range(8)),
    sgr("31;39"),
    sgr("41;49"),
    sgr("91;39"),
    sgr("31;41;39", background=1),
    sgr("31;42", foreground=1, background=2),
    sgr("31;32", foreground=2),
    sgr("1;31;0"),
    sgr("38;5;0", foreground=0),
    sgr("38;5;7", foreground=7),
    sgr("38;5;9", foreground=9),
    sgr("38;5;100", foreground=100),
    sgr("38;5;255", foreground=255),
    sgr("48;5;100", background=100),
    sgr("38:5:100", foreground=100),
    sgr("48:5:100", background=100),
    sgr("38;2;1;2;3", foreground="#010203"),
    sgr("48;2;1;2;3", background="#010203"),
    sgr("38:2:1:2:3", foreground="#010203"),
    sgr("38:2::1:2:3", foreground="#010203"),
    sgr("48:2::1:2:3", background="#010203"),
    sgr("38:2:9:1:2:3", foreground="#010203"),
    sgr("38;2;0;0;0", foreground="#000000"),
    sgr("38;2;255;255;255", foreground="#ffffff"),
    sgr("38;2;1;2;3;48;5;4", foreground="#010203", background=4),
    sgr("38;5;100;1", foreground=100, bold=True),
    sgr("38:5:100;1", foreground=100, bold=True),
    sgr("1;38;2;1;2;3;4", foreground="#010203", bold=True, underline=1),
    sgr("38:2::1:2:3;4", foreground="#010203", underline=1),
    sgr("38;5;100;39"),
    sgr("48;2;1;2;3;49"),
    sgr("38;5;100;0"),
    sgr("38;5;256"),
    sgr("38"),
    sgr("38:5"),
    sgr("38;5;1;38;5;999", foreground=1),
    sgr("38:2::1:2:3:7:8", foreground="#010203"),
]

# fmt: off
LASTING = [
    Case("a rendition lasts", "\x1b[1mab\r\nc", "ab|c", cells={(0, 0): {"bold": True}, (1, 0): {"bold": True}, (0, 1): {"bold": True}, (2, 0): {}}),
    Case("a rendition is added to", "\x1b[1m\x1b[4mx", "x", cells={(0, 0): {"bold": True, "underline": 1}}),
    Case("text replaces the rendition", "\x1b[1ma\r\x1b[mb", "b", cells={(0, 0): {}}),
    Case("other prefixes are no SGR", "\x1b[<1mx", "x", (1, 0), cells={(0, 0): {}}),
    Case("SGR with > is no rendition", "\x1b[>4;1mx", "x", (1, 0), cells={(0, 0): {}}),
    Case("SGR with ? is no rendition", "\x1b[?4mx", "x", (1, 0), cells={(0, 0): {}}),
    Case("SGR with an intermediate", "\x1b[1 mx", "x", (1, 0), cells={(0, 0): {}}),
    Case("many parameters", "\x1b[" + "0;" * 20 + "1mx", "x", (1, 0), cells={(0, 0): {"bold": True}}),
]
# fmt: on

BOLD = {"bold": True}
# fmt: off
STACK = [
    Case("XTPUSHSGR and XTPOPSGR", "\x1b[1;31m\x1b[#{\x1b[0;4;42m\x1b[#}x", "x", cells={(0, 0): {**BOLD, "foreground": 1}}),
    Case("XTPUSHSGR changes nothing", "\x1b[1m\x1b[#{x", "x", cells={(0, 0): BOLD}),
    Case("by their other names", "\x1b[1m\x1b[#p\x1b[m\x1b[#qx", "x", cells={(0, 0): BOLD}),
    Case("two levels", "\x1b[1m\x1b[#{\x1b[0;4m\x1b[#{\x1b[0;7m\x1b[#}x\x1b[#}y", "xy", cells={(0, 0): {"underline": 1}, (1, 0): BOLD}),
    Case("XTPOPSGR of nothing", "\x1b[1m\x1b[#}x", "x", cells={(0, 0): BOLD}),
    Case("XTPUSHSGR of bold", "\x1b[1m\x1b[1#{\x1b[0;4m\x1b[#}x", "x", cells={(0, 0): {**BOLD, "underline": 1}}),
    Case("XTPUSHSGR of no bold", "\x1b[1#{\x1b[1;4m\x1b[#}x", "x", cells={(0, 0): {"underline": 1}}),
    Case("XTPUSHSGR of the foreground", "\x1b[31m\x1b[30#{\x1b[0;32;4m\x1b[#}x", "x", cells={(0, 0): {"foreground": 1, "underline": 1}}),
    Case("XTPUSHSGR of the background", "\x1b[41m\x1b[31#{\x1b[32;42m\x1b[#}x", "x", cells={(0, 0): {"foreground": 2, "background": 1}}),
    Case("XTPUSHSGR of several", "\x1b[1;4m\x1b[1;4#{\x1b[0;7m\x1b[#}x", "x", cells={(0, 0): {**BOLD, "underline": 1, "reverse": True}}),
    Case("ten levels", "\x1b[1m\x1b[#{\x1b[m" + "\x1b[#{" * 9 + "\x1b[4m" + "\x1b[#}" * 10 + "x", "x", cells={(0, 0): BOLD}),
    Case("a true colour", "\x1b[38;2;1;2;3m\x1b[#{\x1b[m\x1b[#}x", "x", cells={(0, 0): {"foreground": "#010203"}}),
]
# fmt: on


@over(ATTRIBUTES)
def test_attributes(case: Case) -> None:
    """Each attribute is turned on and off by its numbers."""
    case.check()


@over(UNDERLINES)
def test_underlines(case: Case) -> None:
    """An underline has a style and a colour."""
    case.check()


@over(COLOURS)
def test_colours(case: Case) -> None:
    """Colours are of the palette or true, in the forms of ITU T.416 and of old."""
    case.check()


@over(LASTING)
def test_lasting(case: Case) -> None:
    """A rendition holds until it is changed by SGR and nothing like it."""
    case.check()


@over(STACK)
def test_stack(case: Case) -> None:
    """XTPOPSGR brings back what XTPUSHSGR pushed."""
    case.check()
