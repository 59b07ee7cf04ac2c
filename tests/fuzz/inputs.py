"""What the fuzz tests have in common: how many cases, and values made of bytes.

`EXECDECK_FUZZ_CASES` and `EXECDECK_FUZZ_SEED` ask for more cases and for others.
"""

from __future__ import annotations

import copy
import json
import os
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

CASES = int(os.environ.get("EXECDECK_FUZZ_CASES", "10000"))
SEED = int(os.environ.get("EXECDECK_FUZZ_SEED", "1"))

TEXT_PIECES = (
    *("a", "0", "", "web", "/", "..", ".", ":", ",", "=", "-", "_", " ", "\n", "\r"),
    *("\t", "\0", "\x1b[31m", "\x85", "\u2028", "é", "\N{KELVIN SIGN}", "٣", "²"),
    *("\U0001f600", "\ud800", "\udcff", "root", "--", "%s", "{}", "'", '"', "\\"),
    *("4294967295", "18446744073709551616", "[bold]", "x" * 300),
)
"""Parts of text that have broken parsers before."""

NUMBERS = (
    *(0, 1, -1, 2, 3, 24, 80, 127, 128, 255, 256, 65535, 65536),
    *(2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64, -(2**63)),
    *(10**30, 10**400, -(10**400), 10**4000),
)

FLOATS = (0.0, -0.0, 0.5, -1.5, 1e308, -1e308, float("inf"), float("nan"), 1e-320)

DEPTHS = (2, 40, 100, 300, 450, 900, 3000)
"""Nesting below, about and past what a recursive function takes."""


class Recipe:
    """Choices read off a byte string; the first of every choice after its end.

    One string of bytes is one draw: that is what makes ten thousand cases cheap.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __repr__(self) -> str:
        return f"Recipe({self._data!r})"

    def below(self, limit: int) -> int:
        """Return a number from 0 on and below `limit`."""
        number = 0
        for _ in range(1 if limit <= 256 else 3):
            byte = self._data[self._at] if self._at < len(self._data) else 0
            number = number * 256 + byte
            self._at += 1
        return number % limit

    def pick(self, options: Sequence[T]) -> T:
        """Return one of several."""
        return options[self.below(len(options))]

    def text(self, pieces: Sequence[str] = TEXT_PIECES, most: int = 4) -> str:
        """Return up to `most` pieces, joined."""
        return "".join(self.pick(pieces) for _ in range(self.below(most + 1)))

    def value(self, keys: Sequence[str] = ("", "a", "command"), depth: int = 3) -> Any:
        """Return a value that JSON can hold, and rarely one that is very deep."""
        kind = self.below(16 if depth else 12)
        value: Any = None
        if kind in (2, 3):
            value = self.below(2) == 1
        elif kind in (4, 5, 6):
            value = self.pick(NUMBERS)
        elif kind == 7:
            value = self.pick(FLOATS)
        elif kind in (8, 9, 10, 11):
            value = self.text()
        elif kind in (12, 13):
            value = [self.value(keys, depth - 1) for _ in range(self.below(4))]
        elif kind in (14, 15):
            deep = self.below(8) == 1
            value = nested(self.pick(DEPTHS)) if deep else self.mapping(keys, depth)
        return value

    def mapping(self, keys: Sequence[str], depth: int = 3) -> dict[str, Any]:
        """Return an object with some of `keys`, and now and then another one."""
        chosen = (
            self.pick(keys) if self.below(8) else self.text()
            for _ in range(self.below(6))
        )
        return {key: self.value(keys, depth - 1) for key in chosen}

    def mutated(self, valid: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """Return a copy with one field, at any depth, gone or something else.

        The second part is the outermost field that it is in.
        """
        result: dict[str, Any] = copy.deepcopy(valid)
        place: Any = result
        outermost = key = self.pick(sorted(result))
        while isinstance(place[key], dict | list) and place[key] and self.below(3):
            place = place[key]
            keys = sorted(place) if isinstance(place, dict) else range(len(place))
            key = self.pick(keys)
        match self.below(8):
            case 0:
                del place[key]
            case 1:
                place[key] = str(place[key])
            case 2:
                place[key] = [place[key]]
            case _:
                place[key] = self.value()
        return result, outermost


class Quiet(bytes):
    """Bytes that do not fill the screen when a test fails."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} bytes: {bytes(self[:200])!r}>"


def nested(depth: int) -> Any:
    """Return lists in lists."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def as_json(value: object) -> bytes:
    """Return a value as JSON; of one that is too deep to write, something deeper."""
    try:
        return json.dumps(value).encode()
    except RecursionError:
        return b'{"config": ' + b"[" * 100_000


RECIPES = st.binary(min_size=16, max_size=64).map(Recipe)
"""A recipe for a value; short, simple bytes make simple values."""

BYTES = st.binary(max_size=64) | st.binary(min_size=12, max_size=24)
"""Anything that a file may hold."""


def fuzz(
    *strategies: SearchStrategy[Any], share: int = 1
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test on many cases, the same ones as long as the seed is.

    With `share`, on that part of them: others are given to its neighbours, and all
    that look at one kind of input have `CASES` between them.
    """
    many = settings(
        max_examples=max(CASES // share, 1),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        return seed(SEED)(many(given(*strategies)(test)))

    return decorate
