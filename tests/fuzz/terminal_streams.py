"""What programs may send to a terminal: made from a grammar, or recorded and damaged.

`Grammar` makes parts, each a sequence, some text or a flood of lines; `minimise`
finds the part of a failing input that matters.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, TypeVar

from tests.fuzz.terminal_vocabulary import (
    ANSI_MODES,
    CONTROLS,
    ENDS,
    ESCAPES,
    FINALS,
    INTERMEDIATES,
    INVALID,
    KNOWN,
    NUMBERS,
    PAYLOADS,
    PREFIXES,
    PRIVATE_MODES,
    SGR,
    STARTS,
    WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

Step = bytes | tuple[int, int]
"""Output of a program, or a new size: columns and lines."""

WEIGHTS = {
    "text": 300,
    "control": 160,
    "moves": 120,
    "known": 120,
    "function": 120,
    "sgr": 100,
    "mode": 60,
    "escape": 70,
    "region": 50,
    "string": 50,
    "c1": 10,
    "invalid": 10,
    "noise": 10,
    "cut": 10,
    "flood": 4,
    "setup": 20,
}
"""How often each kind of part is made."""


class Grammar:
    """Makes output out of choices of `random`, for a screen of about some size."""

    def __init__(
        self,
        random: Random,
        columns: int = 80,
        lines: int = 24,
        weights: dict[str, int] = WEIGHTS,
    ) -> None:
        self._random = random
        self._pick = random.choice
        self._columns = columns
        self._lines = lines
        self.known = partial(random.choice, KNOWN)
        self.invalid = partial(random.choice, INVALID)
        kinds = [kind for kind, weight in weights.items() for _ in range(weight)]
        self._makers = [getattr(self, kind) for kind in kinds]

    def part(self) -> bytes:
        """Return one part."""
        made: str | bytes = self._pick(self._makers)()
        return (
            made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")
        )

    def parts(self, size: int) -> list[bytes]:
        """Return parts of at least `size` bytes together."""
        made = []
        while size > 0:
            made.append(self.part())
            size -= len(made[-1])
        return made

    def _below(self, limit: int) -> int:
        """Return a number from 0 on and below `limit`."""
        return self._random.randrange(limit)

    def text(self) -> str:
        """Return some words, or any characters."""
        match self._below(12):
            case 0:
                return "".join(chr(self._below(0x3100)) for _ in range(3))
            case 1:
                return chr(self._below(0x110000))
            case 2:
                return "w" * (self._columns - self._below(3))
            case _:
                pass
        return "".join(self._pick(WORDS) for _ in range(1 + self._below(4)))

    def control(self) -> str:
        """Return a C0 control, most often one that moves the cursor."""
        return chr(self._below(32)) if self._below(6) == 0 else self._pick(CONTROLS)

    def moves(self) -> str:
        """Return a movement to somewhere on, or a little off, the screen."""
        x, y = self._below(self._columns + 2), self._below(self._lines + 2)
        near = self._below(4)
        forms = (f"\x1b[{y};{x}H", f"\x1b[{y}d", f"\x1b[{x}G", f"\x1b[{y};{x}f")
        steps = [f"\x1b[{near}{final}" for final in "ABCDEFIZae`"]
        return self._pick((*forms, *forms, *steps, "\r\n", f"\x1b[{self._columns}G"))

    def function(self) -> str:
        """Return a control function with any parameters."""
        params = self._pick(NUMBERS)
        for _ in range(self._pick((0, 0, 0, 1, 1, 2, 3, 4, 5, 7))):
            params += self._pick(";;;;;:") + self._pick(NUMBERS)
        if self._below(300) == 0:
            params *= 200
        final = self._pick(FINALS) if self._below(20) else chr(64 + self._below(63))
        between = self._pick(INTERMEDIATES)
        body = f"{self._pick(PREFIXES)}{params}{between}{final}"
        if self._below(25) == 0:
            at = self._below(len(body))
            body = body[:at] + self.control() + body[at:]
        return ("\x1b[" if self._below(20) else "\x9b") + body

    def sgr(self) -> str:
        """Return a change of the rendition."""
        count = self._pick((1, 1, 1, 2, 3))
        return "\x1b[" + ";".join(self._pick(SGR) for _ in range(count)) + "m"

    def mode(self) -> str:
        """Return what sets, resets, saves, restores or asks for modes."""
        if self._below(6) == 0:
            return f"\x1b[{self._pick(ANSI_MODES)}{self._pick('hhll')}"
        modes = ";".join(
            str(self._pick(PRIVATE_MODES)) for _ in range(self._pick((1, 1, 1, 2)))
        )
        return f"\x1b[?{modes}{self._pick(('h', 'h', 'h', 'l', 'l', 's', 'r', '$p'))}"

    def escape(self) -> str:
        """Return ESC and something."""
        return "\x1b" + self._pick(ESCAPES)

    def region(self) -> str:
        """Return margins, or a function on a rectangle or in columns."""
        top, left = 1 + self._below(self._lines), 1 + self._below(self._columns)
        bottom = top + self._below(self._lines - top + 2)
        right = left + self._below(self._columns - left + 2)
        area, char = f"{top};{left};{bottom};{right}", 32 + self._below(224)
        to = f"1;{1 + self._below(self._lines)};{1 + self._below(self._columns)}"
        margins = f"\x1b[{top};{bottom}r"
        return "\x1b[" + self._pick(
            (
                *(margins[2:], margins[2:], f"?69h\x1b[{left};{right}s"),
                *(f"{char};{area}$x", f"{area}$z", f"{area}${{", f"{area};1;{to};1$v"),
                *(f"{area};{self._pick(SGR)}$r", f"{area};{self._pick(SGR)}$t"),
                *(f"{self._below(3)}*x", f"1;1;{area}*y", f"{self._below(4)}'}}"),
                *(f"{self._below(4)}'~", f"{self._below(4)} @", f"{self._below(4)} A"),
            )
        )

    def string(self) -> str:
        """Return an OSC, DCS, APC, PM or SOS string, or its start."""
        payload = self._pick(PAYLOADS)
        match self._below(200):
            case 0:
                payload += "p" * 2 ** self._below(17)
            case number if number < 20:
                payload = self.text() + self.control()
            case _:
                pass
        return self._pick(STARTS) + payload + self._pick(ENDS)

    def c1(self) -> str:
        """Return a C1 control in UTF-8."""
        return chr(0x80 + self._below(32))

    def noise(self) -> bytes:
        """Return any bytes."""
        return self._random.randbytes(1 + self._below(20))

    def cut(self) -> bytes:
        """Return the start of a part."""
        part = self.part()
        return part[: 1 + self._below(len(part))] if part else part

    def setup(self) -> str:
        """Return what makes the next flood a special one."""
        lines, columns = self._lines, self._columns
        return self._pick(
            (
                *(f"\x1b[2;{max(lines - 1, 3)}r", f"\x1b[{lines // 2 + 1};{lines}r"),
                *(f"\x1b[1;{lines // 2 + 1}r", "\x1b[3;5r\x1b[?6h", "\x1b[?1049h"),
                *(
                    "\x1b(0",
                    "\x0e\x1b)0",
                    "\x1b[4h",
                    "\x1b[44m",
                    "\x1b[7;41m",
                    "\x1b[20h",
                ),
                *(
                    "\x1b[?7l",
                    f"\x1b[{lines};{columns}Hx",
                    f"\x1b[{lines};1H",
                    "\x1b[1H",
                ),
                *(
                    f"\x1b[999;{columns}H漢",
                    '\x1b[1"q',
                    "\x1b[?69h\x1b[3;9s",
                    "\x1b[?2026h",
                ),
                *("\x1b[?45h", "\x1b]8;;http://y/\x07", "\x1b[3g", "\x1b[8m", "\x1bN"),
                *("\x1b[?1047h", "\x1b[?47h", "\x1b[r", "\x1b[!p", "\x1b[?7h", "\x1bc"),
            )
        )

    def flood(self) -> str:
        """Return hundreds of lines, plain or not, most of them alike."""
        end = self._pick(("\r\n",) * 12 + ("\n", "\r\r\n", "\n\r", "\x1bE"))
        paint = self._pick(
            ("", "", "\x1b[31m", "\x1b[0;1;44m", "\x1b[48;5;9m", "\x1b[m")
        )
        odd = self._pick(
            (None, None, self.line_only, self.line_only, self.sgr, self.any_kind)
        )
        often = self._pick((2, 9, 60))
        lines = []
        for number in range(self._lines * (1 + self._below(8)) + self._below(60)):
            text = f"{number} " + self._pick(WORDS) * self._pick((0, 1, 1, 2))
            if odd and self._below(often) == 0:
                text = self._pick((text, "")) + odd() + self._pick((text, ""))
            lines.append(paint + text)
        return end.join(lines) + self._pick((end, ""))

    def line_only(self) -> str:
        """Return what changes no other line than the one it is in."""
        near = 1 + self._below(self._columns)
        return self._pick(
            (
                *(
                    "\x1b[K",
                    "\x1b[1K",
                    "\x1b[2K",
                    "\x1b[m",
                    "\x1b[7m",
                    "\r",
                    "\b",
                    "\t",
                ),
                *(f"\x1b[{near}G", f"\x1b[{near}C", f"\x1b[{near}D", f"\x1b[{near}X"),
                *("\x1b(B", "w" * near, "w" * self._columns, "漢" * near, "\b\b漢"),
            )
        )

    def any_kind(self) -> str:
        """Return a sequence that may do anything."""
        return self._pick((self.known, self.moves, self.text, self.mode, self.region))()


def randomness(*names: object) -> Random:
    """Return choices that are the same for the same names."""
    return Random("-".join(map(str, names)))  # noqa: S311 (nothing is secret)


def encoded(text: str) -> bytes:
    """Return text in UTF-8, and what is not text in what would be."""
    return text.encode("utf-8", "surrogatepass")


def recordings() -> list[bytes]:
    """Return the recordings in the folder that `EXECDECK_RECORDINGS` names."""
    folder = os.environ.get("EXECDECK_RECORDINGS")
    paths = sorted(Path(folder).iterdir()) if folder else []
    return [
        path.read_bytes() for path in paths if path.suffix in (".recording", ".bin")
    ]


def mutate(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Return `data` with bits flipped and pieces gone, doubled, moved or foreign."""
    result = bytearray(data)
    for _ in range(1 + random.randrange(12)):
        if not result:
            break
        at = random.randrange(len(result))
        end = at + 1 + random.randrange(random.choice((1, 4, 40, 400)))
        match random.randrange(6):
            case 0:
                result[at] ^= 1 << random.randrange(8)
            case 1:
                result[at] = random.choice(b"\x1b\x9b\r\n;:?mHJ0\xff\x18\x0e[")
            case 2:
                del result[at:end]
            case 3:
                result[at:at] = result[at:end] * random.choice((1, 1, 2, 9))
            case 4:
                other = random.choice(others)
                start = random.randrange(len(other) or 1)
                result[at:at] = other[start : start + end - at]
            case _:
                result += result[at:end]
                del result[at:end]
    return bytes(result)


