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
from widgets.terminal.sgr import parameter

if TYPE_CHECKING:
    from widgets.terminal.events import Event

TITLE_MAX = 256
LINK_MAX = 2083
"""Longest address of a link, as in browsers and VTE."""
LINK_NAME_MAX = 250
NOTIFICATION_MAX = 1024
EVENTS_MAX = 64
"""Events kept until they are fetched; more are dropped."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PALETTE = (4, 5, 104, 105)
_DYNAMIC, _DYNAMIC_RESET = range(10, 20), range(110, 120)
_OBEYED = {
    7: "_set_directory",
    8: "_set_link",
    9: "_notify",
    52: "_write_clipboard",
    133: "_mark",
    777: "_notify_with_title",
}
_OTHER_PROMPTS = frozenset({"k=c", "k=s", "k=r"})
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
        number = parameter(code) if code.isdecimal() or not code else -1
        if number in (0, 1):
            self.set_icon_name(value)
        if number in (0, 2):
            self.set_title(value)
        if number in _PALETTE or number in _DYNAMIC or number in _DYNAMIC_RESET:
            for report in self._change_colours(number, value):
                self.answer(f"\x1b]{report}{end}")
        elif number in _OBEYED:
            getattr(self, _OBEYED[number])(value)

    def _change_colours(self, number: int, value: str) -> list[str]:
        """Set, report or take back colours; return the reports."""
        colours = self.colours
        if number in _DYNAMIC:
            return colours.change_dynamic(number, value)
        if number in _DYNAMIC_RESET:
            colours.reset_dynamic(number - _DYNAMIC_RESET.start + _DYNAMIC.start)
            return []
        return {
            4: colours.change_palette,
            5: colours.change_special,
            104: colours.reset_palette,
            105: colours.reset_special,
        }[number](value)

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

    def _set_directory(self, value: str) -> None:
        """Note where the shell is (OSC 7)."""
        self.working_directory = printable(value, LINK_MAX)

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
        """Note where a shell's prompt, command and output begin (OSC 133).

        A prompt that goes on is none, nor is one at the right: `A` with `k=c`, `s`, `r`.
        """
        kind, *options = value.split(";")
        if kind in ("A", "B", "C", "D") and _OTHER_PROMPTS.isdisjoint(options):
            row = self.rows[self.cursor.y]
            row.mark = "A" if row.mark == "A" else kind

    def _notify(self, value: str) -> None:
        """Pass on a notification; `9;4;…` is a progress bar, which is none (OSC 9)."""
        if not value.startswith("4;"):
            self._tell(Notification("", printable(value, NOTIFICATION_MAX)))

    def _notify_with_title(self, value: str) -> None:
        """Pass on a notification of the form `notify;title;body` (OSC 777)."""
        kind, _, rest = value.partition(";")
        if kind == "notify":
            title, _, body = rest.partition(";")
            self._tell(
                Notification(
                    printable(title, TITLE_MAX), printable(body, NOTIFICATION_MAX)
                )
            )

    def _tell(self, event: Event) -> None:
        if len(self._events) < EVENTS_MAX:
            self._events.append(event)


def printable(text: str, limit: int) -> str:
    """Return `text` without control characters, at most `limit` long."""
    return _UNPRINTABLE.sub("", text[: 2 * limit])[:limit]
