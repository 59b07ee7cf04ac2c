"""The user's choices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """The user's choices."""

    prefix: str = "ctrl+b"
    scrollback: int = 10_000
