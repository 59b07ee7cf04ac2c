"""Operating system commands: names, colours, links, the clipboard and marks."""

from __future__ import annotations

from tests.conformance.cases import Case, over

BEL = "\x07"
ST = "\x1b\\"


def osc(text: str, end: str = BEL) -> str:
    """Return an operating system command."""
    return f"\x1b]{text}{end}"


def answers(name: str, commands: str, *replies: str, unlike: str = "") -> Case:
    """Return a case of commands that are answered by other commands."""
    return Case(
        name,
        commands,
        "",
        (0, 0),
        replies="".join(map(osc, replies)),
        unlike_xterm=unlike,
    )


# fmt: off
NAMES = [
    Case("OSC 0", osc("0;a") + "x", "x", title="a", icon="a"),
    Case("OSC 1", osc("2;t") + osc("1;a"), "", title="t", icon="a"),
    Case("OSC 2", osc("1;i") + osc("2;a"), "", title="a", icon="i"),
    Case("OSC 2 with ST", osc("2;a", ST) + "x", "x", title="a"),
    Case("OSC without a number is 0", osc(";a"), "", title="a", icon="a"),
    Case("OSC 02", osc("02;a"), "", title="a"),
    Case("a semicolon in a title", osc("2;a;b"), "", title="a;b"),
    Case("a title of other letters", osc("2;é中😀"), "", title="é中😀"),
    Case("a title replaces another", osc("2;a") + osc("2;b"), "", title="b"),
    Case("an empty title", osc("2;a") + osc("2;"), "", title="", unlike_xterm="it shows its own name then"),
    Case("OSC l", osc("la", ST), "", title="a"),
    Case("OSC L", osc("La", ST), "", icon="a"),
    Case("CAN ends without effect", osc("2;a") + "\x1b]2;b\x18c", "c", title="a"),
    Case("SUB ends without effect", osc("2;a") + "\x1b]2;b\x1ac", "c", title="a"),
    Case("another sequence ends without effect", osc("2;a") + "\x1b]2;b\x1b[1mc", "c", title="a", cells={(0, 0): {"bold": True}}),
    Case("a string that ends the screen's bytes", "x\x1b]2;b", "x", title=None),
]

PALETTE = [
    Case("OSC 4 asks, with BEL", osc("4;1;?"), reply_like=r"\x1b\]4;1;rgb:[0-9a-f]{4}/[0-9a-f]{4}/[0-9a-f]{4}\x07"),
    Case("OSC 4 asks, with ST", osc("4;1;?", ST), reply_like=r"\x1b\]4;1;rgb:[0-9a-f]{4}/[0-9a-f]{4}/[0-9a-f]{4}\x1b\\"),
    answers("OSC 4 for the cube", osc("4;16;?;21;?;231;?"), "4;16;rgb:0000/0000/0000", "4;21;rgb:0000/0000/ffff", "4;231;rgb:ffff/ffff/ffff"),
    answers("OSC 4 for the greys", osc("4;232;?;255;?"), "4;232;rgb:0808/0808/0808", "4;255;rgb:eeee/eeee/eeee"),
    answers("OSC 4 sets rgb: of two digits", osc("4;1;rgb:12/34/56") + osc("4;1;?"), "4;1;rgb:1212/3434/5656"),
    answers("OSC 4 sets rgb: of one digit", osc("4;1;rgb:1/2/3") + osc("4;1;?"), "4;1;rgb:1111/2222/3333"),
    answers("OSC 4 sets rgb: of three digits", osc("4;1;rgb:123/456/789") + osc("4;1;?"), "4;1;rgb:1212/4545/7878"),
    answers("OSC 4 sets rgb: of four digits", osc("4;1;rgb:1234/5678/9abc") + osc("4;1;?"), "4;1;rgb:1212/5656/9a9a"),
    answers("OSC 4 sets # of two digits", osc("4;1;#123456") + osc("4;1;?"), "4;1;rgb:1212/3434/5656"),
    answers("OSC 4 sets # of one digit", osc("4;1;#123") + osc("4;1;?"), "4;1;rgb:1010/2020/3030"),
    answers("OSC 4 sets # of four digits", osc("4;1;#123456789abc") + osc("4;1;?"), "4;1;rgb:1212/5656/9a9a"),
    answers("OSC 4 sets a colour by name", osc("4;1;red") + osc("4;1;?"), "4;1;rgb:ffff/0000/0000"),
    answers("OSC 4 sets and asks many", osc("4;1;#010203;2;#040506") + osc("4;1;?;2;?"), "4;1;rgb:0101/0202/0303", "4;2;rgb:0404/0505/0606"),
    answers("OSC 4 with a bad colour", osc("4;1;#010203") + osc("4;1;nonsense") + osc("4;1;?"), "4;1;rgb:0101/0202/0303"),
    answers("OSC 4 with a bad index", osc("4;999;?") + osc("4;-1;?")),
    answers("OSC 4 without a colour", osc("4") + osc("4;1")),
    answers("OSC 104 for one", osc("4;21;#010203") + osc("104;21") + osc("4;21;?"), "4;21;rgb:0000/0000/ffff"),
    answers("OSC 104 for all", osc("4;21;#010203") + osc("104") + osc("4;21;?"), "4;21;rgb:0000/0000/ffff"),
    answers("OSC 104 leaves others", osc("4;21;#010203;22;#040506") + osc("104;21") + osc("4;22;?"), "4;22;rgb:0404/0505/0606", unlike="it resets all, against its document"),
    answers("OSC 104 for several", osc("4;21;#010203;16;#040506") + osc("104;21;16") + osc("4;21;?;16;?"), "4;21;rgb:0000/0000/ffff", "4;16;rgb:0000/0000/0000"),
    answers("RIS resets the palette", osc("4;21;#010203") + "\x1bc" + osc("4;21;?"), "4;21;rgb:0000/0000/ffff"),
    answers("OSC 5 sets and asks", osc("5;0;#010203") + osc("5;0;?"), "5;0;rgb:0101/0202/0303"),
]

