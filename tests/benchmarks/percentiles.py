"""Times of many keys as percentiles, and as words of a report."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Half of the times, nearly all of them and the longest, in milliseconds."""

    p50: float
    p99: float
    longest: float
    count: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Percentiles:
        """Return those of some times, of which there are at least two."""
        cuts = statistics.quantiles(seconds, n=100, method="inclusive")
        return cls(cuts[49] * 1000, cuts[98] * 1000, max(seconds) * 1000, len(seconds))

    def __str__(self) -> str:
        parts = (self.p50, self.p99, self.longest)
        figures = " /".join(f"{part:8.2f}" for part in parts)
        return f"{figures} ms ({self.count})"
