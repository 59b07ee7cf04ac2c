"""Answers to a program's queries: who the terminal is, where, how large, and how set.

References: xterm's `ctlseqs`; DEC STD 070 for reports of status and settings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from widgets.terminal import modes as mo
from widgets.terminal.mouse import CELL_SIZE
from widgets.terminal.rectangles import Rectangles
from widgets.terminal.sgr import Flag, describe_sgr

if TYPE_CHECKING:
    from widgets.terminal.colours import Colours

REPLIES_MAX = 64 * 1024
"""Bytes of unfetched replies; a program that floods us with queries gets no more."""
CELL_WIDTH, CELL_HEIGHT = CELL_SIZE
"""Pixels of a cell, for programs that ask; what they really are nobody tells us."""
TITLE_STACK_MAX = 10

_NAME = "execdeck(0.1.0)"
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){1,64}")
_CAPABILITIES = {
    "TN": "xterm-256color",
    "name": "xterm-256color",
    "Co": "256",
    "colors": "256",
    "RGB": "8",
    "Tc": "",
    "Su": "",
    "Smulx": "\x1b[4:%p1%dm",
    "Setulc": "\x1b[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm",
    "Ss": "\x1b[%p1%d q",
    "Se": "\x1b[2 q",
    "Ms": "\x1b]52;%p1%s;%p2%s\x1b\\",
    "bce": "",
    "kbs": "\x7f",
}
_STATUS = {
    15: "?13",  # no printer
    25: "?20",  # user-defined keys are unlocked
    26: "?27;1;0;0",  # a North American keyboard
    53: "?50",  # no locator
    55: "?50",
    56: "?57;0",
    75: "?70",  # no errors
    85: "?83",  # no multiple sessions
}


class Reports(Rectangles):
    """The part of a screen that answers."""

    colours: Colours
    cursor_shape: int
    title: str
    icon_name: str
    keyboard_flags: int
    modify_other_keys: int
    _replies: bytearray
    _titles: list[tuple[str, str]]

    def take_replies(self) -> bytes:
        """Return, and forget, the bytes to send to the program in answer to it."""
        replies = bytes(self._replies)
        self._replies.clear()
        return replies

    def answer(self, text: str) -> None:
        """Queue a reply, unless too many wait already."""
        if len(self._replies) < REPLIES_MAX:
            self._replies += text.encode()

    # Who and how.

    def report_device_attributes(self, mode: int = 0, **kwargs: bool) -> None:
        """Answer as a VT420 with selective erasing, columns, colours, areas (DA1)."""
        if mode == 0 and not kwargs.get("private"):
            self.answer("\x1b[?64;6;21;22;28;52c")

    def report_secondary_attributes(self, mode: int = 0) -> None:
        """Answer with a version from which programs know what we can (DA2)."""
        if mode == 0:
            self.answer("\x1b[>41;377;0c")

    def report_tertiary_attributes(self, mode: int = 0) -> None:
        """Answer with a serial number that is none (DA3)."""
        if mode == 0:
            self.answer("\x1bP!|00000000\x1b\\")

    def report_version(self, mode: int = 0) -> None:
        """Answer with our name (XTVERSION)."""
        if mode == 0:
            self.answer(f"\x1bP>|{_NAME}\x1b\\")

    def report_device_status(
        self, mode: int = 0, identity: int = 0, *, private: bool = False
    ) -> None:
        """Answer that all is well (5), where the cursor is (6), or for a device."""
        if mode == 6:  # noqa: PLR2004
            origin = mo.ORIGIN in self.mode
            line = self.cursor.y - (self.top if origin else 0) + 1
            column = min(self.cursor.x, self.columns - 1) + 1
            column -= self.left if origin else 0
            place = f"{max(line, 1)};{max(column, 1)}"
            self.answer(f"\x1b[?{place};1R" if private else f"\x1b[{place}R")
        elif not private:
            if mode == 5:  # noqa: PLR2004
                self.answer("\x1b[0n")
        elif mode == 996:  # noqa: PLR2004
            # Dark or light, as contour and kitty tell.
            self.answer(f"\x1b[?997;{1 if self.colours.is_dark else 2}n")
        elif mode == 62:  # noqa: PLR2004
            self.answer("\x1b[0000*{")
        elif mode == 63:  # noqa: PLR2004
            self.answer(f"\x1bP{identity}!~0000\x1b\\")
        elif mode in _STATUS:
            self.answer(f"\x1b[{_STATUS[mode]}n")

    def report_mode(self, number: int = 0, *, private: bool = False) -> None:
        """Answer whether a mode is on (DECRQM)."""
        if private:
            state = self.mode_state(mo.private(number))
        else:
            state = self.mode_state(number) if number in mo.ANSI else 0
        self.answer(f"\x1b[{'?' if private else ''}{number};{state}$y")

    def report_checksum(self, *params: int) -> None:
        """Answer with the checksum of an area (DECRQCRA)."""
        identity, _page, *area = (*params, 0, 0, 0, 0, 0, 0)[:6]
        self.answer(f"\x1bP{identity}!~{self.checksum(*area):04X}\x1b\\")

    def report_presentation(self, what: int = 0) -> None:
        """Answer with the tab stops, counted from 1 (DECRQPSR, DECTABSR)."""
        if what == 2:  # noqa: PLR2004
            stops = "/".join(str(stop + 1) for stop in sorted(self.tabstops))
            self.answer(f"\x1bP2$u{stops}\x1b\\")

    def report_setting(self, name: str) -> None:
        """Answer with the parameters of a control function, or "unknown" (DECRQSS)."""
        rendition = self.cursor.pen.rendition
        known = {
            "m": describe_sgr(rendition),
            "r": f"{self.top + 1};{self.bottom + 1}",
            "s": f"{self.left + 1};{self.right + 1}",
            "t": str(self.lines),
            " q": str(self.cursor_shape or 1),
            '"q': "1" if rendition.flags & Flag.PROTECTED else "0",
            '"p': "64;1",
            "*x": "2" if self._by_rectangle else "1",
            "*|": str(self.lines),
            "$|": str(self.columns),
        }
        value = f"1$r{known[name]}{name}" if name in known else "0$r"
        self.answer(f"\x1bP{value}\x1b\\")

    def report_capabilities(self, names: str) -> None:
        """Answer with terminfo capabilities, named and given in hex (XTGETTCAP)."""
        for name in names.split(";")[:64]:
            text = ""
            if _HEX.fullmatch(name):
                text = bytes.fromhex(name).decode("latin-1")
            if text not in _CAPABILITIES:
                self.answer("\x1bP0+r\x1b\\")
                return
            value = _CAPABILITIES[text].encode().hex().upper()
            self.answer(f"\x1bP1+r{name}{'=' if value else ''}{value}\x1b\\")

    def report_keyboard(self) -> None:
        """Answer with the flags of kitty's keyboard protocol."""
        self.answer(f"\x1b[?{self.keyboard_flags}u")

    def report_key_modifiers(self, what: int = 0) -> None:
        """Answer with what XTMODKEYS has set (XTQMODKEYS)."""
        if what == 4:  # noqa: PLR2004
            self.answer(f"\x1b[>4;{self.modify_other_keys}m")

    # The window.

    def window_operation(self, operation: int = 0, *params: int) -> None:
        """Report sizes, or keep and restore titles (XTWINOPS); ignore all else.

        Titles are not reported: a program would read back what another one wrote,
        as if it had been typed.
        """
        height, width = self.lines * CELL_HEIGHT, self.columns * CELL_WIDTH
        reports = {
            11: "\x1b[1t",
            13: "\x1b[3;0;0t",
            14: f"\x1b[4;{height};{width}t",
            15: f"\x1b[5;{height};{width}t",
            16: f"\x1b[6;{CELL_HEIGHT};{CELL_WIDTH}t",
            18: f"\x1b[8;{self.lines};{self.columns}t",
            19: f"\x1b[9;{self.lines};{self.columns}t",
            20: "\x1b]L\x1b\\",
            21: "\x1b]l\x1b\\",
        }
        if operation in reports:
            self.answer(reports[operation])
        elif operation == 22:  # noqa: PLR2004
            self._titles = [*self._titles, (self.title, self.icon_name)]
            self._titles = self._titles[-TITLE_STACK_MAX:]
        elif operation == 23 and self._titles:  # noqa: PLR2004
            which = params[0] if params else 0
            title, icon_name = self._titles.pop()
            if which in (0, 2):
                self.title = title
            if which in (0, 1):
                self.icon_name = icon_name
