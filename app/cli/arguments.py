"""The grammar of the command line.

A command's own arguments are declared only when that command is parsed: most of what
a short command costs is its start.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from core.session.types import SIZE_MAX, TerminalSize, display_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.settings import Settings

VERSION = "0.1.0"

CONTAINER, SESSION = "CTR", "ID"
"""Metavars by which shell completion knows what an argument names."""

_DAY_SECONDS = 86400


class Parser(argparse.ArgumentParser):
    """Prints usage errors as every other error, with podman's status."""

    def __init__(self, **options: Any) -> None:
        # No abbreviations, as in podman. Even an option of the command that is to
        # be run would be held for an ambiguous one of ours.
        super().__init__(allow_abbrev=False, **options)

    declare: Callable[[Parser], None] | None = None
    """Declares a command's arguments; called once, when they are needed."""

    def parse_known_args(  # type: ignore[override]
        self, args: Any = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse, after the arguments have been declared."""
        self.prepare()
        return super().parse_known_args(args, namespace)

    def prepare(self) -> None:
        """Declare the arguments if that has not been done."""
        declare, self.declare = self.declare, None
        if declare is not None:
            declare(self)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and where help is."""
        print(f"Error: {display_text(message)}", file=sys.stderr)
        print(f"See '{self.prog} --help'.", file=sys.stderr)
        sys.exit(125)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; `run` of the result is what to call.

    Exits with status 125 on a mistake, 0 after --help and --version.
    """
    return build_parser().parse_args(arguments)


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="execdeck",
        description="See, open, leave, resume, stop and remove the exec sessions of "
        "every container on this host. Without a command: the deck.",
    )
    parser.add_argument("--version", action="version", version=f"execdeck {VERSION}")
    parser.add_argument(
        "--root", metavar="DIR", help="keep records and bundles under DIR"
    )
    parser.add_argument(
        "--runtime-root",
        metavar="DIR",
        action="append",
        default=[],
        help="also look for containers in this runtime state root (repeatable)",
    )
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="the deck's configuration"
    )
    parser.set_defaults(run=_deferred("deck", "run_deck"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, (text, module, declare) in _COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        command.declare = declare
        command.set_defaults(run=_deferred(module, f"run_{name}"))
    return parser


def _deferred(module: str, name: str) -> Callable[[Settings, argparse.Namespace], int]:
    """Import a command's module only when it runs: most need little of us."""

    def run(settings: Settings, options: argparse.Namespace) -> int:
        function = getattr(import_module(f"app.cli.{module}"), name)
        status: int = function(settings, options)
        return status

    return run


# -- what several commands share ---------------------------------------------


def _format(parser: Parser) -> None:
    parser.add_argument(
        "--format", choices=("table", "json"), default="table", help="output format"
    )


def _session(parser: Parser) -> None:
    parser.add_argument("session", metavar=SESSION)


def _sessions(parser: Parser) -> None:
    parser.add_argument("sessions", nargs="+", metavar=SESSION)


def _detach_keys(parser: Parser) -> None:
    parser.add_argument(
        "--detach-keys", metavar="K", help="default ctrl-p,ctrl-q; empty is off"
    )


def _nothing(_parser: Parser) -> None:
    """Declare nothing."""


# -- what there is -----------------------------------------------------------


def _ps(parser: Parser) -> None:
    parser.add_argument(
        "-a", "--all", action="store_true", help="also created and stopped ones"
    )
    parser.add_argument("container", nargs="?", metavar=CONTAINER)
    _format(parser)


def _log(parser: Parser) -> None:
    add = parser.add_argument
    add("-f", "--follow", action="store_true", help="go on until the session ends")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--raw", action="store_true", help="every byte as it was, escape sequences too"
    )
    form.add_argument(
        "--cast", action="store_true", help="a recording: asciicast v2, for asciinema"
    )
    _session(parser)


def _events(parser: Parser) -> None:
    parser.add_argument(
        "-f", "--follow", action="store_true", help="go on with what comes"
    )
    _format(parser)


# -- running -----------------------------------------------------------------


