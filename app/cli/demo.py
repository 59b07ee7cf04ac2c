"""`demo`: sample containers with a session each, then the deck."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from app.cli.deck import run_deck
from core.runtime.samples import (
    PREFIX,
    SAMPLES,
    SamplesUnavailable,
    create_samples,
    remove_samples,
)
from core.service import ExecService
from core.session.types import ExecConfig

if TYPE_CHECKING:
    import argparse

    from core.settings import Settings


def run_demo(settings: Settings, options: argparse.Namespace) -> int:
    """Make the samples, or with --clean remove them and their sessions."""
    service = ExecService(settings)
    if options.clean:
        # By their ids: a sample may have been deleted by other hands.
        for sample in SAMPLES:
            for error in service.remove_all(PREFIX + sample.name):
                print(f"Error: {error}", file=sys.stderr)
        for name in remove_samples(settings):
            print(name)
        return 0
    try:
        for container, sample in create_samples(settings):
            if not service.list(container.id):
                config = ExecConfig(
                    command=sample.session,
                    terminal=True,
                    environment={"TERM": "xterm-256color"},
                )
                service.start(service.create(container.id, config).id)
    except SamplesUnavailable as error:
        print(f"{error}; opening the deck on host", file=sys.stderr)
    return run_deck(settings, options)
