"""Strings, malformed and unknown sequences, and bytes that are not UTF-8."""

from __future__ import annotations

from tests.conformance.cases import Case, over

BAD = "\ufffd"
WHATWG = "it decodes these bytes, or counts them, in its own way: WHATWG's rules hold"
GR = "it takes letters of Latin-1 for parts of a sequence"
BOLD = {"bold": True}


def swallowed(data: str) -> Case:
    """Return a case of something without effect that is followed by `x`."""
    return Case(
        f"swallowed {data[1:24]!r}",
        data + "x",
        "x",
        (1, 0),
        cells={(0, 0): {}},
        replies="",
    )


# fmt: off
SEQUENCES = [
    *map(swallowed, (
        "\x1b[1;2;3z", "\x1b[<1m", "\x1b[>1m", "\x1b[=1m", "\x1b[?1=2m", "\x1b[1?2m", "\x1b[1 2m",
        "\x1b[ 1m", "\x1b[1$$m", "\x1b[!!p", "\x1b[-3C", "\x1b[+3C", "\x1b[3.4C", "\x1b[1:2C",
        "\x1b[1;2~", "\x1b[200~", "\x1b[201~", "\x1b[1v", "\x1b[3y", "\x1b[2;1y", "\x1b[0q",
        "\x1b[?99J", "\x1b[?99h", "\x1b[99l", "\x1b[=1;2c", "\x1b[1;1 T", '\x1b[5"r', "\x1b[3 s",
    )),
    Case("a parameter of a hundred digits", "\x1b[" + "9" * 100 + "Cx", "         x", (10, 0)),
    Case("leading zeros", "\x1b[0000000003Cx", "   x", (4, 0)),
    Case("forty parameters", "\x1b[" + "1;" * 40 + "3Cx", " x", (2, 0)),
    Case("a thousand parameters", "\x1b[" + "1;" * 1000 + "mx", "x", (1, 0)),
    Case("parameters too many", "\x1b[2;2;3;4;5;6Hx", "| x", (2, 1)),
    Case("an empty first parameter", "\x1b[;5Hx", "    x", (5, 0)),
    Case("an empty second parameter", "\x1b[2;Hx", "|x", (1, 1)),
    Case("colons where none belong", "\x1b[2;2H\x1b[1:2Cx", "| x", (2, 1)),
    Case("a letter of Latin-1 in a sequence", "\x1b[1émx", "mx", (2, 0)),
    Case("a superscript digit", "\x1b[²Cx", "Cx", (2, 0), unlike_xterm=GR),
    Case("a digit of another script", "\x1b[٣Cx", "Cx", (2, 0)),
    Case("a wide character in a sequence", "\x1b[1中mx", "mx", (2, 0)),
    Case("an emoji in a sequence", "\x1b[1;3😀mx", "mx", (2, 0)),
    Case("a sequence at the end", "ab\x1b[3", "ab", (2, 0)),
    Case("an escape at the end", "ab\x1b", "ab", (2, 0)),
    Case("ESC k sets a title in screen", "\x1bkname\x1b\\x", "x", (1, 0), unlike_xterm="it is no string there; screen and tmux swallow it"),
    Case("mouse reports are no text of ours", "\x1b[Mabc", "abc", (3, 0)),
]

ESCAPES = [
    *map(swallowed, (
        "\x1ba", "\x1b!a", "\x1b a", "\x1b$a", "\x1b#a", "\x1b##8", "\x1b&a", "\x1b% G", "\x1bU",
        "\x1b\\", "\x1bQ", "\x1b1", "\x1b~", "\x1b%8", "\x1bl", "\x1bm", "\x1b=", "\x1b>", "\x1b F",
    )),
    Case("a letter of Latin-1 after ESC", "\x1béx", "x", (1, 0)),
    Case("an escape in an escape", "\x1b\x1b[3Cx", "   x", (4, 0)),
    Case("an intermediate waits for its end", "a\x1b!bc", "ac", (2, 0)),
]
# fmt: on

