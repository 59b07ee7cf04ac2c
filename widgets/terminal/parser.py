r"""From bytes to calls on a screen: the parser of escape sequences.

Well-formed tokens (runs of text, `CSI …`, `ESC …`) are found by one regular
expression each. Whatever it does not match — a sequence cut by the end of a chunk,
with control characters inside it, or malformed — goes through a state machine,
character by character, that ends in the same handlers. So it never matters where
a chunk ends. The states are those of Paul Williams' DEC parser:

    GROUND --ESC--> ESCAPE --[--> CSI --final--> GROUND
                           --] P X ^ _ k--> STRING --ST--> GROUND

CAN and SUB abort anything, ESC aborts and begins anew. No input raises an error,
and no part of an unknown sequence is shown.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable

    from widgets.terminal.screen import TerminalScreen

STRING_MAX = 64 * 1024
"""Characters kept of an OSC, DCS, APC, PM or SOS string; more are dropped."""
SEQUENCE_MAX = 256
"""Characters kept of an escape sequence; a longer one is ignored as a whole."""
PARAMETER_MAX = 65535
_ANY = SEQUENCE_MAX
"""As a number of parameters: all of them."""

_TEXT, _CONTROL, _CSI, _ESCAPE = 1, 2, 3, 4
_TOKEN = re.compile(
    r"([^\x00-\x1f\x7f-\x9f]+)"
    r"|([\x00-\x1a\x1c-\x1f\x7f])"
    rf"|\x1b\[([\x20-\x3f]{{0,{SEQUENCE_MAX}}}[\x40-\x7e])"
    # Finals without [ ] P X ^ _ k, which begin sequences of their own.
    r"|\x1b([\x20-\x2f]{1,4}[\x30-\x7e]|[\x30-\x4f\x51-\x57YZ\\`-jl-~])"
)
_CSI_BODY = re.compile(r"([<=>?]?)([0-9;:]*)([\x20-\x2f]*)([\x40-\x7e])")
_STRING_END = re.compile(r"[\x07\x18\x1a\x1b\x9c]")
_STRING_STARTS = "]PX^_k"
"""After ESC: OSC, DCS, SOS, PM, APC, and screen's title."""


class _State(Enum):
    GROUND = 0
    ESCAPE = 1
    CSI = 2
    STRING = 3
    STRING_ESCAPE = 4


@lru_cache(maxsize=4096)
def parse_csi(body: str) -> tuple[str, str, tuple[int, ...]]:
    """Split the text after `CSI` into (function, parameter text, parameters).

    The function is private mark, intermediates and final; empty when malformed.
    """
    match = _CSI_BODY.fullmatch(body)
    if match is None:
        return "", "", ()
    mark, params, intermediates, final = match.groups()
    if ":" in params:
        # Only SGR has sub-parameters, and it reads them from the text.
        name = "m" if final == "m" and not mark + intermediates else ""
        return name, params, ()
    # Seven digits are more than any limit, and few enough to convert.
    numbers = (min(int(text[:7] or 0), PARAMETER_MAX) for text in params.split(";"))
    return mark + intermediates + final, params, tuple(numbers)