def _config(parser: Parser) -> None:
    add = parser.add_argument
    add("-i", "--interactive", action="store_true", help="forward stdin")
    add("-t", "--tty", action="store_true", help="allocate a terminal")
    add(
        "-e", "--env", action="append", default=[], metavar="K=V", help="set a variable"
    )
    add(
        "--env-file", action="append", default=[], metavar="F", help="file of K=V lines"
    )
    add("-u", "--user", default="", metavar="USER[:GROUP]")
    add("-w", "--workdir", default="", metavar="DIR")
    add("--privileged", action="store_true", help="all capabilities")
    add("--name", default="", help="what to call the session")
    _detach_keys(parser)
    add("--preserve-fds", type=int, default=0, metavar="N")
    add("container", metavar=CONTAINER)
    add("command", nargs=argparse.REMAINDER, metavar="CMD [ARG...]")


def _exec(parser: Parser) -> None:
    add = parser.add_argument
    add("-d", "--detach", action="store_true", help="print the session's id and leave")
    add("--keep", action="store_true", help="do not remove the session at its end")
    _config(parser)


def _start(parser: Parser) -> None:
    parser.add_argument(
        "-a", "--attach", action="store_true", help="serve it until it ends"
    )
    _detach_keys(parser)
    _session(parser)


def _attach(parser: Parser) -> None:
    parser.add_argument("--read-only", action="store_true", help="watch, do not type")
    _detach_keys(parser)
    _session(parser)


def _resize(parser: Parser) -> None:
    _session(parser)
    parser.add_argument("size", metavar="COLSxROWS", type=_size)


# -- ending ------------------------------------------------------------------


def _stop(parser: Parser) -> None:
    parser.add_argument("-t", "--time", type=_seconds, metavar="SEC", help="grace")
    _sessions(parser)


def _rm(parser: Parser) -> None:
    parser.add_argument("-f", "--force", action="store_true", help="stop them first")
    _sessions(parser)


# -- around it ---------------------------------------------------------------


def _doctor(parser: Parser) -> None:
    parser.add_argument("--fix", action="store_true", help="put it right")
    _format(parser)


def _import(parser: Parser) -> None:
    parser.add_argument(
        "--container", metavar=CONTAINER, help="whose sessions they are, if not told"
    )
    parser.add_argument("file", metavar="FILE", help="libpod's state; - is stdin")


def _config_file(parser: Parser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    add = what.add_argument
    add("--check", action="store_true", help="say everything that is wrong with it")
    add("--print", action="store_true", help="print it as it takes effect, explained")
    add("--path", action="store_true", help="print where it is, or would be")


def _completion(parser: Parser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))


def _demo(parser: Parser) -> None:
    parser.add_argument(
        "--clean", action="store_true", help="remove the sample containers"
    )


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= _DAY_SECONDS:
        raise argparse.ArgumentTypeError("must be from 0 to 86400 seconds")
    return value


def _size(text: str) -> TerminalSize:
    found = re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", text)
    columns, rows = map(int, found.groups()) if found else (0, 0)
    if not (1 <= columns <= SIZE_MAX and 1 <= rows <= SIZE_MAX):
        reason = f"must be COLSxROWS, each from 1 to {SIZE_MAX}, not {text!r}"
        raise argparse.ArgumentTypeError(reason)
    return TerminalSize(columns, rows)


_COMMANDS: dict[str, tuple[str, str, Callable[[Parser], None]]] = {
    "containers": ("list every container", "listings", _format),
    "ps": ("list exec sessions", "listings", _ps),
    "inspect": ("show all of a session as JSON", "listings", _session),
    "exec": ("run a command in a container", "running", _exec),
    "create": ("make a session without starting it", "running", _config),
    "start": ("start a created session", "running", _start),
    "attach": ("show a running session again", "running", _attach),
    "resize": ("set the size of a session's terminal", "lifecycle", _resize),
    "wait": ("wait for sessions' ends; print their exit codes", "lifecycle", _sessions),
    "stop": ("stop sessions and all they started", "lifecycle", _stop),
    "cleanup": ("delete what stopped sessions left on disk", "lifecycle", _sessions),
    "rm": ("remove sessions", "lifecycle", _rm),
    "prune": ("remove every stopped session", "lifecycle", _nothing),
    "log": ("show the output of a session", "output", _log),
    "events": ("show what has happened to sessions", "output", _events),
    "doctor": ("find what a crash has left behind", "repair", _doctor),
    "import": ("take over the sessions of a libpod state", "repair", _import),
    "config": ("check or print the deck's configuration", "config", _config_file),
    "completion": ("print the completion code of a shell", "completion", _completion),
    "demo": ("make sample containers, then the deck", "demo", _demo),
}
"""Name to one line of help, the module of `run_NAME`, and its arguments."""
