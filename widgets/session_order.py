"""Which container a session is under, and the order of both. Pure.

Containers: the host, then running ones, then the others; sessions below them, or all
in one list. `Sort` orders sessions, and equal ones always as `name` does:

* `name`: containers by name; sessions by command, then by age.
* `age`: what changed last comes first: started, created or ended.
* `state`: running, created, failed, then exit code 0.
* `cpu`: the busiest comes first.

With `age` and `cpu` containers of the same kind go by the first of their sessions.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from core.session.states import SessionState
from core.session.types import ContainerRef, ExecSession
from widgets.session_filter import ALL, NO_FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from widgets.session_filter import Facts, Filter

Item: TypeAlias = ContainerRef | ExecSession
Key: TypeAlias = str | tuple[str, str]
"""Identity of an item: (state root, container id), or the session's id."""

Sort: TypeAlias = Literal["name", "age", "state", "cpu"]
SORTS: tuple[Sort, ...] = get_args(Sort)

NO_CPU: Mapping[str, float] = MappingProxyType({})

_REMEMBERED = 8192
"""Commands whose place is remembered."""


class Branch(NamedTuple):
    """A container and its sessions, in order."""

    key: tuple[str, str]
    container: ContainerRef
    sessions: list[ExecSession]


def key_of(item: Item) -> Key:
    """Return what makes `item` the same item in the next listing."""
    if isinstance(item, ExecSession):
        return item.id
    return (item.root, item.id)


def grouped(
    containers: Iterable[ContainerRef], sessions: Iterable[ExecSession]
) -> list[Branch]:
    """Group sessions under their containers, all of them in the order by name.

    A session whose container is gone is kept under a container made of what it
    remembers, so that it can still be removed.
    """
    found = {
        (container.root, container.id): Branch(
            (container.root, container.id), container, []
        )
        for container in containers
    }
    by_id = {key[1]: branch for key, branch in found.items()}
    for session in sessions:
        branch = found.get((session.runtime_root, session.container_id))
        branch = branch or by_id.get(session.container_id)
        if branch is None:
            container = _remembered(session)
            branch = Branch((container.root, container.id), container, [])
            found[branch.key] = by_id[container.id] = branch
        branch.sessions.append(session)
    for branch in found.values():
        branch.sessions.sort(key=_by_name)
    return sorted(found.values(), key=_place)


def kept(
    branches: list[Branch], wanted: Filter = ALL, facts: Facts = NO_FACTS
) -> list[Branch]:
    """Keep what a filter leaves: sessions with their containers, and containers."""
    if not wanted:
        return branches
    found: list[Branch] = []
    for branch in branches:
        sessions = wanted.left(branch.container, branch.sessions, facts)
        if sessions is not None:
            found.append(branch._replace(sessions=sessions))
    return found


def ordered(
    branches: list[Branch], sort: Sort = "name", cpu: Mapping[str, float] = NO_CPU
) -> list[Branch]:
    """Return what is ordered by name in another order; `cpu` is percent by id."""
    if sort == "name":
        return branches
    lead = _lead_by(sort, cpu)
    found = [
        item._replace(sessions=sorted(item.sessions, key=lead)) for item in branches
    ]
    if sort == "state":
        return found

    def place(branch: Branch) -> tuple[int, float]:
        first = lead(branch.sessions[0]) if branch.sessions else 0.0
        return _place(branch)[0], first

    return sorted(found, key=place)


def flattened(
    branches: list[Branch], sort: Sort = "name", cpu: Mapping[str, float] = NO_CPU
) -> tuple[list[ExecSession], list[ContainerRef]]:
    """Return all sessions of what is ordered by name in one order, and their containers."""
    sessions = [session for branch in branches for session in branch.sessions]
    homes = [branch.container for branch in branches for _ in branch.sessions]
    if sort == "name":
        return sessions, homes
    leads = list(map(_lead_by(sort, cpu), sessions))
    order = sorted(range(len(sessions)), key=leads.__getitem__)
    return [sessions[at] for at in order], [homes[at] for at in order]


def _lead_by(sort: Sort, cpu: Mapping[str, float]) -> Callable[[ExecSession], float]:
    """Return what orders sessions before their names do."""
    match sort:
        case "name":
            return lambda _: 0.0
        case "age":
            return lambda session: -moment(session)
        case "state":
            return _rank
        case "cpu":
            return lambda session: -cpu.get(session.id, 0.0)


def moment(session: ExecSession) -> float:
    """Return when a session came into its state, in seconds since the epoch."""
    match session.state:
        case SessionState.RUNNING:
            return session.started_at or session.created_at
        case SessionState.CREATED:
            return session.created_at
        case SessionState.STOPPED:
            return session.finished_at


def _rank(session: ExecSession) -> float:
    match session.state:
        case SessionState.RUNNING:
            return 0.0
        case SessionState.CREATED:
            return 1.0
        case SessionState.STOPPED:
            return 3.0 if session.exit_code == 0 else 2.0


def _by_name(session: ExecSession) -> tuple[str, float, str]:
    return _command_place(session.config.command), session.created_at, session.id


@lru_cache(_REMEMBERED)
def _command_place(command: tuple[str, ...]) -> str:
    program, *arguments = command
    return " ".join([program.rstrip("/").rpartition("/")[2], *arguments]).casefold()


def _place(branch: Branch) -> tuple[int, str, tuple[str, str]]:
    container = branch.container
    if container.is_host:
        return 0, "", branch.key
    rank = 1 if container.status == "running" else 2
    return rank, container.name.casefold(), branch.key


def _remembered(session: ExecSession) -> ContainerRef:
    return ContainerRef(
        id=session.container_id,
        name=session.container_name,
        status="unknown",
        runtime=session.runtime,
        root=session.runtime_root,
    )