class TerminalStream(pyte.ByteStream):
    """Feeds bytes in UTF-8, in chunks of any size, to a `TerminalScreen`."""

    _screen: TerminalScreen

    def __init__(self, screen: TerminalScreen) -> None:
        super().__init__(screen)
        self.reset()

    def attach(self, screen: TerminalScreen) -> None:  # type: ignore[override]
        """Send everything to `screen` from now on."""
        self.listener = self._screen = screen
        self._controls = _control_handlers(screen)
        self._escapes = _escape_handlers(screen)
        self._functions = _csi_handlers(screen)

    def reset(self) -> None:
        """Forget any unfinished character or sequence."""
        self.utf8_decoder.reset()
        self._state = _State.GROUND
        self._collected = ""
        self._string_kind = ""
        self._string: list[str] = []
        self._string_room = STRING_MAX

    def feed(self, data: bytes) -> None:  # type: ignore[override]
        """Parse some output; never raises, whatever the bytes are."""
        text = self.utf8_decoder.decode(data)
        at, end = 0, len(text)
        next_token, draw = _TOKEN.match, self._screen.draw
        while at < end:
            if self._state is _State.STRING:
                at = self._take_string(text, at)
            elif self._state is not _State.GROUND:
                self._step(text[at])
                at += 1
            elif match := next_token(text, at):
                at = match.end()
                kind = match.lastindex
                if kind == _TEXT:
                    draw(match[_TEXT])
                elif kind == _CSI:
                    self._call_function(match[_CSI])
                elif kind == _CONTROL:
                    self._control(match[_CONTROL])
                else:
                    self._escape(match[_ESCAPE])
            else:
                self._step(text[at])
                at += 1

    def _step(self, char: str) -> None:
        """Advance the state machine by one character."""
        if char == "\x1b":
            ends_string = self._state is _State.STRING
            self._enter(_State.STRING_ESCAPE if ends_string else _State.ESCAPE)
        elif char in "\x18\x1a":
            self._enter(_State.GROUND)
        elif "\x80" <= char <= "\x9f":
            # A C1 control is short for ESC and the character 0x40 below it.
            self._enter(_State.ESCAPE)
            self._step(chr(ord(char) - 0x40))
        elif char == "\x7f" or char < " ":
            self._control(char)
        elif char > "\x7f":
            # Not part of any sequence: it ends this one and is text.
            self._enter(_State.GROUND)
            self._screen.draw(char)
        else:
            self._advance(char)

    def _advance(self, char: str) -> None:
        """Take a printable ASCII character of a sequence."""
        if self._state is _State.CSI:
            self._collect(char, final=char >= "@", handler=self._call_function)
        elif self._collected:
            self._collect(char, final=char >= "0", handler=self._escape)
        elif self._state is _State.STRING_ESCAPE and char == "\\":
            self._enter(_State.GROUND)
            self._finish_string()
        elif char == "[":
            self._enter(_State.CSI)
        elif char in _STRING_STARTS:
            self._begin_string(char)
        else:
            self._state = _State.ESCAPE
            self._collect(char, final=char >= "0", handler=self._escape)

    def _enter(self, state: _State) -> None:
        """Change state with nothing collected."""
        self._state = state
        self._collected = ""

    def _collect(
        self, char: str, *, final: bool, handler: Callable[[str], None]
    ) -> None:
        """Add to a sequence; call its handler if that was the final character."""
        # One character past the limit is kept: it tells that the limit was passed.
        if len(self._collected) <= SEQUENCE_MAX:
            self._collected += char
        if final:
            sequence = self._collected
            self._enter(_State.GROUND)
            if sequence[-1] == char and len(sequence) <= SEQUENCE_MAX + 1:
                handler(sequence)

    def _control(self, char: str) -> None:
        """Obey a C0 control."""
        handler = self._controls.get(char)
        if handler:
            handler()

    def _escape(self, sequence: str) -> None:
        """Obey `ESC` and what follows; ignore what is unknown."""
        handler = self._escapes.get(sequence)
        if handler:
            handler()
        elif len(sequence) == 2 and sequence[0] in "()*+":  # noqa: PLR2004
            self._screen.define_charset(sequence[1], sequence[0])

    def _call_function(self, body: str) -> None:
        """Obey `CSI` and what follows; ignore what is unknown."""
        name, text, params = parse_csi(body)
        if name == "m":
            self._screen.set_rendition(text)
            return
        handler, most = self._functions.get(name, (None, 0))
        if handler:
            handler(*params[:most])

    def _begin_string(self, kind: str) -> None:
        """Start to collect a string."""
        self._enter(_State.STRING)
        self._string_kind = kind
        self._string = []
        self._string_room = STRING_MAX

    def _take_string(self, text: str, at: int) -> int:
        """Collect a string up to its end or the chunk's; return where that is."""
        match = _STRING_END.search(text, at)
        end = match.start() if match else len(text)
        part = text[at : min(end, at + self._string_room)]
        self._string.append(part)
        self._string_room -= len(part)
        if match is None:
            return end
        char = match[0]
        if char == "\x9c" or (char == "\x07" and self._string_kind == "]"):
            self._enter(_State.GROUND)
            self._finish_string()
        elif char != "\x07":
            self._step(char)
        return end + 1

    def _finish_string(self) -> None:
        """Obey a complete string: a title, or a query of a setting."""
        text = "".join(self._string)
        self._string = []
        if self._string_kind == "]":
            code, _, value = text.partition(";")
            if code in ("0", "1"):
                self._screen.set_icon_name(value)
            if code in ("0", "2"):
                self._screen.set_title(value)
        elif self._string_kind == "P" and text.startswith("$q"):
            self._screen.report_setting(text[2:])


