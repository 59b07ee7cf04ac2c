"""Many sessions that sleep, made and ended as an operator would: by several threads."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from core.errors import ExecdeckError
from core.service import ExecService
from core.session.types import ExecConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.session.types import ExecSession

THREADS = 8

A = TypeVar("A")
B = TypeVar("B")

_SLEEPER = ExecConfig(command=("sleep", "100000"), terminal=True)


def in_threads(function: Callable[[A], B], items: Iterable[A]) -> list[B]:
    """Call a function for every item, THREADS at a time."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(function, items))


def create_sleepers(
    service: ExecService, container_ids: Sequence[str], count: int
) -> list[ExecSession]:
    """Create `count` sessions, spread evenly over containers."""
    refs = [container_ids[number % len(container_ids)] for number in range(count)]
    return in_threads(lambda ref: service.create(ref, _SLEEPER), refs)


def start_all(
    service: ExecService, sessions: Iterable[ExecSession]
) -> list[ExecSession]:
    """Start sessions; return their running records."""
    return in_threads(lambda session: service.start(session.id), sessions)


def end_all(service: ExecService) -> None:
    """Stop and remove every session, whatever state a failure left it in."""
    hasty = ExecService(dataclasses.replace(service.settings, stop_timeout=0.5))

    def end(session: ExecSession) -> None:
        with suppress(ExecdeckError):
            hasty.remove(session.id, force=True)

    in_threads(end, hasty.store.sessions())
    hasty.store.close()
