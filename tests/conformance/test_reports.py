"""What the terminal answers about itself and its state."""

from __future__ import annotations

from tests.conformance.cases import ABC, Case, over

ST = "\x1b\\"
NOT_TOLD = "a program would read what another one wrote as if it had been typed"
BOX = "\x1b[?69h\x1b[3;6s\x1b[2;4r"
OURS = "each terminal has a value of its own"


def status(what: str, answer: str, before: str = "") -> Case:
    """Return a case of DECRQSS that is answered."""
    return Case(
        f"DECRQSS {what} is {answer}" + before.replace("\x1b[", " after "),
        f"{before}\x1bP$q{what}{ST}",
        replies=f"\x1bP1$r{answer}{ST}",
    )


def capability(names: str) -> str:
    """Return XTGETTCAP for names separated by semicolons."""
    return "\x1bP+q" + ";".join(name.encode().hex() for name in names.split(";")) + ST


# fmt: off
IDENTITY = [
    Case("DA1", "\x1b[c", reply_like=r"\x1b\[\?6\d(;\d+)*;22(;\d+)*c"),
    Case("DA1 with zero", "\x1b[0c", reply_like=r"\x1b\[\?6\d(;\d+)*;22(;\d+)*c"),
    Case("DA1 with another number", "\x1b[1c", replies=""),
    Case("DECID", "\x1bZ", reply_like=r"\x1b\[\?6\d(;\d+)*;22(;\d+)*c"),
    Case("an answer to DA1 is not answered", "\x1b[?1;2c", replies=""),
    Case("DA2", "\x1b[>c", reply_like=r"\x1b\[>41;\d+;0c"),
    Case("DA2 with zero", "\x1b[>0c", reply_like=r"\x1b\[>41;\d+;0c"),
    Case("DA2 with another number", "\x1b[>1c", replies=""),
    Case("DA3", "\x1b[=c", reply_like=r"\x1bP!\|[0-9A-F]{8}\x1b\\"),
    Case("DA3 with another number", "\x1b[=1c", replies=""),
    Case("XTVERSION", "\x1b[>q", reply_like=r"\x1bP>\|execdeck.*\x1b\\", unlike_xterm=OURS),
    Case("XTVERSION with zero", "\x1b[>0q", reply_like=r"\x1bP>\|execdeck.*\x1b\\", unlike_xterm=OURS),
    Case("XTVERSION with another number", "\x1b[>1q", replies=""),
    # The document says that only a VT100 answers.
    Case("DECREQTPARM", "\x1b[x\x1b[0x\x1b[1x", replies=""),
    Case("ENQ", "\x05", replies=""),
]

POSITION = [
    Case("DSR 5", "\x1b[5n", replies="\x1b[0n"),
    Case("CPR at home", "\x1b[6n", replies="\x1b[1;1R"),
    Case("CPR", "\x1b[3;5H\x1b[6n", replies="\x1b[3;5R"),
    Case("CPR at a pending wrap", ABC + "\x1b[6n", replies="\x1b[1;10R"),
    Case("CPR twice", "\x1b[6na\x1b[6n", replies="\x1b[1;1R\x1b[1;2R"),
    Case("CPR in origin mode", BOX + "\x1b[?6h\x1b[2;2H\x1b[6n", replies="\x1b[2;2R"),
    Case("CPR with margins", BOX + "\x1b[2;2H\x1b[6n", replies="\x1b[2;2R"),
    Case("DECXCPR", "\x1b[3;5H\x1b[?6n", replies="\x1b[?3;5;1R"),
    Case("DECXCPR in origin mode", BOX + "\x1b[?6h\x1b[2;2H\x1b[?6n", replies="\x1b[?2;2;1R"),
    Case("DSR of the printer", "\x1b[?15n", replies="\x1b[?13n"),
    Case("DSR of the user's keys", "\x1b[?25n", replies="\x1b[?20n"),
    Case("DSR of the keyboard", "\x1b[?26n", replies="\x1b[?27;1;0;0n"),
    Case("DSR of the data", "\x1b[?75n", replies="\x1b[?70n"),
    Case("DSR of the sessions", "\x1b[?85n", replies="\x1b[?83n"),
    Case("DSR of memory", "\x1b[?63;7n", replies="\x1bP7!~0000" + ST),
    Case("an unknown DSR", "\x1b[99n\x1b[?99n", replies=""),
    Case("DSR without a parameter", "\x1b[n", replies=""),
    Case("DECTABSR", "\x1b[2$w", size=(30, 3), reply_like=r"\x1bP2\$u(1/)?9/17/25\x1b\\"),
    Case("DECTABSR without stops", "\x1b[3g\x1b[2$w", replies="\x1bP2$u" + ST),
]
# fmt: on