DYNAMIC = [
    *(
        answers(f"OSC {n} sets and asks", osc(f"{n};#010203") + osc(f"{n};?"), f"{n};rgb:0101/0202/0303")
        for n in (10, 11, 12, 13, 14, 17, 19)
    ),
    *(
        Case(f"OSC {n} asks", osc(f"{n};?", ST), reply_like=rf"\x1b\]{n};rgb:[0-9a-f]{{4}}/[0-9a-f]{{4}}/[0-9a-f]{{4}}\x1b\\")
        for n in (10, 11, 12, 17, 19)
    ),
    *(
        Case(f"OSC 1{n} resets", osc(f"{n};#010203") + osc(f"1{n}") + osc(f"{n};?"), reply_like=rf"\x1b\]{n};rgb:(?!0101/0202/0303)[0-9a-f/]+\x07")
        for n in (10, 11, 12, 17, 19)
    ),
    answers("OSC 10 sets the next ones too", osc("10;#010203;#040506") + osc("11;?"), "11;rgb:0404/0505/0606"),
    answers("OSC 10 asks for the next ones too", osc("10;#010203;#040506") + osc("10;?;?"), "10;rgb:0101/0202/0303", "11;rgb:0404/0505/0606"),
    answers("OSC 10 with a bad colour", osc("10;#010203") + osc("10;nonsense") + osc("10;?"), "10;rgb:0101/0202/0303"),
    answers("OSC 10 is not the palette", osc("4;7;#010203") + osc("10;#040506") + osc("4;7;?"), "4;7;rgb:0101/0202/0303"),
]
# fmt: on

