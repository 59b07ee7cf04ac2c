"""How many containers and sessions there are, for the line beside the list. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.session.states import SessionState
from widgets.session_labels import MARK

if TYPE_CHECKING:
    from collections.abc import Collection

    from widgets.session_order import Branch


class Counts(NamedTuple):
    """What a listing holds, whatever the filter and the folds leave of it."""

    containers: int = 0
    """Containers, the host among them."""
    running: int = 0
    stopped: int = 0
    total: int = 0
    """Sessions in any state."""
    shown: int = 0
    """Sessions that the filter leaves, folded or not."""
    marked: int = 0


def count(
    branches: Collection[Branch], left: Collection[Branch], marked: Collection[str]
) -> Counts:
    """Count what there is, and what the filter left of it."""
    states = [item.state for branch in branches for item in branch.sessions]
    return Counts(
        containers=len(branches),
        running=states.count(SessionState.RUNNING),
        stopped=states.count(SessionState.STOPPED),
        total=len(states),
        shown=sum(len(branch.sessions) for branch in left),
        marked=len(marked),
    )


def counts_text(counts: Counts, width: int) -> str:
    """Return as much as fits `width` cells, the most wanted first."""
    parts = [f"{counts.running} running", f"{counts.stopped} stopped"]
    if counts.shown != counts.total:
        parts.insert(0, f"{counts.shown} of {counts.total}")
    if counts.marked:
        parts.insert(0, f"{MARK} {counts.marked}")
    plural = "" if counts.containers == 1 else "s"
    parts.append(f"{counts.containers} container{plural}")
    while len(parts) > 1 and len(" · ".join(parts)) > width:
        parts.pop()
    return " · ".join(parts)