def _control_handlers(screen: TerminalScreen) -> dict[str, Callable[[], None]]:
    """Return what each C0 control does."""
    return {
        "\a": screen.bell,
        "\b": screen.backspace,
        "\t": screen.tab,
        "\n": screen.linefeed,
        "\v": screen.linefeed,
        "\f": screen.linefeed,
        "\r": screen.carriage_return,
        "\x0e": screen.shift_out,
        "\x0f": screen.shift_in,
    }


def _escape_handlers(screen: TerminalScreen) -> dict[str, Callable[[], None]]:
    """Return what each escape sequence does, by what follows ESC."""
    return {
        "7": screen.save_cursor,
        "8": screen.restore_cursor,
        "=": partial(screen.set_keypad, application=True),
        ">": partial(screen.set_keypad, application=False),
        "c": screen.reset,
        "D": screen.index,
        "E": screen.next_line,
        "H": screen.set_tab_stop,
        "M": screen.reverse_index,
        "N": partial(screen.single_shift, 2),
        "O": partial(screen.single_shift, 3),
        "Z": screen.report_device_attributes,
        "n": partial(screen.locking_shift, 2),
        "o": partial(screen.locking_shift, 3),
        "#8": screen.alignment_display,
    }


def _csi_handlers(
    screen: TerminalScreen,
) -> dict[str, tuple[Callable[..., Any], int]]:
    """Return what each control function does, and how many parameters it takes."""

    def scroll_down(*params: int) -> None:
        # With five parameters this is mouse highlighting, which nobody uses.
        if len(params) == 1:
            screen.scroll_down(params[0])

    return {
        "@": (screen.insert_characters, 1),
        "A": (screen.cursor_up, 1),
        "B": (screen.cursor_down, 1),
        "C": (screen.cursor_forward, 1),
        "D": (screen.cursor_back, 1),
        "E": (screen.cursor_down1, 1),
        "F": (screen.cursor_up1, 1),
        "G": (screen.cursor_to_column, 1),
        "H": (screen.cursor_position, 2),
        "I": (screen.tab_forward, 1),
        "J": (screen.erase_in_display, 1),
        "K": (screen.erase_in_line, 1),
        "L": (screen.insert_lines, 1),
        "M": (screen.delete_lines, 1),
        "P": (screen.delete_characters, 1),
        "S": (screen.scroll_up, 1),
        "T": (scroll_down, _ANY),
        "X": (screen.erase_characters, 1),
        "Z": (screen.tab_back, 1),
        "^": (screen.scroll_down, 1),
        "`": (screen.cursor_to_column, 1),
        "a": (screen.cursor_forward, 1),
        "b": (screen.repeat, 1),
        "c": (screen.report_device_attributes, 1),
        "d": (screen.cursor_to_line, 1),
        "e": (screen.cursor_down, 1),
        "f": (screen.cursor_position, 2),
        "g": (screen.clear_tab_stop, 1),
        "h": (screen.set_mode, _ANY),
        "l": (screen.reset_mode, _ANY),
        "n": (screen.report_device_status, 1),
        "r": (screen.set_margins, 2),
        "s": (screen.save_cursor, 0),
        "t": (screen.window_operation, _ANY),
        "u": (screen.restore_cursor, 0),
        # Nothing is ever protected, so selective erasing erases.
        "?J": (screen.erase_in_display, 1),
        "?K": (screen.erase_in_line, 1),
        "?h": (partial(screen.set_mode, private=True), _ANY),
        "?l": (partial(screen.reset_mode, private=True), _ANY),
        "?n": (partial(screen.report_device_status, private=True), 1),
        ">c": (screen.report_secondary_attributes, 1),
        ">q": (screen.report_version, 1),
        "!p": (screen.soft_reset, 0),
        " q": (screen.set_cursor_shape, 1),
        "$p": (screen.report_mode, 1),
        "?$p": (partial(screen.report_mode, private=True), 1),
    }
