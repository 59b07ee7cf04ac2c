"""Output of made-up programs, to be swallowed by terminals: the same bytes every time.

Lines end in CR LF, as behind a terminal in raw mode. The loads named after vtebench's
draw the same pictures as its scripts do.
"""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEBIBYTE = 1 << 20
SIZE = 3 * MEBIBYTE
"""Bytes of a corpus, a little more when its last picture is complete."""

_VOCABULARY = (
    "accept address allocate answer await block buffer cache channel check client close "
    "commit config connect container copy create daemon delete deny device drop error "
    "event expire fetch file flush frame handle header host image index insert join key "
    "layer limit link listen lock log mount name node open page parse path peer pid poll "
    "pool queue read reply request reset retry root route run scan select send server "
    "session signal socket spawn start state status stop store stream sync table task "
    "thread time token trace update user value volume wait watch worker write zone"
)
_WORDS = _VOCABULARY.split()
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOTES = ("INFO", "DEBUG", "WARN", "ERROR", "TRACE")
_CJK = (
    "日本語文字列表示幅試験端末画面会話接続開始終了中文簡體繁體編碼한국어문자열너비시험"
)
_EMOJI = "😀😂🚀🔥✅❌🎉📦🐳🐍👍🏽👩‍💻🇫🇷⚠️✨"
_ACCENTED = "déjà façade naïve Ærø Łódź žluťoučký Ωμέγα привет e\u0301a\u0300 señor 0°½"


def make_corpus(name: str, columns: int, lines: int, size: int = SIZE) -> bytes:
    """Return at least `size` bytes of one of `CORPORA` for a terminal's size."""
    # The seed is a text: its hash differs between runs, its bytes do not.
    rng = random.Random(f"{name} {columns}x{lines}")  # noqa: S311
    parts: list[bytes] = []
    room = size
    for text in CORPORA[name](rng, columns, lines):
        parts.append(text.encode())
        room -= len(parts[-1])
        if room <= 0:
            break
    return b"".join(parts)


