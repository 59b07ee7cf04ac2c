"""Modes for what is sent to programs: keyboard, mouse, focus, paste, output."""

from __future__ import annotations

from tests.conformance.cases import Case, over

ASK = "\x1b[?u"
KITTY = "xterm does not know kitty's protocol"
NOT_YET = "xterm 379 does not know the mode"
MOUSE = {"9": "x10", "1000": "normal", "1002": "button", "1003": "any"}
ENCODINGS = {"1005": "utf8", "1006": "sgr", "1015": "urxvt", "1016": "sgr_pixels"}
FLAGS = {
    "?1": "application_cursor",
    "?66": "application_keypad",
    "?25": "cursor_visible",
    "?1004": "focus_events",
    "?2004": "bracketed_paste",
}


def kitty(name: str, data: str, *flags: int) -> Case:
    """Return a case whose queries are answered with the flags; the last ones hold."""
    return Case(
        f"kitty {name}",
        data,
        "",
        (0, 0),
        replies="".join(f"\x1b[?{each}u" for each in flags),
        state={"keyboard_flags": flags[-1]} if flags else {},
        unlike_xterm=KITTY,
    )


def push(*flags: int) -> str:
    """Return the sequences that push each of the flags."""
    return "".join(f"\x1b[>{each}u" for each in flags)


# fmt: off
STACK = [
    kitty("flags at first", ASK, 0),
    kitty("push", push(1) + ASK, 1),
    kitty("push of nothing", "\x1b[>u" + ASK, 0),
    kitty("push of all", push(31) + ASK, 31),
    kitty("pop", push(1) + "\x1b[<u" + ASK, 0),
    kitty("pop of one", push(1, 3) + "\x1b[<1u" + ASK, 1),
    kitty("pop of two", push(1, 3, 7) + "\x1b[<2u" + ASK, 1),
    kitty("pop of more than there are", push(1, 3) + "\x1b[<99u" + ASK, 0),
    kitty("pop of nothing pushed", "\x1b[<u" + ASK, 0),
    kitty("push after too many pops", "\x1b[<9u" + push(5) + ASK + "\x1b[<u" + ASK, 5, 0),
    kitty("push and ask each time", push(1) + ASK + push(2) + ASK + "\x1b[<u" + ASK, 1, 2, 1),
    kitty("eight entries", push(1, 2, 3, 4, 5, 6, 7, 8) + ASK + "\x1b[<7u" + ASK, 8, 1),
    kitty("eight entries, one by one", push(*range(1, 9)) + ("\x1b[<u" + ASK) * 7, 7, 6, 5, 4, 3, 2, 1),
    kitty("a hundred entries", push(*[1] * 99, 9) + ASK + "\x1b[<100u" + ASK, 9, 0),
    kitty("the oldest are dropped first", push(*[1] * 99, 9, 5) + "\x1b[<u" + ASK, 9),
    kitty("set", "\x1b[=5u" + ASK, 5),
    kitty("set with mode 1", "\x1b[=5;1u\x1b[=3;1u" + ASK, 3),
    kitty("set with mode 2 adds", "\x1b[=5;1u\x1b[=2;2u" + ASK, 7),
    kitty("set with mode 3 takes away", "\x1b[=7;1u\x1b[=2;3u" + ASK, 5),
    kitty("set without flags", "\x1b[=5u\x1b[=u" + ASK, 0),
    kitty("set is not pushed", push(1) + "\x1b[=5u\x1b[<u" + ASK, 0),
    kitty("set, push and pop", "\x1b[=5u" + push(1) + "\x1b[<u" + ASK, 5),
    kitty("RIS", push(1, 3) + "\x1bc" + ASK + "\x1b[<u" + ASK, 0, 0),
    kitty("the alternate screen has its own", push(1) + "\x1b[?1049h" + ASK, 0),
    kitty("the main screen's come back", push(1) + "\x1b[?1049h" + push(5) + ASK + "\x1b[?1049l" + ASK, 5, 1),
    kitty("the alternate's come back", "\x1b[?1049h" + push(5) + "\x1b[?1049l" + ASK + "\x1b[?1049h" + ASK, 0, 5),
    kitty("pops in the alternate leave the main's", push(1) + "\x1b[?1049h\x1b[<9u\x1b[?1049l" + ASK, 1),
    Case("kitty's sequences are not SCORC", "\x1b[3;3H\x1b[s\x1b[H" + push(1) + "\x1b[<u\x1b[=1u\x1b[?u", "", (0, 0)),
    Case("SCORC is not kitty's", "\x1b[3;3H\x1b[s\x1b[H\x1b[u", "", (2, 2), replies=""),
]

