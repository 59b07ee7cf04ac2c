"""`exec`, `attach`, `stop`, `rm`: what can be done with sessions."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from app.cli import fail
from app.cli.terminal import Interrupted, raw_terminal, terminal_size
from core.attach.detach_keys import parse_keys
from core.attach.pump import Streams
from core.errors import ExecdeckError, InvalidConfig
from core.service import ExecService
from core.session.states import SessionState
from core.session.types import ExecConfig

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from core.session.types import ExecSession
    from core.settings import Settings

_UNKNOWN_STATUS = 125


def run_exec(settings: Settings, options: argparse.Namespace) -> int:
    """Run a command in a container; the exit status is the command's."""
    command = options.command
    # `--` ends our own options; the command has its own.
    command = command[1:] if command[:1] == ["--"] else command
    attached = not options.detach
    piped = attached and not options.tty
    _check_preserved(options.preserve_fds)
    # Bad ones are refused now, also where only a later `attach` would use them.
    parse_keys(options.detach_keys)
    config = ExecConfig(
        command=tuple(command),
        terminal=options.tty,
        attach_stdin=piped and options.interactive,
        attach_stdout=piped,
        attach_stderr=piped,
        detach_keys=options.detach_keys,
        environment=_environment(options.env, options.env_file),
        privileged=options.privileged,
        user=options.user,
        work_dir=options.workdir,
        preserve_fds=options.preserve_fds,
    )
    service = ExecService(settings)
    if options.detach:
        session = service.create(options.container, config)
        try:
            print(service.start(session.id).id)
        except ExecdeckError:
            # As an attached one: nobody was told its id.
            if not options.keep:
                service.remove(session.id)
            raise
        return 0
    streams = _streams(
        options.detach_keys, interactive=options.interactive, tty=options.tty
    )
    known: list[ExecSession] = []

    def created(session: ExecSession) -> None:
        known.append(session)
        if options.tty:
            _follow_size(service, session.id)

    size = terminal_size() if options.tty else None
    try:
        with raw_terminal(enabled=options.tty and options.interactive):
            if options.keep:
                session = service.create(options.container, config)
                created(session)
                done = service.start_and_attach(session.id, streams, size)
            else:
                done = service.exec(
                    options.container, config, streams, size, created=created
                )
    except (Interrupted, KeyboardInterrupt) as interrupt:
        return _interrupted(service, known[0].id if known else "", interrupt)
    return _status(done)


def run_attach(settings: Settings, options: argparse.Namespace) -> int:
    """Show a running session from its beginning, and type into it."""
    service = ExecService(settings)
    session = service.session(options.session)
    keys = options.detach_keys
    if keys is None:
        keys = session.config.detach_keys
    streams = _streams(
        keys, interactive=not options.read_only, tty=session.config.terminal
    )
    # A watcher's keys go nowhere, but its detach keys must be seen.
    if options.read_only and os.isatty(sys.stdin.fileno()):
        streams = _streams(keys, interactive=True, tty=session.config.terminal)
    size = terminal_size()
    if session.config.terminal and size is not None and not options.read_only:
        service.resize(session.id, size)
        _follow_size(service, session.id)
    try:
        with raw_terminal(enabled=session.config.terminal):
            done = service.attach(session.id, streams, read_only=options.read_only)
    except (Interrupted, KeyboardInterrupt) as interrupt:
        return _interrupted(service, session.id, interrupt)
    return _status(done)


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


def _each(refs: list[str], operation: Callable[[str], str]) -> int:
    """Do one thing to several sessions, going on past errors."""
    status = 0
    for ref in refs:
        try:
            print(operation(ref), flush=True)
        except ExecdeckError as error:
            status = fail(str(error), error.exit_status)
    return status


def _streams(keys: str | None, *, interactive: bool, tty: bool) -> Streams:
    return Streams(
        stdin=sys.stdin.fileno() if interactive else None,
        stdout=sys.stdout.fileno(),
        stderr=None if tty else sys.stderr.fileno(),
        detach_keys=parse_keys(keys) if tty else b"",
    )


def _environment(pairs: list[str], files: list[str]) -> dict[str, str]:
    """Merge environment files, then `-e`; a bare name takes our own value."""
    lines: list[str] = []
    for name in files:
        with open(name, encoding="utf-8", errors="surrogateescape") as stream:  # noqa: PTH123
            kept = (line.strip() for line in stream)
            lines += [line for line in kept if line and not line.startswith("#")]
    result: dict[str, str] = {}
    for pair in lines + pairs:
        name, equals, value = pair.partition("=")
        if not name:
            raise InvalidConfig("environment", f"{pair!r} is not NAME=VALUE")
        if equals:
            result[name] = value
        elif name in os.environ:
            result[name] = os.environ[name]
    return result


def _check_preserved(count: int) -> None:
    """Refuse to pass on descriptors that nobody gave us: they would be our own."""
    for descriptor in range(3, 3 + count):
        try:
            os.fstat(descriptor)
        except OSError:
            reason = f"file descriptor {descriptor} is not open"
            raise InvalidConfig("preserveFDs", reason) from None


def _follow_size(service: ExecService, session_id: str) -> None:
    """Forward our terminal's size whenever it changes (SIGWINCH)."""

    def resize(*_: object) -> None:
        size = terminal_size()
        if size is not None:
            try:
                service.resize(session_id, size)
            except ExecdeckError:
                return  # It is not yet running, or not any more.

    signal.signal(signal.SIGWINCH, resize)


def _interrupted(
    service: ExecService, session_id: str, interrupt: BaseException
) -> int:
    left = [item for item in service.list() if item.id == session_id]
    if left and left[0].state is SessionState.RUNNING:
        short = session_id[:12]
        print(
            f"session {short} goes on: execdeck attach {short}, execdeck stop {short}",
            file=sys.stderr,
        )
    return interrupt.status if isinstance(interrupt, Interrupted) else 130


def _status(session: ExecSession) -> int:
    if session.state is SessionState.RUNNING:
        return 0
    if session.exit_code is None:
        print("Error: cannot tell the exit code: the monitor died", file=sys.stderr)
        return _UNKNOWN_STATUS
    return session.exit_code
