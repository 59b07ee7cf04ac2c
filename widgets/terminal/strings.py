"""Control strings: titles, colours, links, clipboard, notifications, settings.

A string is OSC or DCS with a body of bounded length. What is unknown is ignored, and
whatever is kept is bounded: nothing that a program sends grows without end.
References: xterm's `ctlseqs`; OSC 7, 8, 9, 133 and 777 as their terminals define them.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from widgets.terminal.attributes import Link
from widgets.terminal.events import ClipboardWrite, Notification
from widgets.terminal.reports import Reports

if TYPE_CHECKING:
    from widgets.terminal.events import Event

TITLE_MAX = 256
LINK_MAX = 2083
"""Longest address of a link, as in browsers and VTE."""
LINK_NAME_MAX = 250
CLIPBOARD_MAX = 1024 * 1024
EVENTS_MAX = 64
"""Events kept until they are fetched; more are dropped."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SELECTIONS = re.compile(r"[cpqs0-7]*")


class Strings(Reports):
    """The part of a screen that obeys control strings."""

    title: str
    icon_name: str
    working_directory: str
    _events: list[Event]

    def take_events(self) -> list[Event]:
        """Return, and forget, what the program has asked of the owner."""
        events, self._events = self._events, []
        return events

    def operating_system_command(self, text: str, end: str) -> None:
        """Obey `OSC text end`; reports end as the query did."""
        code, _, value = text.partition(";")
        if code[:1] in ("l", "L"):
            # What a terminal answers to a query of its titles sets them too.
            code, value = "2" if code[0] == "l" else "1", text[1:]
        code = code.lstrip("0") or "0"
        if code in ("0", "1"):
            self.set_icon_name(value)
        if code in ("0", "2"):
            self.set_title(value)
        elif code == "4":
            self._report_colours(self.colours.change_palette(value), end)
        elif code == "5":
            self._report_colours(self.colours.change_special(value), end)
        elif code == "104":
            self.colours.reset_palette(value)
        elif code == "105":
            self.colours.reset_special(value)
        elif len(code) == 2 and code[0] == "1" and code.isdecimal():  # noqa: PLR2004
            self._report_colours(self.colours.change_dynamic(int(code), value), end)
        elif len(code) == 3 and code[:2] == "11" and code.isdecimal():  # noqa: PLR2004
            self.colours.reset_dynamic(int(code) - 100)
        elif code == "7":
            self.working_directory = printable(value, LINK_MAX)
        elif code == "8":
            self._set_link(value)
        elif code == "52":
            self._write_clipboard(value)
        elif code == "133":
            self._mark(value)
        elif code in ("9", "777"):
            self._notify(code, value)

    def device_control_string(self, text: str) -> None:
        """Obey `DCS text ST`: a query of a setting or of a capability."""
        if text.startswith("$q"):
            self.report_setting(text[2:])
        elif text.startswith("+q"):
            self.report_capabilities(text[2:])

    def set_title(self, param: str) -> None:
        """Set the window's title; bounded, without control characters."""
        self.title = printable(param, TITLE_MAX)

    def set_icon_name(self, param: str) -> None:
        """Set the icon's name; bounded, without control characters."""
        self.icon_name = printable(param, TITLE_MAX)

    def _report_colours(self, reports: list[str], end: str) -> None:
        for report in reports:
            self.answer(f"\x1b]{report}{end}")

    def _set_link(self, value: str) -> None:
        """Link what is drawn from now on, or nothing (OSC 8)."""
        params, _, address = value.partition(";")
        if len(address) > LINK_MAX or _UNPRINTABLE.search(address):
            address = ""
        pairs = dict(pair.partition("=")[::2] for pair in params.split(":"))
        link = Link(pairs.get("id", "")[:LINK_NAME_MAX], address)
        self.cursor.pen = self.cursor.pen.changed(link=str(link))

    def _write_clipboard(self, value: str) -> None:
        """Ask for text on the clipboard; reading it is refused (OSC 52)."""
        selection, _, data = value.partition(";")
        if data == "?" or not _SELECTIONS.fullmatch(selection):
            return
        try:
            text = base64.b64decode(data, validate=True).decode(errors="replace")
        except (binascii.Error, ValueError):
            text = ""
        self._tell(ClipboardWrite(selection or "s0", text))

    def _mark(self, value: str) -> None:
        """Note where a shell's prompt, command and output begin (OSC 133)."""
        if value[:1] in ("A", "B", "C", "D"):
            row = self.rows[self.cursor.y]
            row.mark = "A" if row.mark == "A" else value[0]

    def _notify(self, code: str, value: str) -> None:
        """Pass on a notification; `9;4;…` is a progress bar, which is none."""
        title, body = "", value
        if code == "777":
            kind, _, rest = value.partition(";")
            if kind != "notify":
                return
            title, _, body = rest.partition(";")
        elif value.startswith("4;"):
            return
        self._tell(Notification(printable(title, TITLE_MAX), printable(body, 1024)))

    def _tell(self, event: Event) -> None:
        if len(self._events) < EVENTS_MAX:
            self._events.append(event)


def printable(text: str, limit: int) -> str:
    """Return `text` without control characters, at most `limit` long."""
    return _UNPRINTABLE.sub("", text[: 2 * limit])[:limit]
