"""On which line each key of a TOML document stands.

`tomllib` parses but keeps no positions, and neither do the parsers that it grew from.
So a document that it has accepted is walked once more: only as far as names, brackets
and the ends of values go. What a value means is tomllib's business alone.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys from the outermost table on; a number counts the elements of an array."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_OPEN = re.compile(r"\[\[?[ \t]*")
_CLOSE = re.compile(r"[ \t]*\]\]?")
# A multi-line string may end with up to two quotes of its own before the three.
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^\s,\[\]{}#][^\n,\]}#]*")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1 on, on which each key and element begins.

    A table has the line of the first header or dotted key that names it. `text` has
    to be TOML that tomllib accepts; of anything else a part may be missing.
    """
    walk = _Walk(text)
    with suppress(_Lost, RecursionError):
        walk.document()
    return walk.lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Return the line of a key; of one that is not there, that of its table."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Lost(Exception):
    """The text is not what the grammar says."""


class _Walk:
    """One way through a document, from its start to its end."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._line = 1
        self._counts: dict[KeyPath, int] = {}
        """Elements so far of each array of tables."""

    def document(self) -> None:
        """Note every header and every key with its value."""
        table: KeyPath = ()
        self._take(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._take(_BLANK)

    def _header(self) -> KeyPath:
        """Take `[a.b]` or `[[a.b]]`; return the path of that table."""
        is_array = self._take(_OPEN).startswith("[[")
        parts = self._key()
        path: KeyPath = ()
        for number, part in enumerate(parts, 1):
            path = (*path, part)
            self._note(path)
            if is_array and number == len(parts):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                # What follows is in the newest element.
                path = (*path, self._counts[path] - 1)
                self._note(path)
        self._take(_CLOSE)
        return path

    def _pair(self, table: KeyPath) -> None:
        """Take a key, dotted or not, and its value."""
        path = table
        for part in self._key():
            path = (*path, part)
            self._note(path)
        self._take(_EQUALS)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        """Take a value, and note what is in it."""
        first = self._text[self._at : self._at + 1]
        if first == "[":
            self._at += 1
            number = 0
            while not self._ended("]"):
                self._note((*path, number))
                self._value((*path, number))
                number += 1
        elif first == "{":
            self._at += 1
            while not self._ended("}"):
                self._pair(path)
        else:
            self._take(_STRING if first in {'"', "'"} else _SCALAR)

    def _ended(self, bracket: str) -> bool:
        """Step over blanks and commas; say whether a bracket ends it all."""
        self._take(_BLANK)
        if self._text.startswith(",", self._at):
            self._at += 1
            self._take(_BLANK)
        if self._text.startswith(bracket, self._at):
            self._at += 1
            return True
        return False

    def _key(self) -> list[str]:
        """Take a key; return its parts without their quotes."""
        parts = [self._part()]
        while _DOT.match(self._text, self._at):
            self._take(_DOT)
            parts.append(self._part())
        return parts

    def _part(self) -> str:
        part = self._take(_PART)
        if part[0] not in {'"', "'"}:
            return part
        value: str = tomllib.loads(f"key = {part}")["key"]
        return value

    def _note(self, path: KeyPath) -> None:
        self.lines.setdefault(path, self._line)

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Step over what matches here, counting lines; return it."""
        found = pattern.match(self._text, self._at)
        if found is None:
            raise _Lost
        self._at = found.end()
        self._line += found.group().count("\n")
        return found.group()
