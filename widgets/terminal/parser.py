r"""From bytes to calls on a screen: the parser of control sequences.

Output is cut into runs of text and control sequences by one regular expression, so
that it is C code that looks at characters. What it calls a sequence follows the states
of Paul Williams' DEC parser: C0 controls inside a sequence are obeyed, CAN and SUB
abort it, ESC aborts it and begins anew, other characters abort it, and nothing of an
unknown one is shown. A sequence that is cut by the end of a chunk waits for the rest, so
it never matters where a chunk ends.

A sequence is understood once and remembered (`Actions`). The commonest ones are obeyed
right here, in `_run_fast`, on local variables; all others, and all when some mode makes
text more than a row of cells, are calls of the screen's methods in `_run_plain`. Floods
are not even parsed (see `flood`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyte

from widgets.terminal.actions import (
    BS,
    C0,
    CR,
    CRLF,
    CUF,
    CUP,
    EL,
    LF,
    SEQUENCE_MAX,
    SGR,
    STRING_KINDS,
    STRING_MAX,
    Actions,
    is_style,
)
from widgets.terminal.characters import FILLER, is_narrow
from widgets.terminal.flood import FLOOD_LINES, harmless_bytes, skip_flood
from widgets.terminal.functions import CONTROLS
from widgets.terminal.grammar import C1, INCOMPLETE, SPLIT, STRING_END, UNFINISHED
from widgets.terminal.rows import Row, blank_row
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 16 * 1024
"""Characters that are parsed between two looks for a flood."""
LATER_MAX = 8 * 1024 * 1024
"""Characters that may wait to be parsed."""

_INLINED = {
    *("draw", "set_rendition", "carriage_return", "linefeed", "backspace"),
    *("cursor_position", "cursor_forward", "erase_in_line", "index"),
}
"""Methods that the loop does without."""

_actions = Actions()
"""One table for all terminals: what a sequence does is the same in each."""


def _obey(screen: TerminalScreen, text: str) -> None:
    """Make a screen obey text that needs no other to be understood."""
    TerminalStream(screen, floods=False).feed_text(text)


class TerminalStream(pyte.ByteStream):
    """Feeds bytes in UTF-8, in chunks of any size, to a `TerminalScreen`."""

    _screen: TerminalScreen

    def __init__(
        self, screen: TerminalScreen, *, fast: bool = True, floods: bool = True
    ) -> None:
        """Feed `screen`; without `fast` by calls of its methods alone."""
        self._wants_fast = fast
        self._floods = floods
        super().__init__(screen)
        self.reset()

    def attach(self, screen: TerminalScreen) -> None:  # type: ignore[override]
        """Send everything to `screen` from now on."""
        self.listener = self._screen = screen
        # Whoever replaces a method wants it called.
        replaced = _INLINED & vars(screen).keys()
        same = all(
            getattr(type(screen), name, None) is getattr(TerminalScreen, name)
            for name in _INLINED
        )
        self._fast = self._wants_fast and same and not replaced

    def reset(self) -> None:
        """Forget any unfinished character or sequence."""
        self.utf8_decoder.reset()
        self._pending = ""
        self._cut = b""
        self._string: list[str] = []
        self._string_size = 0
        self._later: list[bytes] = []
        self._later_size = 0

    def feed(self, data: bytes) -> None:  # type: ignore[override]
        """Parse some output; never raises, whatever the bytes are."""
        self.catch_up()
        self.feed_text(self.utf8_decoder.decode(data))

    def feed_later(self, data: bytes) -> None:
        """Take some output, and parse it now or when `catch_up` is called.

        Output that only writes lines can wait until somebody looks at the screen; the
        more has come by then, the more of it is never parsed at all. What may need an
        answer, ring a bell or change a mode does not wait.
        """
        data, self._cut = self._cut + data, b""
        if self._fast and self._floods and not self._pending and not self._string:
            end = harmless_bytes(data)
            # A sequence or a line end that goes on in the next chunk does not matter.
            if end < len(data) and UNFINISHED.fullmatch(data, end):
                data, self._cut = data[:end], data[end:]
            if data[-1:] == b"\r":
                data, self._cut = data[:-1], b"\r" + self._cut
            if end >= len(data):
                self._later.append(data)
                self._later_size += len(data)
                if self._later_size > LATER_MAX:
                    self.catch_up()
                return
        self._cut = data + self._cut
        self.catch_up()

    def catch_up(self) -> None:
        """Parse what has waited; then the screen is what the output says."""
        if self._later:
            data, self._later, self._later_size = b"".join(self._later), [], 0
            self.feed_text(self.utf8_decoder.decode(data), harmless=True)
        if self._cut:
            data, self._cut = self._cut, b""
            self.feed_text(self.utf8_decoder.decode(data))

    def feed_text(self, text: str, *, harmless: bool = False) -> None:
        """Parse some output that is decoded already.

        It is `harmless` if it is known to do no more than to write lines.
        """
        if not text.isascii() and C1.search(text):
            # In UTF-8 they are no controls to xterm, and nothing to be seen.
            text = C1.sub("", text)
        screen, fast, at = self._screen, self._fast, 0
        flooding = (
            fast and self._floods and text.count("\n") >= FLOOD_LINES * screen.lines
        )
        while at < len(text):
            if flooding and not self._string and not self._pending:
                at = skip_flood(screen, text, at, _obey, harmless=harmless)
            self._parse(text[at : at + PIECE])
            at += PIECE
        if self._floods:
            screen.tidy()

    def _parse(self, text: str) -> None:
        """Parse a piece of text, and keep what is unfinished at its end."""
        if self._string:
            text = self._go_on_with_string(text)
        text = self._pending + text
        self._pending = ""
        start = text.rfind("\x1b")
        if start >= 0:
            match = INCOMPLETE.fullmatch(text, start)
            if match and start == len(text) - 1:
                # It may be the first half of what ends a string.
                before = text.rfind("\x1b", 0, start)
                earlier = INCOMPLETE.fullmatch(text, max(before, 0), start)
                if earlier and earlier["string"]:
                    match, start = earlier, before
            if match:
                self._hold(text[start:], match["string"])
                text = text[:start]
        if not text:
            return
        parts = SPLIT(text)
        parts.append("")
        source = iter(parts)
        pairs = zip(source, source, strict=True)
        while True:
            done = (
                self._run_fast(pairs)
                if self._fast and self._screen.is_simple
                else self._run_plain(pairs)
            )
            if done:
                break

    # What is unfinished.

    def _hold(self, text: str, string: str | None) -> None:
        """Keep the beginning of a sequence, perhaps a string, until the rest comes."""
        if string:
            self._string, self._string_size = [text], len(text)
            self._string_end = STRING_END[string[0]]
            if text[-1] == "\x1b":
                self._string, self._pending = [text[:-1]], "\x1b"
        elif len(text) > SEQUENCE_MAX:
            # It will be ignored; only the controls in it count.
            self._obey_controls(text[1:])
            rest = text[1:].translate(dict.fromkeys(range(32)))[:1]
            self._pending = "\x1b" + rest + (" " * SEQUENCE_MAX if rest else "")
        else:
            self._pending = text

    def _go_on_with_string(self, text: str) -> str:
        """Take text into the string that is open; return what is left after it."""
        text, self._pending = self._pending + text, ""
        match = self._string_end.search(text)
        end = match.start() if match else len(text)
        if match and match[0] == "\x1b" and end == len(text) - 1:
            self._pending, match = "\x1b", None
        if self._string_size <= STRING_MAX:
            self._string.append(text[:end])
            self._string_size += end
        if match is None:
            return ""
        string, self._string = "".join(self._string), []
        return string + text[end:]

    def _obey_controls(self, text: str) -> None:
        """Obey the C0 controls in a sequence."""
        for char in C0.findall(text):
            if method := CONTROLS.get(char):
                getattr(self._screen, method)()

    # Obeying.

    def _run_plain(self, pairs: Iterator[tuple[str, str]]) -> bool:
        """Obey by calls of methods; return whether all is done."""
        screen, fast = self._screen, self._fast
        for run, sequence in pairs:
            if run:
                screen.draw(run)
            if not sequence:
                return True
            if sequence == "\r\n":
                screen.carriage_return()
                screen.linefeed()
            else:
                self._call(sequence)
            if fast and screen.is_simple:
                return False
        return True

    def _call(self, sequence: str) -> None:
        """Call the method that obeys a sequence."""
        kind, method, args, private = _actions[sequence]
        if kind == SGR:
            for params in sequence[2:-1].split("m\x1b["):
                self._screen.set_rendition(params)
        elif not method and C0.search(sequence, 1) and sequence[1] not in STRING_KINDS:
            # Controls in a sequence come first, then what is left of it.
            self._obey_controls(sequence[1:])
            rest = "\x1b" + C0.sub("", sequence[1:])
            if rest != sequence and sequence[-1] not in "\x18\x1a":
                self._call(rest)
        elif method and private:
            getattr(self._screen, method)(*args, private=True)
        elif method:
            getattr(self._screen, method)(*args)

    def _run_fast(self, pairs: Iterator[tuple[str, str]]) -> bool:  # noqa: C901, PLR0912, PLR0915
        """Obey on local variables while text is simple; return whether all is done."""
        screen, actions, drawn = self._screen, _actions, ""
        cursor, rows, columns, last = (
            screen.cursor,
            screen.rows,
            screen.columns,
            screen.lines - 1,
        )
        x, y, pen, table = cursor.x, cursor.y, cursor.pen, screen.attributes
        code, top, bottom, push = pen.code, screen.top, screen.bottom, screen.push
        behind = screen.behind
        runs: list[str] = []
        codes: list[str] = []
        for run, sequence in pairs:
            styled = pen.after.get(sequence)
            if styled is None and sequence[-1:] == "m" and is_style(sequence):
                styled = pen.follow(sequence)
            if run:
                size = len(run)
                end = x + size
                if end <= columns and (run.isascii() or is_narrow(run)):
                    x, drawn, behind = end, run, 1
                    if styled:
                        # More is to follow in another rendition: write it all at once.
                        runs.append(run)
                        codes.append(code * size)
                        pen = styled
                        code = pen.code
                        continue
                    style = code * size
                    if runs:
                        run = "".join(runs) + run  # noqa: PLW2901
                        style = "".join(codes) + style
                        size = len(run)
                        runs, codes = [], []
                    row = rows[y]
                    chars, start = row.chars, end - size
                    length = len(chars)
                    if start == length:
                        row.chars = chars + run
                        row.attrs += style
                    elif start < length and (chars.isascii() or FILLER not in chars):
                        attrs = row.attrs
                        row.chars = chars[:start] + run + chars[end:]
                        row.attrs = attrs[:start] + style + attrs[end:]
                    else:
                        row.write(start, run, style, table)
                else:
                    if runs:
                        start = x - sum(map(len, runs))
                        rows[y].write(start, "".join(runs), "".join(codes), table)
                        runs, codes = [], []
                    cursor.x, cursor.y, cursor.pen = x, y, pen
                    if drawn:
                        screen.remember(drawn[-1])
                    screen.behind = behind
                    screen.draw(run)
                    x, y, drawn, behind = cursor.x, cursor.y, "", screen.behind
            elif runs and not styled:
                start = x - sum(map(len, runs))
                rows[y].write(start, "".join(runs), "".join(codes), table)
                runs, codes = [], []
            if styled:
                pen = styled
                code = pen.code
                continue
            kind, _method, args, _private = actions[sequence]
            if kind <= LF:
                if kind == CRLF:
                    x = 0
                elif kind == LF:
                    if x == columns:
                        x -= 1
                else:
                    cursor.x, cursor.y, cursor.pen = x, y, pen
                    if drawn:
                        screen.remember(drawn[-1])
                        drawn = ""
                    screen.behind = behind
                    self._call(sequence)
                    behind = screen.behind
                    if not screen.is_simple:
                        return False
                    cursor, rows = screen.cursor, screen.rows
                    x, y, pen = cursor.x, cursor.y, cursor.pen
                    top, bottom, push = screen.top, screen.bottom, screen.push
                    code = pen.code
                    continue
                behind = None
                if y != bottom:
                    if y < last:
                        y += 1
                    continue
                if push and not top:
                    push(rows[0])
                del rows[top]
                rows.insert(
                    bottom,
                    Row()
                    if pen.plain_background
                    else blank_row(columns, pen.erased.code),
                )
            elif kind == CUP:
                y, x = args
                y = y - 1 if 0 < y <= last else y and last
                x = x - 1 if 0 < x < columns else x and columns - 1
            elif kind == CR:
                x = 0
            elif kind == EL:
                x = min(x, columns - 1)
                row = rows[y]
                row.erase(x, columns, pen.erased.code)
                row.wrapped = False
            elif kind == BS:
                x = max(min(x, columns - 1) - 1, 0)
            elif kind == CUF:
                x = min(x + args[0], columns - 1)
            elif sequence:
                continue
            else:
                break
            behind = None
        cursor.x, cursor.y, cursor.pen = x, y, pen
        screen.behind = behind
        if drawn:
            screen.remember(drawn[-1])
        return True