def chunks(random: Random, data: bytes, most: int = 4096) -> list[bytes]:
    """Return `data` cut at random places."""
    cut, at = [], 0
    while at < len(data):
        size = 1 + random.randrange(random.choice((2, 16, 256, most)))
        cut.append(data[at : at + size])
        at += size
    return cut


def output(random: Random, size: int, columns: int = 80, lines: int = 24) -> bytes:
    """Return about `size` bytes: of the grammar, or a recording that is damaged."""
    own = b"".join(Grammar(random, columns, lines).parts(size))
    kept = recordings()
    if random.randrange(4):
        return own
    if kept and random.randrange(3):
        data = random.choice(kept)
        start = random.randrange(max(len(data) - size, 1))
        return mutate(random, data[start : start + size], [*kept, own])
    return mutate(random, own, [own])


def steps(random: Random, size: int) -> list[Step]:
    """Return output in chunks, with new sizes in between, the first thing a size."""

    def sized() -> tuple[int, int]:
        small = random.randrange(3)
        width, height = ((12, 6), (90, 30), (300, 100))[small]
        return 1 + random.randrange(width), 1 + random.randrange(height)

    shape = sized()
    made: list[Step] = [shape]
    for chunk in chunks(random, output(random, size, *shape), 8192):
        made.append(chunk)
        if random.randrange(6) == 0:
            made.append(sized())
    return made


def minimise(
    items: list[T], fails: Callable[[list[T]], bool], tries: int = 4000
) -> list[T]:
    """Return a part of `items` that still fails, none of which can be left out.

    It may return more, after so many `tries`.
    """
    size = len(items) // 2 or 1
    while tries > 0:
        at, shorter = 0, False
        while at < len(items) and tries > 0:
            candidate = [*items[:at], *items[at + size :]]
            tries -= 1
            if fails(candidate):
                items, shorter = candidate, True
            else:
                at += size
        if size == 1 and not shorter:
            break
        size = max(size // 2, 1)
    return items


def minimise_bytes(data: bytes, fails: Callable[[bytes], object]) -> bytes:
    """Return a part of `data` that still fails, of simple characters where they do."""

    def test(part: list[int]) -> bool:
        return bool(fails(bytes(part)))

    least: list[int] = minimise(list(data), test)
    data = bytes(least)
    for at, byte in enumerate(data):
        for simple in b"a1":
            candidate = data[:at] + bytes([simple]) + data[at + 1 :]
            if byte not in b"a1" and fails(candidate):
                data = candidate
                break
    least = minimise(list(data), test)
    return bytes(least)
