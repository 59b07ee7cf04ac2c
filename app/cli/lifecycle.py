"""`stop`, `rm`, `cleanup`, `prune`, `wait`, `resize`: what is done to sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli import fail
from core.errors import ExecdeckError
from core.service import ExecService

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from core.settings import Settings

_AT_ONCE = 8
"""Sessions that are stopped at the same time: each may take its whole grace."""


def run_stop(settings: Settings, options: argparse.Namespace) -> int:
    """Stop sessions; print the ids of those that were stopped."""
    service = ExecService(settings)
    return _each(
        options.sessions,
        lambda ref: service.stop(service.session(ref).id, options.time).id,
    )


def run_rm(settings: Settings, options: argparse.Namespace) -> int:
    """Remove sessions; print the ids of those that were removed."""
    service = ExecService(settings)

    def remove(ref: str) -> str:
        session = service.session(ref)
        service.remove(session.id, force=options.force)
        return session.id

    return _each(options.sessions, remove)


def run_cleanup(settings: Settings, options: argparse.Namespace) -> int:
    """Delete the bundles of sessions that do not run; print their ids."""
    service = ExecService(settings)

    def cleanup(ref: str) -> str:
        session = service.session(ref)
        service.cleanup(session.id)
        return session.id

    return _each(options.sessions, cleanup)


def run_prune(settings: Settings, _options: argparse.Namespace) -> int:
    """Remove every stopped session; print the ids."""
    pruned, errors = ExecService(settings).prune()
    for identity in pruned:
        print(identity)
    status = 0
    for error in errors:
        status = fail(str(error))
    return status


def run_wait(settings: Settings, options: argparse.Namespace) -> int:
    """Wait until sessions have ended; print the exit code of each."""
    service = ExecService(settings)
    status = 0
    for ref in options.sessions:
        try:
            session = service.wait(service.session(ref).id)
        except ExecdeckError as error:
            status = fail(str(error), error.exit_status)
            continue
        if session.exit_code is None:
            reason = f"session {session.id[:12]} is {session.state.value} without one"
            status = fail(f"cannot tell the exit code: {reason}")
        else:
            print(session.exit_code, flush=True)
    return status


def run_resize(settings: Settings, options: argparse.Namespace) -> int:
    """Set the size of a running session's terminal."""
    service = ExecService(settings)
    service.resize(service.session(options.session).id, options.size)
    return 0


def _each(refs: list[str], operation: Callable[[str], str]) -> int:
    """Do one thing to several sessions, going on past errors."""
    status = 0
    for outcome in _outcomes(refs, operation):
        if isinstance(outcome, ExecdeckError):
            status = fail(str(outcome), outcome.exit_status)
        elif isinstance(outcome, OSError):
            place = f" {outcome.filename}" if outcome.filename else ""
            status = fail(f"cannot use{place}: {outcome.strerror or outcome}")
        else:
            print(outcome, flush=True)
    return status


def _outcomes(
    refs: list[str], operation: Callable[[str], str]
) -> Iterator[str | ExecdeckError | OSError]:
    """Yield what came of each, in order; several are at work at a time."""

    def attempt(ref: str) -> str | ExecdeckError | OSError:
        try:
            return operation(ref)
        except (ExecdeckError, OSError) as error:
            return error

    if len(refs) == 1:
        yield attempt(refs[0])
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 (only for many)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(attempt, refs)