def _words(rng: random.Random, width: int) -> str:
    text = " ".join(rng.choices(_WORDS, k=width // 4))
    return text[:width]


def _plain(rng: random.Random, _columns: int, _lines: int) -> Iterator[str]:
    """Log lines of 100 columns."""
    for number in itertools.count():
        head = f"2026-03-{number % 28 + 1:02} 12:{number % 60:02}:07.{number % 1000:03}"
        head = f"{head} {rng.choice(_NOTES):5} [{rng.choice(_WORDS)}] "
        yield head + _words(rng, 100 - len(head)).ljust(100 - len(head), ".") + "\r\n"


def _sgr(rng: random.Random, _columns: int, _lines: int) -> Iterator[str]:
    """Coloured lines as of ls, grep, pytest and cargo."""

    def ls() -> str:
        names = (
            f"\x1b[0m\x1b[{rng.choice(('01;34', '01;32', '01;36', '00'))}m{word}\x1b[0m"
            for word in rng.choices(_WORDS, k=6)
        )
        return "  ".join(names)

    def grep() -> str:
        return (
            f"\x1b[35m\x1b[Ksrc/{rng.choice(_WORDS)}.c\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m"
            f"\x1b[K\x1b[32m\x1b[K{rng.randrange(2000)}\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m"
            f"\x1b[K    {_words(rng, 20)} \x1b[01;31m\x1b[K{rng.choice(_WORDS)}\x1b[m"
            f"\x1b[K({_words(rng, 12)});"
        )

    def pytest() -> str:
        done = f"\x1b[32mPASSED\x1b[0m\x1b[32m  [{rng.randrange(100):3}%]\x1b[0m"
        return f"tests/test_{rng.choice(_WORDS)}.py::test_{rng.choice(_WORDS)} {done}"

    def cargo() -> str:
        name = rng.choice(_WORDS)
        version = f"v{rng.randrange(9)}.{rng.randrange(30)}.{rng.randrange(9)}"
        return f"\x1b[0m\x1b[0m\x1b[1m\x1b[32m   Compiling\x1b[0m {name} {version}"

    kinds = (ls, grep, pytest, cargo)
    while True:
        yield rng.choice(kinds)() + "\r\n"


def _truecolor(rng: random.Random, columns: int, _lines: int) -> Iterator[str]:
    """Gradients whose cells each have colours of their own."""
    while True:
        red, green = rng.randrange(256), rng.randrange(256)
        row = "".join(
            f"\x1b[38;2;{red};{x * 255 // columns};{green}"
            f"m\x1b[48;2;{x * 255 // columns};{green};{red}m▀"
            for x in range(columns)
        )
        yield row + "\x1b[0m\r\n"


def _redraw(rng: random.Random, columns: int, lines: int) -> Iterator[str]:
    """Whole screens drawn line by line, with a status line, as an editor does."""
    source = [
        (
            f"\x1b[38;5;130m{number:5} \x1b[m\x1b[38;5;{rng.choice((121, 224, 81, 159))}m"
            f"{rng.choice(_WORDS)}\x1b[m {_words(rng, rng.randrange(4, 24))}"
            f"(\x1b[38;5;217m'{rng.choice(_WORDS)}'\x1b[m, \x1b[95m"
            f"{rng.randrange(1000)}\x1b[m) \x1b[96m# {rng.choice(_WORDS)}\x1b[m\x1b[K"
        )
        for number in range(1, 2000)
    ]
    yield "\x1b[?1049h\x1b[2J"
    for page in itertools.count():
        top = page * 7 % (len(source) - lines)
        shown = source[top : top + lines - 1]
        body = "".join(f"\x1b[{y};1H{text}" for y, text in enumerate(shown, 1))
        status = f"{_words(rng, 20):20}  {page},1".ljust(columns)
        yield f"\x1b[?25l{body}\x1b[{lines};1H\x1b[1;7m{status}\x1b[m"
        yield f"\x1b[{rng.randrange(1, lines)};{rng.randrange(7, 40)}H\x1b[?25h"


def _unicode(rng: random.Random, _columns: int, _lines: int) -> Iterator[str]:
    """Lines of wide characters, emoji and accents."""
    accented = _ACCENTED.split()
    while True:
        cjk = "".join(rng.choices(_CJK, k=rng.randrange(6, 14)))
        at = rng.randrange(len(_EMOJI) - 3)
        words = " ".join(rng.choices(accented, k=5))
        yield f"{cjk} {_EMOJI[at : at + 3]} {words} {rng.choice(_WORDS)} {cjk[:5]}\r\n"


def _scroll_region(rng: random.Random, _columns: int, lines: int) -> Iterator[str]:
    """Lines that scroll between a head and a foot that stay."""
    yield f"\x1b[?1049h\x1b[2J\x1b[Hhead\x1b[{lines};1Hfoot"
    yield f"\x1b[2;{lines - 1}r\x1b[{lines - 1};1H"
    while True:
        yield _words(rng, rng.randrange(10, 70)) + "\r\n"


def _yes(_rng: random.Random, _columns: int, _lines: int) -> Iterator[str]:
    """What `yes` prints."""
    while True:
        yield "y\r\n" * 1024


def _dense_cells(_rng: random.Random, columns: int, lines: int) -> Iterator[str]:
    """As vtebench: full screens, all attributes in each cell."""
    yield "\x1b[?1049h"
    for offset, letter in enumerate(itertools.cycle(_LETTERS)):
        cells = [
            f"\x1b[38;5;{(x + y + offset) % 156 + 100}"
            f";48;5;{255 - (x + y + offset) % 156};1;3;4m{letter}"
            for y in range(lines)
            for x in range(columns)
        ]
        yield "\x1b[H" + "".join(cells)


def _cursor_motion(_rng: random.Random, columns: int, lines: int) -> Iterator[str]:
    """As vtebench: single letters, each by its position, ring after ring."""
    places = []
    for ring in range(min(columns, lines) // 2):
        left, top, right, bottom = ring + 1, ring + 1, columns - ring, lines - ring
        places += [(top, x) for x in range(left, right)]
        places += [(y, right) for y in range(top, bottom)]
        places += [(bottom, x) for x in range(right, left, -1)]
        places += [(y, left) for y in range(bottom, top, -1)]
    yield "\x1b[?1049h"
    for letter in itertools.cycle(_LETTERS):
        yield "".join(f"\x1b[{y};{x}H{letter}" for y, x in places)


CORPORA: dict[str, Callable[[random.Random, int, int], Iterator[str]]] = {
    "plain": _plain,
    "sgr": _sgr,
    "truecolor": _truecolor,
    "redraw": _redraw,
    "unicode": _unicode,
    "scroll_region": _scroll_region,
    "yes": _yes,
    "dense_cells": _dense_cells,
    "cursor_motion": _cursor_motion,
}
