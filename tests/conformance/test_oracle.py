"""Our terminal emulator and libghostty, given the same output.

Where they differ, xterm was asked. `LEFT_OUT` lists the sequences that the two obey
in different ways on purpose; everything else must come out the same.
`EXECDECK_ORACLE_CASES` and `EXECDECK_FUZZ_SEED` ask for more cases and others.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.fuzz.inputs import SEED
from tests.fuzz.terminal_streams import (
    Grammar,
    minimise,
    minimise_bytes,
    randomness,
)
from tests.support.containers import require
from tests.support.ghostty import Ghostty, Picture, look_at
from widgets.terminal.parser import TerminalStream
from widgets.terminal.screen import TerminalScreen

if TYPE_CHECKING:
    from random import Random

CASES = int(os.environ.get("EXECDECK_ORACLE_CASES", "500"))
SIZES = ((10, 4), (20, 6), (31, 9))

WEIGHTS = {
    "text": 30,
    "control": 16,
    "moves": 16,
    "known": 12,
    "function": 12,
    "sgr": 8,
    "mode": 5,
    "escape": 6,
    "region": 5,
    "string": 3,
    "setup": 4,
}


class Difference(NamedTuple):
    """Output that ghostty obeys in a way of its own."""

    pattern: str
    reason: str
    after: str = ""
    """Where only with some other output before, that."""


LEFT_OUT = (
    Difference(
        r"\x1b\[0+[ILMPSZe]", "ghostty takes 0 as none; to xterm it is the default, 1"
    ),
    Difference(
        r"\x1b\[\??\d*[;:][\d;:]*[@A-GIJKLMPSTXZ`bdeg]"
        r"|\x1b\[(?:\d*[;:]){2,}\d*[Hfrs]",
        "ghostty ignores what has more parameters than it takes; xterm ignores the rest",
    ),
    Difference(
        r"\x1b\[[\d;:]*[G`de]",
        "ghostty adds the other margin twice in origin mode",
        after=r"\x1b\[\?.*6",
    ),
    Difference(r"\x1b\[[\d;:]*a", "the same, and it takes 0 as none"),
    Difference(r"\x1b\[[\d;:]*\^", "ghostty scrolls down by CSI T only"),
    Difference(r"\x1b\[[\d;:]*k", "ghostty takes VPB for VPA"),
    Difference(r"\x1b[69]", "ghostty has no DECBI and DECFI"),
    Difference(r"\x1b\[[\d;:]*\$[rtvxz{]", "ghostty has no functions on rectangles"),
    Difference(
        r"\x1b\[[\d;:]*(?:'[}~]| [@A])", "ghostty has no DECIC, DECDC, SL and SR"
    ),
    Difference(r"\x1b\[[\d;]*#[{}pqPQR]", "ghostty has no stack of renditions"),
    Difference(
        r"\x08|\x1b\[[\d;:]*D",
        "ghostty goes back over the left margin",
        after=r"\x1b\[\?[\d;]*69",
    ),
    Difference(
        r"\t|\x1b\[[\d;:]*I",
        "ghostty takes a tab beyond the right margin not back to it",
        after=r"\x1b\[\?[\d;]*69",
    ),
    Difference(r"\x1bM", "ghostty leaves a wrap pending when RI scrolls"),
    Difference(r"\x1b\[g", "ghostty removes no tab stop without a parameter"),
    Difference(r"\x7f", "ghostty draws DEL before a character of several bytes"),
    Difference(
        r"[\u1100-\U0010ffff]",
        "ghostty makes no room for a wide character that wraps",
        after=r"\x1b\[[\d;]*4[\d;]*h",
    ),
    Difference(r"\x1b\[!p", "ghostty keeps the margins at DECSTR"),
    Difference(r"\?[\d;]*45[\d;]*[hsr]", "ghostty wraps back over wrapped lines only"),
    Difference(
        r"\x1b\[\?[\d;]*r", "ghostty changes screens when it restores their modes"
    ),
    Difference(
        r"\?(?:\d+;)*(?:3|40)(?:;\d+)*[hls]", "ghostty changes its width, we do not"
    ),
    Difference(
        r"\x1b[()*+\-./](?![0B])", "ghostty has the character sets of 0 and B alone"
    ),
    Difference(
        r"[^\x00-\x7f]|_",
        "as line drawing, ghostty blanks what is out of its range, but not `_`",
        after=r"\x1b[()*+]0",
    ),
    Difference(
        r"\x1b(?:\[[^@-~]*|[ -/]*|[PX^_k].*)[^\x00-\x7f]",
        "ghostty reads the bytes of a character in a sequence one by one",
    ),
    Difference(
        r"\x1b[PX^_](?!.*(?:\x1b\\|\x18|\x1a)$)|\x1b\](?!.*(?:\x1b\\|\x07|\x18|\x1a)$)"
        r"|\x1b(?:\[[0-?]*[ -/]*|[ -/]*)$",
        "the same, with what follows a sequence that has no end",
    ),
    Difference(r"\x1b\[[\d;:]*j", "ghostty has HPB"),
    Difference(r"\x1b\[.{500}", "we take sequences of reasonable length only"),
    Difference(
        r"[\u0300-\U0010ffff]",
        "ghostty leaves a wide character alone that has no room without autowrap",
        after=r"\x1b\[\?[\d;]*7[\d;]*l",
    ),
    Difference(
        r"[\u1100-\U0010ffff]",
        "ghostty blanks the column that a wide character has no room in",
        after=r"\x1b\[\?[\d;]*69",
    ),
    Difference(
        r"\x1b\[\d*b",
        "ghostty takes the glyph for a character to draw anew",
        after=r"\x1b[()*+]0",
    ),
    Difference(
        r"[;\[]0*21[;m]",
        "a style of underline by name stays; in xterm a single and a double one do so",
        after=r"[;\[]4:[345]",
    ),
    Difference(
        r"\x1b\[[\d;:]*;m", "ghostty forgets a last parameter that is empty; it is 0"
    ),
    Difference(
        r"[;\[][345]8(?!;5;0*(?:1?\d?\d|2[0-4]\d|25[0-5])[;m]|;2(?:;0*\d{1,2}){3}[;m]"
        r"|:5:\d{1,2}[;m]|:2:(?:\d*:)?\d{1,2}:\d{1,2}:\d{1,2}[;m])[\d;:]*m",
        "ghostty reads on after a colour that is none, as if it was not there",
    ),
    Difference(
        r"[;\[](?!4:[0-5][;m]|[345]8:)\d*:[\d;:]*m",
        "ghostty ignores the whole sequence for a colon that means nothing",
    ),
    Difference(
        r"(?:^|[\x00-\x1f\x7f]|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~])\u0301",
        "after a move, ghostty adds a mark to the cell before the cursor, not to that at it",
    ),
    Difference(
        r"\x1b\[\?[\d;]*1049[\d;]*h|\x1b#8",
        "ghostty enters the alternate screen without a background, but paints DECALN",
        after=r"\x1b\[[\d;:]*(?:[34]\d|58|9\d|10\d)[\d;:]*m",
    ),
    Difference(
        r"\]8;",
        "a link is part of the rendition, which goes along; ghostty ends it",
        after=r"\x1b\[\?[\d;]*(?:47|1047|1049)[\d;]*[hl]",
    ),
    Difference(r"\x1bk", "a title, as in tmux; ghostty and xterm know no such string"),
    Difference(r"\]133;", "ghostty starts a new line for a prompt"),
    Difference(r"(?:\u0300){10}", "ghostty keeps more marks of one character"),
)
_LEFT_OUT = [
    (re.compile(item.pattern, re.DOTALL), re.compile(item.after.encode(), re.DOTALL))
    for item in LEFT_OUT
]
_CSI = re.compile(r"\x1b[\[ -/\x00-\x1f][^@-~\x18\x1a\x1b]*")
_C0 = re.compile("[\x00-\x17\x19\x1c-\x1f]")

DISPUTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mc", "Me", "Mn", "Zl", "Zp"})
"""Categories of characters whose width is by the tables of wcwidth alone."""


def compared(parts: list[bytes]) -> list[bytes]:
    """Return the parts that mean the same to both."""
    whole = b"".join(parts)
    patterns = [own for own, after in _LEFT_OUT if after.search(whole)]
    return [part for part in parts if _is_compared(part, patterns)]


def _is_compared(part: bytes, patterns: list[re.Pattern[str]]) -> bool:
    """Return whether a part means the same to both, but for some patterns."""
    try:
        text = part.decode()
    except UnicodeDecodeError:
        # How many replacement characters come of it, each decides on its own.
        return False
    # Controls within a sequence are obeyed before it.
    forms = (text, _C0.sub("", text))
    return not any(
        pattern.search(form) for pattern in patterns for form in forms
    ) and not any(
        (unicodedata.category(char) in DISPUTED and char != "\u0301")
        or "\u1100" <= char <= "\u11ff"  # Jamo, which join to syllables
        or "\ufe00" <= char <= "\ufe0f"
        or char in "\u2e3a\u2e3b"  # long dashes, of one column by wcwidth
        or "\U0001f1e6" <= char <= "\U0001f1ff"  # letters of flags
        for char in text
        if char > "\x9f"
    )


def differences(data: bytes, size: tuple[int, int]) -> list[str]:
    """Return what differs after some output, and the end of an open sequence."""
    data += b"\x18"
    screen = TerminalScreen(*size)
    TerminalStream(screen).feed(data)
    other = Ghostty(*size)
    try:
        other.feed(data)
        if other.size != size:
            return [f"size {other.size}"]
        return list(told_apart(look_at(screen), other.look()))
    finally:
        other.close()


def told_apart(ours: Picture, theirs: Picture) -> list[str]:
    """Return in which ways two pictures differ."""
    found = []
    theirs = theirs.completed(ours)
    if ours.lines != theirs.lines:
        found.append(f"text {ours.lines} {theirs.lines}")
    if (ours.cursor, ours.pending) != (theirs.cursor, theirs.pending):
        found.append(
            f"cursor {ours.cursor, ours.pending} {theirs.cursor, theirs.pending}"
        )
    if ours.alternate != theirs.alternate:
        found.append(f"alternate {ours.alternate} {theirs.alternate}")
    if found:
        return found
    for y, (own_row, other_row) in enumerate(
        zip(ours.cells, theirs.cells, strict=True)
    ):
        for x, (own, other) in enumerate(zip(own_row, other_row, strict=True)):
            if own != other:
                found.append(f"look {x},{y} {own} {other}")
                return found
    return found


def case(random: Random, size: tuple[int, int]) -> list[bytes]:
    """Return the parts of some output that both should obey alike."""
    grammar = Grammar(random, *size, WEIGHTS)
    count = random.choice((3, 8, 20))
    return compared([grammar.part() for _ in range(count)])


def least_of(parts: list[bytes], size: tuple[int, int]) -> bytes:
    """Return the least of some parts that makes the two differ in the same way."""
    kind = differences(b"".join(parts), size)[0].split()[0]

    def fails(data: bytes) -> bool:
        found = differences(data, size) if compared([data]) else []
        return bool(found) and found[0].startswith(kind)

    least = minimise(parts, lambda some: fails(b"".join(some)))
    return minimise_bytes(b"".join(least), fails)


@pytest.fixture(autouse=True)
def oracle() -> None:
    """Skip, or fail, without libghostty."""
    require(find_spec("pyghostty"), "pyghostty is not installed")


@pytest.mark.parametrize("size", SIZES)
def test_made_output(size: tuple[int, int]) -> None:
    """What the grammar makes comes out the same."""
    for number in range(CASES // len(SIZES)):
        parts = case(randomness(SEED, "oracle", size, number), size)
        if differences(b"".join(parts), size):
            least = least_of(parts, size)
            pytest.fail(f"{size}, case {number}: {least!r} {differences(least, size)}")


KNOWN = {
    "decaln_reset": "ghostty paints DECALN in the colours that are on",
    "hyperlinks": "ghostty goes on with a link that ends with an identity",
    "saved_cursor": "an underscore is a blank in line drawing, as in xterm",
    "saved_cursor_alt": "the same",
    "underline": "a style of underline that was asked for by name stays",
}
"""Recordings that differ on purpose."""

RECORDINGS = sorted(Path(os.environ.get("EXECDECK_RECORDINGS", "/nowhere")).glob("*"))


@pytest.mark.parametrize(
    "path",
    [path for path in RECORDINGS if path.suffix in (".recording", ".bin")],
    ids=lambda path: path.stem,
)
def test_recorded_output(path: Path) -> None:
    """What programs wrote comes out the same, at a few points on the way."""
    data, size = path.read_bytes(), (80, 24)
    if (described := path.with_suffix(".json")).exists():
        shape = json.loads(described.read_text())
        size = (shape["columns"], shape["rows"])
    elif match := re.search(r"_(\d+)x(\d+)$", path.stem):
        size = (int(match[1]), int(match[2]))
    if re.search(rb"\x1b\[\?(?:3|40)[hl]", data):
        pytest.skip("ghostty changes its width, we do not")
    if path.stem in KNOWN:
        pytest.skip(KNOWN[path.stem])
    for part in (4, 2, 1):
        assert differences(data[: len(data) // part], size) == []