NO_LINKS = "xterm has no links"
# fmt: off
LINKS = [
    Case("OSC 8", osc("8;;http://a") + "x" + osc("8;;") + "y", "xy", cells={(0, 0): {"link": "http://a"}, (1, 0): {}}, unlike_xterm=NO_LINKS),
    Case("OSC 8 with ST", osc("8;;http://a", ST) + "x" + osc("8;;", ST) + "y", "xy", cells={(0, 0): {"link": "http://a"}, (1, 0): {}}, unlike_xterm=NO_LINKS),
    Case("OSC 8 with an id", osc("8;id=1;http://a") + "x", "x", cells={(0, 0): {"link": "http://a"}}, unlike_xterm=NO_LINKS),
    Case("OSC 8 with a semicolon", osc("8;;http://a/;b") + "x", "x", cells={(0, 0): {"link": "http://a/;b"}}, unlike_xterm=NO_LINKS),
    Case("OSC 8 replaces a link", osc("8;;a:1") + "x" + osc("8;;a:2") + "y", "xy", cells={(0, 0): {"link": "a:1"}, (1, 0): {"link": "a:2"}}, unlike_xterm=NO_LINKS),
    Case("SGR 0 leaves a link", osc("8;;http://a") + "\x1b[mx", "x", cells={(0, 0): {"link": "http://a"}}, unlike_xterm=NO_LINKS),
    Case("a link with a rendition", osc("8;;http://a") + "\x1b[1mx" + osc("8;;") + "y", "xy", cells={(0, 0): {"link": "http://a", "bold": True}, (1, 0): {"bold": True}}, unlike_xterm=NO_LINKS),
    Case("erased cells have no link", osc("8;;http://a") + "\x1b[2K", "", cells={(0, 0): {}}),
    Case("RIS ends a link", osc("8;;http://a") + "\x1bcx", "x", cells={(0, 0): {}}),
    Case("OSC 8 without its parts", osc("8") + osc("8;") + "x", "x", cells={(0, 0): {}}),
]

OTHERS = [
    Case("OSC 52 writes", osc("52;c;aGVsbG8="), "", replies="", events=[("ClipboardWrite", "c", "hello")]),
    Case("OSC 52 with ST", osc("52;c;aGVsbG8=", ST), "", replies="", events=[("ClipboardWrite", "c", "hello")]),
    Case("OSC 52 writes UTF-8", osc("52;c;w6k="), "", events=[("ClipboardWrite", "c", "é")]),
    Case("OSC 52 to the primary selection", osc("52;p;aGk="), "", events=[("ClipboardWrite", "p", "hi")]),
    Case("OSC 52 reads are refused", osc("52;c;?") + "x", "x", replies="", events=[], unlike_xterm="it may be told to allow it"),
    Case("OSC 52 with bad base64", osc("52;c;!!!") + "x", "x", replies=""),
    Case("OSC 7", osc("7;file://host/tmp/a") + "x", "x", state={"working_directory": "file://host/tmp/a"}),
    Case("OSC 9 notifies", osc("9;hello") + "x", "x", replies="", events=[("Notification", "", "hello")]),
    Case("OSC 777 notifies", osc("777;notify;a title;a body") + "x", "x", events=[("Notification", "a title", "a body")]),
    Case("OSC 777 with something else", osc("777;other;a;b") + "x", "x", events=[]),
    Case("OSC 133 marks", osc("133;A") + "$ " + osc("133;B") + "ls\r\n" + osc("133;C") + "x" + osc("133;D;0", ST), "$ ls|x", (1, 1), replies=""),
    Case("an unknown number", osc("31337;x") + "y", "y", (1, 0), replies="", events=[]),
    Case("no number", osc("x") + "y", "y", (1, 0), replies="", events=[]),
    Case("nothing", osc("") + "y", "y", (1, 0), replies="", events=[]),
    Case("BEL inside is no bell", osc("2;a") + "x", "x", state={"bell_count": 0}),
    Case("BEL after is a bell", osc("2;a") + BEL, "", state={"bell_count": 1}),
]
# fmt: on


@over(NAMES)
def test_names(case: Case) -> None:
    """The window's title and the icon's name are set."""
    case.check()


@over(PALETTE)
def test_palette(case: Case) -> None:
    """Colours of the palette are set, reset and told."""
    case.check()


@over(DYNAMIC)
def test_dynamic_colours(case: Case) -> None:
    """Colours of text, cursor and selection are set, reset and told."""
    case.check()


@over(LINKS)
def test_links(case: Case) -> None:
    """Text is part of a link until it is ended."""
    case.check()


@over(OTHERS)
def test_other_commands(case: Case) -> None:
    """Clipboard, directory, notifications and marks; the unknown is swallowed."""
    case.check()
