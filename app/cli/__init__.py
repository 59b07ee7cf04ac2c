"""The command line: parse, run one command, say what went wrong.

Only this package prints. stdout is data; errors go to stderr as `Error: …` with
podman's exit statuses: 125 for ours, 126 and 127 for a command that cannot be run,
else the command's own. The deck, and with it Textual, is imported only to be shown.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.cli.arguments import parse
from core.errors import ExecdeckError
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_FAILURE = 125
"""Exit status for a mistake or a failure of ours (podman's)."""

_EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
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
        return EXIT_FAILURE
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        return fail(f"cannot use{place or ' a file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        return _EXIT_INTERRUPTED
    return status


def fail(message: str, status: int = EXIT_FAILURE) -> int:
    """Print an error and return its exit status."""
    print(f"Error: {message}", file=sys.stderr)
    return status
