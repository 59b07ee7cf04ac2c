"""`doctor` and `import`: records against reality, and records of libpod's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.listings import print_table
from core.service import ExecService
from core.session.types import display_text

if TYPE_CHECKING:
    import argparse

    from core.settings import Settings

_TROUBLE_LEFT = 1
_FILE_MAX = 64 * 1024 * 1024


def run_doctor(settings: Settings, options: argparse.Namespace) -> int:
    """Print what is wrong; 1 when something of it is left so."""
    findings = list(ExecService(settings).doctor(fix=options.fix))
    if options.format == "json":
        print(json.dumps([item.to_json() for item in findings], indent=2))
    elif findings:
        rows = [
            (
                item.trouble.value,
                item.subject,
                item.detail,
                "fixed" if item.fixed else "-",
            )
            for item in findings
        ]
        print_table(("TROUBLE", "SUBJECT", "DETAIL", "FIXED"), rows)
    return 0 if all(item.fixed for item in findings) else _TROUBLE_LEFT


def run_import(settings: Settings, options: argparse.Namespace) -> int:
    """Take over sessions from libpod's state; print the ids of those taken."""
    if options.file == "-":
        text = sys.stdin.buffer.read(_FILE_MAX)
    else:
        with Path(options.file).open("rb") as stream:
            text = stream.read(_FILE_MAX)
    imported = ExecService(settings).import_state(text, options.container)
    for session in imported.sessions:
        print(session.id)
    for identity, reason in imported.dropped:
        line = f"session {identity[:12]} is left out: {reason}"
        print(display_text(line), file=sys.stderr)
    return 0
