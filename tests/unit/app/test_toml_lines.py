"""On which line each key of a TOML document stands."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.toml_lines import KeyPath, key_lines, line_of

if TYPE_CHECKING:
    from random import Random

DECOYS = (
    *("k0", "k1 = 1", "[k2]", "[[k3]]", "#", "]", "}", ",", "=", '"', "'", "\\"),
    *('"""', "'''", "\n", "\nk4 = 5\n", "\n[k5]\n", "é", "\u2028", "\x85", " "),
)
"""Parts of strings and comments that look like what they are not."""

TEXTS = st.lists(st.sampled_from(DECOYS), max_size=5).map("".join)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(st.dictionaries(TEXTS, inner, max_size=2), max_size=2)
        | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(TEXTS, VALUES, max_size=4)


class Writer:
    """Writes a document in one of its many forms, and notes where its keys are."""

    def __init__(self, random: Random) -> None:
        self.text = ""
        self.lines: dict[KeyPath, int] = {}
        self._random = random

    def write(self, document: dict[str, Any]) -> None:
        """Write a whole document."""
        self._table((), document)

    def _add(self, text: str, path: KeyPath | None = None) -> None:
        if path:
            self.lines.setdefault(path, self.text.count("\n") + 1)
        self.text += text

    def _pick(self, *options: str) -> str:
        return self._random.choice(options)

    def _blank(self) -> None:
        self._add(self._pick("", "", " ", "\t"))

    def _noise(self) -> None:
        noise = self._pick("", "", "\n", "\r\n", "# k1 = 1\n", '  # [k2] """ {[\n')
        self._add(noise)

    def _newline(self) -> None:
        self._blank()
        self._add(self._pick("\n", "\n", "\r\n", "# k3 = '\n"))

    def _key(self, key: str, path: KeyPath) -> None:
        quoted = json.dumps(key, ensure_ascii=False)
        forms = [quoted]
        if key.isascii() and key.isalnum():
            forms.append(key)
        if "'" not in key and "\n" not in key and key.isprintable():
            forms.append(f"'{key}'")
        self._add(self._pick(*forms), path)

    def _table(self, path: tuple[str, ...], table: dict[str, Any]) -> None:
        """Write what is in a table: its values first, then tables of their own."""
        later = []
        for key, value in table.items():
            items = value if isinstance(value, list) else [value]
            may_be_own = items and all(isinstance(item, dict) for item in items)
            if may_be_own and self._pick("header", "inline") == "header":
                later.append(((*path, key), value))
                continue
            self._noise()
            self._blank()
            self._pair((*path, key), value)
            self._newline()
        for place, value in later:
            if isinstance(value, dict):
                self._header(place, "[", "]")
                self._table(place, value)
                continue
            for number, item in enumerate(value):
                self._header(place, "[[", "]]")
                self.lines.setdefault((*place, number), self.text.count("\n"))
                for key, part in item.items():
                    self._pair((*place, number, key), part)
                    self._newline()

    def _pair(self, path: KeyPath, value: Any) -> None:
        self._key(str(path[-1]), path)
        self._add(self._pick("=", " = ", "\t="))
        self._value(path, value)

    def _header(self, path: tuple[str, ...], start: str, end: str) -> None:
        self._noise()
        self._add(start)
        for number, key in enumerate(path, 1):
            self._add("" if number == 1 else self._pick(".", " . ", "\t."))
            self._key(key, path[:number])
        self._add(end)
        self._add(self._pick("\n", " # [k9]\n"))

    def _value(self, path: KeyPath, value: Any) -> None:
        if isinstance(value, str):
            self._string(value)
        elif isinstance(value, dict):
            self._add("{")
            for number, (key, item) in enumerate(value.items()):
                self._add(", " if number else " ")
                self._pair((*path, key), item)
            self._add(" }")
        elif isinstance(value, list):
            self._add("[")
            for number, item in enumerate(value):
                self._noise()
                self._add("", (*path, number))
                self._value((*path, number), item)
                self._add(self._pick(",", " , ", ",\n", ", # ] k1\n"))
            self._noise()
            self._add("]")
        else:
            self._add(repr(value).lower())

    def _string(self, value: str) -> None:
        forms = [json.dumps(value, ensure_ascii=False)]
        escaped = value.replace("\\", "\\\\").replace('"""', '""\\"')
        if not escaped.endswith('"'):
            forms.append(f'"""\n{escaped}"""')
        if "'''" not in value and not value.endswith("'"):
            forms.append(f"'''\n{value}'''")
        if "'" not in value and "\n" not in value:
            forms.append(f"'{value}'")
        self._add(self._pick(*forms))


def paths_of(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    """Return the paths of all keys and elements of a parsed document."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    found = {path} if path else set()
    for key, item in inside:
        found |= paths_of(item, (*path, key))
    return found


@settings(deadline=None, max_examples=150)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_every_key_is_found_where_it_was_written(
    document: dict[str, Any], random: Random
) -> None:
    """However a document is written, each key and element is on its own line."""
    writer = Writer(random)
    writer.write(document)
    parsed = tomllib.loads(writer.text)
    found = key_lines(writer.text)

    assert set(found) == paths_of(parsed)
    assert {path: found[path] for path in writer.lines} == writer.lines


DOCUMENT = '''\
# theme = "no"
theme = "a # b"
[terminal] # prefix
"pre.fix" = """
[keys]
mouse = 1
\\""""" # more
a . b = 1979-05-27 07:32:00

[[commands]]
name = 'one'
[commands.environment]
A = "1"
[[commands]]
env = {B = [1,
  2], "C" = 3}
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("theme",), 2),
        (("terminal",), 3),
        (("terminal", "pre.fix"), 4),
        (("terminal", "a"), 8),
        (("terminal", "a", "b"), 8),
        (("commands",), 10),
        (("commands", 0, "name"), 11),
        (("commands", 0, "environment"), 12),
        (("commands", 0, "environment", "A"), 13),
        (("commands", 1), 14),
        (("commands", 1, "env", "B", 1), 16),
        (("commands", 1, "env", "C"), 16),
    ],
)
def test_lines_of_a_document(path: KeyPath, line: int) -> None:
    """Headers, dotted keys, strings of lines, arrays of tables, inline tables."""
    assert key_lines(DOCUMENT)[path] == line


def test_what_is_not_there_has_the_line_of_its_table() -> None:
    """A key that is missing is looked for where its table begins."""
    lines = key_lines(DOCUMENT)

    assert line_of(lines, ("commands", 1, "name")) == 14
    assert line_of(lines, ("keys", "list")) is None


@pytest.mark.parametrize("text", ["a", "a =", "[a", "a = [1", "a = {b", "= 1", '"a'])
def test_what_is_not_toml_does_no_harm(text: str) -> None:
    """Of a document that no parser takes, what can be found is found."""
    assert set(key_lines(f"ok = 1\n{text}")) >= {("ok",)}
