"""The alternate screen by its modes 47, 1047 and 1049."""

from __future__ import annotations

from tests.conformance.cases import ABC, Case, over

AT = "\x1b[3;5H"
BLUE = "\x1b[44m"
ON_BLUE = {"background": 4}


def in_and_out(
    name: str, before: str, inside: str, after: str, *expected: Case
) -> list[Case]:
    """Return a case for each of the modes, in the order 47, 1047 and 1049."""
    return [
        Case(
            f"{mode} {name}",
            f"{before}\x1b[?{mode}h{inside}\x1b[?{mode}l{after}",
            wanted.screen,
            wanted.cursor,
            cells=wanted.cells,
            state={"alternate": False},
        )
        for mode, wanted in zip(("47", "1047", "1049"), expected * 3, strict=False)
    ]


# fmt: off
ENTERING = [
    Case("47 shows it", "abc\x1b[?47h", "", (3, 0), state={"alternate": True}),
    Case("1047 shows it", "abc\x1b[?1047h", "", (3, 0), state={"alternate": True}),
    Case("1049 shows it", "abc\x1b[?1049h", "", (3, 0), state={"alternate": True}),
    Case("47 does not clear", "\x1b[?47habc\x1b[?47l\x1b[?47h", "abc"),
    Case("1047 clears when it leaves", "\x1b[?1047habc\x1b[?1047l\x1b[?47h", ""),
    Case("1049 clears when it enters", "\x1b[?47habc\x1b[?47l\x1b[?1049h", ""),
    Case("1047 does not clear when it enters", "\x1b[?47habc\x1b[?47l\x1b[?1047h", "abc"),
    Case("1049 does not clear when it leaves", "\x1b[?1049habc\x1b[?1049l\x1b[?47h", "abc"),
    Case("1049 twice clears", "\x1b[?1049habc\x1b[?1049h", "", (3, 0), state={"alternate": True}),
    Case("47 after 1049", "\x1b[?1049habc\x1b[?47h", "abc", state={"alternate": True}),
    Case("1049 clears with the colour", BLUE + "\x1b[?1049h", "", cells={(0, 0): ON_BLUE, (9, 4): ON_BLUE}),
    Case("47 has no colour of its own", BLUE + "\x1b[?47h", "", cells={(0, 0): {}}),
    Case("the rendition goes along", "\x1b[1m\x1b[?1049hx", "x", cells={(0, 0): {"bold": True}}),
    Case("the pending wrap goes along", ABC + "\x1b[?47hx", "|x", (1, 1)),
    Case("the charset goes along", "\x1b(0\x1b[?1049hq", "─", (1, 0)),
    Case("the margins go along", "\x1b[2;3r\x1b[?1049h\x1b[3H\n", "", (0, 2)),
]

LEAVING = [
    *in_and_out("and back", "abc", "\r\ndef", "", Case("", "", "abc", (3, 1)), Case("", "", "abc", (3, 1)), Case("", "", "abc", (3, 0))),
    *in_and_out("without a change", "abc", "", "x", Case("", "", "abcx", (4, 0))),
    *in_and_out("clears nothing of the main", "abc", "\x1b[2J", "", Case("", "", "abc", (3, 0))),
    *in_and_out("and the rendition", "", "\x1b[1m", "x", *[Case("", "", "x", cells={(0, 0): {"bold": True}})] * 2, Case("", "", "x", cells={(0, 0): {}})),
    *in_and_out("scrolling inside", "abc", "\x1b[5H\n\n\n\r", "", *[Case("", "", "abc", (0, 4))] * 2, Case("", "", "abc", (3, 0))),
    Case("47 off in the main screen", "abc\x1b[?47l", "abc", (3, 0), state={"alternate": False}),
    Case("1047 off in the main screen", "abc\x1b[?1047l", "abc", (3, 0), state={"alternate": False}),
    Case("1049 off in the main screen restores", "ab" + AT + "\x1b7\x1b[H\x1b[?1049l", "ab", (4, 2)),
    Case("1049 off in the main screen without a save", AT + "\x1b[?1049l", "", (0, 0)),
    Case("entered by 47 and left by 1049", AT + "\x1b7\x1b[?47h\x1b[H\x1b[?1049l", "", (4, 2), state={"alternate": False}),
    Case("entered by 1049 and left by 47", AT + "\x1b[?1049h\x1b[Hx\x1b[?47l", "", (1, 0), state={"alternate": False}),
    Case("RIS leaves it", "abc\x1b[?1049hdef\x1bc", "", (0, 0), state={"alternate": False}),
    Case("DECSTR stays", "abc\x1b[?1049hdef\x1b[!p", "   def", state={"alternate": True}),
    Case("the main screen's scrollback is kept", "a\r\nb\r\nc\r\nd\r\ne\r\nf\x1b[?1049h\x1b[?1049l", "b|c|d|e|f", (1, 4), history="a", unlike_xterm="it keeps it too, but prints none of it"),
    Case("1048 and 1047", "abc\x1b[?1048;1047h\x1b[Hx\x1b[?1047;1048l", "abc", (3, 0)),
    Case("1047 and 1048 save the alternate's", "abc\x1b[?1047;1048h\x1b[Hx\x1b[?1047;1048l", "abc", (0, 0)),
]

REPORTS = [
    Case("DECRQM 47", "\x1b[?47$p\x1b[?47h\x1b[?47$p", replies="\x1b[?47;2$y\x1b[?47;1$y"),
    Case("DECRQM 1047", "\x1b[?1047$p\x1b[?1047h\x1b[?1047$p", replies="\x1b[?1047;2$y\x1b[?1047;1$y"),
    Case("DECRQM 1049", "\x1b[?1049$p\x1b[?1049h\x1b[?1049$p", replies="\x1b[?1049;2$y\x1b[?1049;1$y"),
    Case("DECRQM 47 after 1049", "\x1b[?1049h\x1b[?47$p", replies="\x1b[?47;1$y"),
    Case("DECRQM 1049 after 47 off", "\x1b[?1049h\x1b[?47l\x1b[?1049$p", replies="\x1b[?1049;2$y"),
]
# fmt: on


@over(ENTERING)
def test_entering(case: Case) -> None:
    """The alternate screen is shown; 1049 clears it."""
    case.check()


@over(LEAVING)
def test_leaving(case: Case) -> None:
    """The main screen is as it was; 1049 brings the cursor back."""
    case.check()


@over(REPORTS)
def test_reports(case: Case) -> None:
    """DECRQM tells which screen is shown."""
    case.check()
