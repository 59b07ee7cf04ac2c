"""The command line: parse, run one command, say what went wrong.

Only this package prints. stdout is data; errors go to stderr as `Error: …` with
podman's exit statuses: 125 for ours, 126 and 127 for a command that cannot be run,
else the command's own. The deck, and with it Textual, is imported only to be shown.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

from app.cli.arguments import parse
from core.errors import ExecdeckError
from core.session.types import display_text
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_FAILURE = 125
"""Exit status for a mistake or a failure of ours (podman's)."""

_EXIT_INTERRUPTED = 130
_EXIT_BROKEN_PIPE = 141
"""As a program that SIGPIPE ended."""


def run() -> NoReturn:
    """Run the command line as a program; never returns.

    Without the interpreter's own end, which would take a sixth of the time of a
    short command to tidy up what the kernel drops anyway.
    """
    status = main()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    _prepare_streams()
    if "_ARGCOMPLETE" in os.environ:
        from app.cli.completion import complete  # noqa: PLC0415 (a shell asks for it)

        complete()
    options = parse(sys.argv[1:] if arguments is None else arguments)
    settings = Settings.from_environment(
        os.environ, root=options.root, runtime_roots=options.runtime_root
    )
    try:
        status: int = options.run(settings, options)
        sys.stdout.flush()
    except ExecdeckError as error:
        return fail(str(error), error.exit_status)
    except BrokenPipeError:
        # Whoever read us has left; the interpreter must not flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _EXIT_BROKEN_PIPE
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        return fail(f"cannot use{place or ' a file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        return _EXIT_INTERRUPTED
    return status


def fail(message: str, status: int = EXIT_FAILURE) -> int:
    """Print an error and return its exit status.

    The text may hold a runtime's or a container's own words: they are made safe.
    """
    print(f"Error: {display_text(message)}", file=sys.stderr)
    return status


def _prepare_streams() -> None:
    """Open the standard streams that we were started without; let stdout show all.

    Python leaves a closed one out, prints errors to stdout when stderr is closed, and
    the next file to be opened, the records say, would take its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