INTERRUPTED = [
    Case("LF in a sequence", "\x1b[2\nCx", "|  x", (3, 1)),
    Case("CR in a sequence", "ab\x1b[2\rCx", "abx", (3, 0)),
    Case("BS in a sequence", "ab\x1b[2\bCx", "ab x", (4, 0)),
    Case("BEL in a sequence", "\x1b[2\x07Cx", "  x", (3, 0), state={"bell_count": 1}),
    Case("HT in a sequence", "\x1b[\t1Dx", "       x", (8, 0)),
    Case("SO in a sequence", "\x1b)0\x1b[2\x0eCq", "  ─", (3, 0)),
    Case("NUL in a sequence", "\x1b[\x002Cx", "  x", (3, 0)),
    Case("DEL in a sequence", "\x1b[2\x7fCx", "  x", (3, 0)),
    Case("CAN in a sequence", "\x1b[2\x18Cx", "Cx", (2, 0)),
    Case("SUB in a sequence", "\x1b[2\x1aCx", "Cx", (2, 0)),
    Case("ESC in a sequence", "\x1b[2\x1b[3Cx", "   x", (4, 0)),
    Case("ESC in an unknown sequence", "\x1b[1?2\x1b[3Cx", "   x", (4, 0)),
    Case("CAN in an unknown sequence", "\x1b[1?2\x18Cx", "Cx", (2, 0)),
    Case("LF in an unknown sequence", "\x1b[1?2\nCx", "|x", (1, 1)),
    Case("RIS in a sequence", "ab\x1b[2\x1bcx", "x", (1, 0)),
    Case("LF in an escape", "a\x1b\nEx", "a||x", (1, 2)),
    Case("CAN in an escape", "\x1b\x18Ex", "Ex", (2, 0)),
    Case("SUB in an escape", "\x1b\x1aEx", "Ex", (2, 0)),
    Case("LF in a designation", "\x1b(\n0q", "|─", (1, 1)),
    Case("CAN in a designation", "\x1b(\x180q", "0q", (2, 0)),
    Case("CSI three times", "\x1b[\x1b[\x1b[Cx", " x", (2, 0)),
]

# fmt: off
STRINGS = [
    *map(swallowed, (
        "\x1bPabc\x1b\\", "\x1bP1;2|17/abc\x1b\\", "\x1bPq#0;2;0;0;0~\x1b\\", "\x1bP\x1b\\",
        "\x1bPa\nb\x1b\\", "\x1b_abc\x1b\\", "\x1b^abc\x1b\\", "\x1bXabc\x1b\\", "\x1b_a\nb\x1b\\",
        "\x1b^a\nb\x1b\\", "\x1b_中\x1b\\", "\x1b]中\x07", "\x1bP中\x1b\\", "\x1b_Gf=24;AAAA\x1b\\",
        "\x1b]99999999999;a\x07", "\x1b]\x07", "\x1b]\x1b\\", "\x1bXabc\x18", "\x1bPabc\x18",
        "\x1bPabc\x1a", "\x1b_abc\x18", "\x1b^abc\x1a", "\x1b]2;a\x18", "\x1bP\x1b\x1b\\", "\x1b_a\x1bc",
        "\x1bP" + "y" * 5000 + "\x1b\\", "\x1b_" + "y" * 5000 + "\x1b\\", "\x1b]99;" + "y" * 5000 + "\x07",
    )),
    Case("BEL ends no DCS", "\x1bPabc\x07x\x1b\\y", "y", (1, 0)),
    Case("BEL ends no APC", "\x1b_abc\x07x\x1b\\y", "y", (1, 0)),
    Case("BEL ends no PM", "\x1b^abc\x07x\x1b\\y", "y", (1, 0)),
    Case("BEL in a string is no bell", "\x1b_abc\x07\x1b\\x", "x", state={"bell_count": 0}),
    Case("a sequence ends a DCS", "\x1bPabc\x1b[3Cx", "   x", (4, 0)),
    Case("a sequence ends an APC", "\x1b_abc\x1b[3Cx", "   x", (4, 0)),
    Case("a string that does not end", "ab\x1b_cd", "ab", (2, 0)),
    Case("ST by itself", "a\x1b\\b", "ab", (2, 0)),
    Case("bytes that are not UTF-8 in a string", b"\x1b_\xff\xfe\x80\x1b\\x", "x", (1, 0)),
    Case("half a character in a string", b"\x1b_\xe4\xb8\x1b\\x", "x", (1, 0)),
]

