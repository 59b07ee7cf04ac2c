"""What a value of the configuration may be: checks, and where their findings go.

A check gets a value as tomllib returns it and its `Place`, and returns what the record
will hold. What is wrong is noted in the place, and something harmless of the same type
returned: so the rest is looked at too, and a file's mistakes are all found at once.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from app.key_names import is_character, key_name, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.toml_lines import KeyPath


class Finding(NamedTuple):
    """Something that is wrong, and the key that it is wrong with."""

    path: KeyPath
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """A key of the file, and the list of findings that it shares with all others."""

    path: KeyPath = ()
    findings: list[Finding] = field(default_factory=list)

    def at(self, *keys: str | int) -> Place:
        """Return the place of a key inside of this one."""
        return Place((*self.path, *keys), self.findings)

    def note(self, reason: str) -> None:
        """Keep what is wrong here."""
        self.findings.append(Finding(self.path, reason))


Check: TypeAlias = "Callable[[Any, Place], Any]"
"""Turns a value of the file into one of the record."""

_LISTED_MAX = 8
"""Names that are all listed when one is wrong."""

_QUOTED_MAX = 60

_SHOWN_MAX = 10**12
"""Numbers below it are shown when they are wrong."""

_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a table",
}


def kind_of(value: object) -> str:
    """Return what kind of value this is, in words."""
    return _KINDS.get(type(value), "a date or time")


def quoted(text: str) -> str:
    """Return a text in quotes, cut if it is long."""
    shown = repr(text)
    return shown if len(shown) <= _QUOTED_MAX else f"{shown[:_QUOTED_MAX]}…"


def is_table(value: object, place: Place) -> bool:
    """Whether a value is a table; if not, that is noted."""
    if not isinstance(value, dict):
        place.note(f"must be a table, not {kind_of(value)}")
    return isinstance(value, dict)


# -- single values -----------------------------------------------------------


def flag(value: Any, place: Place) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        place.note(f"must be true or false, not {kind_of(value)}")
        return False
    return value


def number(least: float, most: float, *, whole: bool = False) -> Check:
    """Take a number from `least` to `most`; `whole` ones without a point."""
    types = int if whole else (int, float)
    kind = "a whole number" if whole else "a number"

    def check(value: Any, place: Place) -> float:
        if isinstance(value, bool) or not isinstance(value, types):
            place.note(f"must be {kind}, not {_described(value)}")
        elif not least <= value <= most:  # Of nan, neither holds.
            place.note(f"must be from {least:,} to {most:,}, not {_described(value)}")
        else:
            return value if whole else float(value)
        return least

    return check


def text(value: Any, place: Place) -> str:
    """Take any text that an argv can hold."""
    if not isinstance(value, str):
        place.note(f"must be a text, not {kind_of(value)}")
    elif "\0" in value:
        place.note("must not hold a NUL character")
    else:
        return value
    return ""


def name(value: Any, place: Place) -> str:
    """Take a text that is not empty."""
    if value == "":
        place.note("must not be empty")
    return text(value, place)


def one_of(what: str, names: Sequence[str]) -> Check:
    """Take one of these texts; `what` is what they name."""

    def check(value: Any, place: Place) -> str:
        if not isinstance(value, str):
            place.note(f"must be a text, not {kind_of(value)}")
        elif value not in names:
            hint = suggestion(value, names)
            if not hint and len(names) <= _LISTED_MAX:
                hint = f", only {', '.join(names)}"
            place.note(f"no such {what}: {quoted(value)}{hint}")
        else:
            return value
        return names[0]

    return check


def _described(value: object) -> str:
    """Return a number as it is, and of anything else what it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return kind_of(value)
    # Python writes no number of thousands of digits.
    is_short = isinstance(value, float) or -_SHOWN_MAX < value < _SHOWN_MAX
    return repr(value) if is_short else "such a number"


# -- values of several parts -------------------------------------------------


def command(value: Any, place: Place) -> tuple[str, ...]:
    """Take a command: words as a shell has them, or a list of words."""
    if isinstance(value, str):
        try:
            words: list[Any] = shlex.split(value)
        except ValueError as error:
            place.note(f"cannot be split into words: {str(error).lower()}")
            return ()
    elif isinstance(value, list):
        words = value
    else:
        place.note(f"must be a text or a list of texts, not {kind_of(value)}")
        return ()
    if not words or words[0] == "":
        place.note("must not be empty")
    return tuple(text(word, place.at(at)) for at, word in enumerate(words))


def variables(value: Any, place: Place) -> dict[str, str]:
    """Take environment variables by their names."""
    if not is_table(value, place):
        return {}
    for key in value:
        if not key or "=" in key or "\0" in key:
            place.at(key).note("no variable can have this name")
    return {key: text(item, place.at(key)) for key, item in value.items()}


def directory(value: Any, place: Place) -> str:
    """Take an absolute path, or an empty text for none."""
    path = text(value, place)
    if path and not path.startswith("/"):
        place.note("must be an absolute path")
    return path


# -- keys --------------------------------------------------------------------


def key(value: Any, place: Place) -> str:
    """Take the name of a key; return Textual's."""
    if not isinstance(value, str):
        place.note(f"must be the name of a key, not {kind_of(value)}")
        return ""
    try:
        return key_name(value)
    except ValueError as error:
        place.note(f"cannot use the key {quoted(value)}: {error}")
        return ""


def key_or_none(value: Any, place: Place) -> str:
    """Take the name of a key, or an empty text for none."""
    return "" if value == "" else key(value, place)


def control_key(value: Any, place: Place) -> str:
    """Take a key that types no character."""
    found = key(value, place)
    if found and is_character(found):
        place.note(f"{value!r} types a character, and could not be typed any more")
    return found


def keys(value: Any, place: Place, take: Check = key) -> tuple[str, ...]:
    """Take a key, or a list of them; an empty text for none."""
    if value == "":
        return ()
    if isinstance(value, list):
        return tuple(take(item, place.at(at)) for at, item in enumerate(value))
    return (take(value, place),)
