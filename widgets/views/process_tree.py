"""Processes as a tree of lines. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.views.lines import Line, make_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.victims import SessionProcess

VICTIM = "†"
"""Stands before a process that a stop ends."""

_HEAD = f"  {'PID':>7} {'USER':<8} {'CPU%':>5} {'MEMORY':>7}  COMMAND"
_BRIEF_HEAD = f"  {'PID':>7} {'USER':<8}  COMMAND"

_USER_WIDTH = 8
_KIB = 1024


def tree_lines(
    processes: Sequence[SessionProcess], *, brief: bool = False
) -> list[Line]:
    """Return a line for each process, children below their parents.

    `brief` leaves out how busy and how large they are.
    """
    head = _BRIEF_HEAD if brief else _HEAD
    lines = [make_line((head, "label"), key="processes")]
    for process, branch in _walk(processes):
        user = process.user
        if len(user) > _USER_WIDTH:
            user = user[: _USER_WIDTH - 1] + "…"
        load = f" {process.cpu:>5.1f} {size_text(process.memory):>7}"
        figures = f" {process.pid:>7} {user:<8}{'' if brief else load}  "
        role = f"{process.role}: " if process.role else ""
        lines.append(
            make_line(
                (VICTIM if process.victim else " ", "warning"),
                figures,
                (branch, "muted"),
                (role, "muted"),
                process.command,
                key=("process", process.pid),
                indent=1 + len(figures),
            )
        )
    return lines


def _walk(
    processes: Sequence[SessionProcess],
) -> Iterator[tuple[SessionProcess, str]]:
    """Yield processes from the roots down, each with the branch it hangs on."""
    known = {process.pid for process in processes}
    below: dict[int, list[SessionProcess]] = {}
    for process in processes:
        parent = process.parent if process.parent in known else 0
        below.setdefault(parent, []).append(process)
    # Not by recursion: a hostile session may be a thousand deep.
    pending = [(process, "", "") for process in reversed(below.get(0, []))]
    while pending:
        process, branch, indent = pending.pop()
        yield process, branch
        children = below.get(process.pid, [])
        for child in reversed(children):
            last = child is children[-1]
            arm, more = ("└ ", "  ") if last else ("├ ", "│ ")
            pending.append((child, indent + arm, indent + more))


def size_text(size: int) -> str:
    """Return a number of bytes in at most seven characters: `812`, `4.1K`, `64.0M`."""
    amount = float(size)
    for unit in ("", "K", "M", "G"):
        if amount < _KIB:
            return f"{amount:.1f}{unit}" if unit else f"{size}"
        amount /= _KIB
    return f"{amount:.1f}T"
