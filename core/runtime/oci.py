"""The runtime's own words: which program runs a container, and why it failed."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

from core.errors import (
    CommandNotFound,
    PermissionDenied,
    RuntimeMissing,
    StartFailed,
)

_MESSAGE_MAX = 400

_LOG_TAIL = 1 << 16
"""Bytes of the log's end in which its last error is looked for."""

# libpod's getOCIRuntimeError (oci_util.go), in its order; a directory as command
# is "permission denied" for runc and "is a directory" for crun.
_PERMISSION = re.compile(
    r"permission denied|operation not permitted|is a directory", re.IGNORECASE
)
_NOT_FOUND = re.compile(
    r"executable file.* not found in|no such file or directory|open executable",
    re.IGNORECASE,
)

_CONSOLE = re.compile(r"connect socket to", re.IGNORECASE)
"""The monitor's socket for the terminal is gone, not the command."""


def runtime_path(runtime: str) -> str:
    """Return the absolute path of a runtime's program.

    Raises:
        RuntimeMissing: it is not in PATH.
    """
    found = shutil.which(runtime)
    if found is None:
        raise RuntimeMissing(runtime)
    return found


def log_options(runtime: str, oci_log: Path) -> list[str]:
    """Return the options by which a runtime writes its errors as JSON."""
    # crun takes what comes before a colon for a kind of log.
    kind = "file:" if Path(runtime).name == "crun" else ""
    return ["--log-format=json", "--log", f"{kind}{oci_log}"]


def start_error(command: str, message: str, oci_log: Path) -> StartFailed:
    """Return the error for a failed start, told apart as podman does.

    The runtime's JSON log says it best; `message` is what the monitor relayed.
    """
    said = (" ".join(text.split()) for text in (last_error(oci_log), message))
    text = next(filter(None, said), "the runtime gave no reason")[:_MESSAGE_MAX]
    if _CONSOLE.search(text):
        return StartFailed(command, text)
    if _PERMISSION.search(text):
        return PermissionDenied(command, text)
    if _NOT_FOUND.search(text):
        return CommandNotFound(command, text)
    return StartFailed(command, text)


def last_error(oci_log: Path) -> str:
    """Return the last error that a runtime logged; empty when there is none."""
    try:
        with oci_log.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(size - _LOG_TAIL, 0))
            lines = stream.read(_LOG_TAIL).splitlines()
    except OSError:
        return ""
    for line in reversed(lines):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict) and entry.get("level") == "error":
            message = entry.get("msg")
            if isinstance(message, str):
                return message
    return ""