STATUS = [
    status("m", "0m"),
    status("m", "0;1m", "\x1b[1m"),
    status("m", "0;1;31;44m", "\x1b[1;31;44m"),
    status("m", "0;91;103m", "\x1b[91;103m"),
    status("m", "0;38:5:100m", "\x1b[38;5;100m"),
    status("m", "0;48:2::1:2:3m", "\x1b[48;2;1;2;3m"),
    status("m", "0;1;4;7m", "\x1b[7;4;1m"),
    status("r", "1;5r"),
    status("r", "2;4r", "\x1b[2;4r"),
    status("s", "1;10s"),
    status("s", "3;6s", "\x1b[?69h\x1b[3;6s"),
    status('"q', '0"q'),
    status('"q', '1"q', '\x1b[1"q'),
    status('"q', '0"q', '\x1b[2"q'),
    *(status(" q", f"{shape} q", f"\x1b[{shape} q") for shape in range(1, 7)),
    status(" q", "1 q", "\x1b[0 q"),
    status('"p', '64;1"p'),
    status("*|", "5*|"),
    Case("DECRQSS of what is not known", "\x1bP$qx" + ST, replies="\x1bP0$r" + ST),
    Case("DECRQSS of nothing", "\x1bP$q" + ST, replies="\x1bP0$r" + ST),
    Case("DECRQSS of two", "\x1bP$qmm" + ST, replies="\x1bP0$r" + ST),
]

# fmt: off
CAPABILITIES = [
    Case("XTGETTCAP Co", capability("Co"), replies="\x1bP1+r436f=323536" + ST),
    Case("XTGETTCAP colors", capability("colors"), replies="\x1bP1+r636f6c6f7273=323536" + ST),
    Case("XTGETTCAP TN", capability("TN"), reply_like=r"\x1bP1\+r544e=([0-9A-Fa-f]{2})+\x1b\\"),
    Case("XTGETTCAP RGB", capability("RGB"), replies="\x1bP1+r524742=38" + ST),
    Case("XTGETTCAP of what is not known", capability("zz"), reply_like=r"\x1bP0\+r(7a7a)?\x1b\\"),
    Case("XTGETTCAP of what is not hexadecimal", "\x1bP+qXY" + ST, reply_like=r"\x1bP0\+r(XY)?\x1b\\"),
    Case("XTGETTCAP of nothing", "\x1bP+q" + ST, replies="\x1bP0+r" + ST),
]

WINDOW = [
    Case("the state of the window", "\x1b[11t", replies="\x1b[1t"),
    Case("the position of the window", "\x1b[13t", replies="\x1b[3;0;0t"),
    Case("the size in pixels", "\x1b[14t", reply_like=r"\x1b\[4;\d+;\d+t"),
    Case("the size of the screen in pixels", "\x1b[15t", reply_like=r"\x1b\[5;\d+;\d+t"),
    Case("the size of a cell", "\x1b[16t", reply_like=r"\x1b\[6;\d+;\d+t"),
    Case("the size in cells", "\x1b[18t", replies="\x1b[8;5;10t"),
    Case("the size of the screen in cells", "\x1b[19t", reply_like=r"\x1b\[9;\d+;\d+t"),
    Case("the title", "\x1b]2;t\a\x1b[21t", replies="\x1b]l" + ST, unlike_xterm=NOT_TOLD),
    Case("the name of the icon", "\x1b]1;i\a\x1b[20t", replies="\x1b]L" + ST, unlike_xterm=NOT_TOLD),
    Case("window operations do not answer", "\x1b[1t\x1b[7t\x1b[3;0;0tx", "x", (1, 0), replies=""),
    Case("resizing is ignored", "\x1b[8;9;9t\x1b[4;9;9t\x1b[30tx", "x", (1, 0), state={"columns": 10, "lines": 5}, unlike_xterm="it obeys"),
    Case("no operation", "\x1b[t\x1b[0t\x1b[99;1tx", "x", replies=""),
]

TITLES = [
    Case("a title is pushed and popped", "\x1b]2;a\a\x1b[22t\x1b]2;b\a\x1b[23t", title="a"),
    Case("the title is kept by a push", "\x1b]2;a\a\x1b[22;0t", title="a"),
    Case("two titles", "\x1b]2;a\a\x1b[22;2t\x1b]2;b\a\x1b[22;2t\x1b]2;c\a\x1b[23;2t", title="b"),
    Case("two titles, twice", "\x1b]2;a\a\x1b[22;2t\x1b]2;b\a\x1b[22;2t\x1b]2;c\a" + "\x1b[23;2t" * 2, title="a"),
    Case("a pop too many", "\x1b]2;a\a\x1b[22t\x1b]2;b\a\x1b[23t\x1b[23t", title="a"),
    Case("a pop of nothing", "\x1b]2;a\a\x1b[23t", title="a"),
    Case("both names", "\x1b]0;a\a\x1b[22;0t\x1b]0;b\a\x1b[23;0t", title="a", icon="a"),
    Case("the title alone", "\x1b]0;a\a\x1b[22;0t\x1b]0;b\a\x1b[23;2t", title="a", icon="b"),
    Case("the icon's name alone", "\x1b]0;a\a\x1b[22;0t\x1b]0;b\a\x1b[23;1t", title="b", icon="a"),
]
# fmt: on


@over(IDENTITY)
def test_identity(case: Case) -> None:
    """The terminal tells what it is."""
    case.check()


@over(POSITION)
def test_device_status(case: Case) -> None:
    """The terminal tells where the cursor is and how it does."""
    case.check()


@over(STATUS)
def test_status_strings(case: Case) -> None:
    """DECRQSS answers with the sequence that would set the same."""
    case.check()


@over(CAPABILITIES)
def test_capabilities(case: Case) -> None:
    """XTGETTCAP answers in hexadecimal."""
    case.check()


@over(WINDOW)
def test_window(case: Case) -> None:
    """Window reports are answered and window operations are not obeyed."""
    case.check()


@over(TITLES)
def test_title_stack(case: Case) -> None:
    """Titles are pushed and popped."""
    case.check()
