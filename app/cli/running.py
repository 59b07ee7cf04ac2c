"""`exec`, `create`, `start`, `attach`: what has the operator's own terminal or pipes."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

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

    from core.session.types import ExecSession, TerminalSize
    from core.settings import Settings

_UNKNOWN_STATUS = 125


def run_exec(settings: Settings, options: argparse.Namespace) -> int:
    """Run a command in a container; the exit status is the command's."""
    config = _config(options, attached=not options.detach)
    service = ExecService(settings)
    if options.detach and options.keep:
        session = service.create(options.container, config, name=options.name)
        print(service.start(session.id).id)
        return 0
    if options.detach:
        print(service.launch(options.container, config, name=options.name).id)
        return 0
    streams = _streams(config, config.detach_keys, interactive=options.interactive)

    def run(size: TerminalSize | None, known: Callable[[ExecSession], None]) -> int:
        if options.keep:
            session = service.create(options.container, config, name=options.name)
            known(session)
            return _status(service.start_and_attach(session.id, streams, size))
        return _status(
            service.exec(
                options.container,
                config,
                streams,
                size,
                name=options.name,
                created=known,
            )
        )

    return _serve(service, run, terminal=config.terminal, raw=options.interactive)


def run_create(settings: Settings, options: argparse.Namespace) -> int:
    """Make a session without starting it; print its id."""
    config = _config(options, attached=True)
    service = ExecService(settings)
    print(service.create(options.container, config, name=options.name).id)
    return 0


def run_start(settings: Settings, options: argparse.Namespace) -> int:
    """Start a created session; print its id, or with -a serve it until it ends."""
    service = ExecService(settings)
    session = service.session(options.session)
    if not options.attach:
        print(service.start(session.id).id)
        return 0
    config = session.config
    keys = config.detach_keys if options.detach_keys is None else options.detach_keys
    interactive = config.terminal or config.attach_stdin
    streams = _streams(config, keys, interactive=interactive)

    def run(size: TerminalSize | None, known: Callable[[ExecSession], None]) -> int:
        known(session)
        return _status(service.start_and_attach(session.id, streams, size))

    return _serve(service, run, terminal=config.terminal, raw=True)


def run_attach(settings: Settings, options: argparse.Namespace) -> int:
    """Show a running session from its beginning, and type into it."""
    service = ExecService(settings)
    session = service.session(options.session)
    config = session.config
    keys = config.detach_keys if options.detach_keys is None else options.detach_keys
    # A watcher's keys go nowhere, but its detach keys must be seen.
    interactive = not options.read_only or os.isatty(sys.stdin.fileno())
    streams = _streams(config, keys, interactive=interactive)

    def run(size: TerminalSize | None, known: Callable[[ExecSession], None]) -> int:
        if size is not None and not options.read_only:
            service.resize(session.id, size)
            known(session)
        return _status(service.attach(session.id, streams, read_only=options.read_only))

    return _serve(
        service, run, terminal=config.terminal, raw=True, session_id=session.id
    )


def _serve(
    service: ExecService,
    run: Callable[[TerminalSize | None, Callable[[ExecSession], None]], int],
    *,
    terminal: bool,
    raw: bool,
    session_id: str = "",
) -> int:
    """Serve a session with our terminal, which is sane again on every way out.

    `run` is given our terminal's size, and calls back with the session whose
    terminal has to follow it.
    """
    served = [session_id]

    def known(session: ExecSession) -> None:
        served.append(session.id)
        if terminal:
            _follow_size(service, session.id)

    try:
        with raw_terminal(enabled=terminal and raw):
            return run(terminal_size() if terminal else None, known)
    except (Interrupted, KeyboardInterrupt) as interrupt:
        return _interrupted(service, served[-1], interrupt)


def _config(options: argparse.Namespace, *, attached: bool) -> ExecConfig:
    """Return what the options ask for.

    Raises:
        InvalidConfig: an option cannot be used.
    """
    command = options.command
    # `--` ends our own options; the command has its own.
    command = command[1:] if command[:1] == ["--"] else command
    _check_preserved(options.preserve_fds)
    # Bad ones are refused now, also where only a later `attach` would use them.
    parse_keys(options.detach_keys)
    piped = attached and not options.tty
    return ExecConfig(
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


def _streams(config: ExecConfig, keys: str | None, *, interactive: bool) -> Streams:
    return Streams(
        stdin=sys.stdin.fileno() if interactive else None,
        stdout=sys.stdout.fileno(),
        stderr=None if config.terminal else sys.stderr.fileno(),
        # In pipes any byte may come: there the keys mean nothing.
        detach_keys=parse_keys(keys) if config.terminal else b"",
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
    with suppress(ExecdeckError):
        if service.session(session_id).state is SessionState.RUNNING:
            short = session_id[:12]
            print(
                f"session {short} goes on: execdeck attach {short}, "
                f"execdeck stop {short}",
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
