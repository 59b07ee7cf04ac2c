"""The commands that were run from the form: one JSON file, newest first.

It is a convenience: whatever is wrong with the file, or with writing it, is no
reason to refuse a session.
"""

from __future__ import annotations

import errno
import json
from contextlib import suppress
from typing import TYPE_CHECKING

from core.bundle.directory import open_regular, write_file
from core.errors import LockTimeout
from core.locks import container_lock

if TYPE_CHECKING:
    from pathlib import Path

HISTORY_FILE = "history.json"
"""Its name in the state directory."""

COMMANDS_MAX = 100

COMMAND_MAX = 4096
"""Characters of a command that is still worth keeping."""

_FILE_MAX = 16 * COMMANDS_MAX * COMMAND_MAX
"""Bytes: no character takes more than twelve in JSON."""

LOCK_SECONDS = 2.0
"""How long another deck may take to write its command before ours is let go."""


class CommandHistory:
    """The last commands of one user, shared by all decks; its methods block."""

    def __init__(self, path: Path) -> None:
        """Keep them in the file at `path`, which need not be there."""
        self._path = path

    def recent(self) -> list[str]:
        """Return the commands, newest first, each once."""
        try:
            return self._read()
        except (OSError, ValueError):
            return []

    def add(self, text: str) -> None:
        """Keep a command as the newest.

        As in shells, one that begins with a space is not kept. A file that holds no
        history is moved aside, to `history.damaged`.
        """
        if not text.strip() or text.startswith(" ") or len(text) > COMMAND_MAX:
            return
        with (
            suppress(OSError, LockTimeout),
            container_lock(self._path.with_suffix(".lock"), LOCK_SECONDS),
        ):
            known: list[str] = []
            try:
                known = self._read()
            except FileNotFoundError:
                pass
            except ValueError:
                self._path.rename(self._path.with_suffix(".damaged"))
            kept = [text, *(item for item in known if item != text)][:COMMANDS_MAX]
            write_file(self._path, json.dumps(kept, indent=0).encode())

    def _read(self) -> list[str]:
        """Read the file.

        Raises:
            OSError: it cannot be read.
            ValueError: it holds something else.
        """
        try:
            with open_regular(self._path) as stream:
                data = stream.read(_FILE_MAX + 1)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.EISDIR):
                raise ValueError(error.strerror) from None
            raise
        if len(data) > _FILE_MAX:
            raise ValueError("too large")
        try:
            found = json.loads(data)
        except RecursionError as error:
            raise ValueError(str(error)) from None
        if not isinstance(found, list) or not all(type(item) is str for item in found):
            raise ValueError("no list of commands")
        return list(dict.fromkeys(found))[:COMMANDS_MAX]