ENCODING = [
    Case("a split character", b"a\xe4\xb8\xadb", "a中b", (4, 0)),
    Case("four bytes", "a😀b", "a😀b", (4, 0)),
    Case("a byte that is none", b"a\xffb", f"a{BAD}b", (3, 0)),
    Case("two bytes that are none", b"a\xfe\xffb", f"a{BAD}{BAD}b", (4, 0)),
    Case("a continuation byte", b"a\x80b", f"a{BAD}b", (3, 0)),
    Case("three continuation bytes", b"a\x80\x80\x80b", f"a{BAD}{BAD}{BAD}b", (5, 0)),
    Case("C1 as a byte", b"a\x9b1mb", f"a{BAD}1mb", (5, 0)),
    Case("one of two bytes", b"a\xc3(b", f"a{BAD}(b", (4, 0)),
    Case("two of three bytes", b"a\xe4\xb8(b", f"a{BAD}(b", (4, 0)),
    Case("three of four bytes", b"a\xf0\x9f\x98(b", f"a{BAD}(b", (4, 0)),
    Case("half a character before another", b"a\xc3\xc3\xa9b", f"a{BAD}éb", (4, 0)),
    Case("half a wide character before another", b"a\xe4\xb8\xe4\xb8\xadb", f"a{BAD}中b", (5, 0)),
    Case("half a character before a sequence", b"a\xe4\xb8\x1b[1mb", f"a{BAD}b", (3, 0), cells={(2, 0): BOLD}),
    Case("half a character before a line feed", b"a\xe4\xb8\nb", f"a{BAD}|  b", (3, 1)),
    Case("half a character at the end", b"a\xe4\xb8", "a", (1, 0), unlike_xterm="it cannot be asked without more bytes"),
    Case("overlong, two bytes", b"a\xc0\x80b", f"a{BAD}{BAD}b", (4, 0), unlike_xterm=WHATWG),
    Case("overlong slash", b"a\xc0\xafb", f"a{BAD}{BAD}b", (4, 0), unlike_xterm=WHATWG),
    Case("overlong escape", b"a\xc0\x9b[1mb", f"a{BAD}{BAD}[1mb", (7, 0), cells={(6, 0): {}}, unlike_xterm=WHATWG),
    Case("overlong, three bytes", b"a\xe0\x80\x80b", f"a{BAD}{BAD}{BAD}b", (5, 0), unlike_xterm=WHATWG),
    Case("overlong, four bytes", b"a\xf0\x80\x80\x80b", f"a{BAD}{BAD}{BAD}{BAD}b", (6, 0), unlike_xterm=WHATWG),
    Case("a surrogate", b"a\xed\xa0\x80b", f"a{BAD}{BAD}{BAD}b", (5, 0), unlike_xterm=WHATWG),
    Case("beyond Unicode", b"a\xf4\x90\x80\x80b", f"a{BAD}{BAD}{BAD}{BAD}b", (6, 0), unlike_xterm=WHATWG),
    Case("five bytes", b"a\xf8\x88\x80\x80\x80b", f"a{BAD * 5}b", (7, 0), unlike_xterm=WHATWG),
    Case("the last character", "a\U0010fffdb", "a\U0010fffdb", (3, 0)),
    Case("private use", "a\ue000b", "a\ue000b", (3, 0)),
    Case("a no-break space", "a\xa0b", "a\xa0b", (3, 0)),
    Case("a byte order mark has no width", "a\ufeffb", None, (2, 0)),
]

C1 = [
    Case("C1 CSI", "\x9b1mx", "1mx", (3, 0), cells={(0, 0): {}}),
    Case("C1 IND", "a\x84b", "ab", (2, 0)),
    Case("C1 NEL", "a\x85b", "ab", (2, 0)),
    Case("C1 HTS", "abc\x88\r\tx", "abc     x", (9, 0)),
    Case("C1 RI", "\na\x8db", "|ab", (2, 1)),
    Case("C1 SS2", "\x1b*0\x8eqq", "qq", (2, 0)),
    Case("C1 SS3", "\x1b+0\x8fqq", "qq", (2, 0)),
    Case("C1 OSC", "\x9d2;t\x07x", "2;tx", (4, 0), title=""),
    Case("C1 DCS and ST", "\x90abc\x9cx", "abcx", (4, 0)),
    Case("C1 APC, PM and SOS", "\x9fa\x9c\x9ea\x9c\x98a\x9cx", "aaax", (4, 0)),
    Case("C1 DECID", "\x9a", replies=""),
    Case("C1 CSI in a sequence", "\x1b[2\x9b3Cx", "         x", (10, 0)),
    Case("C1 controls without a function", "a\x80\x81\x82\x83\x86\x87\x91\x92\x99b", "ab", (2, 0)),
]
# fmt: on


@over(SEQUENCES)
def test_sequences(case: Case) -> None:
    """A sequence that is unknown or malformed is swallowed to its end."""
    case.check()


@over(ESCAPES)
def test_escapes(case: Case) -> None:
    """An escape that is unknown is swallowed to its end."""
    case.check()


@over(INTERRUPTED)
def test_interruptions(case: Case) -> None:
    """C0 controls are obeyed inside a sequence; CAN, SUB and ESC end it."""
    case.check()


@over(STRINGS)
def test_strings(case: Case) -> None:
    """A string that is not for us is swallowed to its terminator."""
    case.check()


@over(ENCODING)
def test_encoding(case: Case) -> None:
    """What is not UTF-8 is replaced, and swallows nothing that follows."""
    case.check()


@over(C1)
def test_c1_controls(case: Case) -> None:
    """U+0080 to U+009F are no controls in UTF-8, and nothing is seen of them."""
    case.check()
