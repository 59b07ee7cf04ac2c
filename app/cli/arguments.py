"""The grammar of the command line."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.settings import Settings

VERSION = "0.1.0"


class _Parser(argparse.ArgumentParser):
    """Prints usage errors as every other error, with podman's status."""

    def error(self, message: str) -> NoReturn:
        print(f"Error: {message}", file=sys.stderr)
        print(f"See '{self.prog} --help'.", file=sys.stderr)
        sys.exit(125)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; `run` of the result is what to call.

    Exits with status 125 on a mistake, 0 after --help and --version.
    """
    parser = _Parser(
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
    parser.set_defaults(run=_deferred("app.cli.deck", "run_deck"))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_listings(commands)
    _add_exec(commands)
    _add_session_commands(commands)
    demo = commands.add_parser("demo", help="make sample containers, then the deck")
    demo.add_argument(
        "--clean", action="store_true", help="remove the sample containers"
    )
    demo.set_defaults(run=_deferred("app.cli.demo", "run_demo"))
    return parser.parse_args(arguments)


def _deferred(module: str, name: str) -> Callable[[Settings, argparse.Namespace], int]:
    """Import a command's module only when it runs: most need little of us."""

    def run(settings: Settings, options: argparse.Namespace) -> int:
        function = getattr(import_module(module), name)
        status: int = function(settings, options)
        return status

    return run


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("table", "json"), default="table", help="output format"
    )


def _add_listings(commands: Any) -> None:
    containers = commands.add_parser("containers", help="list every container")
    _add_format(containers)
    containers.set_defaults(run=_deferred("app.cli.listings", "run_containers"))
    sessions = commands.add_parser("ps", help="list exec sessions")
    sessions.add_argument(
        "-a", "--all", action="store_true", help="also created and stopped ones"
    )
    sessions.add_argument("container", nargs="?", metavar="CTR")
    _add_format(sessions)
    sessions.set_defaults(run=_deferred("app.cli.listings", "run_ps"))
    inspect = commands.add_parser("inspect", help="show all of a session as JSON")
    inspect.add_argument("session", metavar="ID")
    inspect.set_defaults(run=_deferred("app.cli.listings", "run_inspect"))


def _add_exec(commands: Any) -> None:
    parser = commands.add_parser("exec", help="run a command in a container")
    add = parser.add_argument
    add("-d", "--detach", action="store_true", help="print the session's id and leave")
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
    add("--detach-keys", metavar="K", help="default ctrl-p,ctrl-q; empty is off")
    add("--preserve-fds", type=int, default=0, metavar="N")
    add("--keep", action="store_true", help="do not remove the session at its end")
    add("container", metavar="CTR")
    add("command", nargs=argparse.REMAINDER, metavar="CMD [ARG...]")
    parser.set_defaults(run=_deferred("app.cli.sessions", "run_exec"))


def _add_session_commands(commands: Any) -> None:
    attach = commands.add_parser("attach", help="show a running session again")
    attach.add_argument("--read-only", action="store_true", help="watch, do not type")
    attach.add_argument("--detach-keys", metavar="K")
    attach.add_argument("session", metavar="ID")
    attach.set_defaults(run=_deferred("app.cli.sessions", "run_attach"))
    stop = commands.add_parser("stop", help="stop sessions and all they started")
    stop.add_argument("-t", "--time", type=_seconds, metavar="SEC", help="grace")
    stop.add_argument("sessions", nargs="+", metavar="ID")
    stop.set_defaults(run=_deferred("app.cli.sessions", "run_stop"))
    remove = commands.add_parser("rm", help="remove sessions")
    remove.add_argument("-f", "--force", action="store_true", help="stop them first")
    remove.add_argument("sessions", nargs="+", metavar="ID")
    remove.set_defaults(run=_deferred("app.cli.sessions", "run_rm"))


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 86400:  # noqa: PLR2004 (a day)
        raise argparse.ArgumentTypeError("must be from 0 to 86400 seconds")
    return value
