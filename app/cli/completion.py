"""Shell completion: of commands and options, and of containers and sessions by name.

The work is argcomplete's. A shell calls `execdeck` itself for each completion, with
`_ARGCOMPLETE` set, so that what it offers is what there is at that moment.
"""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import argcomplete
from argcomplete.shell_integration import shellcode

from app.cli.arguments import CONTAINER, SESSION, Parser, build_parser
from core.errors import ExecdeckError
from core.service import ExecService
from core.session.types import display_text
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


def run_completion(_settings: Settings, options: argparse.Namespace) -> int:
    """Print the code that a shell has to evaluate."""
    print(shellcode(["execdeck"], shell=options.shell))
    return 0


def complete() -> None:
    """Answer a shell that asks for completions; returns only if none asks."""
    parser = build_parser()
    for command in _commands(parser):
        command.prepare()
        for action in command._actions:  # noqa: SLF001 (argparse has no public list)
            completer = {CONTAINER: _containers, SESSION: _sessions}.get(
                str(action.metavar)
            )
            if completer is not None:
                action.completer = completer  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser)


def _commands(parser: Parser) -> Iterator[Parser]:
    for action in parser._actions:  # noqa: SLF001 (argparse has no public list)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 (same)
            yield from action.choices.values()


def _service(options: argparse.Namespace) -> ExecService:
    settings = Settings.from_environment(
        os.environ, root=options.root, runtime_roots=options.runtime_root
    )
    return ExecService(settings)


def _containers(parsed_args: argparse.Namespace, **_: object) -> list[str]:
    listing = _service(parsed_args).containers()
    names = (item.name for item in listing.containers if item.status == "running")
    return [name for name in names if name == display_text(name)]


def _sessions(parsed_args: argparse.Namespace, **_: object) -> dict[str, str]:
    with suppress(ExecdeckError, OSError):
        return {
            item.id[:12]: display_text(
                f"{item.container_name}: {' '.join(item.config.command)}"
            )
            for item in _service(parsed_args).list()
        }
    return {}