OTHER_KEYS = [
    Case("modifyOtherKeys at first", "\x1b[?4m", replies="\x1b[>4;0m", state={"modify_other_keys": 0}),
    Case("modifyOtherKeys 1", "\x1b[>4;1m\x1b[?4m", "", (0, 0), replies="\x1b[>4;1m", state={"modify_other_keys": 1}),
    Case("modifyOtherKeys 2", "\x1b[>4;2m\x1b[?4m", replies="\x1b[>4;2m", state={"modify_other_keys": 2}),
    Case("modifyOtherKeys 0", "\x1b[>4;2m\x1b[>4;0m\x1b[?4m", replies="\x1b[>4;0m", state={"modify_other_keys": 0}),
    Case("modifyOtherKeys without a value", "\x1b[>4;2m\x1b[>4m\x1b[?4m", replies="\x1b[>4;0m", state={"modify_other_keys": 0}),
    Case("all modifiers reset", "\x1b[>4;2m\x1b[>m\x1b[?4m", replies="\x1b[>4;0m", state={"modify_other_keys": 0}, unlike_xterm="it resets none, against its document"),
    Case("modifyOtherKeys and RIS", "\x1b[>4;2m\x1bc\x1b[?4m", replies="\x1b[>4;0m", state={"modify_other_keys": 0}),
    Case("modifyOtherKeys and DECSTR", "\x1b[>4;2m\x1b[!p\x1b[?4m", replies="\x1b[>4;0m"),
    Case("modifyOtherKeys disabled", "\x1b[>4;2m\x1b[>4n", state={"modify_other_keys": 0}),
    Case("modifyOtherKeys is no rendition", "\x1b[>4;1mx", "x", cells={(0, 0): {}}),
    Case("the query is no rendition", "\x1b[?4mx", "x", cells={(0, 0): {}}),
]

STATES = [
    *(Case(f"mouse mode {n}", f"\x1b[?{n}h\x1b[?{n}$p", replies=f"\x1b[?{n};1$y", state={"mouse_tracking": name}) for n, name in MOUSE.items()),
    *(Case(f"mouse mode {n} reset", f"\x1b[?{n}h\x1b[?{n}l\x1b[?{n}$p", replies=f"\x1b[?{n};2$y", state={"mouse_tracking": None}) for n in MOUSE),
    *(Case(f"mouse encoding {n}", f"\x1b[?{n}h\x1b[?{n}$p", replies=f"\x1b[?{n};1$y", state={"mouse_encoding": name}) for n, name in ENCODINGS.items()),
    *(Case(f"mouse encoding {n} reset", f"\x1b[?{n}h\x1b[?{n}l\x1b[?{n}$p", replies=f"\x1b[?{n};2$y", state={"mouse_encoding": "x10"}) for n in ENCODINGS),
    *(Case(f"mode {n} set", f"\x1b[{n}h\x1b[{n}$p", replies=f"\x1b[{n};1$y", state={name: True}) for n, name in FLAGS.items()),
    *(Case(f"mode {n} reset", f"\x1b[{n}h\x1b[{n}l\x1b[{n}$p", replies=f"\x1b[{n};2$y", state={name: False}) for n, name in FLAGS.items()),
    Case("no mouse at first", "", state={"mouse_tracking": None, "mouse_encoding": "x10"}),
    Case("mouse mode and encoding", "\x1b[?1002;1006h", state={"mouse_tracking": "button", "mouse_encoding": "sgr"}),
    Case("the mode of the mouse leaves its encoding", "\x1b[?1006h\x1b[?1000h\x1b[?1000l", state={"mouse_tracking": None, "mouse_encoding": "sgr"}),
    Case("the keypad by ESC =", "\x1b=", state={"application_keypad": True}),
    Case("the keypad by ESC >", "\x1b=\x1b>", state={"application_keypad": False}),
    Case("all of them and RIS", "\x1b[?1;66;1004;2004;1003;1006h\x1b[?25l\x1bc", state={**dict.fromkeys(FLAGS.values(), False), "cursor_visible": True, "mouse_tracking": None, "mouse_encoding": "x10"}),
    Case("synchronized output", "\x1b[?2026$p\x1b[?2026h\x1b[?2026$p", replies="\x1b[?2026;2$y\x1b[?2026;1$y", state={"synchronized": True}, unlike_xterm=NOT_YET),
    Case("synchronized output ends", "\x1b[?2026h\x1b[?2026l\x1b[?2026$p", replies="\x1b[?2026;2$y", state={"synchronized": False}, unlike_xterm=NOT_YET),
    Case("synchronized output draws", "\x1b[?2026hab", "ab", (2, 0)),
    Case("RIS ends synchronized output", "\x1b[?2026h\x1bc", state={"synchronized": False}),
]

SHAPES = [
    *(Case(f"DECSCUSR {n}", f"\x1b[{n} q", state={"cursor_shape": n}) for n in range(1, 7)),
    Case("DECSCUSR without a number", "\x1b[4 q\x1b[ q", "", (0, 0)),
    Case("DECSCUSR is no DECSCA", "\x1b[1 qx\r\x1b[?K", "", (0, 0)),
]
# fmt: on


@over(STACK)
def test_kitty_flags(case: Case) -> None:
    """Kitty's flags are pushed, popped, set and told, for each screen by itself."""
    case.check()


@over(OTHER_KEYS)
def test_other_keys(case: Case) -> None:
    """Xterm's modifyOtherKeys is set, reset and told."""
    case.check()


@over(STATES)
def test_states(case: Case) -> None:
    """A mode is told by DECRQM and to the owner of the screen."""
    case.check()


@over(SHAPES)
def test_cursor_shapes(case: Case) -> None:
    """DECSCUSR sets the shape of the cursor."""
    case.check()
