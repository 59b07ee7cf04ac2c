"""`log` and `events`: what a session has written, and what has happened to all."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

from core.attach.pump import write_all
from core.bundle.log import STDERR, STDOUT
from core.bundle.plain_text import PlainText
from core.service import ExecService
from core.session.types import display_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from core.attach.replay import ReplayStream
    from core.session.events import Event
    from core.settings import Settings

_LOOK_SECONDS = 1.0
"""Longest time between two looks for output; news wake us at once."""


def run_log(settings: Settings, options: argparse.Namespace) -> int:
    """Print the output of a session, stderr apart where it has one of its own."""
    service = ExecService(settings)
    session = service.session(options.session)
    if options.cast:
        for line in service.recording(session.id):
            print(line)
        return 0
    targets = {STDOUT: sys.stdout.fileno()}
    if not session.config.terminal:
        # With a terminal it is the runtime's own words, not the program's.
        targets[STDERR] = sys.stderr.fileno()
    plain = {number: PlainText() for number in targets}
    with closing(service.open_output(session.id)) as output:
        for number, data in _chunks(output, follow=options.follow):
            if number in targets:
                shown = data if options.raw else plain[number].feed(data)
                write_all(targets[number], shown)
    return 0


def _chunks(output: ReplayStream, *, follow: bool) -> Iterator[tuple[int, bytes]]:
    end = output.backlog
    while follow or output.consumed < end:
        news = output.read()
        if news is None:
            return
        yield from news
        if not news and follow:
            output.wait(_LOOK_SECONDS)
        elif not news:
            return


def run_events(settings: Settings, options: argparse.Namespace) -> int:
    """Print events, oldest first; with -f go on until interrupted."""
    service = ExecService(settings)
    for event in service.events(follow=options.follow):
        if options.format == "json":
            print(json.dumps(event.to_json()))
        else:
            print(_event_line(event))
        if options.follow:
            sys.stdout.flush()
    return 0


def _event_line(event: Event) -> str:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(event.at))
    parts = [when, f"{event.kind.value:<12}", event.session_id[:12]]
    parts.append(display_text(event.container_id))
    if event.exit_code is not None:
        parts.append(f"exit code {event.exit_code}")
    return "  ".join(parts)
