"""Characters: how wide they are, which belong together, and how cells hold them.

Widths and grapheme clusters are those of `wcwidth`. A cell holds one code point; a
base with its marks is held as a code of plane 16, which stands for the whole text.
Characters of that plane themselves, which are for private use, are held the same way.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wcwidth import iter_graphemes, wcswidth, wcwidth

FILLER = "\udfff"
"""The second cell of a wide character; no decoder yields a lone surrogate."""

_FIRST_CODE = 0x100000
_CODES_MAX = 0xFFF0
CLUSTER_MAX = 16
"""Code points kept in one cell: combining marks can come without end."""

_NARROW = (
    "\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2190-\u2319"
)
_NARROW += "\u2500-\u25fc\u2800-\u28ff\ue0a0-\ue0d4\ufffd"
_WIDE = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
SEGMENTS = re.compile(f"([{_NARROW}]+)|([{_WIDE}]+)|(.)", re.DOTALL)
"""Runs of characters known to take one column each, two each, or any other one."""

is_narrow = re.compile(f"[{_NARROW}]*").fullmatch
"""Tells of a run whether all of it surely takes one column a character."""

_MARKED = re.compile(f"[{FILLER}\U00100000-\U0010fff0]")
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


@lru_cache(maxsize=8192)
def char_width(char: str) -> int:
    """Return the columns of a character: 0, 1, 2, or -1 for a control."""
    # Two letters make a flag of two columns; `wcwidth` gives each of them two.
    return 1 if ord(char) in _FLAG_LETTERS else wcwidth(char)


class _Clusters:
    """The texts that codes of plane 16 stand for; one table for the process.

    It only grows, up to as many entries as there are codes; then marks are dropped.
    """

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self.texts: dict[int, str] = {ord(FILLER): ""}

    def code(self, text: str) -> str:
        """Return the character that stands for `text` in a cell."""
        found = self._codes.get(text)
        if found is None:
            if len(self._codes) >= _CODES_MAX:
                return text[0] if ord(text[0]) < _FIRST_CODE else "\ufffd"
            found = chr(_FIRST_CODE + len(self._codes))
            self._codes[text] = found
            self.texts[ord(found)] = text
        return found


_clusters = _Clusters()


def visible(chars: str) -> str:
    """Return the text that cells show."""
    if chars.isascii() or not _MARKED.search(chars):
        return chars
    return chars.translate(_clusters.texts)


def cell_code(text: str) -> str:
    """Return how one cell holds a character of one or several code points."""
    if len(text) == 1 and ord(text) < _FIRST_CODE:
        return text
    return _clusters.code(text[:CLUSTER_MAX])


def joins(before: str, char: str) -> bool:
    """Whether `char` goes on the grapheme cluster `before` (mode 2027)."""
    return len(list(iter_graphemes(before + char))) == 1


def cluster_width(text: str) -> int:
    """Return the columns of a grapheme cluster, 1 or 2."""
    return 2 if wcswidth(text) > 1 else 1
